import type { TextRange } from '../../../../base';
import { respace, type Respacing } from '../edit';

/**
 * Makes what stands between two tokens `wanted`, or, where that is undefined, a single blank where there are blanks.
 * Line breaks, and white space that is no blank, stay.
 */
export function gapBetween(
  text: string,
  { range: { end } }: { readonly range: TextRange },
  { range: { start } }: { readonly range: TextRange },
  wanted: string | undefined,
): Respacing[] {
  const gap = text.slice(end, start);
  return /^[ \t]*$/.test(gap) ? respace(text, end, start, wanted ?? (gap === '' ? '' : ' ')) : [];
}
