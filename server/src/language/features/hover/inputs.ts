import type { MarkupContent } from 'vscode-languageserver-types';
import { schemaAt } from '../../../template';
import { rootSchema, type PromptFacts } from '../../facts';
import { code, fenced, inputSignature, markdown, membersOf, plain, shortValue } from '../../markdown';
import type { Catalog } from '../../ports';
import type { Project } from '../../project';
import { typeLabel } from '../../types';

/** What is known of an input: its type, where it is declared, its values in cases, who has it. */
export function inputHover(
  project: Project,
  catalog: Catalog | undefined,
  uri: string,
  name: string,
): MarkupContent | undefined {
  const facts = project.promptFacts(uri);
  if (facts === undefined) return undefined;
  const declared = facts.inputs.find((input) => input.name === name);
  const values = caseValues(project, uri, name);
  if (declared === undefined)
    return markdown([undeclaredText(project, facts, name), placeholderOf(project, uri, name), values]);
  return markdown([
    fenced(inputSignature(declared)),
    declared.description === undefined ? undefined : plain(declared.description),
    membersOf(declared.schema),
    declared.default === undefined ? undefined : `Default: ${code(shortValue(declared.default))}`,
    `Input of ${code(project.nameOf(uri) ?? facts.path)}${declared.required ? ', required' : ''}`,
    values,
    deployedText(project, catalog, uri, name),
  ]);
}

function undeclaredText(project: Project, facts: PromptFacts, name: string): string {
  if (facts.impliedInputs.includes(name))
    return `${code(name)} has a sample value in the header, and no declared type.`;
  if (!facts.partial) {
    return facts.declaresInputs && !facts.openInputs
      ? `${code(name)} is not declared as an input of this prompt.`
      : `${code(name)} is an input of this prompt: it is read here and has no declared type.`;
  }
  const includers = project.includers(facts.uri).map(({ path }) => code(path));
  const from =
    includers.length === 0 ? 'No file includes this partial.' : `Included by ${includers.slice(0, 5).join(', ')}.`;
  return `${code(name)} is read by this partial; whoever includes it gives the value. ${from}`;
}

/** Up to three values that cases give. */
function caseValues(project: Project, uri: string, name: string): string | undefined {
  const prompt = project.prompt(uri);
  const documents = [
    ...project.casesOf(uri).map(({ document }) => document),
    ...(prompt === undefined ? [] : [prompt.cases]),
  ];
  const rows = new Map<string, string>();
  for (const { cases } of documents) {
    for (const node of cases) {
      const given = node.inputs.find((input) => input.name === name);
      if (given === undefined) continue;
      const shown = shortValue(given.value);
      if (!rows.has(shown)) rows.set(shown, `- ${code(shown)} in ${plain(node.name)}`);
      if (rows.size === 3) return `Values in cases:\n${[...rows.values()].join('\n')}`;
    }
  }
  return rows.size === 0 ? undefined : `Values in cases:\n${[...rows.values()].join('\n')}`;
}

function deployedText(project: Project, catalog: Catalog | undefined, uri: string, name: string): string | undefined {
  const prompt = project.nameOf(uri);
  const entry = prompt === undefined ? undefined : catalog?.entry(prompt);
  const holding = entry?.environments.filter(({ inputs }) => inputs.includes(name)) ?? [];
  if (holding.length === 0) return undefined;
  return `Taken by ${holding.map(({ environment, semver }) => `${plain(environment)} (${semver})`).join(', ')}`;
}

/** What is known of a part of an input. */
export function propertyHover(project: Project, uri: string, path: readonly string[]): MarkupContent | undefined {
  const facts = project.promptFacts(uri);
  const schema = facts === undefined ? undefined : schemaAt(rootSchema(facts), path);
  if (schema === undefined || schema === 'missing') return undefined;
  const spelled = path
    .map((part) => (part === '[]' ? '[]' : `.${part}`))
    .join('')
    .slice(1);
  return markdown([
    fenced(`${spelled}: ${typeLabel(schema)}`),
    schema.description === undefined ? undefined : plain(schema.description),
    membersOf(schema),
  ]);
}

/** What a VS Code prompt file shows in the box for an input: `${input:name:this}`. */
function placeholderOf(project: Project, uri: string, name: string): string | undefined {
  const document = project.prompt(uri)?.document;
  if (document?.dialect !== 'input-marks') return undefined;
  for (const { segments } of document.analysis.variables) {
    const [first] = segments;
    const rest = first?.text === name ? document.text.slice(first.range.end, first.range.end + 300) : '';
    const [, text] = /^:([^{}\n]+)\}/.exec(rest) ?? [];
    if (text !== undefined) return `Shown in the box: ${plain(text)}`;
  }
  return undefined;
}
