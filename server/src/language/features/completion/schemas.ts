import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import type { Json } from '../../../base';
import type { HeaderKey } from '../../../template';
import type { ParsedFile, ParsedPrompt } from '../../documents';
import type { YamlCursor } from '../../yaml-cursor';
import { isJsonMap } from '../../config-keys';
import { isJsonSchema } from '../../yaml-keys';
import { item, kinds, listOf } from './items';

const picoTypes = ['string', 'number', 'integer', 'boolean', 'any', 'null'];

/** The words in the brackets behind a Picoschema key, and what they say. */
const modifiers = [
  ['array', 'a list'],
  ['object', 'a map with members'],
  ['enum', 'one of a list of values'],
] as const;

/** What can stand in `name(…)` of Picoschema; undefined where the cursor is in no such brackets. */
export function picoModifiers(parsed: ParsedPrompt, offset: number): CompletionList | undefined {
  const { text } = parsed.file;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const match = /^\s*["']?[\p{L}_][\p{L}\p{N}_-]*\??\(([a-z]*)$/u.exec(line);
  if (parsed.document.format !== 'dotprompt' || match === null) return undefined;
  const typed = match[1] ?? '';
  const rest = /^[a-z]*/.exec(text.slice(offset, offset + 20))?.[0].length ?? 0;
  const closed = text.charAt(offset + rest) === ')' || text.charAt(offset + rest) === ',';
  const items = modifiers.map(([word, detail]) =>
    item(word, kinds.keyword, { detail, text: closed ? word : `${word}): ` }),
  );
  return listOf(parsed, items, { start: offset - typed.length, end: offset + rest });
}

/** The part of the header that is a schema, as last read; undefined elsewhere. */
function schemaOf(
  parsed: ParsedFile,
  [top, second]: readonly string[],
): { readonly schema: Json | undefined } | undefined {
  if (parsed.kind !== 'prompt' || (top !== 'input' && top !== 'output') || second !== 'schema') return undefined;
  const value = parsed.document.header?.entries.find(({ key }) => key === top)?.value;
  return { schema: isJsonMap(value) ? value['schema'] : undefined };
}

/** Of the keys of JSON Schema those that fit: all in JSON Schema, `type` where nothing is written yet, none in Picoschema. */
export function schemaKeys(
  parsed: ParsedFile,
  { path, siblings }: YamlCursor,
  keys: readonly HeaderKey[],
): readonly HeaderKey[] {
  const found = schemaOf(parsed, path);
  if (found === undefined || isJsonSchema(found.schema) || path.includes('properties')) return keys;
  if (siblings.includes('type') || siblings.includes('properties')) return keys;
  return path.length === 2 && siblings.length === 0 ? keys.filter(({ name }) => name === 'type') : [];
}

/** Types of Picoschema, where it wants one. */
export function typeItems(parsed: ParsedFile, path: readonly string[], key: string): readonly CompletionItem[] {
  const found = schemaOf(parsed, [...path, key]);
  if (found === undefined || isJsonSchema(found.schema) || path.includes('properties')) return [];
  return picoTypes.map((name) => item(name, kinds.keyword));
}
