import { fail, type Fault, fault, ok, type Result } from '../../base';
import {
  ancestorsOf,
  contentHash,
  type MergePiece,
  mergeBase,
  mergedText,
  type PromptRecord,
  type VersionContent,
  type VersionRecord,
} from '../../domain';
import type { OperationOutput } from '../../protocol';
import { mergePartials, mergePromptTexts, type MergeSides, snapshotBehaviour, withMarks } from '../drafts';
import type { Context } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { branchNamed } from './branches';
import { appendVersion, chosenLabel } from './commit';
import { changeDraft, checkClean } from './draft-change';
import { changesSince, type Line, type Standing, standingOf } from './standing';
import type { Decoded, Implementations } from './types';

export const mergeOperations: Implementations<'merge' | 'cherry-pick' | 'revert'> = {
  async merge(context, input) {
    const ready = await readyFor(context, input.prompt);
    if (!ready.ok) return ready;
    const { standing, line, head } = ready.value;
    const source = await sourceVersion(standing.registry, line.record, input.source);
    if (!source.ok) return source;
    if (ancestorsOf(line.lineage, head.id).has(source.value.id)) {
      return fail(fault('unchanged', `${line.branch} has all of ${input.source} already.`));
    }
    const base = mergeBase(line.lineage, head.id, source.value.id);
    const message = input.message ?? `Merge ${input.source} into ${line.branch}`;
    return bring(
      context,
      ready.value,
      { base: base?.id, theirs: source.value, merges: [source.value], message },
      input,
    );
  },

  async 'cherry-pick'(context, input) {
    const picked = await pickedVersion(context, input.selector);
    if (!picked.ok) return picked;
    const { ready, version, parent } = picked.value;
    const message = input.message ?? version.message;
    return bring(context, ready, { base: parent?.id, theirs: version, merges: [], message }, input);
  },

  async revert(context, input) {
    const picked = await pickedVersion(context, input.selector);
    if (!picked.ok) return picked;
    const { ready, version, parent } = picked.value;
    if (parent === undefined) {
      const message = `${version.semver} (#${version.number}) is the first version: there is nothing before it.`;
      return fail(fault('invalid-input', message, { key: 'selector' }));
    }
    const message = input.message ?? `Revert ${version.semver} (#${version.number}): ${version.message}`;
    return bring(context, ready, { base: version.id, theirs: parent, merges: [], message }, input);
  },
};

/** A prompt whose draft is the head of its branch, or in some version: it may be written over. */
interface Ready {
  readonly standing: Standing;
  readonly line: Line;
  readonly head: VersionRecord;
}

async function readyFor(context: Context, prompt: string): Promise<Result<Ready>> {
  const standing = await standingOf(context, prompt);
  if (!standing.ok) return standing;
  const { line } = standing.value;
  if (line?.head === undefined) {
    const help = `Commit it with galley commit ${prompt} -m "..."`;
    return fail(fault('not-found', `${prompt} has no versions yet.`, { key: 'prompt', help }));
  }
  const clean = checkClean(standing.value, false);
  return clean.ok ? ok({ standing: standing.value, line, head: line.head }) : clean;
}

/** A branch by name, else a version. */
async function sourceVersion(registry: Registry, prompt: PromptRecord, source: string): Promise<Result<VersionRecord>> {
  const branch = await branchNamed(registry, prompt.name, source);
  if (branch.ok) return ok(branch.value.head);
  const selected = await registry.selectVersion(source.includes('@') ? source : `${prompt.name}@${source}`);
  if (!selected.ok) return selected.fault.code === 'not-found' ? branch : selected;
  if (selected.value.prompt.id === prompt.id) return ok(selected.value.version);
  return fail(fault('invalid-input', `${source} is no version of ${prompt.name}.`, { key: 'source' }));
}

async function pickedVersion(
  context: Context,
  selector: string,
): Promise<
  Result<{ readonly ready: Ready; readonly version: VersionRecord; readonly parent: VersionRecord | undefined }>
> {
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const selected = await registry.value.selectVersion(selector);
  if (!selected.ok) return selected;
  const ready = await readyFor(context, selected.value.prompt.name);
  if (!ready.ok) return ready;
  const { version } = selected.value;
  const [first] = version.parents;
  const parent = first === undefined ? undefined : ready.value.line.versions.find(({ id }) => id === first);
  return ok({ ready: ready.value, version, parent });
}

/** What is to be brought to the head of a branch. */
interface Change {
  /** Undefined: from nothing. */
  readonly base: string | undefined;
  readonly theirs: VersionRecord;
  /** Parents of the new version beside the head. */
  readonly merges: readonly VersionRecord[];
  readonly message: string;
}

type Options = Pick<Decoded<'merge'>, 'bump' | 'reason' | 'draft'>;
type Merged = OperationOutput<'merge'>;

