import { fail, fault, ok, type Result, type Ulid } from '../../base';
import {
  checkSemver,
  type Expectation,
  type Fact,
  type ForkRecord,
  type InterfaceChange,
  mainBranch,
  type PromptRecord,
  proposeBump,
  type VersionContent,
  type VersionRecord,
} from '../../domain';
import type { OperationOutput } from '../../protocol';
import type { Draft } from '../drafts';
import { type Context, type FactStart, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { archivedFault } from './archive';
import { movedFault } from './relocate/moved-files';
import { labelAfter, type Line, type Standing, standingOf } from './standing';
import type { Decoded } from './types';

/** Commits the draft of a prompt to its current branch. */
export async function commitDraft(
  context: Context,
  input: Decoded<'commit'>,
): Promise<Result<OperationOutput<'commit'>>> {
  const standing = await standingOf(context, input.prompt);
  if (!standing.ok) return standing;
  const { registry, draft, line, hash, behaviour, changes, promised } = standing.value;
  const head = line?.head;
  const free = await checkDraft(context, standing.value, input);
  if (!free.ok) return free;
  const named = await mergedVersions(registry, draft.name, input.merges ?? []);
  if (!named.ok) return named;
  const merged = await withForkedLines(registry, line, named.value);
  if (!merged.ok) return merged;
  if (head?.hash === hash && merged.value.length === 0) {
    const message = `${draft.name} has not changed since ${head.semver} (#${head.number}).`;
    return fail(fault('unchanged', message, { help: 'Change the prompt before you commit it.' }));
  }
  const semver = chosenLabel(input, line, promised);
  if (!semver.ok) return semver;
  const made = await appendVersion(context, registry, {
    place: { name: draft.name, file: draft.file.path },
    line,
    content: { behaviour, source: draft.file.text },
    hash,
    semver: semver.value,
    merges: merged.value,
    message: input.message,
    reason: input.reason,
  });
  if (!made.ok) return made;
  return ok({
    prompt: draft.name,
    version: versionRef(made.value),
    parents: [...(head === undefined ? [] : [head]), ...merged.value].map(({ number }) => number),
    changes: [...changes],
  });
}

/** A draft that is expected on another head, stands for a prompt that was moved, or is not merged yet, is not committed. */
async function checkDraft(
  context: Context,
  { registry, draft, line, hash }: Standing,
  { parent, anew = false }: Decoded<'commit'>,
): Promise<Result<undefined>> {
  if (parent !== undefined && parent !== (line?.head?.number ?? 0)) return fail(movedHead(draft.name, line, parent));
  const isFirst = line === undefined && !anew;
  const moved = isFirst ? await movedFault(context, registry, { name: draft.name, hash }) : ok(undefined);
  if (!moved.ok) return moved;
  const refusal = moved.value ?? conflictMark(draft);
  return refusal === undefined ? ok(undefined) : fail(refusal);
}

/** With the ends of lines that other clones committed to the branch at the same time: git has merged their texts. */
async function withForkedLines(
  registry: Registry,
  line: Line | undefined,
  named: readonly VersionRecord[],
): Promise<Result<readonly VersionRecord[]>> {
  const forks = await registry.query('forks', undefined);
  if (!forks.ok) return forks;
  const isOurs = (fork: ForkRecord): boolean =>
    fork.kind === 'branch' && fork.prompt === line?.record.id && fork.name === line?.branch;
  const ends = forks.value.filter(isOurs).flatMap(({ others }) => others);
  const found = [...named];
  for (const id of ends) {
    const version = await registry.version(id);
    if (!version.ok) return version;
    if (!found.some((one) => one.id === id)) found.push(version.value);
  }
  return ok(found);
}

/** The versions that a commit says it takes in. */
async function mergedVersions(
  registry: Registry,
  prompt: string,
  selectors: readonly string[],
): Promise<Result<readonly VersionRecord[]>> {
  const found: VersionRecord[] = [];
  for (const selector of selectors) {
    const selected = await registry.selectVersion(selector.includes('@') ? selector : `${prompt}@${selector}`);
    if (!selected.ok) return selected;
    if (selected.value.prompt.name !== prompt) {
      const message = `${selector} is no version of ${prompt}.`;
      return fail(fault('invalid-input', message, { key: 'merges' }));
    }
    found.push(selected.value.version);
  }
  return ok(found);
}

const openMark = /^<{7} /m;
const closeMark = /^>{7} /m;

/** A merge that is not finished is not committed. */
function conflictMark({ name, file: { path, text } }: Draft): ReturnType<typeof fault> | undefined {
  const found = openMark.exec(text);
  if (found === null || !closeMark.test(text)) return undefined;
  const line = text.slice(0, found.index).split('\n').length - 1;
  const help = 'Decide each place between <<<<<<< and >>>>>>>, then commit.';
  return fault('invalid-input', `${name} still holds the marks of a merge.`, { file: path, line, help });
}

/** A version to be made. */
export interface NewVersion {
  /** What the prompt is called and where it is. */
  readonly place: { readonly name: string; readonly file: string };
  readonly line: Line | undefined;
  readonly content: VersionContent;
  readonly hash: string;
  readonly semver: string;
  /** Parents beside the head. */
  readonly merges: readonly VersionRecord[];
  readonly message: string;
  readonly reason: string | undefined;
}

/** Appends a version to the branch of a line. Fails with `conflict` when somebody else did so first, with `refused` when the prompt is archived. */
export async function appendVersion(
  context: Context,
  registry: Registry,
  made: NewVersion,
): Promise<Result<VersionRecord>> {
  const archived = made.line && archivedFault(made.line.record);
  if (archived !== undefined) return fail(archived);
  const author = await context.author();
  if (!author.ok) return author;
  const { version, facts, expectations } = versionFacts(context, made, factStarter(context, author.value));
  const appended = await registry.store.append(facts, expectations);
  if (!appended.ok) return appended.fault.code === 'conflict' ? fail(await lostRace(registry, made)) : appended;
  return registry.version(version);
}

/** What is to be appended for a version to be made, and the identifier it will have. */
export function versionFacts(
  context: Context,
  made: NewVersion,
  start: () => FactStart,
): { readonly version: Ulid; readonly facts: readonly Fact[]; readonly expectations: readonly Expectation[] } {
  const identity = identify(context, { place: made.place, record: made.line?.record }, start);
  const { line, semver } = made;
  const branch = line?.branch ?? mainBranch;
  const version = context.ids.next();
  const committed: Fact = {
    ...start(),
    kind: 'version-committed',
    version,
    prompt: identity.prompt,
    semver,
    hash: made.hash,
    content: made.content,
    parents: [...(line?.head === undefined ? [] : [line.head]), ...made.merges].map(({ id }) => id),
    branch,
    message: made.message,
    ...(made.reason === undefined ? {} : { bumpReason: made.reason }),
  };
  return {
    version,
    facts: [...identity.facts, committed],
    expectations: [
      ...identity.expectations,
      { kind: 'head', prompt: identity.prompt, branch, version: line?.head?.id },
      { kind: 'semver-free', prompt: identity.prompt, semver },
    ],
  };
}

/** The prompt a commit belongs to, with the facts that make or move it. */
export function identify(
  context: Context,
  { place, record }: Pick<NewVersion, 'place'> & { readonly record: PromptRecord | undefined },
  start: () => FactStart,
): { readonly prompt: string; readonly facts: readonly Fact[]; readonly expectations: readonly Expectation[] } {
  if (record === undefined) {
    const prompt = context.ids.next();
    const created: Fact = { ...start(), kind: 'prompt-created', prompt, ...place };
    return { prompt, facts: [created], expectations: [{ kind: 'prompt-name-free', name: place.name }] };
  }
  if (record.name === place.name && record.file === place.file)
    return { prompt: record.id, facts: [], expectations: [] };
  const moved: Fact = { ...start(), kind: 'prompt-moved', prompt: record.id, ...place };
  const free: readonly Expectation[] =
    record.name === place.name ? [] : [{ kind: 'prompt-name-free', name: place.name }];
  return { prompt: record.id, facts: [moved], expectations: free };
}

/** The label of a new version: the one that was asked for, or what the changes of the interface ask for. */
export function chosenLabel(
  { bump, semver, reason }: Pick<Decoded<'commit'>, 'bump' | 'semver' | 'reason'>,
  line: Line | undefined,
  promised: readonly InterfaceChange[],
): Result<string> {
  const head = line?.head;
  if (semver !== undefined) {
    if (bump !== undefined) return fail(fault('invalid-input', 'Give a label or a bump, not both.', { key: 'semver' }));
    const checked = checkSemver(semver, head?.semver);
    if (!checked.ok || line?.versions.some((version) => version.semver === semver) !== true) return checked;
    return fail(fault('invalid-input', `There is a version ${semver} already.`, { key: 'semver' }));
  }
  const proposed = proposeBump(promised);
  const chosen = bump ?? proposed;
  const weaker = ['patch', 'minor', 'major'].indexOf(chosen) < ['patch', 'minor', 'major'].indexOf(proposed);
  if (weaker && reason === undefined && head !== undefined) {
    const causes = promised.map((change) => change.description).join(', ');
    const help = `Commit with --bump ${proposed}, or say why it is less with --reason.`;
    return fail(fault('invalid-input', `A ${chosen} bump promises too much: ${causes}.`, { key: 'bump', help }));
  }
  return ok(labelAfter(line, chosen));
}

/** @param expected the number of the head that was expected, 0 for none */
function movedHead(name: string, line: Line | undefined, expected: number): ReturnType<typeof fault> {
  const head = line?.head;
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
async function lostRace(registry: Registry, { place, line }: NewVersion): Promise<ReturnType<typeof fault>> {
  const record = line === undefined ? await registry.query('promptByName', { name: place.name }) : ok(line.record);
  const found = record.ok && record.value !== undefined ? record.value : undefined;
  const versions = found === undefined ? undefined : await registry.query('versions', { prompt: found.id });
  const branch = line?.branch ?? mainBranch;
  const head =
    versions?.ok === true
      ? versions.value.find((one) => one.branch === branch && one.deleted === undefined)
      : undefined;
  const now =
    found === undefined ? undefined : { record: found, branch, head, fork: head, versions: [], lineage: new Map() };
  return movedHead(place.name, now, line?.head?.number ?? 0);
}
