import { fail, fault, ok, type Result } from '../../base';
import {
  checkSemver,
  contentHash,
  diffInterfaces,
  type Expectation,
  type Fact,
  type InterfaceChange,
  interfaceOf,
  nextSemver,
  type PromptRecord,
  proposeBump,
  type VersionBehaviour,
  type VersionRecord,
} from '../../domain';
import type { LogEntry, OperationOutput } from '../../protocol';
import type { Draft } from '../drafts';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { refreshDraft } from './fresh';
import { moveAlias } from './alias';
import { lintFiles } from './lint';
import type { Decoded, Implementations } from './types';

/** The branch that commits go to. */
const main = 'main';

export const versionOperations: Implementations<'proposal' | 'commit' | 'log' | 'alias'> = {
  async proposal(context, { prompt }) {
    const standing = await standingOf(context, prompt);
    if (!standing.ok) return standing;
    const { draft, head, hash, changes } = standing.value;
    const findings = await lintFiles(context, [draft.file]);
    if (!findings.ok) return findings;
    const bump = proposeBump(changes);
    return ok({
      prompt: draft.name,
      modified: head?.hash !== hash,
      ...(head === undefined ? {} : { head: versionRef(head) }),
      bump,
      semver: nextSemver(head?.semver, bump, standing.value.taken),
      changes: [...changes],
      errors: findings.value.filter((finding) => finding.severity === 'error').length,
    });
  },

  commit,

  async log(context, { prompt: name, limit }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const prompt = await registry.value.findRecord(name);
    if (!prompt.ok) return prompt;
    return prompt.value === undefined ? ok([]) : logOf(registry.value, prompt.value, limit);
  },

  async alias(context, input) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    return moveAlias(context, registry.value, input);
  },
};

/** Where a draft stands against the head of main. */
interface Standing {
  readonly registry: Registry;
  readonly draft: Draft;
  readonly behaviour: VersionBehaviour;
  readonly hash: string;
  readonly record: PromptRecord | undefined;
  readonly head: VersionRecord | undefined;
  /** What changed in the interface since the head. */
  readonly changes: readonly InterfaceChange[];
  /** The labels of all versions. */
  readonly taken: ReadonlySet<string>;
}

async function standingOf(context: Context, name: string): Promise<Result<Standing>> {
  const draft = await refreshDraft(context, name);
  if (!draft.ok) return draft;
  const behaviour = context.drafts.behaviour(draft.value);
  if (!behaviour.ok) return behaviour;
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const record = await registry.value.recordOf(draft.value);
  if (!record.ok) return record;
  const base = {
    registry: registry.value,
    draft: draft.value,
    behaviour: behaviour.value,
    hash: contentHash(behaviour.value),
    record: record.value,
  };
  if (record.value === undefined) return ok({ ...base, head: undefined, changes: [], taken: new Set() });
  const versions = await registry.value.query('versions', { prompt: record.value.id });
  if (!versions.ok) return versions;
  const taken = new Set(versions.value.map((version) => version.semver));
  const head = versions.value.find((version) => version.branch === main);
  if (head === undefined) return ok({ ...base, head, changes: [], taken });
  const content = await registry.value.content(head.id);
  if (!content.ok) return content;
  const changes = diffInterfaces(interfaceOf(content.value.behaviour), interfaceOf(behaviour.value));
  return ok({ ...base, head, changes, taken });
}

async function commit(context: Context, input: Decoded<'commit'>): Promise<Result<OperationOutput<'commit'>>> {
  const author = await context.author();
  if (!author.ok) return author;
  const standing = await standingOf(context, input.prompt);
  if (!standing.ok) return standing;
  const { registry, draft, head, hash, changes } = standing.value;
  if (input.parent !== undefined && input.parent !== (head?.number ?? 0)) {
    return fail(movedHead(draft.name, input.parent, head));
  }
  if (head?.hash === hash) {
    const message = `${draft.name} has not changed since ${head.semver} (#${head.number}).`;
    return fail(fault('unchanged', message, { help: 'Change the prompt before you commit it.' }));
  }
  const semver = labelFor(input, standing.value);
  if (!semver.ok) return semver;
  const start = factStarter(context, author.value);
  const identity = identify(context, standing.value, start);
  const version = context.ids.next();
  const committed: Fact = {
    ...start(),
    kind: 'version-committed',
    version,
    prompt: identity.prompt,
    semver: semver.value,
    hash,
    content: { behaviour: standing.value.behaviour, source: draft.file.text },
    parents: head === undefined ? [] : [head.id],
    branch: main,
    message: input.message,
    ...(input.reason === undefined ? {} : { bumpReason: input.reason }),
  };
  const appended = await registry.store.append(
    [...identity.facts, committed],
    [
      ...identity.expectations,
      { kind: 'head', prompt: identity.prompt, branch: main, version: head?.id },
      { kind: 'semver-free', prompt: identity.prompt, semver: semver.value },
    ],
  );
  if (!appended.ok) return appended.fault.code === 'conflict' ? fail(await lostRace(registry, draft, head)) : appended;
  const stored = await registry.version(version);
  if (!stored.ok) return stored;
  return ok({
    prompt: draft.name,
    version: versionRef(stored.value),
    parents: head === undefined ? [] : [head.number],
    changes: [...changes],
  });
}

