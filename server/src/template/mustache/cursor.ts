import type { CursorContext, PromptDocument, Scope } from '../types';

/** What stands around a cursor in a Mustache body with the usual delimiters. */
export function mustacheCursor(
  { text, bodyStart, analysis }: PromptDocument,
  offset: number,
  scope: Scope,
): CursorContext {
  const open = text.lastIndexOf('{{', offset - 2);
  if (open < bodyStart || open < 0) return { kind: 'text' };
  const inside = /^(\{?[#^/><$&=!]?\*?\s*)([^{}\r\n]*)$/.exec(text.slice(open + 2, offset));
  if (inside === null) return { kind: 'text' };
  const [, mark = '', written = ''] = inside;
  if (/[=!]/.test(mark)) return { kind: mark.includes('!') ? 'comment' : 'text' };
  const position = positionOf(mark);
  const dot = position === 'close' || position === 'partial' ? -1 : written.lastIndexOf('.');
  const rest = /^[^{}\r\n]*/.exec(text.slice(offset, offset + 500))?.[0] ?? '';
  const nameRest = /^[^\s.{}]*/.exec(rest)?.[0].length ?? 0;
  const block =
    position === 'close'
      ? analysis.blocks.findLast(({ range, innerRange }) => range.start < open && innerRange.end >= open)
      : undefined;
  return {
    kind: 'name',
    replace: { start: offset - written.length + dot + 1, end: offset + nameRest },
    qualifier: dot < 0 ? [] : written.slice(0, dot).split('.'),
    position,
    ...(block === undefined ? {} : { block: block.name }),
    scope,
    unterminated: !text.startsWith('}}', offset + rest.length),
  };
}

function positionOf(mark: string): Extract<CursorContext, { kind: 'name' }>['position'] {
  if (mark.startsWith('/')) return 'close';
  if (/^[><]/.test(mark) && !mark.includes('*')) return 'partial';
  return /^[#^]/.test(mark) ? 'block' : 'input';
}
