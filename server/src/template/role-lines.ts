import { nearest, type TextRange } from '../base';
import type { Analysis, Problem, RoleMark } from './types';

/** A role line: `system:` alone on a line, perhaps with `#` before and `[name=value]` behind the word. */
const line = /^[ \t]*#?[ \t]*([A-Za-z]+)[ \t]*(?:\[[^\]\r\n]{0,500}\])?[ \t]*:[ \t]*$/;

/**
 * The messages of a Prompty body: each starts behind a line that holds a role and a colon. Only the first line of text
 * can be a misspelt role; a word and a colon further down is prose.
 */
export function readRoleLines(
  text: string,
  { start, end }: TextRange,
  roles: readonly string[],
): Pick<Analysis, 'roles' | 'problems'> {
  const marks: RoleMark[] = [];
  const problems: Problem[] = [];
  let first = true;
  for (let at = start; at < end;) {
    const stop = lineEnd(text, at, end);
    const found = stop - at > 600 ? null : line.exec(text.slice(at, stop));
    const word = found?.[1];
    if (word !== undefined) {
      const roleStart = at + (found?.[0].indexOf(word) ?? 0);
      const roleRange = { start: roleStart, end: roleStart + word.length };
      const role = word.toLowerCase();
      if (roles.includes(role)) marks.push({ role, range: { start: at, end: stop }, roleRange });
      else if (first) misspelt(word, roleRange, roles, problems);
    }
    first &&= text.slice(at, Math.min(stop, at + 200)).trim() === '';
    at = stop + (text.startsWith('\r\n', stop) ? 2 : 1);
  }
  return { roles: marks, problems };
}

function misspelt(word: string, range: TextRange, roles: readonly string[], problems: Problem[]): void {
  const meant = nearest(word, roles);
  if (meant === undefined) return;
  problems.push({
    code: 'unknown-role',
    range,
    message: `There is no role ${word}. Did you mean ${meant}?`,
    data: { replace: meant },
  });
}

function lineEnd(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}
