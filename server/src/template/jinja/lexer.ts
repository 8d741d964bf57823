/** What the lexer finds inside a tag. */
export type TokenKind = 'name' | 'number' | 'string' | 'operator' | 'close' | 'open' | 'invalid' | 'end';

/**
 * The lexer of Jinja for the inside of a tag. It holds one token at a time in its fields. `near` ends strings at the
 * closing delimiter.
 */
export class JinjaLexer {
  kind: TokenKind = 'end';
  start = 0;
  end = 0;
  /** The token as text. */
  word = '';
  /** True when the string just read has no closing quote. */
  unterminated = false;
  /** True once a string has swallowed a closing delimiter since {@link reset}. */
  swallowed = false;
  readonly text: string;
  #limit = 0;
  #near = false;
  #close = '}}';
  #braces = 0;
  #brackets = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Starts at `at` inside a tag that ends with `close`; nothing at or after `limit` is read. */
  reset(at: number, limit: number, close: '}}' | '%}', near: boolean): void {
    this.end = at;
    this.#limit = limit;
    this.#close = close;
    this.#near = near;
    this.#braces = 0;
    this.#brackets = 0;
    this.swallowed = false;
  }

  /** Reads the next token. */
  next(): TokenKind {
    const { text } = this;
    let at = this.end;
    while (at < this.#limit && isSpace(text.charCodeAt(at))) at++;
    this.start = at;
    this.unterminated = false;
    if (at >= this.#limit) return this.#token('end', at);
    const code = text.charCodeAt(at);
    if (isNameStart(code)) return this.#name(at);
    if (code >= 48 && code <= 57) return this.#number(at);
    if (code === 34 || code === 39) return this.#string(at, text.charAt(at));
    return this.#punctuation(at, code);
  }

  #token(kind: TokenKind, end: number): TokenKind {
    this.kind = kind;
    this.end = end;
    this.word = this.text.slice(this.start, end);
    return kind;
  }

  #name(at: number): TokenKind {
    let end = at + 1;
    while (end < this.#limit && isNamePart(this.text.charCodeAt(end))) end++;
    return this.#token('name', end);
  }

  #number(at: number): TokenKind {
    number.lastIndex = at;
    const length = number.exec(this.text)?.[0].length ?? 1;
    return this.#token('number', Math.min(at + length, this.#limit));
  }

  #string(at: number, quote: string): TokenKind {
    const { text } = this;
    let end = at + 1;
    for (; end < this.#limit; end++) {
      const code = text.charCodeAt(end);
      if (code === 92) end++;
      else if (text.charAt(end) === quote) break;
      else if (text.startsWith(this.#close, end)) {
        this.swallowed = true;
        if (this.#near) break;
      }
    }
    if (end < this.#limit && text.charAt(end) === quote) return this.#token('string', end + 1);
    this.unterminated = true;
    return this.#token('string', Math.min(end, this.#limit));
  }

  #punctuation(at: number, code: number): TokenKind {
    const { text } = this;
    if (this.#closesAt(at, code)) return this.#token('close', at + (code === 45 || code === 43 ? 3 : 2));
    const pair = text.slice(at, at + 2);
    if (pair === '{{' || pair === '{%' || pair === '{#') return this.#token('open', at + 2);
    if (doubled.has(pair)) return this.#token('operator', at + 2);
    const single = text.charAt(at);
    // A brace too many ends a tag whose own closing delimiter is missing.
    if (this.#near && this.#braces === 0 && single === '}') return this.#token('end', at);
    if (!operators.includes(single)) return this.#token('invalid', at + 1);
    this.#count(single);
    return this.#token('operator', at + 1);
  }

  /**
   * Whether the closing delimiter stands at `at`. Jinja does not see it inside brackets; in a tag that cannot be read
   * so (`near`), only a brace hides it.
   */
  #closesAt(at: number, code: number): boolean {
    if (this.#braces > 0 || (this.#brackets > 0 && !this.#near)) return false;
    const strip = code === 45 || (code === 43 && this.#close === '%}') ? 1 : 0;
    return at + strip + 2 <= this.#limit && this.text.startsWith(this.#close, at + strip);
  }

  #count(bracket: string): void {
    if (bracket === '{') this.#braces++;
    else if (bracket === '}') this.#braces = Math.max(0, this.#braces - 1);
    else if (bracket === '(' || bracket === '[') this.#brackets++;
    else if (bracket === ')' || bracket === ']') this.#brackets = Math.max(0, this.#brackets - 1);
  }
}

const number =
  /0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\da-fA-F])+|\d(?:_?\d)*(?:\.\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?/y;
const operators = '+-/*%~[](){}=><.:|,';
const doubled = new Set(['//', '**', '==', '!=', '>=', '<=']);

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || code === 160 || code === 0xfeff;
}

function isNameStart(code: number): boolean {
  return (
    code === 95 ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    (code > 127 && code !== 160 && code !== 0xfeff && letter.test(String.fromCharCode(code)))
  );
}

function isNamePart(code: number): boolean {
  return (code >= 48 && code <= 57) || isNameStart(code);
}

const letter = /[\p{L}\p{N}\p{M}\p{Pc}]/u;
