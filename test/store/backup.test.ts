import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Store } from '../../server/src/domain';
import { backUp, checkBackup, restoreFacts, strangerIn } from '../../server/src/store';
import { sharedRows } from './support/clones';
import {
  aliasMoved,
  commentAdded,
  deployed,
  promptCreated,
  runRecorded,
  threadStarted,
  versionCommitted,
} from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';
import { startWriter } from './support/writers';

const clock = { now: (): number => Date.UTC(2026, 5, 1) };

/** A store with something of everything. */
async function filled(t: TestContext): Promise<{ readonly folder: StoreFolder; readonly store: Store }> {
  const folder = new StoreFolder(t);
  const store = await folder.open();
  unwrap(
    await store.append([
      promptCreated({ prompt: 'p' }),
      versionCommitted({ prompt: 'p', version: 'v1' }),
      versionCommitted({ prompt: 'p', version: 'v2', semver: '1.1.0', parents: ['v1'] }),
      aliasMoved({ id: 'a1', prompt: 'p', alias: 'stable', to: 'v1' }),
      deployed({ deployment: 'd1', environment: 'production', changes: [{ prompt: 'p', to: 'v1' }] }),
      threadStarted({ thread: 't', prompt: 'p' }),
      commentAdded({ comment: 'c', thread: 't', body: 'läßt "alles"\n\u2028 gelten 😀' }),
      runRecorded({ run: 'r', prompt: 'p', results: [{ case: 'one', outcome: 'passed', latencyMs: 3 }] }),
    ]),
  );
  return { folder, store };
}

function fileIn({ workspace }: StoreFolder): string {
  return path.join(workspace, 'backup.gz');
}

async function restore(store: Store, file: string): Promise<void> {
  unwrap(await restoreFacts(store, file, unwrap(await checkBackup(file))));
}

describe('a backup', () => {
  test('holds everything: what is restored from it gives the same rows, runs too', async (t) => {
    const { folder, store } = await filled(t);
    const file = fileIn(folder);
    const report = unwrap(await backUp(store, { file, clock }));
    assert.equal(report.facts, 8);
    assert.equal(report.bytes, readFileSync(file).length);
    const other = new StoreFolder(t);
    const restored = await other.open();
    await restore(restored, file);
    assert.deepEqual(await sharedRows(restored), await sharedRows(store));
    assert.deepEqual(
      unwrap(await restored.query('runs', { prompt: 'p' })),
      unwrap(await store.query('runs', { prompt: 'p' })),
    );
    assert.deepEqual(unwrap(await restored.verify()), []);
    const again = unwrap(await backUp(restored, { file: fileIn(other), clock }));
    assert.equal(again.digest, report.digest);
    unwrap(await restored.append([commentAdded({ comment: 'later', thread: 't' })]));
  });

  test('of an empty store can be restored', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    assert.equal(unwrap(await backUp(store, { file: fileIn(folder), clock })).facts, 0);
    await restore(store, fileIn(folder));
    assert.equal(existsSync(folder.directory), false);
  });

  test('never takes the place of a file, and leaves nothing behind when it cannot be written', async (t) => {
    const { folder, store } = await filled(t);
    writeFileSync(fileIn(folder), 'mine');
    assert.equal(faultOf(await backUp(store, { file: fileIn(folder), clock })).code, 'conflict');
    assert.equal(readFileSync(fileIn(folder), 'utf8'), 'mine');
    const nowhere = path.join(folder.workspace, 'no/such/folder.gz');
    const { message, help } = faultOf(await backUp(store, { file: nowhere, clock }));
    assert.match(message, /there is no such file or folder/);
    assert.match(help ?? '', /another file/);
    const stopped = { file: path.join(folder.workspace, 'stopped'), clock, signal: AbortSignal.abort() };
    assert.equal(faultOf(await backUp(store, stopped)).code, 'cancelled');
    assert.deepEqual(readdirSync(folder.workspace).sort(), ['.galley', 'backup.gz']);
  });

  test('made while others write holds the beginning of the history, whole', { timeout: 60_000 }, async (t) => {
    const { folder, store } = await filled(t);
    const { directory } = folder;
    const options = { directory, commits: 60, words: 20, lock: true, tuning: {} };
    const writers = await Promise.all(['a', 'b'].map((name) => startWriter({ ...options, name })));
    const files: string[] = [];
    let running = true;
    const ends = Promise.all(writers.map(({ ended }) => ended)).finally(() => (running = false));
    do {
      const file = path.join(folder.workspace, `${files.length}.gz`);
      const before = writers.flatMap(({ acknowledged }) => acknowledged);
      unwrap(await backUp(store, { file, clock }));
      const { ids } = unwrap(await checkBackup(file));
      for (const id of before) assert.ok(ids.has(`f-${id}`) && ids.has(`f-c-${id}`), `${id} is not in ${file}`);
      files.push(file);
    } while (running);
    await ends;
    const last = files.at(-1) ?? '';
    const other = await new StoreFolder(t).open();
    await restore(other, last);
    const numbers = unwrap(await other.query('versions', { prompt: 'p' })).map(({ number }) => number);
    assert.deepEqual(
      numbers,
      numbers.map((_, index) => numbers.length - index),
    );
    assert.deepEqual(unwrap(await other.verify()), []);
  });
});

