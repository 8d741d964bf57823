import type { TextRange } from '../../base';
import { startsLine, TextSearch, trimEnd } from '../analysis';
import type { Problem } from '../types';
import { ExpressionParser } from './expression';
import { JinjaLexer, type TokenKind } from './lexer';
import { parseStatement } from './statement';
import type { Expression, JinjaTag, Statement } from './tree';

/** The tags of a template in order, and what is wrong inside them. */
export interface ParsedJinja {
  readonly tags: readonly JinjaTag[];
  readonly problems: readonly Problem[];
}

/** Finds and parses every tag between `start` and `end`. Never throws; time grows with the length of the text alone. */
export function parseJinja(text: string, start: number, end: number): ParsedJinja {
  return new TagParser(text, start, end).parse();
}

/** Characters that failed attempts to read a tag across lines may cost in one text, in multiples of its length. */
const farBudget = 4;

interface Inside {
  readonly expression: Expression | undefined;
  readonly statement: Statement | undefined;
  readonly error: Problem | undefined;
  readonly end: TokenKind;
  readonly closeStart: number;
  readonly closeEnd: number;
}

class TagParser {
  readonly #text: string;
  readonly #start: number;
  readonly #end: number;
  readonly #lexer: JinjaLexer;
  readonly #search: TextSearch;
  readonly #tags: JinjaTag[] = [];
  readonly #problems: Problem[] = [];
  #budget: number;
  #handlebars = false;
  /** True once it is known that no `endraw` follows. */
  #rawStaysOpen = false;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#lexer = new JinjaLexer(text);
    this.#search = new TextSearch(text, end);
    this.#budget = farBudget * (end - start) + 10_000;
  }

  parse(): ParsedJinja {
    let at = this.#nextOpen(this.#start);
    while (at < this.#end) at = this.#nextOpen(this.#tag(at));
    return { tags: this.#tags, problems: this.#problems };
  }

  #nextOpen(from: number): number {
    return Math.min(this.#search.find('{{', from), this.#search.find('{%', from), this.#search.find('{#', from));
  }

  #tag(at: number): number {
    const mark = this.#text.charAt(at + 1);
    if (mark === '#') return this.#comment(at);
    if (mark === '%') return this.#statement(at);
    if (this.#text.charAt(at + 2) === '{' && this.#isForeign(at)) return this.#foreign(at);
    return this.#finish(at, this.#read(at, '}}'), 'output');
  }

  #comment(start: number): number {
    const close = this.#search.after('#}', start + 2);
    const end = close <= this.#end ? close : this.#search.lineEnd(start);
    const terminated = close <= this.#end;
    this.#tags.push({
      ...empty,
      kind: 'comment',
      range: { start, end },
      openEnd: start + 2,
      closeStart: terminated ? end - 2 : end,
      terminated,
    });
    if (!terminated)
      this.#report('unclosed-tag', { start, end: start + 2 }, 'This comment is not closed: #} is missing.', {
        insert: '#}',
        at: end,
      });
    return end;
  }

  #statement(at: number): number {
    const after = this.#finish(at, this.#read(at, '%}'), 'statement');
    const tag = this.#tags.at(-1);
    if (tag?.statement?.keyword !== 'raw' || !tag.terminated || this.#rawStaysOpen) return after;
    // What is between `raw` and `endraw` is text. Without `endraw` the block is reported and its text read as usual.
    for (let open = this.#search.find('{%', after); open < this.#end; open = this.#search.find('{%', open + 2)) {
      endRaw.lastIndex = open;
      if (endRaw.test(this.#text)) return open;
    }
    this.#rawStaysOpen = true;
    return after;
  }

  #isForeign(at: number): boolean {
    return /^\{\{\{\s*[A-Za-z_][\w.]*\s*\}\}\}/.test(this.#text.slice(at, at + 100));
  }

  /** `{{{x}}}` is the unescaped output of Handlebars and Mustache. */
  #foreign(start: number): number {
    const end = this.#search.after('}}}', start);
    this.#tags.push({
      ...empty,
      kind: 'output',
      range: { start, end },
      openEnd: start + 2,
      closeStart: end - 2,
      terminated: true,
    });
    const name = this.#text.slice(start + 3, end - 3).trim();
    this.#report('bad-tag', { start, end }, `Three braces are Handlebars. In Jinja write {{ ${name} }}.`, {
      replace: `{{ ${name} }}`,
    });
    return end;
  }

  #read(start: number, close: '}}' | '%}'): Inside {
    const strip = this.#text.charAt(start + 2);
    const from = start + 2 + (strip === '-' || strip === '+' ? 1 : 0);
    return this.#far(start, from, close) ?? this.#near(start, from, close);
  }

  /** Reads the tag wherever it ends, as Jinja would. Undefined when it does not seem to be meant so. */
  #far(start: number, from: number, close: '}}' | '%}'): Inside | undefined {
    if (this.#budget <= 0) return undefined;
    const inside = this.#inside(from, this.#end, close, false);
    const closed = inside.end === 'close';
    if (closed && inside.error === undefined) return inside;
    const multiline = inside.closeStart > this.#search.lineEnd(start);
    const deliberate = !this.#lexer.swallowed && (!multiline || startsLine(this.#text, inside.closeStart));
    if (closed && deliberate) return inside;
    this.#budget -= inside.closeEnd - start;
    return undefined;
  }

  /** Reads the tag to the end of its line or the next tag at most. */
  #near(start: number, from: number, close: '}}' | '%}'): Inside {
    const next = this.#nextOpen(from);
    return this.#inside(from, Math.max(from, Math.min(this.#search.lineEnd(start), next)), close, true);
  }

  #inside(from: number, limit: number, close: '}}' | '%}', near: boolean): Inside {
    const lexer = this.#lexer;
    lexer.reset(from, limit, close, near);
    const parser = new ExpressionParser(lexer);
    lexer.next();
    const statement = close === '%}' ? parseStatement(parser) : undefined;
    const expression = close === '}}' ? parser.tuple(true) : undefined;
    if (close === '}}' && !parser.atEnd()) parser.fail(parser.range(), unexpected(lexer.word));
    while (!parser.atEnd()) lexer.next();
    return {
      expression,
      statement,
      error: parser.error,
      end: lexer.kind,
      closeStart: lexer.start,
      closeEnd: lexer.end,
    };
  }

  #finish(start: number, inside: Inside, kind: 'output' | 'statement'): number {
    const terminated = inside.end === 'close';
    const text = this.#text;
    const stop = terminated ? inside.closeEnd : this.#looseEnd(start + 2, inside.closeStart);
    const strip = text.charAt(start + 2) === '-' || text.charAt(start + 2) === '+' ? 1 : 0;
    this.#tags.push({
      kind,
      range: { start, end: stop },
      openEnd: Math.min(start + 2 + strip, stop),
      closeStart: terminated ? inside.closeStart : stop,
      terminated,
      expression: inside.expression,
      statement: inside.statement,
    });
    this.#judge(start, stop, inside, kind, terminated);
    return stop;
  }

  /** The end of a tag that is not closed. A lone brace in place of the delimiter belongs to it. */
  #looseEnd(from: number, to: number): number {
    return this.#text.charAt(to) === '}' && this.#text.charAt(to + 1) !== '}' ? to + 1 : trimEnd(this.#text, from, to);
  }

  #judge(start: number, end: number, inside: Inside, kind: 'output' | 'statement', terminated: boolean): void {
    const close = kind === 'output' ? '}}' : '%}';
    const foreign = kind === 'output' ? handlebarsTag.exec(this.#text.slice(start, end))?.[1] : undefined;
    if (foreign !== undefined) {
      // One report tells that the file is in another language; the rest would only repeat it.
      if (!this.#handlebars)
        this.#report(
          'bad-tag',
          { start, end },
          `{{${foreign} is Handlebars. Jinja writes {% if x %}…{% endif %}, {% for x in xs %}…{% endfor %} and {% include "x" %}.`,
        );
      this.#handlebars = true;
    } else if (!terminated) {
      const single = this.#text.charAt(end - 1) === '}';
      const message = single
        ? `This tag is closed with one brace: write ${close}.`
        : `This tag is not closed: ${close} is missing.`;
      this.#report('unclosed-tag', { start, end }, message, { insert: single ? '}' : close, at: end });
    } else if (this.#isEmpty(inside, start)) {
      const what = kind === 'output' ? 'a value' : 'the name of a statement';
      this.#report('bad-tag', { start, end }, `This tag is empty: ${what} is missing.`);
    } else if (inside.error !== undefined) this.#problems.push(inside.error);
  }

  #isEmpty({ expression, statement, closeStart }: Inside, start: number): boolean {
    const nothing = expression === undefined && statement === undefined;
    return nothing && /^[-+]?\s*$/.test(this.#text.slice(start + 2, Math.min(closeStart, start + 1_000)));
  }

  #report(code: Problem['code'], range: TextRange, message: string, data?: Problem['data']): void {
    this.#problems.push({ code, range, message, ...(data === undefined ? {} : { data }) });
  }
}

const empty = { expression: undefined, statement: undefined } as const;

const endRaw = /\{%[-+]?\s*endraw\s*[-+]?%\}/y;
const handlebarsTag = /^\{\{~?\s*([#/>^!]|else(?![\p{L}\p{N}_])(?!\s*[|.(\w]))/u;

function unexpected(word: string): string {
  if (word === '=') return 'A value cannot be set here. Use {% set name = value %}, or == to compare.';
  return `“${word.slice(0, 30)}” cannot stand here.`;
}
