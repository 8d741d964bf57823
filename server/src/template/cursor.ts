import { touches, type TextRange } from '../base';
import { handlebarsCursor } from './handlebars/cursor';
import { jinjaCursor } from './jinja';
import { markCursor } from './marks';
import { mustacheCursor } from './mustache';
import type { CursorContext, PromptDocument, Scope } from './types';

/**
 * What stands around a cursor in the body: tells completion and signature help what to offer. Works on half-typed
 * tags. `offset` is in the whole file; in the header and outside of tags it is text.
 */
export function cursorContext(document: PromptDocument, offset: number): CursorContext {
  if (document.foreignName !== undefined || !document.parts.some((part) => touches(part.range, offset)))
    return { kind: 'text' };
  if (document.analysis.comments.some((range) => offset > range.start + 2 && offset < range.end))
    return { kind: 'comment' };
  const scope = scopeAt(document, offset);
  switch (document.dialect) {
    case 'handlebars':
      return handlebarsCursor(document, offset, scope);
    case 'jinja':
      return jinjaCursor(document, offset, scope);
    case 'mustache':
      return mustacheCursor(document, offset, scope);
    default:
      return markCursor(document, offset, scope);
  }
}

/** The innermost scope that touches `offset`. */
export function scopeAt(document: PromptDocument, offset: number): Scope {
  let found: Scope | undefined;
  for (const scope of document.analysis.scopes) {
    if (scope.range.start > offset) break;
    if (offset <= scope.range.end) found = scope;
  }
  return (
    found ?? { range: { start: document.bodyStart, end: document.text.length }, context: [], bindings: [], loop: false }
  );
}

/** The scopes that hold `offset`, outermost first: their bindings can all be read there. */
export function scopesAt(document: PromptDocument, offset: number): readonly Scope[] {
  return document.analysis.scopes.filter((scope) => touches(scope.range, offset));
}

/** The start of the tag that a cursor is in, going back over at most one unclosed tag; undefined in text. */
export function tagAt(document: PromptDocument, offset: number): TextRange | undefined {
  const { tags } = document.analysis;
  let low = 0;
  let high = tags.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tags[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return tags[low - 1];
}