describe('restoring', () => {
  test('that was interrupted goes on; what the backup does not know is found', async (t) => {
    const { folder, store } = await filled(t);
    const file = fileIn(folder);
    unwrap(await backUp(store, { file, clock }));
    const backup = unwrap(await checkBackup(file));
    const half = await new StoreFolder(t).open();
    const { facts } = unwrap(await store.query('history', { limit: 3 }));
    unwrap(await half.takeIn(facts));
    assert.equal(unwrap(await strangerIn(half, backup)), undefined);
    unwrap(await restoreFacts(half, file, backup));
    assert.deepEqual(await sharedRows(half), await sharedRows(store));
    unwrap(await half.append([commentAdded({ comment: 'new', thread: 't' })]));
    assert.equal(unwrap(await strangerIn(half, backup)), 'f-new');
  });

  test('sets the present store aside, whose other writer goes on in the new one', async (t) => {
    const { folder, store } = await filled(t);
    const file = fileIn(folder);
    unwrap(await backUp(store, { file, clock }));
    unwrap(await store.append([commentAdded({ comment: 'since', thread: 't' })]));
    unwrap(await store.checkpoint());
    const fresh = await folder.open({ setAside: 'replaced-1' });
    assert.deepEqual(unwrap(await fresh.query('prompts', undefined)), []);
    await restore(fresh, file);
    unwrap(await store.append([commentAdded({ comment: 'mine', thread: 't' })]));
    const comments = unwrap(await fresh.query('thread', { id: 't' }))?.comments.map(({ id }) => id);
    assert.deepEqual(comments, ['c', 'mine']);
    const old = new StoreFolder(t);
    cpSync(folder.file('replaced-1'), old.directory, { recursive: true });
    const kept = unwrap(await (await old.open()).query('thread', { id: 't' }))?.comments.map(({ id }) => id);
    assert.deepEqual(kept, ['c', 'since']);
  });

  const lines = (bytes: Buffer): string[] => gunzipSync(bytes).toString('utf8').split('\n').slice(0, -1);
  const packed = (text: readonly string[]): Buffer => gzipSync(text.map((line) => `${line}\n`).join(''));
  for (const [what, change, said] of [
    ['nothing', () => Buffer.alloc(0), /it is empty|no gzip/],
    ['no gzip file', () => Buffer.from('hello'), /no gzip file/],
    ['a gzip file of something else', () => gzipSync('hello\n'), /does not begin as one|end is missing/],
    ['cut in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1), /cut or changed/],
    ['without its end', (bytes: Buffer) => packed(lines(bytes).slice(0, -1)), /end is missing/],
    ['without one fact', (bytes: Buffer) => packed(lines(bytes).toSpliced(3, 1)), /its 7 facts are not the 8/],
    [
      'with another text in a fact',
      (bytes: Buffer) => packed(lines(bytes).map((line) => line.replace('make v1', 'made v1'))),
      /:3 .*checksum does not fit/,
    ],
    ['with two facts changed about', (bytes: Buffer) => packed(swapped(lines(bytes))), /:4 .*not in its place/],
    [
      'from the future',
      (bytes: Buffer) => packed([lines(bytes)[0]?.replace('"form":1', '"form":2') ?? '', ...lines(bytes).slice(1)]),
      /newer Galley/,
    ],
    ['a line without end', () => gzipSync(Buffer.alloc(80 * 1024 * 1024, 'x')), /too long/],
    ['deeply nested', () => packed([`{"a":${'['.repeat(200_000)}`, '{}']), /does not begin as one/],
  ] as const)
    test(`refuses a file that is ${what}`, async (t) => {
      const { folder, store } = await filled(t);
      const file = fileIn(folder);
      unwrap(await backUp(store, { file, clock }));
      writeFileSync(file, change(readFileSync(file)));
      const { code, message, help } = faultOf(await checkBackup(file));
      assert.equal(code, 'damaged');
      assert.match(message, said);
      assert.ok(help !== undefined);
    });

  test('refuses a file that is not there, or a folder', async (t) => {
    const folder = new StoreFolder(t);
    assert.equal(faultOf(await checkBackup(fileIn(folder))).code, 'not-found');
    assert.match(faultOf(await checkBackup(folder.workspace)).message, /it is a folder/);
  });
});

function swapped(text: readonly string[]): readonly string[] {
  const [head = '', first = '', second = '', third = '', ...rest] = text;
  return [head, first, third, second, ...rest];
}
