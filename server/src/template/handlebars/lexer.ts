import { isNameCode, isSpaceCode, mayFollowLiteral, mayFollowName } from './characters';

/** What the lexer finds between the delimiters of a tag. */
export type TokenKind =
  | 'name' // an identifier, `.`, `..` or `[literal]`
  | 'separator'
  | 'data' // @
  | 'string'
  | 'number'
  | 'boolean'
  | 'undefined'
  | 'null'
  | 'open-paren'
  | 'close-paren'
  | 'equals'
  | 'open-parameters' // as |
  | 'bar'
  | 'close' // }}
  | 'triple-close' // }}}
  | 'raw-close' // }}}}
  | 'single-close' // a lone }
  | 'open' // {{ inside a tag
  | 'invalid'
  | 'end';

/**
 * The lexer of Handlebars 4.7 for the inside of a tag. It holds one token at a time in its fields.
 * `far` reads strings to their closing quote wherever that is; `near` ends them at `}}` or at the limit.
 */
export class TagLexer {
  kind: TokenKind = 'end';
  start = 0;
  end = 0;
  /** True when the string or `[literal]` just read has no closing mark. */
  unterminated = false;
  /** True when a name is followed at once by something that must be apart from it. */
  glued = false;
  /** True once a string or literal has swallowed `}}` since {@link reset}. */
  swallowed = false;
  readonly text: string;
  #limit = 0;
  #near = false;

  constructor(text: string) {
    this.text = text;
  }

  /** Starts at `at`; nothing at or after `limit` is read. */
  reset(at: number, limit: number, near: boolean): void {
    this.end = at;
    this.#limit = limit;
    this.#near = near;
    this.swallowed = false;
  }

  /** The code of the next character that is no white space, without moving. */
  peek(): number {
    let at = this.end;
    while (at < this.#limit && isSpaceCode(this.text.charCodeAt(at))) at++;
    return at < this.#limit ? this.text.charCodeAt(at) : NaN;
  }

  /** Reads the next token. */
  next(): TokenKind {
    const { text } = this;
    let at = this.end;
    while (at < this.#limit && isSpaceCode(text.charCodeAt(at))) at++;
    this.start = at;
    this.unterminated = false;
    this.glued = false;
    if (at >= this.#limit) return this.#token('end', at);
    const code = text.charCodeAt(at);
    switch (code) {
      case 40:
        return this.#token('open-paren', at + 1);
      case 41:
        return this.#token('close-paren', at + 1);
      case 61:
        return this.#token('equals', at + 1);
      case 64:
        return this.#token('data', at + 1);
      case 124:
        return this.#token('bar', at + 1);
      case 47:
        return this.#token('separator', at + 1);
      case 46:
        return this.#dot(at);
      case 34:
      case 39:
        return this.#quoted(at, text[at] ?? '"', 'string');
      case 91:
        return this.#quoted(at, ']', 'name');
      case 123:
        return text.charCodeAt(at + 1) === 123 ? this.#token('open', at + 2) : this.#token('invalid', at + 1);
      case 125:
      case 126:
        return this.#closing(at, code);
      default:
        return this.#word(at, code);
    }
  }

  #token(kind: TokenKind, end: number): TokenKind {
    this.kind = kind;
    this.end = end;
    return kind;
  }

  #dot(at: number): TokenKind {
    const next = this.text.charCodeAt(at + 1);
    if (next === 46) return this.#token('name', at + 2);
    return this.#token(mayFollowName(next) || at + 1 >= this.#limit ? 'name' : 'separator', at + 1);
  }

  #closing(at: number, code: number): TokenKind {
    const { text } = this;
    if (code === 126)
      return text.startsWith('}}', at + 1) ? this.#token('close', at + 3) : this.#token('invalid', at + 1);
    if (text.startsWith('}}}', at + 1)) return this.#token('raw-close', at + 4);
    if (text.startsWith('}}', at + 1)) return this.#token('triple-close', at + 3);
    if (text.startsWith('~}}', at + 1)) return this.#token('triple-close', at + 4);
    return text.charCodeAt(at + 1) === 125 ? this.#token('close', at + 2) : this.#token('single-close', at + 1);
  }

  /** A string or a `[literal]`: a backslash before the closing mark makes it part of the text. */
  #quoted(at: number, mark: string, kind: TokenKind): TokenKind {
    const { text } = this;
    let lastEscaped = -1;
    for (let from = at + 1; ;) {
      const close = text.indexOf(mark, from);
      if (close < 0 || close >= this.#limit) break;
      if (text.charCodeAt(close - 1) !== 92) return this.#closeQuoted(kind, at, close);
      lastEscaped = close;
      from = close + 1;
    }
    if (lastEscaped >= 0) return this.#closeQuoted(kind, at, lastEscaped);
    this.unterminated = true;
    const brace = text.indexOf('}}', at + 1);
    return this.#token(kind, brace < 0 ? this.#limit : Math.min(brace, this.#limit));
  }

  #closeQuoted(kind: TokenKind, at: number, close: number): TokenKind {
    const brace = this.text.indexOf('}}', at + 1);
    if (brace >= 0 && brace < close) {
      this.swallowed = true;
      if (this.#near) {
        this.unterminated = true;
        return this.#token(kind, brace);
      }
    }
    return this.#token(kind, close + 1);
  }

  #word(at: number, code: number): TokenKind {
    const { text } = this;
    if (!isNameCode(code)) return this.#token('invalid', at + 1);
    const number = code === 45 || (code >= 48 && code <= 57) ? this.#numberEnd(at) : 0;
    if (number > 0) return this.#token('number', number);
    let end = at + 1;
    while (end < this.#limit && isNameCode(text.charCodeAt(end))) end++;
    const next = text.charCodeAt(end);
    const last = end >= this.#limit;
    if (end - at === 2 && text.startsWith('as', at) && this.#barAfter(end)) return this.kind;
    if (mayStartLiteral(code) && (last || mayFollowLiteral(next))) {
      const literal = literalWords.get(text.slice(at, end));
      if (literal !== undefined) return this.#token(literal, end);
    }
    this.glued = !last && !mayFollowName(next);
    return this.#token('name', end);
  }

  #numberEnd(at: number): number {
    const { text } = this;
    let end = text.charCodeAt(at) === 45 ? at + 1 : at;
    const first = end;
    while (isDigit(text.charCodeAt(end))) end++;
    if (end === first) return 0;
    if (text.charCodeAt(end) === 46 && isDigit(text.charCodeAt(end + 1))) {
      end++;
      while (isDigit(text.charCodeAt(end))) end++;
    }
    return end <= this.#limit && (end === this.#limit || mayFollowLiteral(text.charCodeAt(end))) ? end : 0;
  }

  #barAfter(end: number): boolean {
    let at = end;
    while (at < this.#limit && isSpaceCode(this.text.charCodeAt(at))) at++;
    if (at === end || at >= this.#limit || this.text.charCodeAt(at) !== 124) return false;
    this.#token('open-parameters', at + 1);
    return true;
  }
}

const literalWords = new Map<string, TokenKind>([
  ['true', 'boolean'],
  ['false', 'boolean'],
  ['undefined', 'undefined'],
  ['null', 'null'],
]);

/** The first letters of `true`, `false`, `null` and `undefined`. */
function mayStartLiteral(code: number): boolean {
  return code === 116 || code === 102 || code === 110 || code === 117;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
