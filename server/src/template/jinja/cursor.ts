import type { BlockSpan, CursorContext, PromptDocument, Scope } from '../types';

type NameContext = Extract<CursorContext, { kind: 'name' }>;

/** What stands around a cursor in a Jinja body. */
export function jinjaCursor(document: PromptDocument, offset: number, scope: Scope): CursorContext {
  const { text } = document;
  const start = tagStart(document, offset);
  if (start === undefined) return { kind: 'text' };
  const inside = text.slice(start + 2, offset).replace(/^[-+]/, '');
  if (insideString(inside)) return { kind: 'text' };
  const [, chain = '', name = ''] =
    /((?:[\p{L}_][\p{L}\p{N}_]*(?:\[[^\]]*\])?\.)*)([\p{L}_][\p{L}\p{N}_]*)?$/u.exec(inside) ?? [];
  const before = inside.slice(0, inside.length - chain.length - name.length).trim();
  const statement = text.charAt(start + 1) === '%';
  const position = positionOf(before, statement, chain);
  if (position === undefined) return { kind: 'text' };
  const block = position === 'statement' || position === 'close' ? openBlock(document, start) : undefined;
  return {
    kind: 'name',
    replace: { start: offset - name.length, end: nameEnd(text, offset) },
    qualifier: qualifierOf(chain),
    position: position === 'statement' && name.startsWith('end') ? 'close' : position,
    ...(block === undefined ? {} : { block: block.name }),
    scope,
    unterminated: !closesOnLine(text, offset, statement ? '%}' : '}}'),
  };
}

/** The start of the `{{` or `{%` that the cursor is in. */
function tagStart({ text, bodyStart }: PromptDocument, offset: number): number | undefined {
  const open = Math.max(text.lastIndexOf('{{', offset - 2), text.lastIndexOf('{%', offset - 2));
  if (open < bodyStart || open < 0) return undefined;
  const close = text.charAt(open + 1) === '%' ? '%}' : '}}';
  const end = text.indexOf(close, open + 2);
  return end >= 0 && end + 1 < offset ? undefined : open;
}

function positionOf(before: string, statement: boolean, chain: string): NameContext['position'] | undefined {
  if (statement && before === '') return chain === '' ? 'statement' : undefined;
  if (before.endsWith('|')) return 'filter';
  if (/(?:^|\W)is(?:\s+not)?$/.test(before)) return 'test';
  // A new name is being thought of here.
  if (statement && /^(?:for|set|macro|block|with)(?:\s+[\w,\s]*)?$/.test(before) && !/\bin$/.test(before))
    return undefined;
  if (/\b(?:include|extends|import|from)$/.test(before)) return 'partial';
  return before === '' || /[([,=:{+\-*/~%<>]$|\b(?:in|if|elif|and|or|not|else|do|call)$/.test(before)
    ? 'call'
    : 'argument';
}

/** The names before the last dot; an index stands for an element. */
function qualifierOf(chain: string): readonly string[] {
  return chain.split('.').flatMap((part) => {
    if (part === '') return [];
    const bracket = part.indexOf('[');
    return bracket < 0 ? [part] : [part.slice(0, bracket), '[]'];
  });
}

function insideString(inside: string): boolean {
  let quote = '';
  for (let at = 0; at < inside.length; at++) {
    const character = inside.charAt(at);
    if (character === '\\') at++;
    else if (quote === '') quote = character === '"' || character === "'" ? character : '';
    else if (character === quote) quote = '';
  }
  return quote !== '';
}

function nameEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && /[\p{L}\p{N}_]/u.test(text.charAt(end))) end++;
  return end;
}

/** Whether the closing delimiter comes before the next tag and the end of the line. */
function closesOnLine(text: string, offset: number, close: string): boolean {
  const rest = text.slice(offset, offset + 2_000);
  const end = rest.search(/[\r\n]|\{[{%#]/);
  const found = rest.indexOf(close);
  return found >= 0 && (end < 0 || found < end);
}

/** The innermost block that is open before the tag at `offset`. */
function openBlock(document: PromptDocument, offset: number): BlockSpan | undefined {
  let found: BlockSpan | undefined;
  for (const block of document.analysis.blocks) {
    if (block.range.start >= offset) break;
    if (block.innerRange.end >= offset) found = block;
  }
  return found;
}
