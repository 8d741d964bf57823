import { helperCatalogue } from '../../template';
import { rootSchema } from '../facts';
import { usedInputs } from '../inclusions';
import type { Finding, PromptContext } from './finding';

/** Inputs that nothing reads. */
export function unusedInputs({ facts, project, parsed }: PromptContext): Finding[] {
  if (facts.inputs.length === 0 || facts.partial) return [];
  const own = facts.reads;
  const suspects = facts.inputs.filter((input) => !own.has(input.name));
  if (suspects.length === 0 || facts.readsAll || isUnreadable(parsed.document.foreignName, parsed.document.dialect))
    return [];
  const used = usedInputs(project, facts);
  if (used === undefined) return [];
  return suspects
    .filter((input) => !used.has(input.name))
    .map((input) => ({
      code: 'unused-input',
      range: input.nameRange,
      message: `The input ${input.name} is never used.`,
      data: { name: input.name },
    }));
}

function isUnreadable(foreignName: string | undefined, dialect: string): boolean {
  return foreignName !== undefined || dialect === 'input-marks';
}

/** Inputs that cannot be read by their plain name, because a helper has it. */
export function shadowedHelpers({ facts, parsed, project }: PromptContext): Finding[] {
  const { dialect, format } = parsed.document;
  if (dialect !== 'handlebars' || facts.inputs.length === 0) return [];
  const declared = rootSchema(facts).properties;
  const helpers = [
    ...helperCatalogue(dialect, format).map((helper) => helper.name),
    ...project.workspace.config.helpers,
  ];
  const shadowed = new Set(helpers.filter((name) => declared.has(name)));
  if (shadowed.size === 0) return [];
  return facts.inputs
    .filter((input) => shadowed.has(input.name))
    .map((input) => ({
      code: 'shadowed-helper',
      range: input.nameRange,
      message: `${input.name} is also a helper, which wins: {{${input.name}}} calls the helper. Rename the input, or read it as {{this.${input.name}}}.`,
      data: { name: input.name },
    }));
}
