import type { TextRange } from '../base';

/** What stands around a cursor in YAML, also in YAML that is half typed. */
export interface YamlCursor {
  /** The keys from the top to the map the cursor is in; `[]` is an item of a list. */
  readonly path: readonly string[];
  /** `key` where a key can be written, `value` behind one. */
  readonly kind: 'key' | 'value';
  /** The key whose value is being written. Undefined for keys and for plain items of a list. */
  readonly key: string | undefined;
  /** What has been typed of the key or value, up to the end of the word. */
  readonly replace: TextRange;
  /** The other keys of the same map. */
  readonly siblings: readonly string[];
  /** True inside `{ … }` or `[ … ]`. */
  readonly flow: boolean;
  /** The column at which the map of the cursor is written; keys of a new map below it are indented further. */
  readonly column: number;
}

/** A dash or a key on a line. */
interface Mark {
  readonly column: number;
  /** `-` for an item of a list. */
  readonly key: string;
  readonly isDash: boolean;
  /** The offset behind the mark. */
  readonly end: number;
}

const keyPattern =
  /(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#&*!|>'"%@`{}[\],?:-][^\n#]*?|-[^\s#][^\n#]*?))(?<![ \t])[ \t]*:(?=[ \t\r\n]|$)/y;

/** Looks at the lines around `offset` in the YAML between `start` and `end`. Undefined in comments and in text blocks. */
export function yamlCursor(text: string, start: number, end: number, offset: number): YamlCursor | undefined {
  const lineStart = startOfLine(text, start, offset);
  const lineEnd = endOfLine(text, end, offset);
  if (isComment(text.slice(lineStart, offset))) return undefined;
  const marks = marksOn(text, lineStart, lineEnd, offset);
  const contentStart = marks.at(-1)?.end ?? skipBlanks(text, lineStart, offset);
  const column = columnOf(text, lineStart, contentStart, marks, offset);
  const above = parentsOf(text, start, lineStart, marks, column);
  if (above === undefined) return undefined;
  const flow = flowAt(text, skipBlanks(text, contentStart, offset), offset);
  if (flow !== undefined) return inFlow(text, flow, above.path, marks, offset, column);
  const last = marks.at(-1);
  const word = { start: skipBlanks(text, contentStart, offset), end: wordEnd(text, offset, lineEnd) };
  if (last !== undefined && !last.isDash) {
    const path = above.path.slice(0, -1);
    return { path, kind: 'value', key: last.key, replace: word, siblings: [], flow: false, column };
  }
  const below = siblingsBelow(text, lineEnd, end, column);
  return {
    path: above.path,
    kind: 'key',
    key: undefined,
    replace: word,
    siblings: [...above.siblings, ...below],
    flow: false,
    column,
  };
}

function startOfLine(text: string, start: number, offset: number): number {
  return Math.max(start, text.lastIndexOf('\n', offset - 1) + 1);
}

function endOfLine(text: string, end: number, offset: number): number {
  const found = text.indexOf('\n', offset);
  const at = found < 0 ? end : Math.min(found, end);
  return text.charCodeAt(at - 1) === 13 && at > offset ? at - 1 : at;
}

function isComment(before: string): boolean {
  let quote = '';
  for (let i = 0; i < before.length; i++) {
    const char = before.charAt(i);
    if (quote !== '') quote = char === quote ? '' : quote;
    else if ((char === '"' || char === "'") && /[\s[{,:-]|^$/.test(before.charAt(i - 1))) quote = char;
    else if (char === '#' && (i === 0 || /\s/.test(before.charAt(i - 1)))) return true;
  }
  return false;
}

function skipBlanks(text: string, from: number, to: number): number {
  let at = from;
  while (at < to && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

/** The dashes and the key at the start of a line, as far as they end at or before `limit`. */
function marksOn(text: string, lineStart: number, lineEnd: number, limit: number): readonly Mark[] {
  const marks: Mark[] = [];
  let at = skipBlanks(text, lineStart, lineEnd);
  while (text.charCodeAt(at) === 45 && (at + 1 >= lineEnd || /\s/.test(text.charAt(at + 1)))) {
    if (at + 1 > limit) return marks;
    marks.push({ column: at - lineStart, key: '-', isDash: true, end: at + 1 });
    at = skipBlanks(text, at + 1, lineEnd);
  }
  keyPattern.lastIndex = at;
  const key = keyPattern.exec(text.slice(0, lineEnd));
  if (key !== null && keyPattern.lastIndex <= limit) {
    const name = (key[1] ?? key[2] ?? key[3] ?? '').trim();
    marks.push({ column: at - lineStart, key: name, isDash: false, end: keyPattern.lastIndex });
  }
  return marks;
}

/** Where the key under the cursor starts, or would start. */
function columnOf(
  text: string,
  lineStart: number,
  contentStart: number,
  marks: readonly Mark[],
  offset: number,
): number {
  const last = marks.at(-1);
  if (last !== undefined && !last.isDash) return last.column;
  return skipBlanks(text, contentStart, offset) - lineStart;
}

/** The keys above a place. Undefined when the place is text of a block scalar. */
function parentsOf(
  text: string,
  start: number,
  lineStart: number,
  own: readonly Mark[],
  column: number,
): { readonly path: readonly string[]; readonly siblings: readonly string[] } | undefined {
  const path: string[] = [];
  const siblings: string[] = [];
  let limit = column;
  for (const mark of own.toReversed()) {
    path.unshift(mark.isDash ? '[]' : mark.key);
    limit = mark.column;
  }
  let equalKey = own.some((mark) => mark.isDash);
  let alone = equalKey;
  let lineEnd = lineStart - 1;
  while (lineEnd > start && limit >= 0) {
    const from = startOfLine(text, start, lineEnd);
    const marks = marksOn(text, from, lineEnd, lineEnd);
    for (const mark of marks.toReversed()) {
      if (!mark.isDash && !alone && mark.column === column) siblings.push(mark.key);
      const isParent = mark.column < limit || (equalKey && !mark.isDash && mark.column === limit);
      if (!isParent) continue;
      if (!mark.isDash && /^[ \t]*[|>][-+\d]*[ \t]*(?:#.*)?\r?$/.test(text.slice(mark.end, lineEnd))) return undefined;
      path.unshift(mark.isDash ? '[]' : mark.key);
      limit = mark.column;
      equalKey = mark.isDash;
      alone = true;
    }
    if (limit === 0 && !equalKey && path.length > 0 && path[0] !== '[]') break;
    lineEnd = from - 1;
  }
  return { path, siblings };
}

/** The keys of the same map on the lines below. */
function siblingsBelow(text: string, lineEnd: number, end: number, column: number): readonly string[] {
  const found: string[] = [];
  for (let from = lineEnd + 1; from < end;) {
    const to = endOfLine(text, end, from);
    const [mark] = marksOn(text, from, to, to);
    if (mark !== undefined && mark.column < column) break;
    if (mark !== undefined && mark.column === column) {
      if (mark.isDash) break;
      found.push(mark.key);
    }
    const next = text.indexOf('\n', to);
    if (next < 0) break;
    from = next + 1;
  }
  return found;
}

/** The end of the word that `offset` is in. */
function wordEnd(text: string, offset: number, lineEnd: number): number {
  let at = offset;
  while (at < lineEnd && /[\w./-]/.test(text.charAt(at))) at++;
  return at;
}

interface Flow {
  readonly path: readonly string[];
  readonly keys: readonly string[];
  /** The key before the cursor, when its value is being written. */
  readonly key: string | undefined;
  readonly isList: boolean;
  readonly wordStart: number;
}

interface FlowFrame {
  readonly isList: boolean;
  readonly keys: string[];
  key: string | undefined;
}

/** Reads the flow collection that starts at `from` up to `offset`. Undefined when the cursor is in none. */
function flowAt(text: string, from: number, offset: number): Flow | undefined {
  const open = text.charAt(from);
  if (open !== '{' && open !== '[') return undefined;
  const frames: FlowFrame[] = [];
  let wordStart = from;
  let at = from;
  while (at < offset) {
    const char = text.charAt(at);
    const top = frames.at(-1);
    if (char === '{' || char === '[') frames.push({ isList: char === '[', keys: [], key: undefined });
    else if (char === '}' || char === ']') frames.pop();
    else if (char === ',' && top !== undefined) top.key = undefined;
    else if (char === ':' && top !== undefined && !top.isList && top.key === undefined) {
      top.key = unquote(text.slice(wordStart, at));
      top.keys.push(top.key);
    } else if (char === '"' || char === "'") {
      const close = text.indexOf(char, at + 1);
      if (close >= 0 && close < offset) at = close;
      at++;
      continue;
    } else {
      at++;
      continue;
    }
    if (frames.length === 0) return undefined;
    at++;
    wordStart = skipBlanks(text, at, offset);
  }
  const top = frames.at(-1);
  if (top === undefined) return undefined;
  const path = frames
    .slice(0, -1)
    .flatMap((frame) => (frame.isList ? ['[]'] : frame.key === undefined ? [] : [frame.key]));
  return { path, keys: top.keys, key: top.key, isList: top.isList, wordStart };
}

function unquote(text: string): string {
  const trimmed = text.trim();
  return /^(["']).*\1$/.test(trimmed) ? trimmed.slice(1, -1) : trimmed;
}

function inFlow(
  text: string,
  flow: Flow,
  above: readonly string[],
  marks: readonly Mark[],
  offset: number,
  column: number,
): YamlCursor {
  const path = [...above, ...flow.path];
  const replace = { start: flow.wordStart, end: wordEnd(text, offset, endOfLine(text, text.length, offset)) };
  if (flow.isList) {
    const owner = path.at(-1) ?? marks.at(-1)?.key;
    return { path: path.slice(0, -1), kind: 'value', key: owner, replace, siblings: [], flow: true, column };
  }
  if (flow.key !== undefined)
    return { path, kind: 'value', key: flow.key, replace, siblings: flow.keys, flow: true, column };
  return { path, kind: 'key', key: undefined, replace, siblings: flow.keys, flow: true, column };
}
