import { LineIndex, ok, type Result } from '../../../base';
import type { Pattern } from '../../../runner';
import { type SearchHit, shownMatches } from '../../../protocol';

type Matches = SearchHit['matches'];

/** Finds a text that is searched for. */
export interface TextFinder {
  /** The first places in a text; empty when it is not there. */
  find(text: string): Matches;
  /** What has to be in a text in ASCII letters, for the store to leave others out; undefined when only `find` can tell. */
  readonly ascii: string | undefined;
}

/** `/expression/flags`. */
const expression = /^\/(.+)\/([a-z]*)$/su;

/** A part of a text in upper or lower case, or between slashes a regular expression. */
export async function textFinder(wanted: string): Promise<Result<TextFinder>> {
  const parts = expression.exec(wanted);
  if (parts === null) {
    const pattern = literal(wanted);
    // eslint-disable-next-line no-control-regex -- this is what ASCII is
    const ascii = /^[\x00-\x7f]*$/.test(wanted) ? wanted : undefined;
    return ok({ find: (text) => matchesOf(text, pattern), ascii });
  }
  const { compilePattern } = await import('../../../runner');
  const compiled = await compilePattern(parts[1] ?? '', parts[2] ?? '', { pattern: 'text', flags: 'text' });
  return compiled.ok ? ok({ find: (text) => matchesOf(text, compiled.value), ascii: undefined }) : compiled;
}

function literal(wanted: string): Pick<Pattern, 'findAll'> {
  const escaped = new RegExp(wanted.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'giu');
  return {
    *findAll(text) {
      for (const match of text.matchAll(escaped)) yield [match.index, match.index + match[0].length];
    },
  };
}

function matchesOf(text: string, pattern: Pick<Pattern, 'findAll'>): Matches {
  const found: Matches = [];
  let lines: LineIndex | undefined;
  for (const [start, end] of pattern.findAll(text)) {
    lines ??= new LineIndex(text);
    const from = lines.positionAt(start);
    found.push({ range: { start: from, end: lines.positionAt(end) }, text: around(text, lines, from, end - start) });
    if (found.length === shownMatches) break;
  }
  return found;
}

/** So much of a line is shown, in UTF-16 units. */
const shownLine = 160;
/** So much of it stands before the match. */
const before = 40;

/** The line of a match; of a long one, what stands around the match. */
function around(text: string, lines: LineIndex, at: { line: number; character: number }, length: number): string {
  const lineStart = lines.lineStart(at.line);
  const line = text.slice(lineStart, lines.lineStart(at.line + 1)).replace(/[\r\n]+$/, '');
  if (line.length <= shownLine) return line.trim();
  const from = length > shownLine - before ? at.character : Math.max(0, at.character - before);
  const part = line
    .slice(from, from + shownLine)
    .trim()
    .toWellFormed();
  return `${from > 0 ? '…' : ''}${part}${from + shownLine < line.length ? '…' : ''}`;
}
