import { fail, type Fault, fault, ok, type Result } from '../../../base';
import type { PromptRecord } from '../../../domain';
import type { OperationOutput } from '../../../protocol';
import type { Draft } from '../../drafts';
import { type Context, factStarter } from '../../session/context';
import type { Registry } from '../../session/registry';
import { uriOf } from '../../workspace/paths';
import { holdersOf } from '../archive';
import { identify } from '../commit';
import { refreshDraft } from '../fresh';
import type { Decoded, Implementations } from '../types';
import { carryOut, type FileChanges, noChanges } from './carry-out';
import { changesFor, newPlace, type Place } from './new-place';

type Output = OperationOutput<'move'>;

export const relocateOperations: Implementations<'move'> = {
  async move(context, input) {
    const plan = await planOf(context, input);
    if (!plan.ok) return plan;
    const { registry, record, changes } = plan.value;
    const held = record === undefined ? ok([]) : await holdersOf(registry, record);
    if (!held.ok) return held;
    if (input.dryRun !== true) {
      const done = await carry(context, plan.value);
      if (!done.ok) return done;
    }
    return ok(outputOf(plan.value, changes, held.value));
  },
};

/** What is to be done, and who is told of it. */
interface Plan {
  readonly registry: Registry;
  readonly from: Place;
  readonly to: Place;
  /** The history that goes along; absent while the prompt has none. */
  readonly record: PromptRecord | undefined;
  readonly changes: FileChanges;
}

function outputOf({ from, to, record }: Plan, { moves, edits }: FileChanges, held: readonly string[]): Output {
  return {
    prompt: { from: from.name, to: to.name },
    file: { from: from.file, to: to.file },
    moves: moves.map((move) => ({ from: move.from, to: move.to })),
    edits: edits.map(({ file, text }) => ({ file: file.path, text })),
    history: record !== undefined,
    held: [...held],
  };
}

async function planOf(context: Context, { prompt, to }: Decoded<'move'>): Promise<Result<Plan>> {
  const opened = await context.registry();
  if (!opened.ok) return opened;
  const registry = opened.value;
  if (!context.drafts.has(prompt)) return movedBefore(context, registry, prompt, to);
  const draft = await refreshDraft(context, prompt);
  if (!draft.ok) return context.drafts.has(prompt) ? draft : movedBefore(context, registry, prompt, to);
  const record = await registry.recordOf(draft.value);
  if (!record.ok) return record;
  const from = placeOf(draft.value);
  const place = newPlace(context, draft.value, to);
  if (!place.ok) return place;
  const free = await checkFree(context, registry, from, place.value);
  if (!free.ok) return free;
  const changes = changesFor(context, draft.value, place.value);
  return changes.ok ? ok({ registry, from, to: place.value, record: record.value, changes: changes.value }) : changes;
}

function placeOf({ name, file }: Draft): Place {
  return { name, file: file.path };
}

/** A prompt whose file was moved by other means: only its history is to follow. */
async function movedBefore(context: Context, registry: Registry, name: string, to: string): Promise<Result<Plan>> {
  const known = await registry.query('promptByName', { name });
  if (!known.ok) return known;
  const record = known.value;
  if (record === undefined) {
    const unknown = context.drafts.find(name);
    return unknown.ok ? fail(fault('conflict', `${name} came meanwhile.`, { help: 'Try again.' })) : unknown;
  }
  await context.workspace.refresh([uriOf(context.workspace.root, to)]);
  const now = draftAt(context, to);
  if (now === undefined) {
    const message = `${record.file} of ${name} is not there, and there is no prompt "${to}" that it could be now.`;
    const help = 'Say which prompt it is now, by name or file, or bring the file back.';
    return fail(fault('not-found', message, { key: 'to', help }));
  }
  const other = await registry.recordOf(now);
  if (!other.ok) return other;
  if (other.value !== undefined && other.value.id !== record.id) return fail(ownHistory(now));
  return ok({ registry, from: record, to: placeOf(now), record, changes: noChanges });
}

/** The draft of a name or file. */
function draftAt({ drafts, workspace }: Context, word: string): Draft | undefined {
  const path = word.replace(/^\.\//, '');
  const file = drafts.has(word) ? undefined : [...workspace.files()].find((one) => one.path === path);
  const draft = drafts.find((file && drafts.project.nameOf(file.uri)) ?? word);
  return draft.ok ? draft.value : undefined;
}

function ownHistory({ name }: Draft): Fault {
  const help = `See it with galley log ${name}.`;
  return fault('conflict', `${name} has a history of its own, which another cannot be put before.`, {
    key: 'to',
    help,
  });
}

async function checkFree(context: Context, registry: Registry, from: Place, to: Place): Promise<Result<undefined>> {
  if (from.name === to.name && from.file === to.file) {
    return fail(fault('unchanged', `${from.name} is called that, and is in ${from.file}.`, { key: 'to' }));
  }
  if (from.name === to.name) return ok(undefined);
  const taken = await registry.query('promptByName', { name: to.name });
  if (!taken.ok) return taken;
  if (taken.value === undefined && !context.drafts.has(to.name)) return ok(undefined);
  const where = taken.value === undefined ? 'is a prompt of this workspace' : `has versions, of ${taken.value.file}`;
  const help = 'Choose another name, or move that prompt first.';
  return fail(fault('conflict', `${to.name} ${where} already.`, { key: 'to', help }));
}

/** Moves the files and then the history; the files go back when that fails. */
async function carry(context: Context, { registry, record, to, changes }: Plan): Promise<Result<undefined>> {
  const author = await context.author();
  if (!author.ok) return author;
  const done = await carryOut(context, changes);
  if (!done.ok || record === undefined) return done.ok ? ok(undefined) : done;
  const { facts, expectations } = identify(context, { place: to, record }, factStarter(context, author.value));
  const exists = { kind: 'exists', what: 'prompt', id: record.id } as const;
  const appended = facts.length === 0 ? ok(undefined) : await registry.store.append(facts, [...expectations, exists]);
  if (!appended.ok) await done.value.undo();
  return appended;
}
