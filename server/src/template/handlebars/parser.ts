import type { TextRange } from '../../base';
import { startsLine, TextSearch, trimEnd } from '../analysis';
import type { Problem } from '../types';
import { isSpaceCode } from './characters';
import { ExpressionParser, type ExpressionRules, type ParsedExpression } from './expression';
import { TagLexer } from './lexer';
import { pairRawBlocks, type RawClose } from './raw';
import type { TagKind, TagNode } from './tree';

/** The tags of a template in order, and what is wrong inside them. Blocks are matched afterwards. */
export interface ParsedTags {
  readonly tags: readonly TagNode[];
  readonly problems: readonly Problem[];
}

/** Characters that failed attempts to read a tag across lines may cost in one text, in multiples of its length. */
const farBudget = 4;

/** Finds and parses every tag between `start` and `end`. Never throws; time grows with the length of the text alone. */
export function parseTags(text: string, start: number, end: number): ParsedTags {
  return new TagParser(text, start, end).parse();
}

interface Opening {
  readonly kind: TagKind;
  /** Where the expression starts. */
  readonly end: number;
  readonly triple: boolean;
  readonly raw: boolean;
}

class TagParser {
  readonly #text: string;
  readonly #end: number;
  readonly #lexer: TagLexer;
  readonly #parser: ExpressionParser;
  readonly #tags: TagNode[] = [];
  readonly #problems: Problem[] = [];
  readonly #search: TextSearch;
  readonly #start: number;
  #raw: ReadonlyMap<number, RawClose> | undefined;
  #budget: number;

  constructor(text: string, start: number, end: number) {
    this.#text = text;
    this.#start = start;
    this.#end = end;
    this.#lexer = new TagLexer(text);
    this.#parser = new ExpressionParser(this.#lexer);
    this.#search = new TextSearch(text, end);
    this.#budget = farBudget * (end - start) + 10_000;
  }

  parse(): ParsedTags {
    const text = this.#text;
    let contentStart = this.#start;
    let at = contentStart;
    for (;;) {
      const open = text.indexOf('{{', at);
      if (open < 0 || open + 1 >= this.#end) break;
      if (isEscaped(text, open, contentStart)) at = contentStart = open + 2;
      else at = contentStart = this.#tag(open);
    }
    return { tags: this.#tags, problems: this.#problems };
  }

  /** Parses the tag at `at`; returns where the text goes on. */
  #tag(at: number): number {
    const text = this.#text;
    if (text.startsWith('{{{{', at)) return this.#rawOpen(at);
    const strip = text.charCodeAt(at + 2) === 126 ? 1 : 0;
    if (text.charCodeAt(at + 2 + strip) === 33) return this.#comment(at, at + 3 + strip);
    const inverse = this.#inverse(at, at + 2 + strip);
    if (inverse !== undefined) return inverse;
    return this.#expression(at, this.#opening(at + 2 + strip));
  }

  #opening(at: number): Opening {
    const text = this.#text;
    switch (text.charCodeAt(at)) {
      case 62:
        return opening('partial', at + 1);
      case 35: {
        const next = text.charCodeAt(at + 1);
        return next === 62
          ? opening('open-partial', at + 2)
          : next === 42
            ? opening('open-decorator', at + 2)
            : opening('open', at + 1);
      }
      case 47:
        return opening('close', at + 1);
      case 94:
        return opening('open-inverse', at + 1);
      case 123:
        return { kind: 'mustache', end: at + 1, triple: true, raw: false };
      case 38:
        return opening('mustache', at + 1);
      case 42:
        return opening('decorator', at + 1);
      default: {
        const word = this.#skipSpace(at);
        const chain = text.startsWith('else', word) && !isWordCode(text.charCodeAt(word + 4));
        return chain ? opening('else-chain', word + 4) : opening('mustache', at);
      }
    }
  }

