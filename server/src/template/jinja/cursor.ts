import type { BlockSpan, CursorContext, PromptDocument, Scope } from '../types';
import { wordsAfter } from './cursor-words';

/** A path is looked for in so many characters before the cursor: a tag without end may be as long as the file. */
const lookBack = 500;

type NameContext = Extract<CursorContext, { kind: 'name' }>;

/** What a name is, beside where it stands. */
type Place = Pick<NameContext, 'position' | 'template' | 'words'>;

/** What stands around a cursor in a Jinja body. */
export function jinjaCursor(document: PromptDocument, offset: number, scope: Scope): CursorContext {
  const { text } = document;
  const start = tagStart(document, offset);
  if (start === undefined) return { kind: 'text' };
  const statement = text.charAt(start + 1) === '%';
  const inside = text.slice(start + 2, offset).replace(/^[-+]/, '');
  const shared = { scope, unterminated: !closesOnLine(text, offset, statement ? '%}' : '}}') };
  const quote = openQuote(inside);
  if (quote !== undefined) {
    const place = stringPlace(inside.slice(0, quote), statement);
    const replace = { start: offset - (inside.length - quote - 1), end: stringEnd(text, inside.charAt(quote), offset) };
    return place === undefined ? { kind: 'text' } : { kind: 'name', replace, ...place, ...shared };
  }
  const [, chain = '', name = ''] =
    /((?:[\p{L}_][\p{L}\p{N}_]*(?:\[[^\]]*\])*\.)*)([\p{L}_][\p{L}\p{N}_]*)?$/u.exec(inside.slice(-lookBack)) ?? [];
  const before = inside.slice(0, inside.length - chain.length - name.length).trim();
  const place = placeOf(before, statement, chain, name);
  if (place === undefined) return { kind: 'text' };
  const block = place.position === 'statement' || place.position === 'close' ? openBlock(document, start) : undefined;
  return {
    kind: 'name',
    replace: { start: offset - name.length, end: nameEnd(text, offset) },
    qualifier: qualifierOf(chain),
    ...place,
    ...(block === undefined ? {} : { block: block.name }),
    ...shared,
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

function placeOf(before: string, statement: boolean, chain: string, name: string): Place | undefined {
  const special = statement ? statementPlace(before, chain, name) : undefined;
  if (special !== undefined) return special === 'none' ? undefined : special;
  if (before.endsWith('|')) return { position: 'filter' };
  if (/(?:^|\W)is(?:\s+not)?$/.test(before)) return { position: 'test' };
  if (before === '' || /[([,=:{+\-*/~%<>]$|\b(?:in|if|elif|and|or|not|else|do|call)$/.test(before))
    return { position: 'call' };
  const words = chain === '' ? wordsAfter(before, statement) : [];
  return words.length === 0 ? undefined : { position: 'word', words };
}

/** What a statement wants here, when it is something of its own; `none` where a new name is being thought of. */
function statementPlace(before: string, chain: string, name: string): Place | 'none' | undefined {
  if (before === '') {
    if (chain !== '') return 'none';
    return { position: name.startsWith('end') ? 'close' : 'statement' };
  }
  if (before === 'filter') return { position: 'filter' };
  if (before === 'block') return { position: 'label' };
  const [, template] = /^from\s+("[^"]*"|'[^']*')\s+import(?:\s.*,)?$/.exec(before) ?? [];
  if (template !== undefined) return { position: 'import', template: template.slice(1, -1) };
  if (/^(?:for|set|macro|with)(?:\s[\w,\s(]*,)?$/.test(before)) return 'none';
  return /\b(?:include|extends|import|from)$/.test(before) ? { position: 'partial' } : undefined;
}

/** The names before the last dot; an index that is no name stands for an element. */
function qualifierOf(chain: string): readonly string[] {
  return chain.split('.').flatMap((part) =>
    part
      .split('[')
      .map((step, index) => (index === 0 ? step : (/^(["'])(.*)\1\]$/.exec(step)?.[2] ?? '[]')))
      .filter((step) => step !== ''),
  );
}

/** The string is the name of a template, or of a member. */
function stringPlace(before: string, statement: boolean): (Place & Pick<NameContext, 'qualifier'>) | undefined {
  if (statement && /^\s*(?:include|extends|import|from)\s*(?:\[[^\]]*)?$/.test(before))
    return { position: 'partial', qualifier: [] };
  const chain = /((?:[\p{L}_][\p{L}\p{N}_]*(?:\[[^[\]]*\])*\.)*[\p{L}_][\p{L}\p{N}_]*(?:\[[^[\]]*\])*)\[\s*$/u.exec(
    before.slice(-lookBack),
  );
  return chain?.[1] === undefined ? undefined : { position: 'call', qualifier: qualifierOf(chain[1]) };
}

/** Where the string that is open at the end of `inside` starts. */
function openQuote(inside: string): number | undefined {
  let start: number | undefined;
  for (let at = 0; at < inside.length; at++) {
    const character = inside.charAt(at);
    if (character === '\\') at++;
    else if (start === undefined) start = character === '"' || character === "'" ? at : undefined;
    else if (character === inside.charAt(start)) start = undefined;
  }
  return start;
}

/** Where the string around the cursor ends: at its quote, else at the cursor. */
function stringEnd(text: string, quote: string, offset: number): number {
  const rest = /^[^\r\n{}%]*/.exec(text.slice(offset, offset + 500))?.[0] ?? '';
  const end = rest.indexOf(quote);
  return end < 0 ? offset : offset + end;
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