/** The prompt a commit belongs to, with the facts that make or move it. */
function identify(
  context: Context,
  { draft, record }: Standing,
  start: ReturnType<typeof factStarter>,
): { readonly prompt: string; readonly facts: readonly Fact[]; readonly expectations: readonly Expectation[] } {
  const place = { name: draft.name, file: draft.file.path };
  if (record === undefined) {
    const prompt = context.ids.next();
    const created: Fact = { ...start(), kind: 'prompt-created', prompt, ...place };
    return { prompt, facts: [created], expectations: [{ kind: 'prompt-name-free', name: draft.name }] };
  }
  if (record.name === place.name && record.file === place.file)
    return { prompt: record.id, facts: [], expectations: [] };
  const moved: Fact = { ...start(), kind: 'prompt-moved', prompt: record.id, ...place };
  const free: readonly Expectation[] =
    record.name === place.name ? [] : [{ kind: 'prompt-name-free', name: place.name }];
  return { prompt: record.id, facts: [moved], expectations: free };
}

function labelFor({ bump, semver, reason }: Decoded<'commit'>, { head, changes, taken }: Standing): Result<string> {
  if (semver !== undefined) {
    if (bump !== undefined) return fail(fault('invalid-input', 'Give a label or a bump, not both.', { key: 'semver' }));
    const checked = checkSemver(semver, head?.semver);
    if (!checked.ok || !taken.has(semver)) return checked;
    return fail(fault('invalid-input', `There is a version ${semver} already.`, { key: 'semver' }));
  }
  const proposed = proposeBump(changes);
  const chosen = bump ?? proposed;
  const weaker = ['patch', 'minor', 'major'].indexOf(chosen) < ['patch', 'minor', 'major'].indexOf(proposed);
  if (weaker && reason === undefined && head !== undefined) {
    const causes = changes.map((change) => change.description).join(', ');
    const help = `Commit with --bump ${proposed}, or say why it is less with --reason.`;
    return fail(fault('invalid-input', `A ${chosen} bump promises too much: ${causes}.`, { key: 'bump', help }));
  }
  return ok(nextSemver(head?.semver, chosen, taken));
}

function movedHead(name: string, expected: number, head: VersionRecord | undefined): ReturnType<typeof fault> {
  const there =
    head === undefined ? 'it has no versions' : `its head is ${head.semver} (#${head.number}) by ${head.author.name}`;
  const wanted = expected === 0 ? 'no versions' : `#${expected}`;
  return fault('conflict', `${name} was expected at ${wanted}, but ${there}.`, {
    key: 'parent',
    help: 'Compare your draft with the head, then commit again.',
    details: { expected, actual: head === undefined ? null : versionRef(head) },
  });
}

/** Somebody else committed between reading and writing. */
async function lostRace(
  registry: Registry,
  draft: Draft,
  before: VersionRecord | undefined,
): Promise<ReturnType<typeof fault>> {
  const record = await registry.recordOf(draft);
  const versions =
    record.ok && record.value !== undefined
      ? await registry.query('versions', { prompt: record.value.id, limit: 1 })
      : undefined;
  return movedHead(draft.name, before?.number ?? 0, versions?.ok === true ? versions.value[0] : undefined);
}

async function logOf(registry: Registry, prompt: PromptRecord, limit: number | undefined): Promise<Result<LogEntry[]>> {
  const versions = await registry.query('versions', { prompt: prompt.id, ...(limit === undefined ? {} : { limit }) });
  if (!versions.ok) return versions;
  const marks = await marksOf(registry, prompt);
  if (!marks.ok) return marks;
  registry.remember(versions.value);
  const entries: LogEntry[] = [];
  for (const version of versions.value) {
    const entry = await logEntry(registry, version, marks.value);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  return ok(entries);
}

/** Which aliases and environments point at a version. */
export interface Marks {
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly environments: ReadonlyMap<string, readonly string[]>;
}

/** The aliases and environments of a prompt by version. */
export async function marksOf(registry: Registry, prompt: PromptRecord): Promise<Result<Marks>> {
  const aliases = await registry.query('aliases', { prompt: prompt.id });
  if (!aliases.ok) return aliases;
  const environments = await registry.query('environments', undefined);
  if (!environments.ok) return environments;
  const held = environments.value.flatMap(({ name, holds }) =>
    holds.filter((one) => one.prompt === prompt.id).map(({ version }) => ({ version, name })),
  );
  return ok({
    aliases: grouped(aliases.value.map(({ alias, version }) => ({ version, name: alias }))),
    environments: grouped(held),
  });
}

function grouped(
  pairs: readonly { readonly version: string; readonly name: string }[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { version, name } of pairs) groups.set(version, [...(groups.get(version) ?? []), name]);
  return groups;
}

/** A version as a log shows it. */
export async function logEntry(registry: Registry, version: VersionRecord, marks: Marks): Promise<Result<LogEntry>> {
  const parents: number[] = [];
  for (const id of version.parents) {
    const parent = await registry.version(id);
    if (!parent.ok) return parent;
    parents.push(parent.value.number);
  }
  const { message, author, time, branch } = version;
  return ok({
    ...versionRef(version),
    message,
    author,
    time,
    parents,
    branch,
    aliases: [...(marks.aliases.get(version.id) ?? [])],
    environments: [...(marks.environments.get(version.id) ?? [])],
  });
}
