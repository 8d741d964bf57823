import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../../../server/src/domain';
import type { StoreTuning } from '../../../server/src/store';
import { promptCreated, threadStarted } from './facts';
import { unwrap, type StoreFolder } from './store-folder';
import { startWriter, type DyingPoint, type Writer } from './writers';

/** What a campaign saw. */
export interface Tally {
  readonly kills: number;
  readonly acknowledged: number;
}

/** Generations close every few commits, checkpoints are written all the time, and nothing old is kept. */
export const busyTuning: Partial<StoreTuning> = { checkpointBytes: 20_000, keepLogsMs: -1 };

/** Without a lock there is nothing to wait for. */
function tuningFor(lock: boolean): Partial<StoreTuning> {
  return lock ? busyTuning : { ...busyTuning, commitPatienceMs: 0 };
}

/** Makes the prompt and the thread that writers add to. */
export async function prepare(folder: StoreFolder): Promise<void> {
  const store = await folder.open();
  unwrap(await store.append([promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })]));
  await store.close();
}

/** How writers are killed. */
export interface KillPlan {
  readonly rounds: number;
  /** How many at once; with a list each round takes the next. */
  readonly writers: number | readonly number[];
  readonly lock: boolean;
  /** Whether they compact, share and checkpoint too. */
  readonly chores?: boolean;
}

/**
 * Kills writers at random moments, all at once, round after round on the same store; after each round another process
 * finds everything that was acknowledged, and at the end another clone what was shared. */
export async function killCampaign(folder: StoreFolder, plan: KillPlan): Promise<Tally> {
  await prepare(folder);
  const { directory } = folder;
  const { lock, chores = false } = plan;
  const acknowledged: string[] = [];
  let kills = 0;
  for (let round = 0; round < plan.rounds; round++) {
    const options = { directory, commits: 1e6, words: 100, lock, chores, tuning: tuningFor(lock) };
    const names = Array.from({ length: writersOf(plan, round) }, (_, index) => `r${round}w${index}`);
    const writers = await Promise.all(names.map((name) => startWriter({ ...options, name })));
    await Promise.all(writers.map(({ ready }) => ready));
    await wait(Math.random() * (chores ? 400 : 150));
    for (const writer of writers) writer.kill('SIGKILL');
    await expectEnds(writers, 'SIGKILL');
    acknowledged.push(...writers.flatMap((writer) => writer.acknowledged));
    kills += writers.length;
    await expectComplete(folder, acknowledged, `round ${round}`);
  }
  if (chores) await expectShared(folder);
  return { kills, acknowledged: acknowledged.length };
}

function writersOf({ writers }: KillPlan, round: number): number {
  return typeof writers === 'number' ? writers : (writers[round % writers.length] ?? 1);
}

/** Another clone gets everything from the files of shared facts, whoever was killed while they were written. */
async function expectShared(folder: StoreFolder): Promise<void> {
  const store = await folder.open();
  unwrap(await store.share());
  const mine = unwrap(await store.query('versions', { prompt: 'p' })).map(({ id, number }) => ({ id, number }));
  await store.close();
  const clone = folder.sibling();
  cpSync(folder.file('facts'), clone.file('facts'), { recursive: true });
  const other = await clone.open();
  assert.deepEqual(unwrap(await other.status()).warnings, []);
  const theirs = unwrap(await other.query('versions', { prompt: 'p' })).map(({ id, number }) => ({ id, number }));
  assert.deepEqual(theirs, mine);
  await other.close();
}

/** Lets writers write for a while; everything is there afterwards, in one order. */
export async function endurance(
  folder: StoreFolder,
  plan: { readonly writers: number; readonly forMs: number },
): Promise<Tally> {
  await prepare(folder);
  const { writers: count, forMs } = plan;
  const options = { directory: folder.directory, commits: 1e6, words: 20, lock: true, forMs, tuning: {} };
  const names = Array.from({ length: count }, (_, index) => `w${index}`);
  const writers = await Promise.all(names.map((name) => startWriter({ ...options, name })));
  await expectEnds(writers, null);
  const acknowledged = writers.flatMap((writer) => writer.acknowledged);
  assert.ok(
    writers.every((writer) => writer.acknowledged.length > 0),
    'a writer never had its turn',
  );
  await expectComplete(folder, acknowledged, 'the end');
  await expectOrder(folder, writers);
  return { kills: 0, acknowledged: acknowledged.length };
}

/** Each writer's versions have rising numbers in the order in which they were acknowledged. */
async function expectOrder(folder: StoreFolder, writers: readonly Writer[]): Promise<void> {
  const store = await folder.open();
  const versions = unwrap(await store.query('versions', { prompt: 'p' }));
  const numbers = new Map(versions.map(({ id, number }) => [id, number]));
  for (const { acknowledged } of writers) {
    const own = acknowledged.map((id) => numbers.get(id) ?? 0);
    assert.deepEqual(
      own,
      own.toSorted((a, b) => a - b),
    );
  }
  await store.close();
}

