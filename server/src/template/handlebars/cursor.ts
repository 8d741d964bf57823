import type { TextRange } from '../../base';
import type { BlockSpan, CursorContext, PromptDocument, Scope } from '../types';
import { isNameCode } from './characters';
import { TagLexer } from './lexer';

/** What stands around a cursor in a Handlebars body. */
export function handlebarsCursor(document: PromptDocument, offset: number, scope: Scope): CursorContext {
  const { text } = document;
  const start = tagStart(document, offset);
  const opening = start === undefined ? undefined : readOpening(text, start, offset);
  if (start === undefined || opening === undefined) return { kind: 'text' };
  const unterminated = !closesOnLine(text, offset);
  const string = openString(text, opening.end, offset);
  if (string === 'closed') return { kind: 'text' };
  if (string !== undefined) {
    const position = stringPosition(opening.kind, string);
    if (position === undefined) return { kind: 'text' };
    const replace = { start: string.start + 1, end: stringEnd(text, string.start, offset) };
    return { kind: 'name', replace, qualifier: [], position, scope, unterminated };
  }
  const path = pathBefore(text, opening.end, offset);
  if (path === undefined) return { kind: 'text' };
  const position = pathPosition(opening.kind, path);
  const block = position === 'close' ? openBlock(document, start) : undefined;
  const replace =
    position === 'partial' || position === 'close'
      ? wholeWord(text, path.start, offset)
      : { start: path.nameStart, end: nameEnd(text, offset) };
  return {
    kind: 'name',
    replace,
    qualifier: position === 'partial' || position === 'close' ? [] : path.qualifier,
    position,
    ...(block === undefined ? {} : { block: block.name }),
    scope,
    unterminated,
  };
}

type OpeningKind = 'plain' | 'block' | 'close' | 'partial' | 'else';

interface Opening {
  readonly kind: OpeningKind;
  readonly end: number;
}

/** The start of the `{{` that the cursor is behind, when no `}}` stands between. */
function tagStart({ text, bodyStart }: PromptDocument, offset: number): number | undefined {
  const open = text.lastIndexOf('{{', offset - 2);
  if (open < bodyStart || open < 0 || offset < open + 2) return undefined;
  let start = open;
  while (start > bodyStart && text.charCodeAt(start - 1) === 123) start--;
  // A backslash makes the braces text; two make a backslash.
  if (text.charCodeAt(start - 1) === 92 && text.charCodeAt(start - 2) !== 92) return undefined;
  return start;
}

function readOpening(text: string, start: number, offset: number): Opening | undefined {
  let at = start;
  while (at < offset && text.charCodeAt(at) === 123) at++;
  const triple = at - start > 2;
  if (at < offset && text.charCodeAt(at) === 126) at++;
  const opening = triple ? { kind: 'plain' as const, end: at } : sigil(text.slice(at, Math.min(offset, at + 60)), at);
  return opening.end > offset ? undefined : opening;
}

function sigil(inside: string, at: number): Opening {
  const mark = /^(?:#>|#\*|#|\^|\/|>|&|\*|\s*else\s+)/.exec(inside)?.[0] ?? '';
  const kinds: { readonly [mark: string]: OpeningKind } = {
    '#>': 'partial',
    '#': 'block',
    '#*': 'block',
    '^': 'block',
    '/': 'close',
    '>': 'partial',
  };
  return { kind: mark.trim().startsWith('else') ? 'else' : (kinds[mark] ?? 'plain'), end: at + mark.length };
}

interface OpenString {
  readonly start: number;
  /** The helper that the string is an argument of. */
  readonly callee: string;
  /** How many arguments stand before it. */
  readonly index: number;
}

/** The string the cursor is in. `closed` when a closing delimiter stands between the tag's opening and the cursor. */
function openString(text: string, from: number, offset: number): OpenString | 'closed' | undefined {
  const lexer = new TagLexer(text);
  lexer.reset(from, offset, true);
  const calls = [{ callee: '', count: 0 }];
  for (let kind = lexer.next(); kind !== 'end'; kind = lexer.next()) {
    const top = calls.at(-1) ?? { callee: '', count: 0 };
    switch (kind) {
      case 'close':
      case 'triple-close':
      case 'raw-close':
      case 'single-close':
      case 'open':
        return 'closed';
      case 'open-paren':
        calls.push({ callee: '', count: 0 });
        break;
      case 'close-paren':
        calls.pop();
        break;
      case 'string':
        if (lexer.unterminated) return { start: lexer.start, callee: top.callee, index: top.count - 1 };
        top.count++;
        break;
      default:
        if (top.count === 0) top.callee = text.slice(lexer.start, lexer.end);
        top.count++;
    }
  }
  return undefined;
}

function stringPosition(kind: OpeningKind, { callee, index }: OpenString): 'role' | 'partial' | undefined {
  if (kind === 'partial' && callee === '') return 'partial';
  return callee === 'role' && index === 0 ? 'role' : undefined;
}

/** Where the string that opens at `start` ends: at its quote, else at the cursor. */
function stringEnd(text: string, start: number, offset: number): number {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === text.charCodeAt(start)) return at;
    if (code === 10 || code === 13 || code === 125 || code === 123) return offset;
  }
  return offset;
}