  /** `{{else}}` and `{{^}}`. */
  #inverse(start: number, at: number): number | undefined {
    const text = this.#text;
    const hat = text.charCodeAt(at) === 94;
    const word = hat ? at : this.#skipSpace(at);
    if (!hat && !text.startsWith('else', word)) return undefined;
    const wordEnd = word + (hat ? 1 : 4);
    const closeStart = this.#skipSpace(wordEnd);
    const braces = text.charCodeAt(closeStart) === 126 ? closeStart + 1 : closeStart;
    if (!text.startsWith('}}', braces) || braces + 2 > this.#end) return undefined;
    this.#tags.push({
      ...noExpression,
      kind: 'else',
      range: { start, end: braces + 2 },
      openEnd: wordEnd,
      closeStart,
      terminated: true,
    });
    return braces + 2;
  }

  #comment(start: number, at: number): number {
    const text = this.#text;
    const long = text.startsWith('--', at);
    const close = long ? this.#longCommentEnd(at) : this.#search.after('}}', at);
    const breakAt = this.#search.lineEnd(start);
    // Handlebars would end the comment at the end of the next tag, and swallow that tag.
    const swallows = !long && close > breakAt && this.#search.find('{{', breakAt) < close - 2;
    if (close <= this.#end && !swallows) {
      this.#tags.push({
        ...noExpression,
        kind: 'comment',
        range: { start, end: close },
        openEnd: at,
        closeStart: close - 2,
        terminated: true,
      });
      return close;
    }
    const short = long ? this.#search.after('}}', at) : Infinity;
    const end = short <= breakAt ? short : breakAt;
    this.#tags.push({
      ...noExpression,
      kind: 'comment',
      range: { start, end },
      openEnd: at,
      closeStart: end,
      terminated: false,
    });
    const mark = long ? '--}}' : '}}';
    this.#report(
      'unclosed-tag',
      { start, end: at + (long ? 2 : 0) },
      `This comment is not closed: ${mark} is missing.`,
      { insert: mark, at: end },
    );
    return end;
  }

  /** The end of a comment that starts with `--` at `at`; infinite when there is none. */
  #longCommentEnd(at: number): number {
    const plain = this.#search.after('--}}', at);
    const strip = this.#search.after('--~}}', at);
    return Math.min(plain, strip);
  }

  #rawOpen(at: number): number {
    const text = this.#text;
    let run = at + 4;
    while (run < this.#end && text.charCodeAt(run) === 123) run++;
    if (run > at + 4) {
      this.#report(
        'bad-tag',
        { start: at, end: run },
        'Too many opening braces: a tag has two, an unescaped one three, a raw block four.',
      );
      return run;
    }
    if (text.charCodeAt(run) === 47) {
      const end = this.#rawCloseEnd(at);
      this.#report('mismatched-block', { start: at, end }, 'No raw block is open here.');
      return end;
    }
    this.#raw ??= pairRawBlocks(text, at, this.#end);
    const close = this.#raw.get(at);
    const after = this.#expression(at, { kind: 'open-raw', end: at + 4, triple: false, raw: true });
    if (close === undefined || close.start < after) return after;
    const range = { start: close.start, end: close.end };
    const name = { start: close.start + 5, end: close.end - 4 };
    const segments = [{ text: close.name, range: name }];
    const callee = {
      kind: 'path',
      range: name,
      depth: 0,
      data: false,
      scoped: false,
      segments,
      original: close.name,
      incomplete: false,
    } as const;
    const expression = { kind: 'call', range: name, callee, parameters: [], hash: [] } as const;
    this.#tags.push({
      ...noExpression,
      kind: 'close-raw',
      range,
      openEnd: close.start + 5,
      closeStart: close.end - 4,
      terminated: true,
      expression,
    });
    return close.end;
  }

  #rawCloseEnd(at: number): number {
    const limit = this.#search.lineEnd(at);
    const end = this.#search.after('}}}}', at);
    return end <= limit ? end : Math.min(limit, at + 5);
  }

  #expression(start: number, opening: Opening): number {
    const parsed = this.#far(start, opening) ?? this.#near(start, opening);
    return this.#finish(start, opening, parsed);
  }

  /** Reads the tag wherever it ends, as Handlebars would. Undefined when it does not seem to be meant so. */
  #far(start: number, opening: Opening): ParsedExpression | undefined {
    if (this.#budget <= 0) return undefined;
    const parsed = this.#parse(opening, this.#end, false);
    const closed = parsed.close !== 'end' && parsed.close !== 'open' && parsed.close !== 'single-close';
    if (closed && parsed.error === undefined) return parsed;
    const multiline = parsed.closeStart > this.#search.lineEnd(start);
    const deliberate = !this.#lexer.swallowed && (!multiline || startsLine(this.#text, parsed.closeStart));
    if (closed && deliberate) return parsed;
    this.#budget -= parsed.closeEnd - start;
    return undefined;
  }

  /** Reads the tag to the end of its line or the next tag at most. */
  #near(start: number, opening: Opening): ParsedExpression {
    const limit = Math.min(
      this.#search.lineEnd(start),
      Math.max(opening.end, this.#search.after('{{', opening.end) - 2),
    );
    return this.#parse(opening, Math.max(limit, opening.end), true);
  }

  #parse(opening: Opening, limit: number, near: boolean): ParsedExpression {
    this.#lexer.reset(opening.end, limit, near);
    return this.#parser.parse(rulesOf(opening.kind));
  }

  #finish(start: number, opening: Opening, parsed: ParsedExpression): number {
    const wanted = opening.triple ? 3 : opening.raw ? 4 : 2;
    const found = bracesOf(parsed.close);
    const terminated = found > 0;
    const used = terminated ? Math.min(found, wanted) : 0;
    // A `~` before the braces belongs to the delimiter.
    const strip = terminated && this.#text.charCodeAt(parsed.closeStart) === 126 ? 1 : 0;
    const end = terminated
      ? parsed.closeStart + strip + (found === 3 && opening.triple ? parsed.closeEnd - parsed.closeStart - strip : used)
      : trimEnd(this.#text, opening.end, parsed.closeStart);
    this.#tags.push({
      kind: opening.kind,
      range: { start, end },
      openEnd: opening.end,
      closeStart: terminated ? parsed.closeStart : end,
      terminated: found >= wanted,
      expression: parsed.expression,
      blockParameters: parsed.blockParameters,
      asRange: parsed.asRange,
    });
    this.#judge(start, opening, parsed, { found, wanted, end });
    return end;
  }

  /** Reports the one defect of a tag, when it has one. */
  #judge(
    start: number,
    opening: Opening,
    parsed: ParsedExpression,
    braces: { found: number; wanted: number; end: number },
  ): void {
    const { found, wanted, end } = braces;
    const close = '}'.repeat(wanted);
    if (found === 0) {
      const message = `This tag is not closed: ${close} is missing.`;
      this.#report('unclosed-tag', { start, end }, message, { insert: close, at: end });
    } else if (found < wanted) {
      const message =
        found === 1
          ? `This tag is closed with one brace: write ${close}.`
          : `A tag that opens with ${'{'.repeat(wanted)} closes with ${close}.`;
      this.#report('unclosed-tag', { start, end }, message, { insert: '}'.repeat(wanted - found), at: end });
    } else if (parsed.error !== undefined) this.#problems.push(parsed.error);
    else if (found > wanted) this.#jsonBraces(start, end);
    else if (parsed.expression === undefined) this.#report('bad-tag', { start, end }, emptyMessage(opening.kind));
  }

  /** `{"key":{{x}}}`: the brace of the JSON is read as part of the tag. */
  #jsonBraces(start: number, end: number): void {
    let to = end;
    while (to < this.#end && this.#text.charCodeAt(to) === 125) to++;
    const message = `${'}'.repeat(to - end + 2)} cannot end this tag. Put a space between the tag and the brace of the text.`;
    this.#report('json-braces', { start, end: to }, message, { insert: ' ', at: end });
  }

  #report(code: Problem['code'], range: TextRange, message: string, data?: Problem['data']): void {
    this.#problems.push({ code, range, message, ...(data === undefined ? {} : { data }) });
  }

  #skipSpace(from: number): number {
    let at = from;
    while (at < this.#end && isSpaceCode(this.#text.charCodeAt(at))) at++;
    return at;
  }
}

