import type { CST } from 'yaml';

/** Lists and maps within each other deeper than this are not read: reading them takes more stack than there is. */
export const depthLimit = 200;

/** Where collections are nested deeper than {@link depthLimit}; undefined when none are. Uses no stack of its own. */
export function tooDeepAt(tokens: readonly CST.Token[]): number | undefined {
  let level: CST.Token[] = [...tokens];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > depthLimit) return level[0]?.offset;
    const next: CST.Token[] = [];
    for (const token of level) addInner(token, next);
    level = next;
  }
  return undefined;
}

function addInner(token: CST.Token, found: CST.Token[]): void {
  if (token.type === 'document') {
    if (token.value !== undefined) found.push(token.value);
  } else if ('items' in token) {
    for (const { key, value } of token.items) {
      if (key !== undefined && key !== null) found.push(key);
      if (value !== undefined) found.push(value);
    }
  }
}
