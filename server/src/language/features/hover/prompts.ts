import type { MarkupContent } from 'vscode-languageserver-types';
import { effectiveInputs } from '../../inputs';
import { code, inputSignature, markdown, plain } from '../../markdown';
import type { Catalog } from '../../ports';
import type { Project } from '../../project';

/** What is known of a prompt: its file, inputs, versions and environments. */
export function promptHover(project: Project, catalog: Catalog | undefined, name: string): MarkupContent | undefined {
  const [uri] = project.promptsNamed(name);
  const facts = uri === undefined ? undefined : project.promptFacts(uri);
  if (facts === undefined) return undefined;
  const inputs = facts.declaresInputs
    ? facts.inputs.map(
        (input) =>
          `- ${code(inputSignature(input))}${input.description === undefined ? '' : ` – ${plain(input.description)}`}`,
      )
    : [...effectiveInputs(project, facts).names].map((input) => `- ${code(input)}`);
  const entry = catalog?.entry(name);
  const versions = entry?.head === undefined ? undefined : `Head: ${entry.head.semver} (#${entry.head.number})`;
  const environments = entry?.environments
    .map(({ environment, semver }) => `${plain(environment)}: ${semver}`)
    .join(', ');
  return markdown([
    `**${plain(name)}** – ${code(facts.path)}`,
    facts.description === undefined ? undefined : plain(facts.description),
    inputs.slice(0, 20).join('\n'),
    versions,
    environments === '' ? undefined : environments,
  ]);
}
