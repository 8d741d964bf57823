import type { TextRange } from '../../base';
import type { YamlScalar } from './tree';

/** Maps offsets in the value of a scalar to offsets in the file. */
export interface OffsetMap {
  /** The offset in the file of the character at `offset` of the value. Monotone. */
  at(offset: number): number;
  /** The source of the value without quotes and block header. */
  readonly range: TextRange;
}

/**
 * The map from a string scalar's value to its source in `text`. Replays the folding, indentation and escapes of YAML;
 * undefined when the replay does not give the value, so that no place is ever guessed.
 */
export function offsetMap(text: string, scalar: YamlScalar): OffsetMap | undefined {
  if (typeof scalar.value !== 'string') return undefined;
  const replay = new Replay(text, scalar.range, scalar.value);
  const range =
    scalar.style === 'literal' || scalar.style === 'folded' ? replay.block(scalar.style) : replay.flow(scalar.style);
  return replay.value === scalar.value ? { range, at: (offset) => replay.at(offset) } : undefined;
}

class Replay {
  readonly #text: string;
  readonly #range: TextRange;
  readonly #wanted: string;
  readonly #offsets: number[] = [];
  readonly #sources: number[] = [];
  readonly #pieces: string[] = [];
  #length = 0;
  #end: number;

  constructor(text: string, range: TextRange, wanted: string) {
    this.#text = text;
    this.#range = range;
    this.#wanted = wanted;
    this.#end = range.end;
  }

  get value(): string {
    return this.#pieces.join('');
  }

  at(offset: number): number {
    if (offset >= this.#length) return this.#end;
    let low = 0;
    let high = this.#offsets.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#offsets[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return (this.#sources[low] ?? this.#range.start) + offset - (this.#offsets[low] ?? 0);
  }

  #emit(piece: string, source: number): void {
    if (piece === '') return;
    this.#offsets.push(this.#length);
    this.#sources.push(source);
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  /** `|` and `>` scalars: line by line behind the indentation. */
  block(style: 'literal' | 'folded'): TextRange {
    const { start, end } = this.#range;
    const header = lineEnd(this.#text, start, end);
    const given = /^[|>][+-]?([1-9])/.exec(this.#text.slice(start, header))?.[1];
    const first = lineAfter(this.#text, header, end);
    const indent = given === undefined ? this.#firstIndent(first) : Number(given) + this.#parentIndent(first);
    let at = first;
    this.#end = first;
    while (at < end && this.#length < this.#wanted.length) {
      const stop = lineEnd(this.#text, at, end);
      const from = Math.min(at + Math.min(indent, countSpaces(this.#text, at, stop)), stop);
      if (style === 'folded') this.#folds(this.#text.charCodeAt(from), from === stop, at);
      this.#emit(this.#text.slice(from, stop), from);
      if (this.#length < this.#wanted.length && style === 'literal') this.#emit('\n', stop);
      this.#end = stop;
      at = lineAfter(this.#text, stop, end);
    }
    if (style === 'folded') this.#folds(NaN, true, this.#end);
    if (this.#length >= this.#wanted.length && this.value.endsWith('\n'))
      this.#end = Math.max(this.#end, Math.min(at, end));
    return { start: first, end: this.#end };
  }

  /** Emits what a folded line break became: a space, or line feeds. */
  #folds(next: number, blank: boolean, source: number): void {
    const wanted = this.#wanted.charCodeAt(this.#length);
    if (wanted === 32 && this.#length > 0 && next !== 32 && !blank) this.#emit(' ', Math.max(source - 1, 0));
    while (this.#wanted.charCodeAt(this.#length) === 10 && (!blank || Number.isNaN(next)))
      this.#emit('\n', Math.max(source - 1, 0));
  }

  /** The indentation of the first line that has more than spaces; without one, of the longest. Tabs are text. */
  #firstIndent(first: number): number {
    let longest = 0;
    for (let at = first; at < this.#range.end;) {
      const stop = lineEnd(this.#text, at, this.#range.end);
      const spaces = countSpaces(this.#text, at, stop);
      if (at + spaces < stop) return spaces;
      longest = Math.max(longest, spaces);
      at = lineAfter(this.#text, stop, this.#range.end);
    }
    return longest;
  }

  /** The indentation that a digit in the block header adds to: found by what makes the first line fit the value. */
  #parentIndent(first: number): number {
    const stop = lineEnd(this.#text, first, this.#range.end);
    const given = Number(/[1-9]/.exec(this.#text.slice(this.#range.start, first))?.[0] ?? 0);
    const spaces = countSpaces(this.#text, first, stop);
    const kept = /^ */.exec(this.#wanted)?.[0].length ?? 0;
    return Math.max(0, spaces - kept - given);
  }

  /** Plain and quoted scalars: line breaks fold to a space, or to one line feed less than there are. */
  flow(style: YamlScalar['style']): TextRange {
    const quoted = style === 'single' || style === 'double';
    const start = this.#range.start + (quoted ? 1 : 0);
    const end = this.#range.end - (quoted ? 1 : 0);
    let from = start;
    let at = start;
    const flush = (to: number): void => this.#emit(this.#text.slice(from, to), from);
    while (at < end) {
      const code = this.#text.charCodeAt(at);
      const special =
        code === 10 || code === 13 || code === 32 || code === 9 ? this.#fold(at, end) : this.#escape(at, style);
      if (special === undefined) {
        at++;
        continue;
      }
      flush(at);
      this.#emit(special.piece, at);
      at = from = special.next;
    }
    flush(end);
    this.#end = end;
    return { start, end };
  }

  #fold(at: number, end: number): Special | undefined {
    let next = at;
    let breaks = 0;
    while (next < end) {
      const code = this.#text.charCodeAt(next);
      if (code === 10 || (code === 13 && this.#text.charCodeAt(next + 1) !== 10)) breaks++;
      else if (code !== 13 && code !== 32 && code !== 9) break;
      next++;
    }
    return breaks === 0 ? undefined : { piece: breaks === 1 ? ' ' : '\n'.repeat(breaks - 1), next };
  }

  #escape(at: number, style: YamlScalar['style']): Special | undefined {
    if (style === 'single') return this.#text.startsWith("''", at) ? { piece: "'", next: at + 2 } : undefined;
    if (style !== 'double' || this.#text.charAt(at) !== '\\') return undefined;
    const mark = this.#text.charAt(at + 1);
    if (mark === '\n' || mark === '\r') {
      const line = lineAfter(this.#text, at + 1, this.#range.end);
      return { piece: '', next: line + leadingSpaces(this.#text, line, this.#range.end) };
    }
    const digits = { x: 2, u: 4, U: 8 }[mark] ?? 0;
    if (digits === 0) return { piece: escapes.get(mark) ?? mark, next: at + 2 };
    const code = Number.parseInt(this.#text.slice(at + 2, at + 2 + digits), 16);
    return { piece: code <= 0x10ffff ? String.fromCodePoint(code) : '', next: at + 2 + digits };
  }
}

interface Special {
  readonly piece: string;
  readonly next: number;
}

const escapes = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);

function lineEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}

function lineAfter(text: string, at: number, end: number): number {
  return Math.min(text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10 ? at + 2 : at + 1, end);
}

function countSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === 32) at++;
  return at - from;
}

function leadingSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at - from;
}
