import type { Json } from '../base';
import type { HeaderKey, HeaderValueKind } from '../template';
import type { LanguageConfig } from './ports';

/** A map of JSON. */
export type JsonMap = { readonly [key: string]: Json };

const tables = new WeakMap<LanguageConfig, readonly HeaderKey[]>();

/** The keys of `galley.yaml`, from its JSON Schema. Empty without one. */
export function configKeys(config: LanguageConfig): readonly HeaderKey[] {
  const known = tables.get(config);
  if (known !== undefined) return known;
  const keys = config.schema === undefined ? [] : (keyOf('', config.schema()).children ?? []);
  tables.set(config, keys);
  return keys;
}

/** What a schema says of one key. */
function keyOf(name: string, schema: Json): HeaderKey {
  const parts = partsOf(schema);
  const documentation = parts.find((part) => typeof part['description'] === 'string')?.['description'];
  const children = parts.flatMap(propertiesOf);
  const values = parts.flatMap(wordsOf);
  const members = parts.flatMap((part) => memberOf(part));
  const [member] = members;
  const isList = parts.some(({ type }) => type === 'array');
  const suggestions = isList && member !== undefined ? [...(member.values ?? [])] : values;
  const kinds = [...new Set(parts.flatMap(({ type }): HeaderValueKind[] => kindOf(type)))];
  return {
    name,
    documentation: typeof documentation === 'string' ? sentence(documentation) : '',
    kinds: kinds.length === 0 ? ['any'] : kinds,
    ...(children.length === 0 ? {} : { children: distinct(children) }),
    ...(suggestions.length === 0 ? {} : { suggestions: [...new Set(suggestions)] }),
    ...(values.length === 0 || isList ? {} : { values: [...new Set(values)] }),
    ...(member === undefined ? {} : { member }),
  };
}

/** A schema, and those of which one must hold. */
function partsOf(schema: Json): readonly JsonMap[] {
  if (!isJsonMap(schema)) return [];
  const either = [schema['anyOf'], schema['oneOf']].flatMap((list): readonly Json[] => (isList(list) ? list : []));
  return [schema, ...either.flatMap(partsOf)];
}

function propertiesOf({ properties, propertyNames, additionalProperties }: JsonMap): readonly HeaderKey[] {
  const listed = isJsonMap(properties) ? Object.entries(properties).map(([name, schema]) => keyOf(name, schema)) : [];
  // A map whose keys are fixed words: each of them takes what the map holds.
  const words = propertyNames === undefined ? [] : partsOf(propertyNames).flatMap(wordsOf);
  return [...listed, ...words.map((name) => keyOf(name, additionalProperties ?? {}))];
}

function memberOf({ items, additionalProperties }: JsonMap): readonly HeaderKey[] {
  const inner = items ?? additionalProperties;
  return isJsonMap(inner) ? [keyOf('', inner)] : [];
}

function wordsOf({ enum: words, const: word, type }: JsonMap): readonly string[] {
  const found = Array.isArray(words) ? words : word === undefined ? [] : [word];
  const texts = found.filter((one) => typeof one === 'string');
  return texts.length === 0 && type === 'boolean' ? ['true', 'false'] : texts;
}

function kindOf(type: Json | undefined): HeaderValueKind[] {
  switch (type) {
    case 'object':
      return ['map'];
    case 'array':
      return ['list'];
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return [type];
    default:
      return [];
  }
}

function distinct(keys: readonly HeaderKey[]): readonly HeaderKey[] {
  const byName = new Map<string, HeaderKey>();
  for (const key of keys) {
    const before = byName.get(key.name);
    const values = [...new Set([...(before?.values ?? []), ...(key.values ?? [])])];
    const words = values.length === 0 ? {} : { values, suggestions: values };
    byName.set(key.name, { ...key, ...before, ...words });
  }
  return [...byName.values()];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?)]$/.test(text) ? '' : '.'}`;
}

/** Whether a value is a map, not a list. */
export function isJsonMap(value: Json | undefined): value is JsonMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
