import { jinjaTokens, type JinjaToken } from '../../../../template';
import type { Respacing } from '../edit';
import { gapBetween } from './gap';
import type { Padding, Tag } from './types';

/**
 * Inside of Jinja tags: blanks around operators and behind commas, none inside of parentheses and brackets or around the `=`
 * of an argument, and around the bar of filters as most bars of the text have it.
 */
export function jinjaGaps(text: string, tags: readonly Tag[]): readonly Respacing[] {
  const lexed = tags.map((tag) => ({ tag, tokens: jinjaTokens(text, tag.inner, tag.statement ? '%}' : '}}') }));
  const bars = barPadding(
    text,
    lexed.map(({ tokens }) => tokens),
  );
  return lexed.flatMap(({ tag, tokens }) => new TagReader(tokens, tag.statement, bars).respacings(text));
}

/** How most bars stand; with a blank on both sides where as many do as do not. */
function barPadding(text: string, tags: readonly (readonly JinjaToken[])[]): Padding {
  let padded = 0;
  for (const tokens of tags)
    for (const { word, kind, range } of tokens) {
      if (word !== '|' || kind !== 'operator') continue;
      const blanks = [text[range.start - 1], text[range.end]].filter((sign) => sign === ' ' || sign === '\t').length;
      padded += blanks - 1;
    }
  return padded >= 0 ? ' ' : '';
}

const keywords = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif', 'for', 'as', 'import', 'recursive']);
const binary = new Set(['==', '!=', '<', '>', '<=', '>=', '+', '-', '*', '/', '//', '%', '**', '~']);
const openers = new Set(['(', '[', '{']);
const closers = new Set([')', ']', '}']);
/** No blank stands behind these. */
const inside = new Set(['(', '[']);
/** No blank stands before these. */
const outside = new Set([')', ']', ',']);
const assigning = new Set(['set', 'with']);

/** Goes through the tokens of one tag with the brackets that are open. */
class TagReader {
  readonly #tokens: readonly JinjaToken[];
  readonly #statement: boolean;
  readonly #bars: Padding;
  readonly #open: string[] = [];

  constructor(tokens: readonly JinjaToken[], statement: boolean, bars: Padding) {
    this.#tokens = tokens;
    this.#statement = statement;
    this.#bars = bars;
  }

  respacings(text: string): Respacing[] {
    return this.#tokens.flatMap((token, index) => {
      if (isSign(token, openers)) this.#open.push(token.word);
      const next = this.#tokens[index + 1];
      if (next === undefined) return [];
      // What closes a bracket still stands inside of it.
      const wanted = this.#wanted(token, next, index);
      if (isSign(next, closers)) this.#open.pop();
      return gapBetween(text, token, next, wanted);
    });
  }

  /** Undefined where one blank or none is right. */
  #wanted(a: JinjaToken, b: JinjaToken, index: number): string | undefined {
    const [before, after] = [signOf(a), signOf(b)];
    if (before === '{' || after === '}') return undefined;
    if (inside.has(before) || outside.has(after)) return '';
    if (before === ',') return ' ';
    if (before === '.' || after === '.') return a.kind === 'number' || b.kind === 'number' ? undefined : '';
    if (before === '|' || after === '|') return this.#bars;
    if (before === ':' || after === ':') return this.#open.at(-1) === '{' ? (after === ':' ? '' : ' ') : undefined;
    if (before === '=' || after === '=') return this.#assignment();
    if (this.#isBinary(index) || this.#isBinary(index + 1)) return ' ';
    return this.#word(b, index);
  }

  #assignment(): string | undefined {
    if (this.#open.at(-1) === '(') return '';
    const isStatement = this.#statement && assigning.has(this.#tokens[0]?.word ?? '');
    return isStatement && this.#open.length === 0 ? ' ' : undefined;
  }

  /** Beside a word. A bracket that is called or looked up with touches its name. */
  #word(b: JinjaToken, index: number): string | undefined {
    const isBracket = isSign(b, openers) && b.word !== '{';
    if (this.#isKeyword(index)) return isBracket || b.kind !== 'operator' ? ' ' : undefined;
    if (this.#isKeyword(index + 1)) return ' ';
    const a = this.#tokens[index];
    if (!isBracket || a === undefined) return undefined;
    if (isSign(a, closers)) return '';
    if (a.kind !== 'name') return undefined;
    const isFirst = this.#statement && index === 0;
    return isFirst || this.#isKeyword(index - 1) ? undefined : '';
  }

  #isKeyword(index: number): boolean {
    const token = this.#tokens[index];
    return token?.kind === 'name' && keywords.has(token.word) && this.#tokens[index - 1]?.word !== '.';
  }

  /** Whether an operator stands between two values; else it is a sign of the value behind it. */
  #isBinary(index: number): boolean {
    const [before, token] = [this.#tokens[index - 1], this.#tokens[index]];
    if (token === undefined || before === undefined || !isSign(token, binary)) return false;
    if (before.kind === 'name') return !this.#isKeyword(index - 1) && !(this.#statement && index === 1);
    return before.kind === 'number' || before.kind === 'string' || before.word === ')' || before.word === ']';
  }
}

function isSign({ kind, word }: JinjaToken, signs: ReadonlySet<string>): boolean {
  return kind === 'operator' && signs.has(word);
}

/** An operator as it is written; nothing for any other token. */
function signOf({ kind, word }: JinjaToken): string {
  return kind === 'operator' ? word : '';
}
