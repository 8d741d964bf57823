import { respace, type Respacing } from '../edit';
import type { Padding, Tag } from './types';

/** How most outputs are padded; those that are so on one side only do not count. */
export function majority(text: string, tags: readonly Tag[], usual: Padding): Padding {
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
export function besideDelimiters(text: string, { inner, spaced }: Tag, padding: Padding): Respacing[] {
  const { start, end } = inner;
  const first = skip(text, start, 1);
  const last = skip(text, end - 1, -1);
  const before = spaced ? ' ' : padding;
  return [
    ...(fits(text, first, before) ? respace(text, start, first, before) : []),
    ...(fits(text, last, padding) ? respace(text, last + 1, end, padding) : []),
  ];
}

function fits(text: string, at: number, padding: Padding): boolean {
  return !/[\r\n]/.test(text.charAt(at)) && (padding === ' ' || /[\p{L}\p{N}_"'.@/[(\])$|]/u.test(text.charAt(at)));
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
