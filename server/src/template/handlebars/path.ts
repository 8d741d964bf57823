import type { TextRange } from '../../base';
import type { PathSegment } from '../types';
import type { TagLexer } from './lexer';
import type { PathNode } from './tree';

/** Takes the message of a defect at a range. */
export type Report = (range: TextRange, message: string) => void;

/** Reads a path. The current token is its first name, or with `data` the `@` before it; the token after it is left current. */
export function readPath(lexer: TagLexer, data: boolean, report: Report): PathNode {
  const start = lexer.start;
  if (data && lexer.next() !== 'name') {
    const range = { start, end: start + 1 };
    report(range, 'A name is missing after @.');
    return { kind: 'path', range, depth: 0, data, scoped: false, segments: [], original: '@', incomplete: true };
  }
  return (data ? undefined : plainName(lexer)) ?? new PathReader(lexer, data, report).read(start);
}

/** A name with nothing around it, which most paths are. Undefined, with the lexer where it was, for any other. */
function plainName(lexer: TagLexer): PathNode | undefined {
  const { text, start, end } = lexer;
  const first = text.charCodeAt(start);
  // `.`, `[literal]` and what is followed by a separator, perhaps behind white space, is more.
  if (first === 46 || first === 91 || lexer.glued || lexer.unterminated || isSeparator(lexer.peek())) return undefined;
  const original = text.slice(start, end);
  if (original === 'this') return undefined;
  const range = { start, end };
  lexer.next();
  return {
    kind: 'path',
    range,
    depth: 0,
    data: false,
    scoped: false,
    segments: [{ text: original, range }],
    original,
    incomplete: false,
  };
}

function isSeparator(code: number): boolean {
  return code === 46 || code === 47;
}

class PathReader {
  readonly #lexer: TagLexer;
  readonly #data: boolean;
  readonly #report: Report;
  readonly #segments: PathSegment[] = [];
  #depth = 0;
  #scoped = false;
  #original: string;

  constructor(lexer: TagLexer, data: boolean, report: Report) {
    this.#lexer = lexer;
    this.#data = data;
    this.#report = report;
    this.#original = data ? '@' : '';
  }

  read(start: number): PathNode {
    const lexer = this.#lexer;
    for (;;) {
      const raw = this.#segment();
      const { end } = lexer;
      lexer.next();
      if (this.#hangingDot(raw, end)) {
        // Handlebars would call a helper `user` with the argument `.`.
        this.#report({ start: end, end: end + 1 }, 'A name is missing after the dot.');
        lexer.next();
        return this.#node({ start, end: end + 1 }, true);
      }
      if (lexer.kind !== 'separator') return this.#node({ start, end }, false);
      const separator = { start: lexer.start, end: lexer.end };
      this.#original += lexer.text.charAt(separator.start);
      if (lexer.next() !== 'name') {
        const fresh = this.#segments.length === 0;
        this.#report(
          fresh ? { start, end: separator.end } : separator,
          fresh ? 'A path cannot end with a separator.' : 'A name is missing after the separator.',
        );
        return this.#node({ start, end: separator.end }, true);
      }
    }
  }

  /** `user.` with nothing behind the dot. */
  #hangingDot(raw: string, end: number): boolean {
    const lexer = this.#lexer;
    const dot = lexer.kind === 'name' && lexer.start === end && lexer.text.charCodeAt(end) === 46;
    return dot && (this.#segments.length > 0 || raw === 'this');
  }

  /** Takes the current token into the path. */
  #segment(): string {
    const lexer = this.#lexer;
    const range = { start: lexer.start, end: lexer.end };
    const raw = lexer.text.slice(range.start, range.end);
    if (lexer.unterminated) this.#report(range, 'This name is not closed: ] is missing.');
    if (raw === '.' || raw === '..' || raw === 'this') {
      if (this.#segments.length > 0) this.#report(range, `${raw} can stand only at the start of a path.`);
      else if (raw === '..') this.#depth++;
      this.#scoped ||= this.#segments.length === 0;
      this.#original += raw;
    } else {
      const text = nameText(lexer);
      this.#segments.push({ text, range });
      this.#original += text;
    }
    if (lexer.glued) {
      const end = lexer.end + 1;
      this.#report({ start: lexer.end, end }, cannotStand(lexer.text.slice(lexer.end, end)));
    }
    return raw;
  }

  #node(range: TextRange, incomplete: boolean): PathNode {
    return {
      kind: 'path',
      range,
      depth: this.#depth,
      data: this.#data,
      scoped: this.#scoped,
      segments: this.#segments,
      original: this.#original,
      incomplete,
    };
  }
}

/** The text of the current name token, without the brackets of a `[literal]`. */
export function nameText({ text, start, end }: TagLexer): string {
  const raw = text.slice(start, end);
  if (raw.charCodeAt(0) !== 91) return raw;
  const inner = raw.endsWith(']') ? raw.slice(1, -1) : raw.slice(1);
  return inner.replace(/\\([\\\]])/g, '$1');
}

/** What to say about a character or word that no tag can hold at its place. */
export function cannotStand(written: string): string {
  return `“${written.slice(0, 30)}” cannot stand here.${hints.get(written.charAt(0)) ?? ''}`;
}

const noOperators = ' Handlebars has no operators: call a helper, such as (ifEquals a b).';
const hints = new Map([
  [',', ' Arguments are separated by spaces.'],
  [';', ' A tag ends with }}.'],
  ...['&', '!', '<', '>', '+', '*'].map((operator): [string, string] => [operator, noOperators]),
]);