/** Kills one writer at each of the points, all on the same store. */
export async function pointCampaign(
  folder: StoreFolder,
  points: readonly DyingPoint[],
  chores = false,
): Promise<Tally> {
  await prepare(folder);
  const acknowledged: string[] = [];
  const { directory } = folder;
  for (const [index, dieAt] of points.entries()) {
    const options = { directory, commits: 500, words: 100, lock: true, tuning: busyTuning, chores, dieAt };
    const writer = await startWriter({ ...options, name: `p${index}` });
    await expectEnds([writer], 'SIGKILL');
    acknowledged.push(...writer.acknowledged);
    await expectComplete(folder, acknowledged, JSON.stringify(dieAt));
  }
  return { kills: points.length, acknowledged: acknowledged.length };
}

/** Lets writers race each other to the end while this process reads along. */
export async function raceCampaign(
  folder: StoreFolder,
  plan: { readonly writers: number; readonly commits: number; readonly lock: boolean },
): Promise<Tally> {
  await prepare(folder);
  const { commits, lock } = plan;
  const options = { directory: folder.directory, commits, words: 20, lock, tuning: tuningFor(lock) };
  const names = Array.from({ length: plan.writers }, (_, index) => `w${index}`);
  const reader = await folder.open();
  const writers = await Promise.all(names.map((name) => startWriter({ ...options, name })));
  let running = true;
  const ends = expectEnds(writers, null).finally(() => (running = false));
  let seen = 0;
  while (running) {
    const count = await expectGapless(reader);
    assert.ok(count >= seen, 'a version went away');
    seen = count;
    await wait(5);
  }
  await ends;
  const acknowledged = writers.flatMap((writer) => writer.acknowledged);
  assert.equal(acknowledged.length, plan.writers * plan.commits);
  assert.equal(await expectGapless(reader), acknowledged.length);
  await reader.close();
  await expectComplete(folder, acknowledged, 'the end');
  return { kills: 0, acknowledged: acknowledged.length };
}

async function expectEnds(writers: readonly Writer[], wanted: string | null): Promise<void> {
  for (const { signal, code, errors } of await Promise.all(writers.map(({ ended }) => ended))) {
    assert.equal(signal, wanted, `exit code ${code}: ${errors}`);
    if (wanted === null) assert.equal(code, 0, errors);
  }
}

/** Versions are numbered from 1 without a gap, whoever wrote them. The result is how many there are. */
async function expectGapless(store: Store): Promise<number> {
  const versions = unwrap(await store.query('versions', { prompt: 'p' }));
  assert.deepEqual(
    versions.map(({ number }) => number),
    versions.map((_, index) => versions.length - index),
  );
  return versions.length;
}

/** Everything that was acknowledged is there, whole; nothing is there in part; the store is sound and can be written. */
async function expectComplete(folder: StoreFolder, acknowledged: readonly string[], when: string): Promise<void> {
  const store = await folder.open();
  await expectGapless(store);
  const versions = new Set(unwrap(await store.query('versions', { prompt: 'p' })).map(({ id }) => id));
  const comments = new Set(unwrap(await store.query('thread', { id: 't' }))?.comments.map(({ id }) => id));
  assert.deepEqual(
    acknowledged.filter((id) => !versions.has(id) || !comments.has(`c-${id}`)),
    [],
    `lost, ${when}`,
  );
  assert.equal(versions.size, comments.size, when);
  const { readOnly, skipped, warnings } = unwrap(await store.status());
  assert.deepEqual({ readOnly, skipped, warnings }, { readOnly: undefined, skipped: 0, warnings: [] }, when);
  assert.deepEqual(unwrap(await store.verify()), [], when);
  await store.close();
}

/** Every point at which a writer may die, early and late; frames are cut at each of the given shares. */
export function allPoints(shares: readonly number[]): readonly DyingPoint[] {
  const inAppend = shares.map((part): DyingPoint => ({ point: 'in-append', after: Math.ceil(part * 10), part }));
  const others = ['after-append', 'after-sync', 'after-create'] as const;
  const checkpoint = ['after-checkpoint-write', 'before-rename', 'after-rename', 'before-remove'] as const;
  return [
    ...inAppend,
    ...others.flatMap((point) => [0, 3].map((after): DyingPoint => ({ point, after, part: 1 }))),
    ...checkpoint.flatMap((point) => [0, 1, 2].map((after): DyingPoint => ({ point, after, part: 1 }))),
  ];
}
