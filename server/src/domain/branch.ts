import semver from 'semver';
import { fail, fault, ok, type Result } from '../base';
import { aliasNamePattern } from './selector';
import { type Bump, nextSemver } from './semver-label';

/** The branch that always exists; `latest` is its head. */
export const mainBranch = 'main';

/** Checks the name of a new branch. Environments have names of the same form, `latest` and `v` with digits mean versions. */
export function checkBranchName(name: string, environments: readonly string[]): Result<string> {
  const refuse = (why: string): Result<string> => {
    const help = 'Choose another name: a letter, then letters, digits, - or _, at most 64.';
    return fail(fault('invalid-input', `"${name}" cannot be a branch: ${why}.`, { key: 'branch', help }));
  };
  if (!aliasNamePattern.test(name)) return refuse('it is not a name');
  if (name === mainBranch) return refuse('main is there already');
  if (name.toLowerCase() === 'latest') return refuse('latest is always the head of main');
  if (/^v\d+$/i.test(name)) return refuse('v and digits would look like a version');
  if (environments.includes(name)) return refuse('an environment has this name');
  return ok(name);
}

/**
 * The label of the next version on a branch: the label that main would get for what changed since the fork, with the
 * branch and a number as a pre-release, `1.3.0-shorter.2`. It sorts before that label.
 * @param fork the label of the version that the branch and main have in common
 */
export function nextBranchLabel(
  fork: string | undefined,
  bump: Bump,
  branch: string,
  taken: ReadonlySet<string>,
): string {
  const identifier = branch.replaceAll('_', '-');
  const parts = semver.parse(fork);
  const release = nextSemver(parts === null ? undefined : `${parts.major}.${parts.minor}.${parts.patch}`, bump);
  for (let number = 1; ; number++) {
    const label = `${release}-${identifier}.${number}`;
    if (!taken.has(label)) return label;
  }
}
