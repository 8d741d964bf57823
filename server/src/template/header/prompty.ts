import { keyNameRange, readJsonSchema } from '../schema';
import type { InputDeclaration, Problem, Schema } from '../types';
import { itemsOf, jsonOf, pairOf, pairsOf, textOf, valueOf, type YamlMapping, type YamlNode } from '../yaml';
import { checkKeys } from './check';
import { mapOf } from './dotprompt';
import { declaredDialect, dialectOfWord, emptyHeader, type HeaderModel } from './model';
import { promptyKeys } from './prompty-keys';

/** Reads what a Prompty header declares, version 1 and 2. */
export function readPrompty(root: YamlNode | undefined): HeaderModel {
  const problems: Problem[] = [];
  if (root?.kind === 'mapping') checkKeys(root, promptyKeys.keys, promptyKeys.open, problems);
  // Newer files say `inputSchema: { properties: […] }`.
  const node = valueOf(root, 'inputs') ?? valueOf(valueOf(root, 'inputSchema'), 'properties');
  const sample = valueOf(root, 'sample');
  const model = valueOf(root, 'model');
  const configuration = valueOf(model, 'configuration');
  const inputs = node?.kind === 'sequence' ? listed(node.items, problems) : named(node, problems);
  const options = valueOf(model, 'parameters') ?? valueOf(model, 'options');
  const outputs = valueOf(root, 'outputs');
  return {
    ...emptyHeader,
    name: textOf(valueOf(root, 'name')),
    description: textOf(valueOf(root, 'description')),
    dialect: declaredDialect(root) ?? dialectOfWord(templateWord(valueOf(root, 'template'))),
    declaresInputs: inputs.length > 0 && !isReference(node),
    inputs,
    impliedInputs: pairsOf(sample).map((pair) => pair.key),
    // A sample or inputs in another file cannot be seen from here: `${file:chat.json}`, or the name of the file alone.
    openInputs: isReference(node) || textOf(sample) !== undefined,
    model:
      textOf(model) ??
      textOf(valueOf(model, 'id')) ??
      textOf(valueOf(configuration, 'name')) ??
      textOf(valueOf(configuration, 'azure_deployment')),
    parameters: mapOf(options),
    tools: itemsOf(valueOf(root, 'tools') ?? valueOf(options, 'tools')).map((item) => jsonOf(item) ?? null),
    output: outputs === undefined ? undefined : { schema: jsonOf(outputs) ?? {} },
    problems,
  };
}

/** `${file:…}` and `${env:…}` stand for something that is elsewhere. */
function isReference(node: YamlNode | undefined): boolean {
  return textOf(node)?.startsWith('${') === true;
}

/** `template: jinja2`, `template.type`, `template.format` or `template.format.kind`. */
function templateWord(node: YamlNode | undefined): string | undefined {
  const format = valueOf(node, 'format');
  return textOf(node) ?? textOf(format) ?? textOf(valueOf(format, 'kind')) ?? textOf(valueOf(node, 'type'));
}

/** Inputs as a map from name to declaration. */
function named(node: YamlNode | undefined, problems: Problem[]): readonly InputDeclaration[] {
  const found = new Map<string, InputDeclaration>();
  for (const pair of pairsOf(node)) {
    const nameRange = keyNameRange(pair.key, pair.keyRange);
    add(found, declaration(pair.key, nameRange, pair.range, pair.value, problems), problems);
  }
  return [...found.values()];
}

/** Inputs as a list of maps with `name` (version 2). */
function listed(items: readonly YamlNode[], problems: Problem[]): readonly InputDeclaration[] {
  const found = new Map<string, InputDeclaration>();
  for (const item of items) {
    const name = valueOf(item, 'name');
    const text = textOf(name);
    if (name !== undefined && text !== undefined)
      add(found, declaration(text, inside(name, text), item.range, item, problems), problems);
  }
  return [...found.values()];
}

function inside(node: YamlNode, text: string): { start: number; end: number } {
  const { start, end } = node.range;
  return end - start === text.length + 2 ? { start: start + 1, end: end - 1 } : { start, end };
}

function add(found: Map<string, InputDeclaration>, input: InputDeclaration, problems: Problem[]): void {
  const first = found.get(input.name);
  if (first === undefined) {
    found.set(input.name, input);
    return;
  }
  problems.push({
    code: 'duplicate-input',
    range: input.nameRange,
    message: `The input ${input.name} is declared twice.`,
    related: { range: first.nameRange, message: 'The first declaration.' },
    data: { remove: [input.range.start, input.range.end] },
  });
}

function declaration(
  name: string,
  nameRange: InputDeclaration['nameRange'],
  range: InputDeclaration['range'],
  value: YamlNode | undefined,
  problems: Problem[],
): InputDeclaration {
  const base = { name, nameRange, range };
  if (value?.kind !== 'mapping') return shorthand(base, value);
  const description = textOf(valueOf(value, 'description'));
  const preset = pairOf(value, 'default');
  const wanted = valueOf(value, 'required') ?? valueOf(value, 'is_required');
  const required = wanted?.kind === 'scalar' && typeof wanted.value === 'boolean' ? wanted.value : preset === undefined;
  return {
    ...base,
    schema: schemaOf(value, problems),
    required,
    ...(preset === undefined ? {} : { default: jsonOf(preset.value) ?? null }),
    ...(description === undefined ? {} : { description }),
  };
}

/** `name: string` is a type; any other plain value is an example that is used when the caller gives nothing. */
function shorthand(
  base: Pick<InputDeclaration, 'name' | 'nameRange' | 'range'>,
  value: YamlNode | undefined,
): InputDeclaration {
  const word = textOf(value);
  const type = word === undefined ? undefined : typeWords.get(word);
  if (type !== undefined) return { ...base, schema: { type }, required: true };
  if (value === undefined) return { ...base, schema: { type: 'any' }, required: true };
  return { ...base, schema: { type: 'any' }, required: false, default: jsonOf(value) ?? null };
}

/** The type of an input. Kinds of Prompty that are no JSON types (image, file, …) are `any`; a thread is a list. */
function schemaOf(node: YamlMapping, problems: Problem[]): Schema {
  const word = textOf(valueOf(node, 'type')) ?? textOf(valueOf(node, 'kind'));
  const description = textOf(valueOf(node, 'description'));
  const described = description === undefined ? {} : { description };
  if (word === undefined) return { type: 'any', ...described };
  const type = typeWords.get(word);
  if (type === undefined) return { type: 'any', ...described };
  if (type === word && textOf(valueOf(node, 'type')) === word) return readJsonSchema(node, problems);
  if (type === 'array') {
    const items = valueOf(node, 'items');
    return { type, ...described, items: items === undefined ? { type: 'any' } : readJsonSchema(items, problems) };
  }
  if (type !== 'object') return { type, ...described };
  const properties = valueOf(node, 'properties');
  return properties?.kind === 'mapping'
    ? { ...readJsonSchema({ ...node, pairs: node.pairs.filter(({ key }) => key !== 'type') }, problems), type }
    : { type, ...described, open: true };
}

const typeWords = new Map<string, Schema['type']>([
  ['string', 'string'],
  ['str', 'string'],
  ['text', 'string'],
  ['number', 'number'],
  ['float', 'number'],
  ['integer', 'integer'],
  ['int', 'integer'],
  ['boolean', 'boolean'],
  ['bool', 'boolean'],
  ['array', 'array'],
  ['list', 'array'],
  ['thread', 'array'],
  ['object', 'object'],
  ['dict', 'object'],
]);
