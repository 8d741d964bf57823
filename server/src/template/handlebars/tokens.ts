import type { TextRange } from '../../base';
import { TagLexer, type TokenKind } from './lexer';

/** A token inside a Handlebars tag. */
export interface HandlebarsToken {
  readonly kind: TokenKind;
  readonly range: TextRange;
}

/** The tokens between the delimiters of a Handlebars tag. */
export function handlebarsTokens(text: string, { start, end }: TextRange): readonly HandlebarsToken[] {
  const lexer = new TagLexer(text);
  const tokens: HandlebarsToken[] = [];
  lexer.reset(start, end, false);
  while (lexer.next() !== 'end') tokens.push({ kind: lexer.kind, range: { start: lexer.start, end: lexer.end } });
  return tokens;
}
