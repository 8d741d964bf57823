import { nearest, type Json, type TextRange } from '../../base';
import type { Problem, Schema } from '../types';
import { itemsOf, jsonOf, pairsOf, valueOf, type YamlNode, type YamlPair } from '../yaml';
import { readJsonSchema } from './json-schema';

/** The scalar types of Picoschema. */
export const scalarTypes = ['string', 'number', 'integer', 'boolean', 'null', 'any'] as const;

/** The types in parentheses after a property name. */
export const parentheticalTypes = ['array', 'object', 'enum'] as const;

/** A property as its Picoschema key spells it: `name?(array, description)`. */
export interface PicoKey {
  readonly name: string;
  readonly nameRange: TextRange;
  readonly optional: boolean;
  /** The word in parentheses, when there are any. */
  readonly type: string | undefined;
  readonly typeRange: TextRange | undefined;
  readonly description: string | undefined;
  readonly wildcard: boolean;
}

/**
 * Reads a `schema:` value as Dotprompt does: a scalar type or schema name, JSON Schema when `type` or `properties`
 * is at the top, else Picoschema. What cannot be read is `any` and gets a problem.
 */
export function readSchema(node: YamlNode | undefined, problems: Problem[]): Schema {
  if (node === undefined) return { type: 'any' };
  if (node.kind === 'mapping' && isJsonSchema(node)) return readJsonSchema(node, problems);
  return readPico(node, problems);
}

function isJsonSchema(node: YamlNode): boolean {
  const type = valueOf(node, 'type');
  if (type?.kind === 'scalar' && typeof type.value === 'string' && jsonSchemaTypes.has(type.value)) return true;
  if (type?.kind === 'sequence') return true;
  return valueOf(node, 'properties')?.kind === 'mapping';
}

const jsonSchemaTypes = new Set(['string', 'boolean', 'null', 'number', 'integer', 'any', 'object', 'array']);

/** Reads Picoschema proper. */
export function readPico(node: YamlNode, problems: Problem[]): Schema {
  if (node.kind === 'scalar') return readScalar(node.value, node.range, problems);
  if (node.kind === 'sequence') {
    problems.push({
      code: 'bad-schema',
      range: node.range,
      message: 'A list is no schema. Write `name(array): type` for a list, `name(enum): [a, b]` for fixed values.',
    });
    return { type: 'any' };
  }
  const properties = new Map<string, Schema>();
  const required: string[] = [];
  let additional: Schema | undefined;
  for (const pair of node.pairs) {
    const key = readPicoKey(pair);
    if (key.wildcard) {
      additional = pair.value === undefined ? { type: 'any' } : readPico(pair.value, problems);
      continue;
    }
    if (properties.has(key.name)) {
      const message = `The property ${key.name} is there twice.`;
      const data = { remove: [pair.range.start, pair.range.end] };
      problems.push({ code: 'bad-schema', range: key.nameRange, message, data });
    }
    if (!key.optional && !required.includes(key.name)) required.push(key.name);
    properties.set(key.name, { ...readProperty(key, pair, problems), nameRange: key.nameRange });
  }
  return {
    type: 'object',
    properties,
    required,
    open: additional !== undefined,
    ...(additional === undefined ? {} : { additional }),
  };
}

/** Takes a Picoschema key apart. */
export function readPicoKey(pair: YamlPair): PicoKey {
  const { key, keyRange } = pair;
  // A quoted key has its quotes in the range.
  const start = keyRange.start + (keyRange.end - keyRange.start > key.length ? 1 : 0);
  const paren = key.indexOf('(');
  const whole = paren < 0 ? key : key.slice(0, paren);
  const optional = whole.endsWith('?');
  const name = optional ? whole.slice(0, -1) : whole;
  const nameRange = { start, end: start + name.length };
  if (key === '(*)')
    return {
      name: '*',
      nameRange: keyRange,
      optional: true,
      type: undefined,
      typeRange: undefined,
      description: undefined,
      wildcard: true,
    };
  if (paren < 0)
    return {
      name,
      nameRange,
      optional,
      type: undefined,
      typeRange: undefined,
      description: undefined,
      wildcard: false,
    };
  const inside = key.endsWith(')') ? key.slice(paren + 1, -1) : key.slice(paren + 1);
  const [type, description] = splitDescription(inside);
  const typeRange = { start: start + paren + 1, end: start + paren + 1 + type.length };
  return { name, nameRange, optional, type, typeRange, description, wildcard: false };
}