interface PathBefore {
  readonly start: number;
  readonly nameStart: number;
  readonly qualifier: readonly string[];
  readonly data: boolean;
  /** The last character before the path that is no white space; empty at the start of the tag. */
  readonly before: string;
}

/** The path that ends at the cursor. Undefined where no path can stand, such as between the bars of `as |x|`. */
function pathBefore(text: string, from: number, offset: number): PathBefore | undefined {
  let start = offset;
  while (start > from && isPathCode(text.charCodeAt(start - 1))) {
    const bracket = text.charCodeAt(start - 1) === 93 ? text.lastIndexOf('[', start - 1) : -1;
    start = bracket >= from ? bracket : start - 1;
  }
  const data = start > from && text.charAt(start - 1) === '@';
  const inside = text.slice(from, data ? start - 1 : start);
  if (/\bas\s+\|[^|]*$/.test(inside)) return undefined;
  const parts = text.slice(start, offset).split(/[./]/);
  const name = parts.at(-1) ?? '';
  const walked = text.slice(start, offset);
  const steps = walked.match(/\.\.|\[[^\]]*\]|[^./]+/g) ?? [];
  const qualifier = name === '' || walked.endsWith('..') ? steps : steps.slice(0, -1);
  return {
    start: data ? start - 1 : start,
    nameStart: offset - (walked.endsWith('..') ? 0 : name.length),
    qualifier: qualifier.map(
      (step, index) => (data && index === 0 && step !== '..' ? '@' : '') + step.replace(/^\[|\]$/g, ''),
    ),
    data,
    before: inside.trimEnd().slice(-1),
  };
}

function isPathCode(code: number): boolean {
  return isNameCode(code) || code === 46 || code === 47 || code === 91 || code === 93;
}

function pathPosition(
  kind: OpeningKind,
  { before, data, qualifier }: PathBefore,
): Extract<CursorContext, { kind: 'name' }>['position'] {
  const first = before === '';
  if (first && kind === 'close') return 'close';
  if (first && kind === 'partial') return 'partial';
  if (data && qualifier.every((step) => step === '..')) return 'data';
  if (first && (kind === 'block' || kind === 'else')) return 'block';
  return first || before === '(' ? 'call' : 'argument';
}

function wholeWord(text: string, start: number, offset: number): TextRange {
  let end = offset;
  while (end < text.length && isPathCode(text.charCodeAt(end))) end++;
  return { start, end };
}

function nameEnd(text: string, offset: number): number {
  let end = offset;
  while (end < text.length && isNameCode(text.charCodeAt(end))) end++;
  return end;
}

/** Whether `}}` comes before the next `{{` and the end of the line. */
function closesOnLine(text: string, offset: number): boolean {
  for (let at = offset; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return false;
    if (code === 125) return text.charCodeAt(at + 1) === 125;
    if (code === 123 && text.charCodeAt(at + 1) === 123) return false;
  }
  return false;
}

/** The innermost block that is open at `offset` and not closed by the tag there. */
function openBlock(document: PromptDocument, offset: number): BlockSpan | undefined {
  let found: BlockSpan | undefined;
  for (const block of document.analysis.blocks) {
    if (block.range.start >= offset) break;
    const closesHere = block.closeNameRange === undefined || block.range.end > offset;
    if (closesHere && block.innerRange.end >= offset) found = block;
  }
  return found;
}
