import type { z } from 'zod';
import { nearest } from '../../base';

/** One thing that is wrong with a value: where, and what was expected. */
export interface ValueProblem {
  /** The keys from the root to the culprit. */
  readonly path: readonly (string | number)[];
  /** True when the key itself is wrong, not its value. */
  readonly atKey: boolean;
  /** One sentence without the path and without a full stop. */
  readonly message: string;
  /** What is probably meant. */
  readonly meant?: string;
}

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** The problems of a value, or what the schema makes of it. */
export function decodeValue<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): { readonly value: z.output<Schema> } | { readonly problems: readonly ValueProblem[] } {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return { value: parsed.data };
  return { problems: parsed.error.issues.flatMap((issue) => flatten(schema, issue, [])) };
}

function flatten(schema: z.ZodType, issue: Issue, above: Path): readonly ValueProblem[] {
  const path = [...above, ...issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part))];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(schema, path, key));
    case 'invalid_key':
      return [{ path, atKey: true, ...keyMessage(issue.issues, path) }];
    case 'invalid_union':
      return flattenUnion(schema, issue, path);
    case 'invalid_value':
      return [{ path, atKey: false, ...expectedWords(issue.values, issue.input) }];
    case 'invalid_type':
      return [{ path, atKey: false, message: typeMessage(issue.expected, issue.input) }];
    default:
      return [{ path, atKey: false, message: lowerFirst(issue.message) }];
  }
}

function flattenUnion(
  schema: z.ZodType,
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
): readonly ValueProblem[] {
  if ('discriminator' in issue && issue.discriminator !== undefined) {
    const input = isMap(issue.input) ? issue.input[issue.discriminator] : undefined;
    const { message } = expectedWords(wordsAt(schema, path), input);
    return [{ path, atKey: false, message }];
  }
  const members: readonly (readonly Issue[])[] = issue.errors;
  const meant = members.find((issues) => issues.every((inner) => inner.path.length > 0 && inner.input !== undefined));
  if (meant !== undefined) return meant.flatMap((inner) => flatten(schema, inner, path));
  const formed = members.find((issues) => issues.every((inner) => inner.code === 'custom')); // the right type, and bad
  if (formed !== undefined) return formed.flatMap((inner) => flatten(schema, inner, path));
  if (isMap(issue.input)) {
    const known = keysAt(schema, path);
    const unknown = Object.keys(issue.input).filter((key) => !known.includes(key));
    if (unknown.length > 0) return unknown.map((key) => unknownKey(schema, path, key));
  }
  const words = wordsAt(schema, path);
  const said =
    words.length > 0 ? expectedWords(words, issue.input) : { message: 'the value has none of the possible forms' };
  return [{ path, atKey: false, ...said }];
}

function unknownKey(schema: z.ZodType, path: Path, key: string): ValueProblem {
  const known = keysAt(schema, path);
  const near = nearest(key, known);
  const hint =
    near !== undefined ? `; did you mean "${near}"?` : known.length > 0 ? `; known are ${known.join(', ')}` : '';
  const message = `the key "${key}" is not known${hint}`;
  return { path: [...path, key], atKey: true, message, ...(near === undefined ? {} : { meant: near }) };
}

type Said = Pick<ValueProblem, 'message' | 'meant'>;

function keyMessage(issues: readonly Issue[], path: Path): Said {
  const [first] = issues;
  if (first?.code !== 'invalid_value') return { message: first?.message ?? 'this key is not allowed' };
  const key = String(path.at(-1) ?? '');
  const near = nearest(key, first.values.map(String));
  return near === undefined
    ? { message: `"${key}" is not known` }
    : { message: `"${key}" is not known; did you mean "${near}"?`, meant: near };
}

function expectedWords(choices: readonly unknown[], input: unknown): Said {
  const words = choices.map(String);
  const near = typeof input === 'string' ? nearest(input, words) : undefined;
  const expected = words.length === 1 ? `expected "${words[0]}"` : `expected one of ${words.join(', ')}`;
  return near === undefined ? { message: expected } : { message: `${expected}; did you mean "${near}"?`, meant: near };
}

function typeMessage(expected: string, input: unknown): string {
  const wanted =
    expected === 'array' ? 'a list' : expected === 'object' || expected === 'record' ? 'a map' : withArticle(expected);
  return input === undefined ? `${wanted} is missing` : `expected ${wanted}`;
}

function withArticle(type: string): string {
  const word = type === 'int' ? 'integer' : type === 'string' ? 'text' : type;
  if (word === 'text') return word;
  return /^[aeiou]/.test(word) ? `an ${word}` : `a ${word}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function isMap(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is read of the definition of a schema; which members there are depends on its kind. */
interface SchemaDefinition {
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
  readonly shape?: { readonly [key: string]: z.ZodType };
  readonly catchall?: z.ZodType;
  readonly element?: z.ZodType;
  readonly keyType?: z.ZodType;
  readonly valueType?: z.ZodType;
  /** Of an enum. */
  readonly entries?: { readonly [key: string]: string };
  /** Of a literal. */
  readonly values?: readonly unknown[];
}

function definitionOf(schema: z.ZodType): SchemaDefinition {
  return (schema as z.ZodType & { readonly def: SchemaDefinition }).def;
}

/** The schemas that may hold at `path`. */
function schemasAt(schema: z.ZodType, path: Path): readonly z.ZodType[] {
  let here = unwrap(schema);
  for (const part of path) here = here.flatMap((candidate) => stepInto(candidate, part).flatMap(unwrap));
  return here;
}

/** The keys that a map at `path` may have, as far as they are named. */
function keysAt(schema: z.ZodType, path: Path): readonly string[] {
  const keys = schemasAt(schema, path).flatMap((found) => {
    const { shape, keyType } = definitionOf(found);
    return keyType === undefined ? Object.keys(shape ?? {}) : wordsOf(keyType);
  });
  return [...new Set(keys)];
}

/** The words that may stand at `path`. */
function wordsAt(schema: z.ZodType, path: Path): readonly string[] {
  return [...new Set(schemasAt(schema, path).flatMap(wordsOf))];
}

function wordsOf(schema: z.ZodType): readonly string[] {
  const { entries, values } = definitionOf(schema);
  return entries === undefined ? (values ?? []).map(String) : Object.values(entries);
}

/** Without optional, default and the like; a union as its members. */
function unwrap(schema: z.ZodType): readonly z.ZodType[] {
  const { innerType, options } = definitionOf(schema);
  if (innerType !== undefined) return unwrap(innerType);
  return options === undefined ? [schema] : options.flatMap(unwrap);
}

function stepInto(schema: z.ZodType, part: string | number): readonly z.ZodType[] {
  const { shape, catchall, element, valueType } = definitionOf(schema);
  const member = shape !== undefined && Object.hasOwn(shape, part) ? shape[part] : undefined;
  return [member ?? catchall ?? element ?? valueType].filter((found) => found !== undefined);
}
