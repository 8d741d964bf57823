import type { TextRange } from '../../base';
import { TextSearch, trimEnd } from '../analysis';
import type { Problem } from '../types';

/** What a tag does. */
export type MustacheKind =
  'variable' | 'section' | 'inverted' | 'close' | 'partial' | 'parent' | 'block' | 'comment' | 'delimiters';

/** One tag. */
export interface MustacheTag {
  readonly kind: MustacheKind;
  readonly range: TextRange;
  /** The end of the opening delimiter with its mark. */
  readonly openEnd: number;
  readonly closeStart: number;
  readonly terminated: boolean;
  readonly name: string;
  readonly nameRange: TextRange;
  /** True for `{{>*name}}`, whose name is only known when it runs. */
  readonly dynamic: boolean;
}

/** The tags of a template in order, and what is wrong inside them. */
export interface ParsedMustache {
  readonly tags: readonly MustacheTag[];
  readonly problems: readonly Problem[];
}

/** Finds every tag between `start` and `end`. Never throws; time grows with the length of the text alone. */
export function parseMustache(text: string, start: number, end: number): ParsedMustache {
  return new Scanner(text, start, end).parse();
}

const kinds: { readonly [mark: string]: MustacheKind } = {
  '#': 'section',
  '^': 'inverted',
  '/': 'close',
  '>': 'partial',
  '<': 'parent',
  $: 'block',
  '!': 'comment',
  '=': 'delimiters',
  '{': 'variable',
  '&': 'variable',
};

class Scanner {
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  readonly #tags: MustacheTag[] = [];
  readonly #problems: Problem[] = [];
  #search: TextSearch;
  #open = '{{';
  #close = '}}';

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#search = new TextSearch(text, end);
  }

  parse(): ParsedMustache {
    for (let at = this.#search.find(this.#open, this.#start); at < this.#end; at = this.#search.find(this.#open, at))
      at = this.#tag(at);
    return { tags: this.#tags, problems: this.#problems };
  }

  #tag(start: number): number {
    const text = this.#text;
    let after = start + this.#open.length;
    // As mustache.js takes it, blanks may stand before the mark.
    while (isBlank(text.charCodeAt(after)) && after < this.#end) after++;
    const mark = text.charAt(after);
    const kind = Object.hasOwn(kinds, mark) ? (kinds[mark] ?? 'variable') : 'variable';
    const marked = Object.hasOwn(kinds, mark);
    const openEnd = Math.min(marked ? after + 1 : start + this.#open.length, this.#end);
    const closer = mark === '{' ? `}${this.#close}` : kind === 'delimiters' ? `=${this.#close}` : this.#close;
    const closeStart = this.#search.find(closer, openEnd);
    if (closeStart === Infinity || !this.#belongs(openEnd, closeStart, kind))
      return this.#unclosed(start, openEnd, kind, closer);
    const end = closeStart + closer.length;
    this.#push(kind, { start, end }, openEnd, closeStart, true);
    if (kind === 'delimiters') this.#setDelimiters({ start, end }, text.slice(openEnd, closeStart));
    return end;
  }

  /** Whether the delimiter at `closeStart` closes the tag: another tag, or another line of text, between them says no. */
  #belongs(openEnd: number, closeStart: number, kind: MustacheKind): boolean {
    const next = this.#search.find(this.#open, openEnd);
    if (kind === 'comment') return next >= closeStart || this.#search.lineEnd(openEnd) > closeStart;
    // The delimiters that hold may be named among the new ones, on one line.
    if (next < closeStart && (kind !== 'delimiters' || this.#search.lineEnd(openEnd) < closeStart)) return false;
    if (this.#search.lineEnd(openEnd) > closeStart) return true;
    return closeStart - openEnd < 1_000 && !/[\r\n]/.test(this.#text.slice(openEnd, closeStart).trim());
  }

  #unclosed(start: number, openEnd: number, kind: MustacheKind, closer: string): number {
    const [braces] = this.#open === '{{' ? (touching.exec(this.#text.slice(start, start + 8)) ?? []) : [];
    if (braces !== undefined) return this.#halfOpen(start, start + braces.length - 2);
    const line = this.#search.lineEnd(start);
    const limit = Math.max(openEnd, Math.min(line, this.#search.find(this.#open, openEnd)));
    const brace = this.#text.slice(openEnd, limit).indexOf('}');
    const single = brace >= 0 && kind !== 'comment' && closer.startsWith('}');
    let stop = single ? openEnd + brace : trimEnd(this.#text, openEnd, limit);
    const nameEnd = stop;
    while (single && stop < limit && this.#text.charAt(stop) === '}') stop++;
    this.#push(kind, { start, end: stop }, openEnd, nameEnd, false);
    const message = single
      ? `This tag is not closed rightly: it ends with ${closer}.`
      : `This tag is not closed: ${closer} is missing.`;
    const insert = closer.slice(Math.min(stop - nameEnd, closer.length));
    this.#problems.push({ code: 'unclosed-tag', range: { start, end: stop }, message, data: { insert, at: stop } });
    return Math.max(stop, openEnd);
  }

  /** Braces of a tag that is being typed, right before a tag that is whole. */
  #halfOpen(start: number, end: number): number {
    this.#push('variable', { start, end }, end, end, false);
    const message = 'These braces begin a tag that is not there.';
    this.#problems.push({ code: 'unclosed-tag', range: { start, end }, message });
    return end;
  }

  #push(kind: MustacheKind, range: TextRange, openEnd: number, closeStart: number, terminated: boolean): void {
    const inside = this.#text.slice(openEnd, closeStart);
    const dynamic = (kind === 'partial' || kind === 'parent') && inside.trimStart().startsWith('*');
    const skipped = inside.length - inside.trimStart().length + (dynamic ? 1 : 0);
    const body = inside.slice(skipped);
    const from = openEnd + skipped + (body.length - body.trimStart().length);
    const name = terminated ? body.trim() : (/^\S*/.exec(body.trim())?.[0] ?? '');
    this.#tags.push({
      kind,
      range,
      openEnd,
      closeStart,
      terminated,
      name,
      nameRange: { start: from, end: from + name.length },
      dynamic,
    });
    const needsName = kind !== 'comment' && kind !== 'delimiters' && terminated;
    if (needsName && name === '')
      this.#problems.push({ code: 'bad-tag', range, message: 'A name is missing in this tag.' });
  }

  #setDelimiters(range: TextRange, inside: string): void {
    const [open, close, ...more] = inside.trim().split(/\s+/);
    if (
      open === undefined ||
      open === '' ||
      close === undefined ||
      more.length > 0 ||
      open.includes('=') ||
      close.includes('=')
    ) {
      this.#problems.push({ code: 'bad-tag', range, message: 'Two delimiters are needed, such as {{=<% %>=}}.' });
      return;
    }
    this.#open = open;
    this.#close = close;
    this.#search = new TextSearch(this.#text, this.#end);
  }
}

/** Three braces or more, and a mark: no name starts with one, so the tag starts at the last two braces. */
const touching = /^\{{3,}(?=[#/^<>$!])/;

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}
