import { contains, type TextRange } from '../../base';
import { pairsOf, valueOf, type PromptDocument } from '../../template';
import type { ParsedFile } from '../documents';
import { yamlOf } from '../yaml-tree';

/** A code that an author does not want to see. */
export interface Mention {
  /** Without `galley/`, whether there is such a code or not. */
  readonly code: string;
  readonly range: TextRange;
}

/** One place where an author silences findings. */
export interface Suppression {
  /** The mark with its codes, or the list in the header. */
  readonly range: TextRange;
  /** Every finding is meant when there are none. */
  readonly mentions: readonly Mention[];
  /** Zero-based; undefined when it holds for the whole file. */
  readonly lines: ReadonlySet<number> | undefined;
  /** What to take out with it: all of a comment that says nothing else. */
  readonly removable: TextRange | undefined;
}

const mark = 'galley-ignore';

/** A comment is looked for in so many characters before and behind the mark, and its codes in so many behind it. */
const reach = 400;

/** So many comments of a file count. */
const mostComments = 1000;

/**
 * The comments and the header key that silence findings, in order: `galley-ignore unused-input` in a comment holds for its own
 * line and the next, and without codes for every finding there; `galley: { ignore: [unused-input] }` in the header
 * holds for the file. A `#` comment outside of a template counts in headers, case files and `galley.yaml`.
 */
export function suppressionsOf(parsed: ParsedFile): readonly Suppression[] {
  return [...inHeader(parsed), ...(parsed.file.text.includes(mark) ? inComments(parsed) : [])];
}

function inComments(parsed: ParsedFile): Suppression[] {
  const { text } = parsed.file;
  const document = parsed.kind === 'prompt' ? parsed.document : undefined;
  const found: Suppression[] = [];
  for (let at = text.indexOf(mark); at >= 0 && found.length < mostComments; at = text.indexOf(mark, at + mark.length)) {
    const comment = /\w/.test(text.charAt(at + mark.length)) ? undefined : commentAround(text, at, document);
    if (comment !== undefined) found.push(suppressionIn(parsed, comment, at));
  }
  return found;
}

function suppressionIn(parsed: ParsedFile, comment: TextRange, at: number): Suppression {
  const { text } = parsed.file;
  const start = at + mark.length;
  const next = text.indexOf(mark, start);
  const rest = text
    .slice(start, Math.min(comment.end, at + reach, next < 0 ? Infinity : next))
    .replace(/(?:--)?\}\}[^]*|[-~]?#\}[^]*|-->[^]*|[\r\n][^]*/, '');
  const mentions = mentionsIn(rest, start);
  const first = parsed.lines.positionAt(at).line;
  const last = parsed.lines.positionAt(comment.end).line;
  const range = { start: at, end: mentions.at(-1)?.range.end ?? start };
  const isAlone = !/\w/.test(text.slice(comment.start, range.start) + text.slice(range.end, comment.end));
  return {
    range,
    mentions,
    lines: new Set([first, first + 1, last, last + 1]),
    removable: isAlone ? withLine(parsed, comment) : undefined,
  };
}

/** The words that can be codes. What follows a `--` is a reason. */
function mentionsIn(rest: string, start: number): readonly Mention[] {
  const [list = ''] = rest.split(/(?<=\s)--(?=\s)/, 1);
  return [...list.matchAll(/[^\s,:]+/g)].flatMap(({ 0: word, index }) =>
    /^[a-z][a-z/-]+$/.test(word) ? [mentionOf(word, { start: start + index, end: start + index + word.length })] : [],
  );
}

function mentionOf(word: string, range: TextRange): Mention {
  return { code: word.replace(/^galley\//, ''), range };
}

/** A comment with its line, where that is empty without it and leaves no trace: not in Jinja, which keeps the line break. */
function withLine(parsed: ParsedFile, comment: TextRange): TextRange {
  const { text } = parsed.file;
  const lineStart = startOfLine(text, comment.start);
  const before = text.slice(lineStart, comment.start);
  const lineBreak = /^[ \t]*(\r\n|[\r\n]|$)/.exec(text.slice(comment.end, comment.end + 200));
  const isYaml = text.charAt(comment.start) === '#';
  const keepsBreak = !isYaml && parsed.kind === 'prompt' && parsed.document.dialect === 'jinja';
  if (before.trim() === '' && lineBreak !== null && !keepsBreak)
    return { start: lineStart, end: comment.end + lineBreak[0].length };
  return { start: isYaml ? lineStart + before.trimEnd().length : comment.start, end: comment.end };
}

/** The comment that holds `at`; undefined when there is none. */
function commentAround(text: string, at: number, document: PromptDocument | undefined): TextRange | undefined {
  const here = { start: at, end: at + mark.length };
  const comment = document?.analysis.comments.find((range) => contains(range, here));
  if (comment !== undefined) return comment;
  const isYaml = document === undefined || document.format === 'github-models' || at < document.bodyStart;
  const before = text.slice(Math.max(0, at - reach), at);
  const lineStart = at - before.length + startOfLine(before, before.length);
  const hash = isYaml ? text.slice(lineStart, at).search(/(?<=^|\s)#/) : -1;
  if (hash >= 0) return { start: lineStart + hash, end: lineEnd(text, at) };
  const markdown = text.slice(lineStart, at).lastIndexOf('<!--');
  if (markdown < 0 || text.slice(lineStart + markdown, at).includes('-->')) return undefined;
  const end = lineEnd(text, at);
  const close = text.slice(at, end).indexOf('-->');
  return { start: lineStart + markdown, end: close < 0 ? end : at + close + '-->'.length };
}

function startOfLine(text: string, at: number): number {
  return at === 0 ? 0 : Math.max(text.lastIndexOf('\n', at - 1), text.lastIndexOf('\r', at - 1)) + 1;
}

function lineEnd(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end < 0 ? text.length : at + end;
}

function inHeader(parsed: ParsedFile): Suppression[] {
  const header = parsed.kind === 'prompt' ? parsed.document.header : undefined;
  if (header?.entries.some(({ key }) => key === 'galley') !== true) return [];
  const galley = pairsOf(yamlOf(parsed)).find(({ key }) => key === 'galley');
  const ignore = pairsOf(galley?.value).find(({ key }) => key === 'ignore');
  const list = valueOf(galley?.value, 'ignore');
  if (galley === undefined || ignore === undefined || list === undefined) return [];
  const items = list.kind === 'sequence' ? list.items : [list];
  const mentions = items.flatMap((item) =>
    item.kind === 'scalar' && typeof item.value === 'string' ? [mentionOf(item.value, item.range)] : [],
  );
  const removable = pairsOf(galley.value).length === 1 ? galley.range : ignore.range;
  return mentions.length === 0 ? [] : [{ range: ignore.keyRange, mentions, lines: undefined, removable }];
}
