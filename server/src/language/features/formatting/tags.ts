import type { TextRange } from '../../../base';
import type { Dialect } from '../../../template';
import { respace, type Respacing } from './edit';

/** A tag parted into its delimiters and what stands between them. */
interface Tag {
  readonly inner: TextRange;
  /** Whether it is a plain output such as `{{name}}`: only there the author chooses between `{{name}}` and `{{ name }}`. */
  readonly output: boolean;
  /** Whether it includes a partial: `{{> name}}` has a blank behind the sign. */
  readonly partial: boolean;
}

/** How the tags of a dialect are written. */
interface TagStyle {
  readonly open: RegExp;
  readonly close: RegExp;
  /** What opens an output tag; tags that begin otherwise are statements or blocks. */
  readonly output: RegExp;
  /** The padding of statements. */
  readonly statement: '' | ' ';
  /** The padding of outputs when as many are written with it as without. */
  readonly usual: '' | ' ';
  /** Text in which blanks count: strings, and in Handlebars `[literal segments]`. Undefined: blanks count everywhere. */
  readonly literal: RegExp | undefined;
}

/**
 * Blanks inside a tag mean nothing in these dialects. In Mustache they are part of a name, so that only those beside the
 * delimiters are touched. f-strings and bare marks are read by programs that differ in what blanks mean: left alone.
 */
const styles: { readonly [dialect in Dialect]?: TagStyle } = {
  handlebars: {
    open: /^\{\{\{?(?!\{)~?(?:#\*|#>|[#/^>&*])?/,
    close: /~?\}?\}\}$/,
    output: /^\{\{\{?~?&?$/,
    statement: '',
    usual: '',
    literal: /"(?:\\"|[^"])*"|'(?:\\'|[^'])*'|\[[^\]]*\]/g,
  },
  mustache: {
    open: /^\{\{(?![={])[#/^>&<$]?|^\{\{\{/,
    close: /\}?\}\}$/,
    output: /^\{\{\{?&?$/,
    statement: '',
    usual: '',
    literal: undefined,
  },
  jinja: {
    open: /^\{[{%][-+]?/,
    close: /[-+]?[%}]\}$/,
    output: /^\{\{/,
    statement: ' ',
    usual: ' ',
    literal: /"(?:\\[^]|[^"\\])*"|'(?:\\[^]|[^'\\])*'/g,
  },
};

/**
 * Writes the blanks inside tags in one way: single blanks between words, and beside the delimiters as most outputs of
 * the text have it. Line breaks inside tags, strings and comments stay.
 * @param tags without comments and without tags that have problems, in order of place
 */
export function tagSpacing(text: string, tags: readonly TextRange[], dialect: Dialect): readonly Respacing[] {
  const style = styles[dialect];
  if (style === undefined) return [];
  const parted = tags.flatMap((range) => part(text, range, style) ?? []);
  const padding = majority(text, parted, style);
  const spacingOf = ({ inner, output, partial }: Tag): Respacing[] => {
    const after = output ? padding : style.statement;
    return [...beside(text, inner, partial ? ' ' : after, after), ...between(text, inner, style.literal)];
  };
  return parted.flatMap(spacingOf).sort((one, other) => one.range.start - other.range.start);
}

function part(text: string, { start, end }: TextRange, { open, close, output }: TagStyle): Tag | undefined {
  const tag = text.slice(start, end);
  const [before] = open.exec(tag) ?? [];
  const [after] = close.exec(tag) ?? [];
  if (before === undefined || after === undefined || before.length + after.length >= tag.length) return undefined;
  const inner = { start: start + before.length, end: end - after.length };
  return text.slice(inner.start, inner.end).trim() === ''
    ? undefined
    : { inner, output: output.test(before), partial: before.endsWith('>') };
}

function majority(text: string, tags: readonly Tag[], { usual }: TagStyle): '' | ' ' {
  let padded = 0;
  let bare = 0;
  for (const { inner, output } of tags) {
    if (!output) continue;
    const blanks = [isBlank(text, inner.start), isBlank(text, inner.end - 1)].filter(Boolean).length;
    if (blanks === 2) padded++;
    else if (blanks === 0) bare++;
  }
  return padded === bare ? usual : padded > bare ? ' ' : '';
}

/** Beside delimiters, unless a line break is there or what stands there would run together with them. */
function beside(text: string, { start, end }: TextRange, before: '' | ' ', after: '' | ' '): Respacing[] {
  const first = skip(text, start, 1);
  const last = skip(text, end - 1, -1);
  const fits = (at: number, padding: '' | ' '): boolean =>
    !isBreak(text, at) && (padding === ' ' || /[\p{L}\p{N}_"'.@/[(\])]/u.test(text.charAt(at)));
  return [
    ...(fits(first, before) ? respace(text, start, first, before) : []),
    ...(fits(last, after) ? respace(text, last + 1, end, after) : []),
  ];
}

/** Between words, outside of literals and at the start of a line. */
function between(text: string, { start, end }: TextRange, literal: RegExp | undefined): Respacing[] {
  if (literal === undefined) return [];
  const inner = text.slice(start, end);
  const literals = [...inner.matchAll(literal)].map(({ 0: found, index }) => ({
    start: index,
    end: index + found.length,
  }));
  return [...inner.matchAll(/(?<=[^\s])[ \t]{2,}(?=[^\s])/g)].flatMap(({ 0: blanks, index }) => {
    const isLiteral = literals.some((range) => index >= range.start && index < range.end);
    return isLiteral ? [] : respace(text, start + index, start + index + blanks.length, ' ');
  });
}

function skip(text: string, from: number, step: 1 | -1): number {
  let at = from;
  while (isBlank(text, at)) at += step;
  return at;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 32 || code === 9;
}

function isBreak(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 10 || code === 13;
}
