import { fail, type Fault, fault, ok, type Result } from '../../base';
import { ancestorsOf, type Fact, mainBranch, nextSemver, proposeBump, type VersionRecord } from '../../domain';
import type { OperationOutput } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { archivedFault } from './archive';
import { branchNamed } from './branches';
import { changesSince, labelAfter, type Line, lineOf } from './standing';
import type { Decoded, Implementations } from './types';

type Output = OperationOutput<'squash'>;

export const squashOperations: Implementations<'squash'> = {
  async squash(context, input) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const plan = await planOf(registry.value, input);
    if (!plan.ok) return plan;
    const free = await checkFree(context, registry.value, plan.value);
    if (!free.ok) return free;
    return make(context, registry.value, plan.value, input);
  },
};

/** What becomes one version. */
interface Plan {
  readonly line: Line;
  readonly head: VersionRecord;
  /** Undefined: all of the branch. */
  readonly base: VersionRecord | undefined;
  /** The versions of the branch since the base, newest first. */
  readonly squashed: readonly VersionRecord[];
  /** The newest versions of other branches that were merged in between. */
  readonly merged: readonly VersionRecord[];
}

async function planOf(registry: Registry, { prompt, branch, since }: Decoded<'squash'>): Promise<Result<Plan>> {
  const record = await registry.record(prompt);
  if (!record.ok) return record;
  const archived = archivedFault(record.value);
  if (archived !== undefined) return fail(archived);
  const known = branch === undefined ? ok(undefined) : await branchNamed(registry, prompt, branch);
  if (!known.ok) return known;
  const line = await lineOf(registry, record.value, branch);
  if (!line.ok) return line;
  const { head } = line.value;
  if (head === undefined) return fail(fault('not-found', `${prompt} has no versions yet.`, { key: 'prompt' }));
  const base = await baseOf(registry, line.value, since);
  return base.ok ? sortedOut(line.value, head, base.value) : base;
}

async function baseOf(
  registry: Registry,
  { record, branch, fork, lineage, head }: Line,
  since: string | undefined,
): Promise<Result<VersionRecord | undefined>> {
  if (since === undefined) {
    if (branch !== mainBranch) return ok(fork);
    const help = `Say which version stays before it, such as --since 1.0.0; galley log ${record.name} shows them.`;
    return fail(fault('invalid-input', 'main has no base of its own.', { key: 'since', help }));
  }
  const selected = await registry.selectVersion(since.includes('@') ? since : `${record.name}@${since}`);
  if (!selected.ok) return selected;
  const { version, prompt } = selected.value;
  const isBefore = head !== undefined && prompt.id === record.id && ancestorsOf(lineage, head.id).has(version.id);
  if (isBefore) return ok(version);
  return fail(fault('invalid-input', `${branch} of ${record.name} does not come from ${since}.`, { key: 'since' }));
}

function sortedOut(line: Line, head: VersionRecord, base: VersionRecord | undefined): Result<Plan> {
  const kept = base === undefined ? new Set<string>() : ancestorsOf(line.lineage, base.id);
  const own = ancestorsOf(line.lineage, head.id);
  const since = line.versions.filter(({ id }) => own.has(id) && !kept.has(id));
  const squashed = since.filter(({ branch }) => branch === line.branch);
  const others = since.filter(({ branch }) => branch !== line.branch);
  const merged = others.filter(
    ({ id }) => !others.some((other) => other.id !== id && ancestorsOf(line.lineage, other.id).has(id)),
  );
  if (squashed.length > 1) return ok({ line, head, base, squashed, merged });
  const after = base === undefined ? '' : ` since ${base.semver}`;
  const what = squashed.length === 0 ? 'no version' : 'one version only';
  return fail(fault('unchanged', `${line.branch} of ${line.record.name} has ${what}${after}.`, { key: 'branch' }));
}

/** Main keeps what others may have looked up there; elsewhere only protected environments do. */
async function checkFree(context: Context, registry: Registry, plan: Plan): Promise<Result<undefined>> {
  const { line, squashed } = plan;
  const config = context.config();
  if (!config.ok) return config;
  const prompt = line.record.id;
  const environments = await registry.query('environments', { prompt });
  if (!environments.ok) return environments;
  const aliases = await registry.query('aliases', { prompt });
  if (!aliases.ok) return aliases;
  const branches = await registry.query('branches', { prompt });
  if (!branches.ok) return branches;
  const ids = new Set(squashed.map(({ id }) => id));
  const isMain = line.branch === mainBranch;
  const isKept = (name: string): boolean =>
    isMain || config.value.environments.some((one) => one.name === name && one.protected);
  const comesFrom = (head: string): boolean => [...ancestorsOf(line.lineage, head)].some((id) => ids.has(id));
  const pointing = [
    ...environments.value.flatMap(({ name, holds }) =>
      isKept(name) && holds.some(({ version }) => ids.has(version)) ? [`the environment ${name}`] : [],
    ),
    ...aliases.value.flatMap(({ alias, version }) => (isMain && ids.has(version) ? [`the alias ${alias}`] : [])),
    ...branches.value.flatMap(({ name, head }) =>
      isMain && name !== mainBranch && comesFrom(head.id) ? [`the branch ${name}`] : [],
    ),
  ];
  return pointing.length === 0 ? ok(undefined) : fail(stillUsed(line, pointing));
}

function stillUsed({ branch, record }: Line, pointing: readonly string[]): Fault {
  const message = `${branch} of ${record.name} is not squashed: ${pointing.join(', ')} points into it.`;
  const help = 'Move what points there first, or squash from a later version on.';
  return fault('refused', message, { key: 'branch', help, details: { pointing } });
}

async function make(
  context: Context,
  registry: Registry,
  { line, head, base, squashed, merged }: Plan,
  { message, dryRun = false }: Decoded<'squash'>,
): Promise<Result<Output>> {
  const content = await registry.content(head.id);
  if (!content.ok) return content;
  const changes = await changesSince(registry, base, content.value.behaviour);
  if (!changes.ok) return changes;
  const semver = labelFor(line, head, proposeBump(changes.value));
  const parents = [...(base === undefined ? [] : [base]), ...merged];
  const output: Output = {
    ...{ prompt: line.record.name, branch: line.branch, semver },
    parents: parents.map(({ number }) => number),
    squashed: squashed.map(versionRef),
    changes: [...changes.value],
  };
  if (dryRun) return ok(output);
  const author = await context.author();
  if (!author.ok) return author;
  const version = context.ids.next();
  const { id: prompt } = line.record;
  const fact: Fact = {
    ...factStarter(context, author.value)(),
    kind: 'version-committed',
    ...{ version, prompt, semver, hash: head.hash, content: content.value, branch: line.branch, message },
    parents: parents.map(({ id }) => id),
    squashes: squashed.map(({ id }) => id),
  };
  const appended = await registry.store.append(
    [fact],
    [
      { kind: 'head', prompt, branch: line.branch, version: head.id },
      { kind: 'semver-free', prompt, semver },
    ],
  );
  if (!appended.ok) return appended;
  const made = await registry.version(version);
  return made.ok ? ok({ ...output, version: versionRef(made.value) }) : made;
}

/** It does what the head does: on main its label follows that of the head. */
function labelFor(line: Line, head: VersionRecord, bump: ReturnType<typeof proposeBump>): string {
  const taken = new Set(line.versions.map(({ semver }) => semver));
  return line.branch === mainBranch ? nextSemver(head.semver, 'patch', taken) : labelAfter(line, bump);
}
