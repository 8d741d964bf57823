import { fail, fault, nearest, ok, type Result } from '../../base';
import {
  ancestorsOf,
  type BranchRecord,
  checkBranchName,
  type Fact,
  mainBranch,
  type VersionRecord,
} from '../../domain';
import type { OperationOutput, WireBranch } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { changeDraft, checkClean } from './draft-change';
import { type Line, lineOf, standingOf } from './standing';
import type { Decoded, Implementations } from './types';

export const branchOperations: Implementations<
  'branch.list' | 'branch.create' | 'branch.delete' | 'branch.switch' | 'restore'
> = {
  async 'branch.list'(context, { prompt }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const record = await registry.value.record(prompt);
    if (!record.ok) return record;
    const line = await lineOf(registry.value, record.value, mainBranch);
    if (!line.ok) return line;
    const branches = await registry.value.query('branches', { prompt: record.value.id });
    return branches.ok ? ok(branches.value.map((branch) => wireBranch(branch, line.value))) : branches;
  },

  'branch.create': createBranch,
  'branch.delete': deleteBranch,

  async 'branch.switch'(context, { prompt, branch, discard, keep = false }) {
    const standing = await standingOf(context, prompt);
    if (!standing.ok) return standing;
    const { registry, draft, line } = standing.value;
    const found = await branchNamed(registry, prompt, branch);
    if (!found.ok) return found;
    const clean = checkClean(standing.value, discard === true || keep);
    if (!clean.ok) return clean;
    const content = await registry.content(found.value.head.id);
    if (!content.ok) return content;
    if (line?.branch !== branch) {
      const fact = { kind: 'branch-switched', prompt: found.value.head.prompt, branch } as const;
      const switched = await append(context, registry, fact);
      if (!switched.ok) return switched;
    }
    const changed = await changeDraft(context, draft, keep ? draft.file.text : content.value.source);
    return changed.ok ? ok({ prompt, branch, head: versionRef(found.value.head), draft: changed.value }) : changed;
  },

  async restore(context, { selector, discard }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const selected = await registry.value.selectVersion(selector);
    if (!selected.ok) return selected;
    const { prompt, version } = selected.value;
    const standing = await standingOf(context, prompt.name);
    if (!standing.ok) return standing;
    const clean = checkClean(standing.value, discard);
    if (!clean.ok) return clean;
    const content = await registry.value.content(version.id);
    if (!content.ok) return content;
    const changed = await changeDraft(context, standing.value.draft, content.value.source);
    return changed.ok ? ok({ prompt: prompt.name, version: versionRef(version), draft: changed.value }) : changed;
  },
};

/** A branch of a prompt that has versions. */
export async function branchNamed(registry: Registry, prompt: string, name: string): Promise<Result<BranchRecord>> {
  const record = await registry.record(prompt);
  if (!record.ok) return record;
  const branches = await registry.query('branches', { prompt: record.value.id });
  if (!branches.ok) return branches;
  const found = branches.value.find((branch) => branch.name === name);
  if (found !== undefined) return ok(found);
  const names = branches.value.map((branch) => branch.name);
  const near = nearest(name, names);
  const help = near === undefined ? `It has ${names.join(', ')}.` : `Did you mean "${near}"?`;
  return fail(fault('not-found', `${prompt} has no branch "${name}".`, { key: 'branch', help }));
}

async function createBranch(
  context: Context,
  { prompt, branch, from }: Decoded<'branch.create'>,
): Promise<Result<OperationOutput<'branch.create'>>> {
  const config = context.config();
  if (!config.ok) return config;
  const name = checkBranchName(
    branch,
    config.value.environments.map((one) => one.name),
  );
  if (!name.ok) return name;
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const start = await startOf(registry.value, prompt, from);
  if (!start.ok) return start;
  const id = start.value.prompt;
  const aliases = await registry.value.query('aliases', { prompt: id });
  if (!aliases.ok) return aliases;
  if (aliases.value.some(({ alias }) => alias === branch)) {
    const help = 'Choose another name for the branch.';
    return fail(fault('invalid-input', `${prompt} has an alias "${branch}".`, { key: 'branch', help }));
  }
  const created = await append(
    context,
    registry.value,
    { kind: 'branch-created', prompt: id, branch, from: start.value.id },
    [{ kind: 'branch-free', prompt: id, branch }],
  );
  return created.ok ? ok({ prompt, branch, from: versionRef(start.value) }) : created;
}

