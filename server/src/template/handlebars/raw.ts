import { isNameCode } from './characters';

/** The closing tag of a raw block. */
export interface RawClose {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/**
 * Pairs `{{{{x}}}}` with `{{{{/x}}}}` from `from` on, as Handlebars does: by nesting alone, without looking at names.
 * One pass, made when the first raw block is met. The key is the offset of the opening tag.
 */
export function pairRawBlocks(text: string, from: number, end: number): ReadonlyMap<number, RawClose> {
  const pairs = new Map<number, RawClose>();
  const open: number[] = [];
  for (let at = text.indexOf('{{{{', from); at >= 0 && at < end; at = text.indexOf('{{{{', at)) {
    if (text.charCodeAt(at + 4) !== 47) {
      open.push(at);
      at += 4;
      continue;
    }
    const close = readClose(text, at);
    const start = close === undefined ? undefined : open.pop();
    if (close !== undefined && start !== undefined) pairs.set(start, close);
    at = close?.end ?? at + 1;
  }
  return pairs;
}

function readClose(text: string, start: number): RawClose | undefined {
  let at = start + 5;
  while (at < text.length && isNameCode(text.charCodeAt(at))) at++;
  return at > start + 5 && text.startsWith('}}}}', at)
    ? { start, end: at + 4, name: text.slice(start + 5, at) }
    : undefined;
}
