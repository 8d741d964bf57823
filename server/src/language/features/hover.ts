import type { Hover, MarkupContent, Position } from 'vscode-languageserver-types';
import { touches, type TextRange } from '../../base';
import { assertionCatalogue, helperCatalogue, schemaAt, type PromptDocument } from '../../template';
import type { ParsedFile, ParsedPrompt } from '../documents';
import type { Entity } from '../entity';
import { rootSchema, type PromptFacts } from '../facts';
import { includedFacts, partialReads } from '../inclusions';
import { effectiveInputs } from '../inputs';
import { callableMarkdown, code, inputSignature, markdown, membersOf, plain, shortValue } from '../markdown';
import type { Catalog } from '../ports';
import type { Project } from '../project';
import { typeLabel } from '../types';
import { yamlOf, yamlPlaceAt, yamlRange } from '../yaml-tree';
import { keyAt } from '../yaml-keys';
import { spotAt } from './navigation';

/** What is known of the thing at a position. */
export function hover(
  project: Project,
  catalog: Catalog | undefined,
  uri: string,
  position: Position,
): Hover | undefined {
  const spot = spotAt(project, uri, position);
  if (spot === undefined) return undefined;
  const { parsed, entity, offset } = spot;
  const contents = entity === undefined ? undefined : contentsOf(project, catalog, parsed, entity);
  if (entity !== undefined && contents !== undefined) return show(parsed, entity.range, contents);
  return keyHover(parsed, offset);
}

function show(parsed: ParsedFile, range: TextRange, contents: MarkupContent): Hover {
  return { contents, range: parsed.lines.rangeAt(range) };
}

function contentsOf(
  project: Project,
  catalog: Catalog | undefined,
  parsed: ParsedFile,
  entity: Entity,
): MarkupContent | undefined {
  switch (entity.kind) {
    case 'input':
      return inputHover(project, catalog, entity.prompt, entity.name);
    case 'property':
      return propertyHover(project, entity.prompt, entity.path);
    case 'local':
      return localHover(project, parsed, entity);
    case 'data':
      return dataHover(entity.name);
    case 'call':
      return parsed.kind === 'prompt' ? callHover(parsed.document, entity) : undefined;
    case 'partial':
      return parsed.kind === 'prompt' ? partialHover(project, parsed, entity) : undefined;
    case 'prompt':
      return promptHover(project, catalog, entity.name);
    case 'assertion': {
      const rule = assertionCatalogue.get(entity.type);
      return rule === undefined
        ? undefined
        : markdown([`**${entity.type}**, or not-${entity.type}`, rule.documentation]);
    }
    case 'role':
      return markdown([`Starts a message of the role **${plain(entity.role.role)}**.`]);
    case 'block':
      return undefined;
  }
}

function inputHover(
  project: Project,
  catalog: Catalog | undefined,
  uri: string,
  name: string,
): MarkupContent | undefined {
  const facts = project.promptFacts(uri);
  if (facts === undefined) return undefined;
  const declared = facts.inputs.find((input) => input.name === name);
  const values = caseValues(project, uri, name);
  if (declared === undefined) return markdown([undeclaredText(project, facts, name), values]);
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

function fenced(text: string): string {
  return `\`\`\`\n${text}\n\`\`\``;
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

function propertyHover(project: Project, uri: string, path: readonly string[]): MarkupContent | undefined {
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

const bindingWords = {
  item: 'An element of a loop',
  key: 'The key in a loop over an object',
  index: 'The index in a loop, from 0',
  'block-parameter': 'A name given by the block',
  assignment: 'A name set in this template',
  parameter: 'A parameter of the macro',
  import: 'A name from another template',
  macro: 'A macro',
} as const;

function localHover(
  project: Project,
  parsed: ParsedFile,
  { binding }: Extract<Entity, { kind: 'local' }>,
): MarkupContent {
  const facts = project.promptFacts(parsed.file.uri);
  const path = binding.source?.path;
  const schema = facts === undefined || path === undefined ? undefined : schemaAt(rootSchema(facts), path);
  const type = schema === undefined || schema === 'missing' ? '' : `: ${typeLabel(schema)}`;
  const line = parsed.lines.positionAt(binding.nameRange.start).line + 1;
  const from = path === undefined ? '' : ` of ${code(path.filter((part) => part !== '[]').join('.'))}`;
  return markdown([
    fenced(`${binding.name}${type}`),
    `${bindingWords[binding.kind]}${from}, from line ${line}.`,
    schema === undefined || schema === 'missing' ? undefined : membersOf(schema),
  ]);
}

const dataWords: { readonly [name: string]: string } = {
  index: 'The index of the element in the loop, from 0.',
  index0: 'The index of the element in the loop, from 0.',
  key: 'The key of the element in a loop over an object; the index in one over a list.',
  first: 'True in the first round of the loop.',
  last: 'True in the last round of the loop.',
  length: 'The number of elements in the loop.',
  root: 'The inputs of the prompt, from inside any block.',
  'partial-block': 'The block that was handed to this partial.',
};

function dataHover(name: string): MarkupContent {
  return markdown([`**${plain(name)}**`, dataWords[name] ?? 'Runtime data that the application gives.']);
}

function callHover(document: PromptDocument, { call }: Extract<Entity, { kind: 'call' }>): MarkupContent | undefined {
  const kind = call.kind === 'block-helper' ? 'helper' : call.kind;
  const found = helperCatalogue(document.dialect, document.format).find(
    (one) => one.name === call.name && one.kind === kind,
  );
  return found === undefined ? undefined : callableMarkdown(found);
}

function partialHover(
  project: Project,
  parsed: ParsedPrompt,
  { use, name }: Extract<Entity, { kind: 'partial' }>,
): MarkupContent {
  if (use.definition !== undefined) return markdown([`The partial ${code(name)} is defined in this file.`]);
  const facts = project.promptFacts(parsed.file.uri);
  const included = facts === undefined ? undefined : includedFacts(project, facts, use);
  if (included === undefined) return markdown([`There is no partial ${code(name)} in the workspace.`]);
  const { reads } = partialReads(project, included);
  const names = [...reads.keys()].slice(0, 20).map(code).join(', ');
  return markdown([
    `Partial ${code(included.path)}`,
    included.description === undefined ? undefined : plain(included.description),
    names === '' ? 'It reads no variables.' : `It reads ${names}.`,
  ]);
}

function promptHover(project: Project, catalog: Catalog | undefined, name: string): MarkupContent | undefined {
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

/** What a key of a header or case file is for. */
function keyHover(parsed: ParsedFile, offset: number): Hover | undefined {
  const yaml = yamlRange(parsed);
  if (yaml === undefined || !touches(yaml, offset)) return undefined;
  const place = yamlPlaceAt(yamlOf(parsed), offset);
  if (place === undefined || !place.onKey) return undefined;
  const key = keyAt(parsed, place.path);
  if (key === undefined) return undefined;
  const words = key.values === undefined ? undefined : `One of ${key.values.map(code).join(', ')}.`;
  return show(
    parsed,
    place.pair.keyRange,
    markdown([`**${key.name}**: ${key.kinds.join(' or ')}`, key.documentation, words]),
  );
}
