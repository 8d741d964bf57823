import type { TextRange } from '../../../../base';
import type { YamlToken } from '../../../../template';
import { respace, type Respacing } from '../edit';

/** What becomes of white space at the ends of lines and of the text. */
export interface BlankStyle {
  /** Whether blanks at the end of a line go. */
  readonly trims: boolean;
  /** The line end that a last line without one gets; empty for none. */
  readonly finalBreak: string;
}

/** White space at the end of lines, empty lines in a row, and empty lines at both ends of the text. */
export function blankSpacing(
  text: string,
  { start, end }: TextRange,
  tokens: readonly YamlToken[],
  style: BlankStyle,
): Respacing[] {
  const edits: Respacing[] = [];
  const last = tokens.findLast(({ kind }) => kind !== 'space' && kind !== 'newline');
  if (last === undefined) return [];
  // Before the first line there is nothing to be apart from.
  let breaks = 2;
  let from = start;
  for (const token of tokens) {
    const { kind, range } = token;
    if (kind === 'space') continue;
    if (kind === 'newline') {
      if (breaks >= 2) edits.push(...respace(text, from, range.end, ''));
      else if (style.trims) edits.push(...respace(text, from, range.start, ''));
      breaks++;
      from = range.end;
      continue;
    }
    breaks = kind === 'block-text' ? 1 : 0;
    from = textEnd(text, token);
    if (token === last) break;
  }
  return last.kind === 'block-text' ? edits : [...edits, ...tailSpacing(text, from, end, style)];
}

/** The end of a token without the blanks that a comment ends with. */
function textEnd(text: string, { kind, range }: YamlToken): number {
  return kind === 'comment' ? range.start + text.slice(range.start, range.end).trimEnd().length : range.end;
}

function tailSpacing(text: string, from: number, end: number, { trims, finalBreak }: BlankStyle): Respacing[] {
  const [, blanks = '', lineBreak = finalBreak] = /^([ \t]*)(\r?\n)?/.exec(text.slice(from, end)) ?? [];
  return respace(text, from, end, (trims ? '' : blanks) + lineBreak);
}
