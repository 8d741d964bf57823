import type { Json } from '../../base';
import { contains } from '../../base';
import type { PromptDocument } from '../../template';
import type { ParsedFile } from '../documents';
import type { Finding } from './finding';

/** Decides which findings of a file its author does not want. */
export interface Suppressions {
  suppresses(finding: Finding): boolean;
}

const mark = 'galley-ignore';
const nothing: Suppressions = { suppresses: () => false };

/**
 * Reads the comments and the header key that silence findings: `galley-ignore unused-input` in a comment holds for its own
 * line and the next, and without codes for every finding there; `galley: { ignore: [unused-input] }` in the header
 * holds for the file. A `#` comment outside of a template counts in headers, case files and `galley.yaml`.
 */
export function suppressionsOf(parsed: ParsedFile): Suppressions {
  const document = parsed.kind === 'prompt' ? parsed.document : undefined;
  const file = document === undefined ? new Set<string>() : ignoredInHeader(document);
  const { text } = parsed.file;
  if (!text.includes(mark)) return file.size === 0 ? nothing : { suppresses: ({ code }) => file.has(code) };
  const lines = ignoredLines(parsed, document);
  return {
    suppresses: ({ code, range }) => {
      if (file.has(code)) return true;
      const codes = lines.get(parsed.lines.positionAt(range.start).line);
      return codes !== undefined && (codes.size === 0 || codes.has(code));
    },
  };
}

/** The codes silenced on each line; an empty set silences all. */
function ignoredLines(
  parsed: ParsedFile,
  document: PromptDocument | undefined,
): ReadonlyMap<number, ReadonlySet<string>> {
  const { text } = parsed.file;
  const found = new Map<number, Set<string>>();
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + mark.length)) {
    const end = commentEnd(text, at, document);
    if (end === undefined) continue;
    const rest = text
      .slice(at + mark.length, Math.min(end, at + 400))
      .replace(/(?:--)?\}\}[^]*|#\}[^]*|-->[^]*|[\r\n][^]*/, '');
    const codes = new Set(
      rest.split(/[\s,]+/).flatMap((word) => (/^[a-z][a-z/-]+$/.test(word) ? [word.replace(/^galley\//, '')] : [])),
    );
    const first = parsed.lines.positionAt(at).line;
    const last = parsed.lines.positionAt(end).line;
    for (let line = first; line <= last + 1; line++) add(found, line, codes);
  }
  return found;
}

/** Two comments about one line add up; one without codes silences all. */
function add(found: Map<number, Set<string>>, line: number, codes: ReadonlySet<string>): void {
  const before = found.get(line);
  if (before === undefined) found.set(line, new Set(codes));
  else if (codes.size === 0) before.clear();
  else if (before.size > 0) for (const code of codes) before.add(code);
}

/** The end of the comment around `at`; undefined when there is none. */
function commentEnd(text: string, at: number, document: PromptDocument | undefined): number | undefined {
  const here = { start: at, end: at + mark.length };
  const comment = document?.analysis.comments.find((range) => contains(range, here));
  if (comment !== undefined) return comment.end;
  const isYaml = document === undefined || document.format === 'github-models' || at < document.bodyStart;
  const lineStart = Math.max(text.lastIndexOf('\n', at), text.lastIndexOf('\r', at)) + 1;
  if (isYaml && /(?:^|\s)#[^\r\n]*$/.test(text.slice(lineStart, at))) return lineEnd(text, at);
  const markdown = text.lastIndexOf('<!--', at);
  return markdown >= lineStart && !text.slice(markdown, at).includes('-->') ? lineEnd(text, at) : undefined;
}

function lineEnd(text: string, at: number): number {
  const end = text.slice(at).search(/[\r\n]/);
  return end < 0 ? text.length : at + end;
}

function ignoredInHeader({ header }: PromptDocument): ReadonlySet<string> {
  const value = header?.entries.find(({ key }) => key === 'galley')?.value;
  const list = isMap(value) ? value['ignore'] : undefined;
  const words = Array.isArray(list) ? (list as readonly Json[]) : typeof list === 'string' ? [list] : [];
  return new Set(words.flatMap((word) => (typeof word === 'string' ? [word.replace(/^galley\//, '')] : [])));
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
