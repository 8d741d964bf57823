import type { Respacing } from '../edit';
import { gapBetween } from './gap';
import type { Tag } from './types';

const word = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s'"]+/g;

/** Inside of Semantic Kernel tags: single blanks between words, none added or taken away. */
export function semanticKernelGaps(text: string, tags: readonly Tag[]): readonly Respacing[] {
  return tags.flatMap(({ inner: { start, end } }) => {
    const words = [...text.slice(start, end).matchAll(word)].map(({ 0: found, index }) => ({
      range: { start: start + index, end: start + index + found.length },
    }));
    return words.slice(1).flatMap((next, index) => {
      const before = words[index];
      return before === undefined ? [] : gapBetween(text, before, next, undefined);
    });
  });
}
