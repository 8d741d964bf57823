import type { TextRange } from '../../../../base';
import type { Dialect } from '../../../../template';
import type { Respacing } from '../edit';
import { handlebarsGaps } from './handlebars';
import { jinjaGaps } from './jinja';
import { besideDelimiters, majority } from './padding';
import type { Tag, TagStyle } from './types';

/**
 * Blanks inside a tag mean nothing in these dialects. In Mustache they are part of a name, so that only those beside the
 * delimiters are touched. f-strings and bare marks are read by programs that differ in what blanks mean: left alone, as are
 * the calls of Semantic Kernel, which stay in the text as they are written where their functions are not at hand.
 */
const styles: { readonly [dialect in Dialect]?: TagStyle } = {
  handlebars: {
    open: /^\{\{\{?(?!\{)~?(?:#\*|#>|[#/^>&*])?/,
    close: /~?\}?\}\}$/,
    output: /^\{\{\{?~?&?(?![#/^>*]|\s*else\b)/,
    statement: '',
    usual: '',
    gaps: handlebarsGaps,
  },
  mustache: {
    open: /^\{\{(?![={])[#/^>&<$]?|^\{\{\{/,
    close: /\}?\}\}$/,
    output: /^\{\{\{?&?(?![#/^>*<$])/,
    statement: '',
    usual: '',
    gaps: () => [],
  },
  jinja: {
    open: /^\{[{%][-+]?/,
    close: /[-+]?[%}]\}$/,
    output: /^\{\{/,
    statement: ' ',
    usual: ' ',
    gaps: jinjaGaps,
  },
  'semantic-kernel': {
    open: /^\{\{(?=[ \t]*\$[\w.-]+[ \t]*\}\}$)/,
    close: /\}\}$/,
    output: /^\{\{/,
    statement: '',
    usual: '',
    gaps: () => [],
  },
};

/**
 * Writes the blanks inside tags in one way: single blanks between words, as the dialect is usually written around signs,
 * and beside the delimiters as most outputs of the text have it. Line breaks inside tags, strings and comments stay.
 * @param tags without comments and without tags that have problems, in order of place
 */
export function tagSpacing(text: string, tags: readonly TextRange[], dialect: Dialect): readonly Respacing[] {
  const style = styles[dialect];
  if (style === undefined) return [];
  const parted = tags.flatMap((range) => part(text, range, style) ?? []);
  const padding = majority(text, parted, style.usual);
  return [
    ...parted.flatMap((tag) => besideDelimiters(text, tag, tag.output ? padding : style.statement)),
    ...style.gaps(text, parted),
  ];
}

function part(text: string, { start, end }: TextRange, { open, close, output }: TagStyle): Tag | undefined {
  const tag = text.slice(start, end);
  const [before] = open.exec(tag) ?? [];
  const [after] = close.exec(tag) ?? [];
  if (before === undefined || after === undefined || before.length + after.length >= tag.length) return undefined;
  const inner = { start: start + before.length, end: end - after.length };
  return text.slice(inner.start, inner.end).trim() === ''
    ? undefined
    : { inner, output: output.test(tag), spaced: /[>&]$/.test(before), statement: before.startsWith('{%') };
}
