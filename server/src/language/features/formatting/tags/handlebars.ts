import { handlebarsTokens, type HandlebarsToken } from '../../../../template';
import type { Respacing } from '../edit';
import { gapBetween } from './gap';
import type { Tag } from './types';

/** Inside of Handlebars tags: `{{helper a (other b) key=value}}`, `as |x y|`. */
export function handlebarsGaps(text: string, tags: readonly Tag[]): readonly Respacing[] {
  return tags.flatMap(({ inner }) => {
    const tokens = handlebarsTokens(text, inner);
    return tokens.slice(1).flatMap((token, index) => {
      const before = tokens[index];
      return before === undefined ? [] : gapBetween(text, before, token, wantedGap(before, token));
    });
  });
}

/** Undefined where one blank or none is right. */
function wantedGap({ kind: before }: HandlebarsToken, { kind }: HandlebarsToken): string | undefined {
  if (before === 'equals' || kind === 'equals') return '';
  if (before === 'open-paren' || kind === 'close-paren') return '';
  if (before === 'open-parameters' || kind === 'bar') return '';
  return before === 'close-paren' && kind !== 'separator' ? ' ' : undefined;
}
