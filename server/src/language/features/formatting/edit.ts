import type { TextRange } from '../../../base';

/** White space that is written anew. Edits of one text do not overlap. */
export interface Respacing {
  readonly range: TextRange;
  readonly text: string;
}

/** The text after the edits, which are in order of place. */
export function respaced(text: string, edits: readonly Respacing[]): string {
  let result = '';
  let at = 0;
  for (const { range, text: inserted } of edits) {
    result += text.slice(at, range.start) + inserted;
    at = range.end;
  }
  return result + text.slice(at);
}

/** The edit that makes the text between two offsets `wanted`; none where it is that already. */
export function respace(text: string, start: number, end: number, wanted: string): Respacing[] {
  return text.slice(start, end) === wanted ? [] : [{ range: { start, end }, text: wanted }];
}