/** The version that a new branch starts from. */
async function startOf(registry: Registry, prompt: string, from: string | undefined): Promise<Result<VersionRecord>> {
  if (from !== undefined) {
    const selected = await registry.selectVersion(from.includes('@') ? from : `${prompt}@${from}`);
    if (!selected.ok) return selected;
    if (selected.value.prompt.name === prompt) return ok(selected.value.version);
    return fail(fault('invalid-input', `${from} is no version of ${prompt}.`, { key: 'from' }));
  }
  const record = await registry.record(prompt);
  if (!record.ok) return record;
  const line = await lineOf(registry, record.value);
  if (!line.ok) return line;
  if (line.value.head !== undefined) return ok(line.value.head);
  return fail(fault('not-found', `${prompt} has no versions yet.`, { key: 'prompt' }));
}

async function deleteBranch(
  context: Context,
  { prompt, branch, force }: Decoded<'branch.delete'>,
): Promise<Result<OperationOutput<'branch.delete'>>> {
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const found = await branchNamed(registry.value, prompt, branch);
  if (!found.ok) return found;
  const { head, current } = found.value;
  if (branch === mainBranch) return fail(fault('invalid-input', 'main is never deleted.', { key: 'branch' }));
  if (current) {
    const help = `Switch to main first: galley branch switch ${prompt} main`;
    return fail(fault('conflict', `The draft of ${prompt} is worked on for ${branch}.`, { key: 'branch', help }));
  }
  const record = await registry.value.record(prompt);
  if (!record.ok) return record;
  const line = await lineOf(registry.value, record.value, mainBranch);
  if (!line.ok) return line;
  const { ahead } = wireBranch(found.value, line.value);
  if (ahead > 0 && force !== true) {
    const message = `${branch} holds ${ahead === 1 ? 'a version' : `${ahead} versions`} that main does not have.`;
    return fail(fault('conflict', message, { key: 'branch', help: 'Merge it, or delete it with --force.' }));
  }
  const deleted = await append(context, registry.value, { kind: 'branch-deleted', prompt: head.prompt, branch }, [
    { kind: 'head', prompt: head.prompt, branch, version: head.id },
  ]);
  return deleted.ok ? ok({ prompt, branch, head: versionRef(head) }) : deleted;
}

/** @param main the line of main */
function wireBranch({ name, head, current }: BranchRecord, main: Line): WireBranch {
  const own = ancestorsOf(main.lineage, head.id);
  const others = main.head === undefined ? new Set<string>() : ancestorsOf(main.lineage, main.head.id);
  return {
    name,
    head: versionRef(head),
    current,
    ahead: [...own].filter((id) => !others.has(id)).length,
    behind: [...others].filter((id) => !own.has(id)).length,
  };
}

type BranchFact = Extract<Fact, { kind: 'branch-created' | 'branch-deleted' | 'branch-switched' }>;

async function append(
  context: Context,
  registry: Registry,
  fact: {
    [Kind in BranchFact['kind']]: Omit<Extract<BranchFact, { kind: Kind }>, 'id' | 'time' | 'author' | 'door'>;
  }[BranchFact['kind']],
  expectations: Parameters<Registry['store']['append']>[1] = [],
): Promise<Result<undefined>> {
  const author = await context.author();
  if (!author.ok) return author;
  const start = factStarter(context, author.value);
  return registry.store.append([{ ...start(), ...fact }], expectations);
}
