import type { TextRange } from '../../base';
import type { Problem } from '../types';
import { JinjaLexer, type TokenKind } from './lexer';

/** A token inside a Jinja tag. */
export interface JinjaToken {
  readonly kind: TokenKind;
  readonly word: string;
  readonly range: TextRange;
}

/** The tokens between the delimiters of a Jinja tag that ends with `close`. */
export function jinjaTokens(text: string, { start, end }: TextRange, close: '}}' | '%}'): readonly JinjaToken[] {
  const lexer = new JinjaLexer(text);
  const tokens: JinjaToken[] = [];
  lexer.reset(start, end, close, false);
  while (lexer.next() !== 'end')
    tokens.push({ kind: lexer.kind, word: lexer.word, range: { start: lexer.start, end: lexer.end } });
  return tokens;
}

/** Asks the lexer about its current token. The first defect is kept; those behind it are its consequences. */
export class TokenReader {
  error: Problem | undefined;
  readonly lexer: JinjaLexer;

  constructor(lexer: JinjaLexer) {
    this.lexer = lexer;
  }

  /** Whether the current token is this word or operator. */
  at(word: string): boolean {
    const { kind } = this.lexer;
    return (kind === 'name' || kind === 'operator') && this.lexer.word === word;
  }

  /** Whether the tag ends here, for whatever reason. */
  atEnd(): boolean {
    const { kind } = this.lexer;
    return kind === 'close' || kind === 'end' || kind === 'open';
  }

  /** Moves past `word` when it is there; returns its range. */
  skip(word: string): TextRange | undefined {
    if (!this.at(word)) return undefined;
    const range = this.range();
    this.lexer.next();
    return range;
  }

  /** The range of the current token. */
  range(): TextRange {
    return { start: this.lexer.start, end: this.lexer.end };
  }

  /** Keeps a defect, unless one was found before. */
  fail(range: TextRange, message: string): void {
    this.error ??= { code: 'bad-tag', range: { start: range.start, end: range.end }, message };
  }
}
