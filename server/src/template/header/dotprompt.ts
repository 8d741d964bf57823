import type { Json } from '../../base';
import { declaredPairs, keyNameRange, readPicoKey, readSchema, schemaToJsonSchema } from '../schema';
import type { InputDeclaration, PromptDocument, Problem, Schema } from '../types';
import { itemsOf, jsonOf, pairsOf, textOf, valueOf, type YamlNode, type YamlPair } from '../yaml';
import { checkKeys } from './check';
import { dotpromptKeys } from './dotprompt-keys';
import { declaredDialect, emptyHeader, type HeaderModel } from './model';

/** Reads what a Dotprompt header declares. */
export function readDotprompt(root: YamlNode | undefined): HeaderModel {
  const problems: Problem[] = [];
  if (root?.kind === 'mapping') checkKeys(root, dotpromptKeys.keys, dotpromptKeys.open, problems);
  const input = valueOf(root, 'input');
  const schemaNode = valueOf(input, 'schema');
  const schema = readSchema(schemaNode, problems);
  const defaults = pairsOf(valueOf(input, 'default'));
  return {
    ...emptyHeader,
    name: textOf(valueOf(root, 'name')),
    description: textOf(valueOf(root, 'description')),
    dialect: declaredDialect(root),
    declaresInputs: schemaNode?.kind === 'mapping',
    inputs: declarations(schemaNode, schema, defaults, problems),
    impliedInputs: defaults.map((pair) => pair.key),
    openInputs: isOpen(schemaNode, schema),
    model: textOf(valueOf(root, 'model')),
    parameters: mapOf(valueOf(root, 'config')),
    tools: [...itemsOf(valueOf(root, 'tools')), ...itemsOf(valueOf(root, 'toolDefs'))].map(
      (item) => jsonOf(item) ?? null,
    ),
    output: readOutput(valueOf(root, 'output'), problems),
    problems,
  };
}

/** `additionalProperties` is open by default in JSON Schema; only where it is written is it meant. */
function isOpen(node: YamlNode | undefined, schema: Schema): boolean {
  if (node === undefined) return false;
  if (node.kind !== 'mapping') return true;
  if (schema.type !== 'object') return true;
  if (declaredPairs(node).style === 'pico') return schema.open === true;
  const additional = valueOf(node, 'additionalProperties');
  return additional?.kind === 'mapping' || (additional?.kind === 'scalar' && additional.value === true);
}

function declarations(
  node: YamlNode | undefined,
  schema: Schema,
  defaults: readonly YamlPair[],
  problems: Problem[],
): InputDeclaration[] {
  if (node === undefined || schema.type !== 'object') return [];
  const { pairs, style } = declaredPairs(node);
  const inputs = new Map<string, InputDeclaration>();
  for (const pair of pairs) {
    const pico = style === 'pico' ? readPicoKey(pair) : undefined;
    if (pico?.wildcard === true) continue;
    const name = pico?.name ?? pair.key;
    const nameRange = pico?.nameRange ?? keyNameRange(pair.key, pair.keyRange);
    const first = inputs.get(name);
    if (first !== undefined) {
      dropDoubleReport(problems, nameRange.start);
      problems.push({
        code: 'duplicate-input',
        range: nameRange,
        message: `The input ${name} is declared twice.`,
        related: { range: first.nameRange, message: 'The first declaration.' },
        data: { remove: [pair.range.start, pair.range.end] },
      });
      continue;
    }
    const type: Schema = schema.properties?.get(name) ?? { type: 'any' };
    const preset = defaults.find((candidate) => candidate.key === name);
    inputs.set(name, {
      name,
      nameRange,
      range: pair.range,
      schema: type,
      required: (schema.required ?? []).includes(name) && preset === undefined,
      ...(preset === undefined ? {} : { default: jsonOf(preset.value) ?? null }),
      ...(type.description === undefined ? {} : { description: type.description }),
    });
  }
  return [...inputs.values()];
}

/** The schema reader has already called the second declaration a property that is there twice. */
function dropDoubleReport(problems: Problem[], start: number): void {
  const index = problems.findIndex((problem) => problem.code === 'bad-schema' && problem.range.start === start);
  if (index >= 0) problems.splice(index, 1);
}

function readOutput(node: YamlNode | undefined, problems: Problem[]): PromptDocument['output'] {
  if (node === undefined) return undefined;
  const format = textOf(valueOf(node, 'format'));
  const schemaNode = valueOf(node, 'schema');
  const schema = schemaNode === undefined ? undefined : readSchema(schemaNode, problems);
  const json = schemaNode === undefined || schema === undefined ? undefined : outputSchema(schemaNode, schema);
  return { ...(format === undefined ? {} : { format }), ...(json === undefined ? {} : { schema: json }) };
}

function outputSchema(node: YamlNode, schema: Schema): Json {
  const asWritten = node.kind === 'mapping' && declaredPairs(node).style === 'json';
  return asWritten || valueOf(node, 'type')?.kind === 'scalar' ? (jsonOf(node) ?? {}) : schemaToJsonSchema(schema);
}

/** A map as plain values; empty for anything else. */
export function mapOf(node: YamlNode | undefined): { readonly [key: string]: Json } {
  const value = node?.kind === 'mapping' ? jsonOf(node) : undefined;
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [key: string]: Json })
    : {};
}
