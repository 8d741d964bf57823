import { fail, fault, ok, type Result } from '../../base';
import { askGit } from '../git/git';
import type { Context } from '../session/context';
import type { LocatedCase } from './cases';
import { includersOfFiles } from './includers';
import { keyOf, type TestSubject } from './run-cases';
import type { Decoded } from './types';

type Wish = Pick<Decoded<'test'>, 'cases' | 'tags' | 'filter' | 'shard' | 'changedSince'>;

/** Which cases of some prompts are wanted. */
export async function selectedCases(
  context: Context,
  subjects: readonly TestSubject[],
  { cases, tags, filter, shard, changedSince }: Wish,
): Promise<Result<(found: LocatedCase) => boolean>> {
  if (shard !== undefined && shard.index > shard.count) {
    const message = `There is no part ${shard.index} of ${shard.count}.`;
    return fail(fault('invalid-input', message, { key: 'shard' }));
  }
  const changed = changedSince === undefined ? ok(undefined) : await changedPrompts(context, changedSince);
  if (!changed.ok) return changed;
  const named = cases === undefined ? undefined : new Set(cases.map(keyOf));
  const part = filter?.toLowerCase();
  const wanted = ({ info }: LocatedCase): boolean =>
    (named === undefined || named.has(keyOf(info))) &&
    (tags === undefined || tags.some((tag) => info.tags.includes(tag))) &&
    (part === undefined || info.case.toLowerCase().includes(part)) &&
    (changed.value === undefined || changed.value.has(info.prompt));
  if (shard === undefined) return ok(wanted);
  const all = subjects.flatMap((subject) => subject.cases.filter(wanted));
  const mine = new Set(all.filter((_, index) => index % shard.count === shard.index - 1));
  return ok((found) => mine.has(found));
}

/** Whether a wish asks for all cases of its prompts. */
export function isComplete({ cases, tags, filter, shard }: Wish): boolean {
  return [cases, tags, filter, shard].every((one) => one === undefined);
}

/** The prompts whose behaviour, cases or recorded answers are not as they were at a commit, or where it and this branch parted. */
async function changedPrompts(context: Context, ref: string): Promise<Result<ReadonlySet<string>>> {
  const files = await changedFiles(context, ref);
  if (!files.ok) return files;
  const { drafts, workspace } = context;
  const config = context.config();
  if (!config.ok) return config;
  if (files.value.has('galley.yaml')) return ok(new Set(await drafts.withCases()));
  const uris = [...workspace.files()].filter(({ path }) => files.value.has(path)).map(({ uri }) => uri);
  const names = new Set(includersOfFiles(drafts.project, uris));
  const folders = [...config.value.providers.values()].flatMap((one) =>
    one.type === 'replay' ? [one.recordings] : [],
  );
  for (const name of await drafts.withCases()) {
    const draft = drafts.find(name);
    if (!draft.ok) continue;
    const own = [draft.value.file, ...drafts.caseFiles(draft.value).map(({ file }) => file)].map(({ path }) => path);
    const recorded = folders.map((folder) => `${folder.replace(/\/$/, '')}/${name}.yaml`);
    if ([...own, ...recorded].some((path) => files.value.has(path))) names.add(name);
  }
  return ok(names);
}

/** Workspace-relative paths with `/`: what differs in the working tree, and what git does not know yet. */
async function changedFiles({ workspace, signal }: Context, ref: string): Promise<Result<ReadonlySet<string>>> {
  const resolved = await askGit(workspace.root, ['rev-parse', '--verify', '--end-of-options', `${ref}^{commit}`], {
    signal,
  });
  if (!resolved.ok) {
    if (resolved.fault.code !== 'invalid-input') return resolved;
    const help = 'Name a branch, a tag or a commit of the git repository that the workspace is in.';
    return fail(fault('not-found', `git knows no commit "${ref}" here.`, { key: 'changedSince', help }));
  }
  const commit = resolved.value.toString().trim();
  const differing = await askGit(workspace.root, ['diff', '--name-only', '-z', '--relative', '--merge-base', commit], {
    signal,
  });
  if (!differing.ok) return differing;
  const unknown = await askGit(workspace.root, ['ls-files', '--others', '--exclude-standard', '-z'], { signal });
  if (!unknown.ok) return unknown;
  const text = differing.value.toString() + unknown.value.toString();
  return ok(new Set(text.split('\0').filter((path) => path !== '')));
}