function opening(kind: TagKind, end: number): Opening {
  return { kind, end, triple: false, raw: false };
}

const noExpression = { expression: undefined, blockParameters: [], asRange: undefined } as const;

/** One backslash before `{{` makes it text; two are a backslash and a tag. */
function isEscaped(text: string, open: number, contentStart: number): boolean {
  if (open === contentStart || text.charCodeAt(open - 1) !== 92) return false;
  return open - 1 === contentStart || text.charCodeAt(open - 2) !== 92;
}

function bracesOf(close: ParsedExpression['close']): number {
  switch (close) {
    case 'close':
      return 2;
    case 'triple-close':
      return 3;
    case 'raw-close':
      return 4;
    default:
      return close === 'single-close' ? 1 : 0;
  }
}

const plainRules: ExpressionRules = { blockParameters: false, dynamicName: false };
const blockRules: ExpressionRules = { blockParameters: true, dynamicName: false };
const partialRules: ExpressionRules = { blockParameters: false, dynamicName: true };

function rulesOf(kind: TagKind): ExpressionRules {
  if (kind === 'open' || kind === 'open-inverse' || kind === 'else-chain' || kind === 'open-decorator')
    return blockRules;
  return kind === 'partial' || kind === 'open-partial' ? partialRules : plainRules;
}

function emptyMessage(kind: TagKind): string {
  switch (kind) {
    case 'open':
    case 'open-inverse':
    case 'open-raw':
      return 'The name of the block is missing.';
    case 'close':
      return 'The name of the block to close is missing.';
    case 'partial':
    case 'open-partial':
      return 'The name of the partial is missing.';
    default:
      return 'This tag is empty: a name is missing.';
  }
}

function isWordCode(code: number): boolean {
  return code === 95 || (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
