import { canonicalJson, type Json } from '../base';

type JsonObject = { readonly [key: string]: Json };

/** Keys of a JSON Schema that say nothing about which values are valid. */
const annotations: ReadonlySet<string> = new Set([
  'description',
  'title',
  'default',
  'examples',
  '$comment',
  'deprecated',
]);

/** Keywords that {@link widens} can compare; any other difference counts as narrower. */
const compared: ReadonlySet<string> = new Set(['enum', 'items', 'properties', 'required', 'additionalProperties']);

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A JSON Schema without its annotations: two schemas that accept the same in the same words become equal. */
export function plainSchema(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const entries = Object.entries(schema)
    .filter(([key]) => !annotations.has(key))
    .map(([key, value]): [string, Json] => [key, plainMember(key, value)]);
  return Object.fromEntries(entries);
}

function plainMember(key: string, value: Json): Json {
  if (['items', 'additionalProperties', 'not'].includes(key)) return plainSchema(value);
  if (['anyOf', 'oneOf', 'allOf'].includes(key) && Array.isArray(value)) return (value as Json[]).map(plainSchema);
  if (['properties', '$defs', 'definitions'].includes(key) && isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, plainSchema(member)]));
  }
  if ((key === 'required' || key === 'enum') && Array.isArray(value)) {
    return [...(value as Json[])].sort((a, b) => (canonicalJson(a) < canonicalJson(b) ? -1 : 1));
  }
  return value;
}

/** The schema less the value null, where it says so in its `type` or `enum`. */
export function withoutNull(schema: Json): Json {
  if (!isObject(schema)) return schema;
  const { type, enum: values, ...rest } = schema;
  const types = Array.isArray(type) ? (type as Json[]).filter((word) => word !== 'null') : type;
  const [only] = Array.isArray(types) && types.length === 1 ? (types as Json[]) : [types];
  return {
    ...rest,
    ...(only === undefined ? {} : { type: only }),
    ...(values === undefined
      ? {}
      : { enum: Array.isArray(values) ? values.filter((value) => value !== null) : values }),
  };
}

/**
 * Whether every value that is valid for `before` is valid for `after` as well, as far as it can be seen in the keywords
 * themselves. When in doubt the answer is no.
 */
export function widens(before: Json, after: Json): boolean {
  return widensPlain(plainSchema(before), plainSchema(after));
}

function widensPlain(before: Json, after: Json): boolean {
  if (after === true || canonicalJson(before) === canonicalJson(after)) return true;
  if (!isObject(before) || !isObject(after)) return false;
  if (Object.keys(after).length === 0) return true;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const key of keys) {
    const equal = canonicalJson(before[key]) === canonicalJson(after[key]);
    if (!equal && !(compared.has(key) && widensKeyword(key, before, after))) return false;
  }
  return true;
}

function widensKeyword(key: string, before: JsonObject, after: JsonObject): boolean {
  const [old, now] = [before[key], after[key]];
  switch (key) {
    case 'enum':
      return now === undefined || holdsAll(now, old);
    case 'required':
      return now === undefined || holdsAll(old, now);
    case 'items':
    case 'additionalProperties':
      return now === undefined || (old !== undefined && widensPlain(old, now));
    default:
      return widensProperties(before, after);
  }
}

/** Each list counts as a set; a missing one holds nothing. */
function holdsAll(outer: Json | undefined, inner: Json | undefined): boolean {
  if (!Array.isArray(inner)) return false;
  const members = new Set(Array.isArray(outer) ? (outer as Json[]).map(canonicalJson) : []);
  return (inner as Json[]).every((item) => members.has(canonicalJson(item)));
}

/** Members keep their schema or get a wider one; a new member is fine only where unknown members were refused before. */
function widensProperties(before: JsonObject, after: JsonObject): boolean {
  const old = isObject(before['properties']) ? before['properties'] : {};
  const now = isObject(after['properties']) ? after['properties'] : {};
  const kept = Object.entries(old).every(([name, schema]) => {
    const later = Object.hasOwn(now, name) ? now[name] : undefined;
    return later === undefined ? after['additionalProperties'] !== false : widensPlain(schema, later);
  });
  const isNew = Object.keys(now).some((name) => !Object.hasOwn(old, name));
  return kept && (!isNew || before['additionalProperties'] === false);
}
