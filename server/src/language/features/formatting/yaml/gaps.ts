import type { YamlToken, YamlTokenKind } from '../../../../template';
import { respace, type Respacing } from '../edit';

/**
 * The blanks between tokens on one line: one behind a dash, a colon, a comma and an anchor or tag, `{ a: 1 }` and `[1, 2]`.
 * Those before a comment stay, as comments are put below each other.
 */
export function gapSpacing(text: string, tokens: readonly YamlToken[]): Respacing[] {
  const edits: Respacing[] = [];
  let before: YamlToken | undefined;
  for (const token of tokens) {
    if (token.kind === 'space') continue;
    if (before !== undefined) {
      const { end } = before.range;
      const { start } = token.range;
      const wanted = wantedGap(text, before, token, end === start);
      if (wanted !== undefined) edits.push(...respace(text, end, start, wanted));
    }
    before = token.kind === 'newline' || token.kind === 'block-text' ? undefined : token;
  }
  return edits;
}

const ends: ReadonlySet<YamlTokenKind> = new Set(['newline', 'block-text', 'comment', 'explicit-key']);
/** What has a blank behind it. */
const apart: ReadonlySet<YamlTokenKind> = new Set(['item', 'colon', 'comma', 'property']);
const closing: ReadonlySet<YamlTokenKind> = new Set(['comma', 'colon', 'close']);

/** Undefined where the blanks stay as they are. */
function wantedGap(text: string, a: YamlToken, b: YamlToken, touching: boolean): string | undefined {
  if (ends.has(b.kind) || a.kind === 'explicit-key') return undefined;
  // In other readers an anchor or a tag may go on with these signs.
  if (a.kind === 'property' && closing.has(b.kind)) return undefined;
  if (a.kind === 'alias' && b.kind === 'colon') return touching ? undefined : ' ';
  if (b.kind === 'comma' || b.kind === 'colon') return '';
  if (a.kind === 'open') return b.kind === 'close' || text[a.range.start] === '[' ? '' : ' ';
  if (b.kind === 'close') return text[b.range.start] === ']' ? '' : ' ';
  return apart.has(a.kind) ? ' ' : undefined;
}
