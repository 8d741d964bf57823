/**
 * Searches in one text. A mark is not searched again where it is known not to be, so that a scanner that asks at each
 * tag stays linear as long as it asks from rising places.
 */
export class TextSearch {
  readonly #text: string;
  readonly #end: number;
  readonly #known = new Map<string, { from: number; at: number }>();

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  /** The start of the first `mark` at or after `from`; infinite when there is none. */
  find(mark: string, from: number): number {
    const known = this.#known.get(mark);
    if (known !== undefined && from >= known.from && from <= known.at) return known.at;
    const found = this.#text.indexOf(mark, from);
    const at = found < 0 || found + mark.length > this.#end ? Infinity : found;
    this.#known.set(mark, { from, at });
    return at;
  }

  /** The end of the first `mark` at or after `from`; infinite when there is none. */
  after(mark: string, from: number): number {
    return this.find(mark, from) + mark.length;
  }

  /** The line break at or after `from`, or the end. */
  lineEnd(from: number): number {
    return Math.min(this.find('\n', from), this.find('\r', from), this.#end);
  }
}

/** Whether only white space and closing brackets stand before `at` on its line. */
export function startsLine(text: string, at: number): boolean {
  for (let i = at - 1; i >= 0; i--) {
    const code = text.charCodeAt(i);
    if (code === 10 || code === 13) return true;
    if (code !== 41 && code !== 93 && code !== 125 && code !== 45 && code !== 32 && code !== 9) return false;
  }
  return true;
}

/** `to`, moved back over white space, to `from` at most. */
export function trimEnd(text: string, from: number, to: number): number {
  let at = to;
  while (at > from && text.charCodeAt(at - 1) <= 32) at--;
  return at;
}