async function bring(context: Context, ready: Ready, change: Change, options: Options): Promise<Result<Merged>> {
  const { standing, line, head } = ready;
  const contents = await contentsOf(standing.registry, { base: change.base, ours: head.id, theirs: change.theirs.id });
  if (!contents.ok) return contents;
  const sources = mapSides(contents.value, ({ source }) => source);
  const pieces = mergePromptTexts(standing.draft.file.path, sources);
  const partials = mergePartials(mapSides(contents.value, ({ behaviour }) => behaviour.partials));
  if (partials.conflicts.length > 0) return fail(partialConflict(partials.conflicts));
  const text = mergedText(pieces);
  if (text === undefined) return undecided(context, ready, change, { pieces, sources, draft: options.draft });
  const prompt: PromptRecord = { ...line.record, file: standing.draft.file.path };
  const { behaviour: ours } = contents.value.ours;
  const behaviour = snapshotBehaviour(context.workspace, prompt, {
    source: text,
    behaviour: { ...ours, partials: partials.partials },
  });
  if (!behaviour.ok) return behaviour;
  const hash = contentHash(behaviour.value);
  if (hash === head.hash && change.merges.length === 0) {
    return fail(fault('unchanged', `${line.branch} has all of this already.`));
  }
  const promised = await changesSince(standing.registry, line.fork, behaviour.value);
  if (!promised.ok) return promised;
  const semver = chosenLabel({ ...options, semver: undefined }, line, promised.value);
  if (!semver.ok) return semver;
  const made = await appendVersion(context, standing.registry, {
    place: { name: standing.draft.name, file: standing.draft.file.path },
    line,
    content: { source: text, behaviour: behaviour.value },
    hash,
    semver: semver.value,
    merges: change.merges,
    message: change.message,
    reason: options.reason,
  });
  if (!made.ok) return made;
  const draft = await changeDraft(context, standing.draft, text);
  if (!draft.ok) return fail(notWritten(standing.draft.name, made.value, draft.fault));
  return ok({ ...outcomeOf(ready, change), version: versionRef(made.value), conflicts: 0, draft: draft.value });
}

/** The version stands; only the file could not follow it. */
function notWritten(prompt: string, made: VersionRecord, cause: Fault): Fault {
  return {
    ...cause,
    message: `${made.semver} (#${made.number}) was committed, but the draft is as it was: ${cause.message}`,
    help: `galley restore ${prompt}@#${made.number} --discard writes it into the draft.`,
  };
}

function outcomeOf({ standing, line, head }: Ready, { merges }: Change): Pick<Merged, 'prompt' | 'branch' | 'parents'> {
  return { prompt: standing.draft.name, branch: line.branch, parents: [head, ...merges].map(({ number }) => number) };
}

/** Places that a person has to decide: nothing is committed. */
async function undecided(
  context: Context,
  ready: Ready,
  change: Change,
  merge: {
    readonly pieces: readonly MergePiece[];
    readonly sources: MergeSides<string>;
    readonly draft?: boolean | undefined;
  },
): Promise<Result<Merged>> {
  const { standing, line, head } = ready;
  const base = line.versions.find(({ id }) => id === change.base);
  const labels = { base: labelOf(base), ours: labelOf(head), theirs: labelOf(change.theirs) };
  const text = withMarks(merge.pieces, labels);
  const { file } = standing.draft;
  const draft =
    merge.draft === true
      ? await changeDraft(context, standing.draft, text)
      : ok({ file: file.path, text, state: 'kept' as const });
  if (!draft.ok) return draft;
  const conflicts = merge.pieces.filter((piece) => typeof piece !== 'string').length;
  return ok({ ...outcomeOf(ready, change), conflicts, sides: merge.sources, draft: draft.value });
}

function labelOf(version: VersionRecord | undefined): string {
  return version === undefined ? 'nothing' : `${version.semver} (#${version.number})`;
}

function partialConflict(names: readonly string[]): ReturnType<typeof fault> {
  const help = 'Bring the partial to one text in its file, commit the draft on both branches, then merge again.';
  return fault('conflict', `Both sides changed the partial ${names.join(', ')} in ways that differ.`, { help });
}

async function contentsOf(
  registry: Registry,
  ids: MergeSides<string | undefined>,
): Promise<Result<MergeSides<VersionContent>>> {
  const ours = await registry.content(ids.ours ?? '');
  if (!ours.ok) return ours;
  const theirs = await registry.content(ids.theirs ?? '');
  if (!theirs.ok) return theirs;
  if (ids.base === undefined) {
    const nothing: VersionContent = { source: '', behaviour: { ...ours.value.behaviour, partials: [] } };
    return ok({ base: nothing, ours: ours.value, theirs: theirs.value });
  }
  const base = await registry.content(ids.base);
  return base.ok ? ok({ base: base.value, ours: ours.value, theirs: theirs.value }) : base;
}

function mapSides<T, U>({ base, ours, theirs }: MergeSides<T>, map: (side: T) => U): MergeSides<U> {
  return { base: map(base), ours: map(ours), theirs: map(theirs) };
}
