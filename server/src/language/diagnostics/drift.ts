import { effectiveInputs } from '../inputs';
import type { Finding, PromptContext } from './finding';

/** Environments whose version of the prompt takes other inputs than the draft: callers there will notice. */
export function driftFindings({ facts, parsed, project, catalog }: PromptContext): Finding[] {
  const name = facts.partial ? undefined : project.nameOf(facts.uri);
  const entry = name === undefined ? undefined : catalog?.entry(name);
  if (entry === undefined || entry.environments.length === 0) return [];
  project.useCatalog();
  if (!entry.isModified(parsed.file.text)) return [];
  const { names, required, open, declared } = effectiveInputs(project, facts);
  if (!declared) return [];
  const range = parsed.document.header?.entries.find(({ key }) => key === 'input' || key === 'inputs')?.keyRange ?? {
    start: 0,
    end: 0,
  };
  return entry.environments.flatMap((deployed): Finding[] => {
    const before = new Set(deployed.inputs);
    const added = required.filter((input) => !before.has(input) || !deployed.requiredInputs.includes(input));
    const removed = open ? [] : deployed.inputs.filter((input) => !names.has(input));
    const changes = [
      ...added.map((input) => `${input} is newly required`),
      ...removed.map((input) => `${input} is gone`),
    ];
    if (changes.length === 0) return [];
    const listed = changes.slice(0, 4).join(', ') + (changes.length > 4 ? ', …' : '');
    const message = `${deployed.environment} runs ${deployed.semver}, which takes other inputs: ${listed}. Its callers must change with it.`;
    return [{ code: 'interface-drift', range, message, data: { environment: deployed.environment } }];
  });
}
