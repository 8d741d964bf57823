/** A half-open range of UTF-16 offsets in one text: `start <= offset < end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A zero-based line and UTF-16 character, as in the Language Server Protocol. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** A range of {@link Position}s, end exclusive, as in the Language Server Protocol. */
export interface PositionRange {
  readonly start: Position;
  readonly end: Position;
}

/** Whether `offset` lies in `range` or touches its end (a cursor after the last character counts). */
export function touches(range: TextRange, offset: number): boolean {
  return offset >= range.start && offset <= range.end;
}

/** Whether `outer` holds all of `inner`. */
export function contains(outer: TextRange, inner: TextRange): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

/** Whether two ranges share a place or touch. */
export function overlaps(one: TextRange, other: TextRange): boolean {
  return one.start <= other.end && other.start <= one.end;
}

/**
 * Converts between UTF-16 offsets and line/character positions of one text. Lines end at `\n`, `\r\n` or a lone `\r`,
 * as in the Language Server Protocol. Built in one pass; each look-up is a binary search.
 */
export class LineIndex {
  readonly #starts: readonly number[];
  readonly #length: number;

  constructor(text: string) {
    this.#starts = text.includes('\r') ? lineStarts(text) : unixLineStarts(text);
    this.#length = text.length;
  }

  /** The number of lines; at least 1. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The offset at which `line` starts; lines past the end give the length of the text. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }

  /** The position of `offset`, clamped to the text. */
  positionAt(offset: number): Position {
    const clamped = Math.max(0, Math.min(offset, this.#length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= clamped) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: clamped - (this.#starts[low] ?? 0) };
  }

  /** The offset of `position`, clamped to the line and the text. */
  offsetAt(position: Position): number {
    if (position.line >= this.#starts.length) return this.#length;
    const start = this.lineStart(Math.max(0, position.line));
    const end = position.line + 1 < this.#starts.length ? this.lineStart(position.line + 1) : this.#length;
    return Math.max(start, Math.min(start + position.character, end));
  }

  /** The positions of both ends of `range`. */
  rangeAt(range: TextRange): PositionRange {
    return { start: this.positionAt(range.start), end: this.positionAt(range.end) };
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) starts.push(i + 1);
  }
  return starts;
}

/** The same for texts without `\r`, several times as fast: a long prompt is asked for its lines with every key. */
function unixLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}
