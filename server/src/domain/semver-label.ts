import semver from 'semver';
import { fail, fault, ok, type Result } from '../base';
import type { InterfaceChange } from './interface';

/** How a label grows. */
export type Bump = 'major' | 'minor' | 'patch';

/** The label of the first version of a prompt. */
export const firstSemver = '1.0.0';

/**
 * The bump that interface changes ask for: major when a caller can break, minor when there is more than before, patch
 * when only the text differs.
 */
export function proposeBump(changes: readonly InterfaceChange[]): Bump {
  if (changes.some((change) => change.breaking)) return 'major';
  return changes.length > 0 ? 'minor' : 'patch';
}

/** The label that follows `previous`; labels in `taken` are stepped over. The first label is 1.0.0. */
export function nextSemver(previous: string | undefined, bump: Bump, taken: ReadonlySet<string> = new Set()): string {
  let next = previous === undefined ? firstSemver : increased(previous, bump);
  while (taken.has(next)) next = increased(next, bump);
  return next;
}

function increased(label: string, bump: Bump): string {
  const next = semver.inc(label, bump);
  if (next === null) throw new Error(`not a semver label: ${label}`);
  return next;
}

/** Checks a label that somebody typed: semver, and after the label of the head. */
export function checkSemver(label: string, head: string | undefined): Result<string> {
  const valid = semver.valid(label);
  if (valid === null || valid !== label) {
    const help = 'Write it as major.minor.patch, such as 1.4.0.';
    return fail(fault('invalid-input', `"${label}" is not a semver label.`, { key: 'semver', help }));
  }
  if (head !== undefined && semver.lte(label, head)) {
    const message = `${label} does not come after ${head}, the label of the newest version.`;
    return fail(fault('invalid-input', message, { key: 'semver', help: 'Give a higher label, or a bump.' }));
  }
  return ok(label);
}

/** Whether the first number of the label grew: the promise that callers may break. */
export function isMajorStep(from: string, to: string): boolean {
  return semver.major(to) > semver.major(from);
}
