import assert from 'node:assert/strict';
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

/**
 * Kills writers at random moments, all at once, round after round on the same store; after each round another process
 * finds everything that was acknowledged. */
export async function killCampaign(
  folder: StoreFolder,
  plan: { readonly rounds: number; readonly writers: number; readonly lock: boolean },
): Promise<Tally> {
  await prepare(folder);
  const { directory } = folder;
  const acknowledged: string[] = [];
  for (let round = 0; round < plan.rounds; round++) {
    const options = { directory, commits: 1e6, words: 100, lock: plan.lock, tuning: tuningFor(plan.lock) };
    const names = Array.from({ length: plan.writers }, (_, index) => `r${round}w${index}`);
    const writers = await Promise.all(names.map((name) => startWriter({ ...options, name })));
    await Promise.all(writers.map(({ ready }) => ready));
    await wait(Math.random() * 150);
    for (const writer of writers) writer.kill('SIGKILL');
    await expectEnds(writers, 'SIGKILL');
    acknowledged.push(...writers.flatMap((writer) => writer.acknowledged));
    await expectComplete(folder, acknowledged, `round ${round}`);
  }
  return { kills: plan.rounds * plan.writers, acknowledged: acknowledged.length };
}

/** Kills one writer at each of the points, all on the same store. */
export async function pointCampaign(folder: StoreFolder, points: readonly DyingPoint[]): Promise<Tally> {
  await prepare(folder);
  const acknowledged: string[] = [];
  for (const [index, dieAt] of points.entries()) {
    const options = { directory: folder.directory, commits: 500, words: 100, lock: true, tuning: busyTuning, dieAt };
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
  const { readOnly, skipped } = unwrap(await store.status());
  assert.deepEqual({ readOnly, skipped }, { readOnly: undefined, skipped: 0 }, when);
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
