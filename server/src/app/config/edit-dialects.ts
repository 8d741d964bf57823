import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap, isScalar, parseDocument, type Pair, type Range, type YAMLMap } from 'yaml';
import type { Dialect } from '../../template';

/**
 * The text of galley.yaml after `pattern` is given a dialect, or loses the one it has (`undefined`). The new entry comes
 * first, since the first glob that matches counts. Comments and layout stay; only where the layout is unusual is the
 * file written anew. `text` must be YAML without errors.
 */
export function withDialect(text: string, pattern: string, dialect: Dialect | undefined): string {
  const expected = parseDocument(text);
  changeData(expected, pattern, dialect);
  const edited = editedText(text, pattern, dialect);
  if (edited !== undefined) {
    const found = parseDocument(edited);
    if (found.errors.length === 0 && isDeepStrictEqual(found.toJS() ?? {}, expected.toJS() ?? {})) return edited;
  }
  const written = expected.toString({ lineWidth: 0 });
  return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
}

function changeData(document: Document, pattern: string, dialect: Dialect | undefined): void {
  const before = document.get('dialects');
  if (!isMap(before)) {
    if (dialect !== undefined) document.set('dialects', document.createNode({ [pattern]: dialect }));
    return;
  }
  before.delete(pattern);
  if (dialect !== undefined) before.items.unshift(document.createPair(pattern, dialect));
  else if (before.items.length === 0) document.delete('dialects');
}

/** The change as an edit of the text; undefined where the text has another form than people usually write. */
function editedText(text: string, pattern: string, dialect: Dialect | undefined): string | undefined {
  const document = parseDocument(text);
  const lineBreak = text.includes('\r\n') ? '\r\n' : '\n';
  const root = document.contents;
  if (root !== null && (!isMap(root) || root.flow === true)) return undefined;
  const map = document.get('dialects');
  if (dialect === undefined) return isMap(map) ? withoutEntry(text, root, map, pattern) : text;
  if (!isMap(map)) {
    if (document.has('dialects')) return undefined;
    const gap = text === '' || /[\r\n]$/.test(text) ? '' : lineBreak;
    return `${text}${gap}dialects:${lineBreak}  ${entry(pattern, dialect)}${lineBreak}`;
  }
  return inMap(text, map, pattern, dialect, lineBreak);
}

/** Takes out the line of an entry, and the whole map with its last one. */
function withoutEntry(text: string, root: YAMLMap | null, map: YAMLMap, pattern: string): string | undefined {
  const gone = map.items.find(({ key }) => isScalar(key) && key.value === pattern);
  if (gone === undefined) return text;
  if (map.flow === true && map.items.length > 1) return undefined;
  const from = startOf(map.items.length > 1 ? gone : root?.items.find(({ value }) => value === map));
  const to = rangeOf(gone.value)?.[1];
  if (from === undefined || to === undefined) return undefined;
  const lineEnd = text.indexOf('\n', to);
  return text.slice(0, text.lastIndexOf('\n', from - 1) + 1) + (lineEnd < 0 ? '' : text.slice(lineEnd + 1));
}

function inMap(text: string, map: YAMLMap, pattern: string, dialect: Dialect, lineBreak: string): string | undefined {
  const first = startOf(map.items[0]);
  const index = map.items.findIndex(({ key }) => isScalar(key) && key.value === pattern);
  if (first === undefined || index > 0) return undefined;
  if (index === 0) {
    const value = rangeOf(map.items[0]?.value);
    return value === undefined ? undefined : text.slice(0, value[0]) + dialect + text.slice(value[1]);
  }
  const column = first - (text.lastIndexOf('\n', first - 1) + 1);
  const separator = map.flow === true ? ', ' : `${lineBreak}${' '.repeat(column)}`;
  return `${text.slice(0, first)}${entry(pattern, dialect)}${separator}${text.slice(first)}`;
}

function startOf(pair: Pair | undefined): number | undefined {
  return rangeOf(pair?.key)?.[0];
}

/** The offsets of a written scalar. */
function rangeOf(node: unknown): Range | undefined {
  return isScalar(node) ? (node.range ?? undefined) : undefined;
}

/** Quoted wherever a plain key could be read as something else. */
function entry(pattern: string, dialect: Dialect): string {
  return `${/^[A-Za-z][\w./-]*$/.test(pattern) ? pattern : JSON.stringify(pattern)}: ${dialect}`;
}
