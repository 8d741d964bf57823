import assert from 'node:assert/strict';
import { appendFileSync, cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { describe, test, type TestContext } from 'node:test';
import type { Result } from '../../server/src/base';
import type { Fact, Store } from '../../server/src/domain';
import type { StoreTuning } from '../../server/src/store';
import type { Disk } from '../../server/src/store/disk';
import { type DiskFailure, failingDisk, unhurriedDisk } from './support/failing-disk';
import { commentAdded, promptCreated, threadStarted, versionCommitted } from './support/facts';
import { StoreFolder, unwrap } from './support/store-folder';

/** Nothing waits for long, nothing happens by itself, and old journal files go at once. */
const tuning: Partial<StoreTuning> = { keepLogsMs: -1, commitPatienceMs: 5, lockPatienceMs: 20, idleMs: 3_600_000 };

/** The life after: locks that the failure left behind count for nothing. */
const afterwards = { disk: unhurriedDisk, tuning: { ...tuning, lock: { lease: -1, emptyAfter: -1 } } };

const setUp: readonly Fact[] = [promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })];

/** One commit: a version and a comment that go together. */
function commit(id: string): readonly Fact[] {
  return [versionCommitted({ prompt: 'p', version: id }), commentAdded({ comment: `c-${id}`, thread: 't' })];
}

/** A store with a closed generation, something in the journal since, and a file of another clone that is not taken in yet. */
async function lived(t: TestContext): Promise<StoreFolder> {
  const folder = new StoreFolder(t);
  const first = await folder.open({ tuning });
  unwrap(await first.append([...setUp, ...commit('old')]));
  unwrap(await first.share());
  const other = new StoreFolder(t);
  cpSync(folder.file('facts'), other.file('facts'), { recursive: true });
  const second = await other.open();
  unwrap(await second.append([commentAdded({ comment: 'theirs', thread: 't' })]));
  unwrap(await second.share());
  unwrap(await first.compact());
  unwrap(await first.append(commit('newer')));
  const copy = new StoreFolder(t);
  cpSync(folder.directory, copy.directory, { recursive: true }); // as a process that died would leave it
  cpSync(other.file('facts'), copy.file('facts'), { recursive: true });
  return copy;
}

/** What a life of a store ended with. */
interface Outcome {
  readonly acknowledged: readonly string[];
  readonly refused: readonly string[];
  /** Everything that was answered, by step. */
  readonly answers: ReadonlyMap<string, Result<unknown>>;
}

/** Opens, commits, checkpoints, rotates, compacts, shares, answers, checks and closes. */
async function live(folder: StoreFolder, disk: Disk, isNew: boolean): Promise<Outcome> {
  const acknowledged: string[] = [];
  const refused: string[] = [];
  const answers = new Map<string, Result<unknown>>();
  const opened = await folder.tryOpen({ disk, tuning });
  answers.set('open', opened);
  if (!opened.ok) return { acknowledged, refused, answers };
  const store = opened.value;
  const append = async (id: string): Promise<void> => {
    const first = isNew && acknowledged.length === 0;
    const answer = await store.append([...(first ? setUp : []), ...commit(id)]);
    answers.set(`append ${id}`, answer);
    (answer.ok ? acknowledged : refused).push(id);
  };
  await append('a');
  await append('b');
  await append('c');
  answers.set('checkpoint', await store.checkpoint());
  answers.set('compact', await store.compact());
  answers.set('share', await store.share());
  answers.set('query', await store.query('thread', { id: 't' }));
  answers.set('status', await store.status());
  await append('d');
  await store.close();
  return { acknowledged, refused, answers };
}

/** Every fault says what failed and what to do. */
function expectClear(answers: Outcome['answers'], when: string): void {
  for (const [step, answer] of answers) {
    if (answer.ok) continue;
    const { code, message, help } = answer.fault;
    assert.ok(['io', 'read-only'].includes(code), `${when}: ${step}: ${code}: ${message}`);
    assert.match(message, /^[A-Z].{10,}[.]$/s, `${when}: ${step}: ${message}`);
    assert.match(help ?? '', /^[A-Z].{10,}/s, `${when}: ${step}: no help with: ${message}`);
  }
}

/** The ids of versions and comments, which must be there together. */
async function commits(store: Store, when: string): Promise<ReadonlySet<string>> {
  const versions = unwrap(await store.query('versions', { prompt: 'p' })).map(({ id }) => id);
  const comments = unwrap(await store.query('thread', { id: 't' }))?.comments.map(({ id }) => id) ?? [];
  const own = comments.filter((id) => id !== 'theirs').map((id) => id.replace(/^c-/, ''));
  assert.deepEqual([...versions].sort(), own.sort(), `${when}: a commit is there in part`);
  return new Set(comments.includes('theirs') ? [...versions, 'theirs'] : versions);
}