function readProperty(key: PicoKey, pair: YamlPair, problems: Problem[]): Schema {
  const described = key.description === undefined ? {} : { description: key.description };
  const nullable = key.optional ? { nullable: true } : {};
  if (key.type === undefined) {
    if (pair.value === undefined) {
      problems.push({
        code: 'bad-schema',
        range: key.nameRange,
        message: `${key.name} has no type. Write for example \`${key.name}: string\`.`,
      });
      return { type: 'any' };
    }
    const schema = readPico(pair.value, problems);
    return schema.type === 'any' ? schema : { ...schema, ...nullable };
  }
  switch (key.type) {
    case 'array':
      return {
        type: 'array',
        ...nullable,
        ...described,
        items: pair.value === undefined ? { type: 'any' } : readPico(pair.value, problems),
      };
    case 'object': {
      if (pair.value === undefined) return { type: 'object', open: true, ...nullable, ...described };
      return { ...readPico(pair.value, problems), ...nullable, ...described };
    }
    case 'enum':
      return { ...readEnum(key, pair, problems), ...nullable, ...described };
    default:
      problems.push(unknownParenthetical(key));
      return { type: 'any' };
  }
}

function readEnum(key: PicoKey, pair: YamlPair, problems: Problem[]): Pick<Schema, 'type' | 'enum'> {
  const values = itemsOf(pair.value).map((item) => jsonOf(item) ?? null);
  if (pair.value?.kind !== 'sequence' || values.length === 0) {
    problems.push({
      code: 'bad-schema',
      range: pair.value?.range ?? key.nameRange,
      message: `An enum is a list of values: \`${key.name}(enum): [a, b]\`.`,
    });
    return { type: 'any' };
  }
  return { type: typeOfValues(values), enum: values };
}

/** The one type that all values have, else `any`. */
export function typeOfValues(values: readonly Json[]): Schema['type'] {
  const types = new Set(values.filter((value) => value !== null).map((value) => typeof value));
  const [only] = types;
  if (types.size !== 1) return 'any';
  return only === 'string' || only === 'number' || only === 'boolean' ? only : 'any';
}

function unknownParenthetical(key: PicoKey): Problem {
  const range = key.typeRange ?? key.nameRange;
  const meant = nearest(key.type ?? '', parentheticalTypes);
  const scalar = (scalarTypes as readonly string[]).includes(key.type ?? '');
  const hint = scalar
    ? `Scalar types stand after the colon: \`${key.name}: ${key.type ?? 'string'}\`.`
    : meant === undefined
      ? 'array, object and enum can stand in parentheses.'
      : `Did you mean ${meant}?`;
  return {
    code: 'bad-schema',
    range,
    message: `There is no Picoschema type “${key.type ?? ''}”. ${hint}`,
    ...(meant === undefined || scalar ? {} : { data: { replace: meant } }),
  };
}

function readScalar(value: string | number | boolean | null, range: TextRange, problems: Problem[]): Schema {
  if (value === null) return { type: 'null' };
  if (typeof value !== 'string') {
    problems.push({
      code: 'bad-schema',
      range,
      message: `${String(value)} is no type. Types are ${scalarTypes.join(', ')}.`,
    });
    return { type: 'any' };
  }
  const [type, description] = splitDescription(value);
  const described = description === undefined ? {} : { description };
  if (isScalarType(type)) return { type, ...described };
  // Any other word may be the name of a schema that the application registers.
  const meant = nearest(type, [...scalarTypes, 'array', 'object']);
  if (meant !== undefined) {
    const at = range.end - range.start > value.length ? range.start + 1 : range.start;
    problems.push({
      code: 'bad-schema',
      range: { start: at, end: Math.min(at + type.length, range.end) },
      message: `There is no type “${type}”. Did you mean ${meant}?`,
      data: { replace: meant },
    });
  } else if (type === 'array' || type === 'object') {
    problems.push({
      code: 'bad-schema',
      range,
      message: `${type} stands in parentheses after the name: \`name(${type}): …\`.`,
    });
  }
  return { type: 'any', ...described };
}

function isScalarType(word: string): word is (typeof scalarTypes)[number] {
  return (scalarTypes as readonly string[]).includes(word);
}

/** Splits `type, description` at the first comma. */
export function splitDescription(text: string): readonly [type: string, description: string | undefined] {
  const comma = text.indexOf(',');
  if (comma < 0) return [text.trim(), undefined];
  return [text.slice(0, comma).trim(), text.slice(comma + 1).trim()];
}

/** The pairs of a schema map that declare names: Picoschema keys, or `properties` of JSON Schema. */
export function declaredPairs(node: YamlNode | undefined): {
  readonly pairs: readonly YamlPair[];
  readonly style: 'pico' | 'json';
} {
  if (node !== undefined && isJsonSchema(node)) return { pairs: pairsOf(valueOf(node, 'properties')), style: 'json' };
  return { pairs: pairsOf(node), style: 'pico' };
}
