import type { FormattingOptions } from 'vscode-languageserver/node';
import { invalidParams } from './cancellation';

/** The uri of the document that parameters name. @throws {ResponseError} when they name none */
export function uriIn(params: unknown): string {
  const document = member(params, 'textDocument');
  const uri = member(document, 'uri');
  if (typeof uri !== 'string') throw invalidParams('textDocument.uri is missing.');
  return uri;
}

/** Parameters whose parts of these names are what the protocol says. @throws {ResponseError} when one is not */
export function checked<P>(params: P, ...names: readonly (keyof typeof checks)[]): P {
  for (const name of names) {
    if (!checks[name](member(params, name))) throw invalidParams(`${name} is missing, or is not what it should be.`);
  }
  return params;
}

/** The result ids that a pull of the workspace brings, by uri. */
export function resultIdsIn(params: unknown): Map<string, string> {
  const ids = member(params, 'previousResultIds');
  const known = new Map<string, string>();
  for (const id of Array.isArray(ids) ? (ids as readonly unknown[]) : []) {
    const [uri, value] = [member(id, 'uri'), member(id, 'value')];
    if (typeof uri === 'string' && typeof value === 'string') known.set(uri, value);
  }
  return known;
}

/** The options of a request for formatting; what is of another type than the protocol says is passed over. */
export function formattingOptionsIn(params: unknown): Partial<FormattingOptions> {
  const options = member(params, 'options');
  const tabSize = member(options, 'tabSize');
  const given: Partial<FormattingOptions> = {};
  if (typeof tabSize === 'number' && Number.isInteger(tabSize)) given.tabSize = tabSize;
  for (const name of ['insertSpaces', 'trimTrailingWhitespace', 'insertFinalNewline'] as const) {
    const value = member(options, name);
    if (typeof value === 'boolean') given[name] = value;
  }
  return given;
}

/** The uris in a list of files such as file events have; what is none is passed over. */
export function urisIn(list: unknown, ...names: readonly string[]): string[] {
  if (!Array.isArray(list)) return [];
  return (list as readonly unknown[]).flatMap((item) =>
    names.map((name) => member(item, name)).filter((uri) => typeof uri === 'string'),
  );
}

/** A part of an object; undefined when there is none. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

const checks = {
  position: isPosition,
  range: isRange,
  positions: (value: unknown) => Array.isArray(value) && value.every(isPosition),
  files: (value: unknown) =>
    Array.isArray(value) &&
    urisIn(value, 'oldUri').length === value.length &&
    urisIn(value, 'newUri').length === value.length,
  item: (value: unknown) => typeof member(value, 'uri') === 'string',
  context: (value: unknown) => typeof value === 'object' && value !== null,
  newName: isString,
  query: isString,
  ch: isString,
  previousResultId: isString,
} as const;

function isPosition(value: unknown): boolean {
  return Number.isInteger(member(value, 'line')) && Number.isInteger(member(value, 'character'));
}

/** Whether a value is a range of whole numbers. */
export function isRange(value: unknown): boolean {
  return isPosition(member(value, 'start')) && isPosition(member(value, 'end'));
}

function isString(value: unknown): boolean {
  return typeof value === 'string';
}