/** The store opens with a sound disk, has all that was acknowledged, nothing in part, and goes on. */
async function expectSound(folder: StoreFolder, expected: readonly string[], when: string): Promise<void> {
  const store = unwrap(await folder.tryOpen(afterwards));
  const present = await commits(store, when);
  assert.deepEqual(
    expected.filter((id) => !present.has(id)),
    [],
    `${when}: lost`,
  );
  unwrap(await store.append([...(present.size === 0 ? setUp : []), ...commit('after')]));
  const { readOnly, skipped, warnings } = unwrap(await store.status());
  assert.deepEqual({ readOnly, skipped, warnings }, { readOnly: undefined, skipped: 0, warnings: [] }, when);
  unwrap(await store.checkpoint());
  assert.deepEqual(unwrap(await store.verify()), [], when);
  await store.close();
  assert.match(readFileSync(folder.file('.gitignore'), 'utf8'), /facts/, `${when}: git would see the journal`);
}

/** Each way to fail, and whether it goes on. */
const ways: readonly { readonly failure: DiskFailure; readonly lasting: boolean }[] = [
  { failure: 'EIO', lasting: false },
  { failure: 'EACCES', lasting: false },
  { failure: 'ENOSPC', lasting: false },
  { failure: 'ENOSPC', lasting: true },
  { failure: 'short', lasting: false },
];

/** A new store differs in what it writes first; what is read fails in the used one. */
function isWorthwhile({ failure, lasting }: (typeof ways)[number], isNew: boolean): boolean {
  return isNew ? failure !== 'EIO' : failure !== 'ENOSPC' || lasting;
}

describe('whichever call of the disk fails, nothing acknowledged is lost and the store goes on', () => {
  for (const isNew of [true, false])
    for (const { failure, lasting } of ways.filter((one) => isWorthwhile(one, isNew)))
      test(`${failure} ${lasting ? 'from then on' : 'once'}, in a ${isNew ? 'new' : 'used'} store`, async (t) => {
        const from = isNew ? undefined : await lived(t);
        const known = isNew ? [] : ['old', 'newer', 'theirs'];
        const suffer = async (disk: Disk, when: string): Promise<Outcome> => {
          const folder = new StoreFolder(t);
          if (from !== undefined) cpSync(from.directory, folder.directory, { recursive: true });
          const outcome = await live(folder, disk, isNew);
          expectClear(outcome.answers, when);
          await expectSound(folder, [...known, ...outcome.acknowledged], when);
          folder.remove();
          return outcome;
        };
        const whole = failingDisk(failure, Infinity);
        assert.deepEqual((await suffer(whole.disk, 'no failure')).refused, []);
        for (const [index, call] of whole.calls.entries()) {
          const { disk } = failingDisk(failure, index, lasting);
          await suffer(disk, `${failure} at call ${index} (${call})`);
        }
        assert.ok(whole.calls.length > 5);
        t.diagnostic(`${whole.calls.length} calls, each failed in a life of its own`);
      });
});

/** A journal in which a bit of the second of three commits has flipped, and no checkpoint. */
async function damaged(t: TestContext): Promise<StoreFolder> {
  const folder = new StoreFolder(t);
  const store = await folder.open();
  unwrap(await store.append(setUp));
  unwrap(await store.append(commit('a')));
  const log = folder.file('store.log.000001');
  const { size } = statSync(log);
  unwrap(await store.append(commit('b')));
  unwrap(await store.append(commit('c')));
  await store.close();
  for (const name of ['store.db', 'store.db.prev']) rmSync(folder.file(name), { force: true });
  const bytes = readFileSync(log);
  bytes[size + 40] = (bytes[size + 40] ?? 0) ^ 1;
  writeFileSync(log, bytes);
  appendFileSync(log, '\n0bad');
  return folder;
}

describe('whichever call of the disk fails while a damaged store is salvaged, another salvage keeps what can be read', () => {
  for (const { failure, lasting } of ways)
    test(`${failure} ${lasting ? 'from then on' : 'once'}`, async (t) => {
      const from = await damaged(t);
      const suffer = async (disk: Disk, when: string): Promise<void> => {
        const folder = new StoreFolder(t);
        cpSync(from.directory, folder.directory, { recursive: true });
        const opened = await folder.tryOpen({ disk, tuning, salvage: true });
        expectClear(new Map([['salvage', opened]]), when);
        if (opened.ok) await opened.value.close();
        const store = unwrap(await folder.tryOpen({ ...afterwards, salvage: true }));
        unwrap(await store.append(commit('after')));
        assert.deepEqual([...(await commits(store, when))].sort(), ['a', 'after', 'c'], when);
        await store.close();
        const kept = folder.names().filter((name) => /^store\.log\.\d+/.test(name));
        assert.ok(
          kept.some((name) => folder.read(name).includes('0bad')),
          `${when}: the damaged file is gone`,
        );
        folder.remove();
      };
      const whole = failingDisk(failure, Infinity);
      await suffer(whole.disk, 'no failure');
      for (const [index, call] of whole.calls.entries())
        await suffer(failingDisk(failure, index, lasting).disk, `${failure} at call ${index} (${call})`);
    });
});
