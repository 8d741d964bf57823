import assert from 'node:assert/strict';
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Fact, Store } from '../../server/src/domain';
import type { StoreTuning } from '../../server/src/store';
import { nodeDisk, type Disk } from '../../server/src/store/disk';
import { encodeFrame, frameSchema, journalLines, type Frame } from '../../server/src/store/journal/frame';
import { Journal } from '../../server/src/store/journal/journal';
import { fromRoot } from '../support/repo';
import { diskError, diskWith, recordingDisk } from './support/disks';
import { commentAdded, promptCreated, threadStarted, versionCommitted } from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';

const setUp: readonly Fact[] = [promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })];
/** Every checkpoint closes the generation, and nothing old is kept longer than it must. */
const rotating: Partial<StoreTuning> = { checkpointBytes: 1, keepLogsMs: -1 };

function comment(id: string): Fact {
  return commentAdded({ comment: id, thread: 't' });
}

async function say(store: Store, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) unwrap(await store.append([comment(id)]));
}

/** Ids of the comments that a store answers with. */
async function heard(store: Store): Promise<readonly string[]> {
  return (unwrap(await store.query('thread', { id: 't' }))?.comments ?? []).map(({ id }) => id);
}

async function seeded(folder: StoreFolder, options?: Parameters<StoreFolder['open']>[0]): Promise<Store> {
  const store = await folder.open(options);
  unwrap(await store.append(setUp));
  return store;
}

/** A frame by another writer. */
function foreignFrame(base: number, facts: readonly unknown[], more: Partial<Frame> = {}): Buffer {
  return encodeFrame({ base, writer: 'stranger', number: 1, schema: frameSchema, facts, close: false, ...more });
}

function flipByte(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

const firstLog = 'store.log.000001';

describe('I1: a journal file is only ever appended to', () => {
  test('whatever happens, what a file held stays its beginning', async (t) => {
    const folder = new StoreFolder(t);
    const seen = new Map<string, Buffer>();
    const check = (): void => {
      for (const name of folder.logs()) {
        const before = seen.get(name) ?? Buffer.alloc(0);
        const now = folder.read(name);
        assert.ok(now.subarray(0, before.length).equals(before), `${name} was rewritten`);
        seen.set(name, now);
      }
    };
    let failing = false;
    const disk = diskWith({
      append: (handle, bytes) => nodeDisk.append(handle, failing ? bytes.subarray(0, 9) : bytes),
    });
    const one = await seeded(folder, { disk });
    const two = await folder.open();
    for (let round = 0; round < 4; round++) {
      await say(one, `one-${round}`);
      check();
      await say(two, `two-${round}`);
      check();
      failing = true;
      assert.equal((await one.append([comment(`torn-${round}`)])).ok, false);
      failing = false;
      check();
      const rotates = await folder.open({ tuning: { checkpointBytes: 1 } });
      unwrap(await rotates.checkpoint());
      check();
    }
    assert.equal(seen.size, 5);
    assert.equal((await heard(two)).length, 8);
  });
});

describe('I2: a frame is valid if its base is the end of the last valid frame', () => {
  test('the first in the order of the file wins', async (t) => {
    const folder = new StoreFolder(t);
    await (await seeded(folder)).close();
    const base = statSync(folder.file(firstLog)).size;
    appendFileSync(folder.file(firstLog), foreignFrame(base, [comment('wins')]));
    appendFileSync(folder.file(firstLog), foreignFrame(base, [comment('void')]));
    const store = await folder.open();
    await say(store, 'next');
    assert.deepEqual(await heard(store), ['wins', 'next']);
  });

  test('a frame that lost the race is retried by its author', async (t) => {
    const folder = new StoreFolder(t);
    let intruder: (() => void) | undefined;
    const disk = diskWith({
      append(handle, bytes) {
        intruder?.();
        return nodeDisk.append(handle, bytes);
      },
    });
    const store = await seeded(folder, { disk });
    const base = statSync(folder.file(firstLog)).size;
    intruder = () => {
      intruder = undefined;
      appendFileSync(folder.file(firstLog), foreignFrame(base, [comment('intruder')]));
    };
    await say(store, 'mine');
    assert.deepEqual(await heard(store), ['intruder', 'mine']);
    const frames = [...journalLines(folder.read(firstLog), 0)].map((line) => line.frame);
    assert.deepEqual(
      frames.map((frame) => frame?.base),
      [0, base, base, frames[1] && base + foreignFrame(base, [comment('intruder')]).length],
    );
  });

  test('the retry is checked against what the winner left', async (t) => {
    const folder = new StoreFolder(t);
    let intrude = false;
    const disk = diskWith({
      append(handle, bytes) {
        if (intrude) {
          const rival = versionCommitted({ prompt: 'p', version: 'rival' });
          appendFileSync(folder.file(firstLog), foreignFrame(statSync(folder.file(firstLog)).size, [rival]));
        }
        intrude = false;
        return nodeDisk.append(handle, bytes);
      },
    });
    const store = await seeded(folder, { disk });
    intrude = true;
    const result = await store.append(
      [versionCommitted({ prompt: 'p', version: 'mine' })],
      [{ kind: 'head', prompt: 'p', branch: 'main', version: undefined }],
    );
    assert.match(faultOf(result).message, /^The head of main moved to #1 1\.0\.0 by Ada/);
    assert.deepEqual(
      unwrap(await store.query('versions', { prompt: 'p' })).map(({ id }) => id),
      ['rival'],
    );
  });
});

describe('I3: nothing is acknowledged before it is on disk', () => {
  test('an append waits for the data and, in a new generation, for the entry of the file', async (t) => {
    const folder = new StoreFolder(t);
    const { disk, calls } = recordingDisk();
    const store = await folder.open({ disk });
    const during = async (facts: readonly Fact[]): Promise<readonly string[]> => {
      calls.length = 0;
      unwrap(await store.append(facts));
      return calls.filter((name) => ['append', 'sync', 'syncFolder'].includes(name));
    };
    // The first syncFolder is for the entry of the new `.galley` in its workspace.
    assert.deepEqual(await during(setUp), ['syncFolder', 'append', 'sync', 'syncFolder']);
    assert.deepEqual(await during([comment('a')]), ['append', 'sync']);
  });

  for (const call of ['sync', 'syncFolder'] as const)
    test(`when ${call} fails the store is read-only until it is opened again`, async (t) => {
      const folder = new StoreFolder(t);
      let failing = false;
      const disk = diskWith({
        sync: (handle) => (failing && call === 'sync' ? Promise.reject(diskError('EIO')) : nodeDisk.sync(handle)),
        syncFolder(name) {
          if (failing && call === 'syncFolder') throw diskError('EIO');
          nodeDisk.syncFolder(name);
        },
      });
      await (await seeded(folder, { tuning: rotating })).close();
      const store = await folder.open({ disk });
      failing = true;
      const failed = faultOf(await store.append([comment('unsure')]));
      assert.equal(failed.code, 'io');
      assert.match(failed.message, /did not confirm a write .*may or may not be stored/);
      failing = false;
      assert.deepEqual(faultOf(await store.append([comment('b')])), failed);
      assert.deepEqual(faultOf(await store.checkpoint()), failed);
      assert.equal(unwrap(await store.status()).readOnly, failed.message);
      const reopened = await folder.open();
      await say(reopened, 'later');
      assert.equal((await heard(reopened)).at(-1), 'later');
    });
});

describe('I4: the tables move only by frames that are at their place', () => {
  for (const [what, append] of [
    [
      'takes a part',
      (handle: number, bytes: Uint8Array) => nodeDisk.append(handle, bytes.subarray(0, bytes.length - 3)),
    ],
    ['takes nothing', () => 0],
    [
      'is full',
      () => {
        throw diskError('ENOSPC');
      },
    ],
  ] as const)
    test(`a disk that ${what}: the append is refused, nothing is lost, and the next one goes through`, async (t) => {
      const folder = new StoreFolder(t);
      let failing = false;
      const disk = diskWith({
        append: (handle, bytes) => (failing ? append(handle, bytes) : nodeDisk.append(handle, bytes)),
      });
      const store = await seeded(folder, { disk });
      await say(store, 'a');
      failing = true;
      const fault = faultOf(await store.append([comment('refused')]));
      assert.equal(fault.code, 'io');
      assert.match(fault.help ?? '', /Nothing was stored/);
      assert.deepEqual(await heard(store), ['a']);
      failing = false;
      await say(store, 'b');
      assert.deepEqual(await heard(await folder.open()), ['a', 'b']);
    });
});

describe('I5: a checkpoint says where in the journal it stands', () => {
  test('a new reader starts there and reads only what came after', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a', 'b');
    unwrap(await store.checkpoint());
    const from = statSync(folder.file(firstLog)).size;
    await say(store, 'c');
    const reads: (readonly [number, number])[] = [];
    const disk = diskWith({
      readAt(handle, position, length) {
        reads.push([position, length]);
        return nodeDisk.readAt(handle, position, length);
      },
    });
    assert.deepEqual(await heard(await folder.open({ disk })), ['a', 'b', 'c']);
    assert.deepEqual(reads, [[from, statSync(folder.file(firstLog)).size - from]]);
  });

  test('what it holds of the journal is on disk before it is', async (t) => {
    const folder = new StoreFolder(t);
    const { disk, calls } = recordingDisk();
    const store = await seeded(folder);
    const other = await folder.open({ disk });
    await say(store, 'a'); // on disk by its author's word; the other process cannot know
    calls.length = 0;
    unwrap(await other.checkpoint());
    const order = calls.filter((name) => ['sync', 'writeWhole', 'rename', 'syncFolder'].includes(name));
    assert.deepEqual(order, ['sync', 'syncFolder', 'writeWhole', 'rename', 'syncFolder']);
  });
});

describe('I6: damage is said, never hidden', () => {
  /** Comments a, b and c without a checkpoint, and a flipped bit in b. */
  async function damage(folder: StoreFolder): Promise<void> {
    const store = await seeded(folder);
    await say(store, 'a');
    const lost = statSync(folder.file(firstLog)).size;
    await say(store, 'b', 'c');
    await store.close();
    rmSync(folder.file('store.db'));
    flipByte(folder.file(firstLog), lost + 40);
  }

  test('a flipped bit: what can be read is read, nothing is written, salvage keeps the rest', async (t) => {
    const folder = new StoreFolder(t);
    await damage(folder);
    const store = await folder.open();
    assert.deepEqual(await heard(store), ['a']);
    const fault = faultOf(await store.append([comment('d')]));
    assert.equal(fault.code, 'damaged');
    assert.match(fault.message, /store\.log\.000001: commits before byte \d+ cannot be read/);
    assert.match(fault.help ?? '', /galley doctor --repair/);
    assert.equal(unwrap(await store.status()).readOnly, fault.message);
    assert.equal(faultOf(await store.checkpoint()).code, 'damaged');
    await store.close();

    const salvaged = await folder.open({ salvage: true });
    assert.deepEqual(await heard(salvaged), ['a', 'c']);
    assert.deepEqual(unwrap(await salvaged.status()).warnings, [
      'Commits were lost in 1 place of the journal.',
      `${firstLog} is damaged: it was set aside as ${firstLog}.damaged.`,
    ]);
    await say(salvaged, 'd');
    await salvaged.close();
    assert.deepEqual(await heard(await folder.open()), ['a', 'c', 'd']);
    assert.ok(folder.names().includes(`${firstLog}.damaged`));
  });

  test('a store that was open when the damage was done goes on with the salvaged one', async (t) => {
    const folder = new StoreFolder(t);
    const unaware = await seeded(folder);
    await say(unaware, 'a');
    const lost = statSync(folder.file(firstLog)).size;
    await say(unaware, 'b', 'c');
    flipByte(folder.file(firstLog), lost + 40);
    await (await folder.open({ salvage: true })).close();
    await say(unaware, 'd');
    assert.deepEqual(await heard(await folder.open()), ['a', 'c', 'd']);
  });

  test('a store that was open in a sound generation goes on with the salvaged one', async (t) => {
    const folder = new StoreFolder(t);
    const unaware = await seeded(folder);
    await say(unaware, 'a');
    const rotator = await folder.open({ tuning: { checkpointBytes: 1 } });
    unwrap(await rotator.checkpoint());
    await say(unaware, 'b');
    rmSync(folder.file('store.db'));
    const size = statSync(folder.file(firstLog)).size;
    flipByte(folder.file(firstLog), size - 150); // in a, before the close frame
    await (await folder.open({ salvage: true })).close();
    assert.deepEqual(folder.logs(), [`${firstLog}.damaged`, 'store.log.000002', 'store.log.000003']);
    await say(unaware, 'c');
    assert.deepEqual(await heard(await folder.open()), ['b', 'c']);
  });

  test('generations that others make while the store is opened are not damage', async (t) => {
    const folder = new StoreFolder(t);
    await say(await seeded(folder), 'a');
    const other = new Journal(nodeDisk, folder.directory, 'other', { generation: 1, offset: 0 });
    t.after(() => other.close());
    other.read();
    const list: Disk['list'] = (directory) => {
      other.append({ close: true });
      other.read();
      other.create();
      return nodeDisk.list(directory);
    };
    const reader = await folder.open({ disk: diskWith({ list }) });
    assert.equal(unwrap(await reader.status()).readOnly, undefined);
    assert.ok(other.position.generation > 1);
    assert.deepEqual(await heard(reader), ['a']);
  });

  test('a generation that goes on without its close frame is damage', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a');
    const size = statSync(folder.file(firstLog)).size;
    const rotator = await folder.open({ tuning: { checkpointBytes: 1 } });
    unwrap(await rotator.checkpoint());
    rmSync(folder.file('store.db'));
    writeFileSync(folder.file(firstLog), folder.read(firstLog).subarray(0, size));
    const reader = await folder.open();
    assert.match(unwrap(await reader.status()).readOnly ?? '', /goes on after generation 1, which has lost its end/);
    assert.deepEqual(await heard(reader), ['a']);
  });

  test('salvage leaves a sound store as it is', async (t) => {
    const folder = new StoreFolder(t);
    await (await seeded(folder)).close();
    const before = folder.names();
    const store = await folder.open({ salvage: true });
    assert.deepEqual(folder.names(), before);
    assert.deepEqual(unwrap(await store.status()).warnings, []);
  });

  test('a missing generation with later ones present is damage', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder, { tuning: { checkpointBytes: 1 } });
    unwrap(await store.checkpoint());
    await say(store, 'a');
    await store.close();
    rmSync(folder.file('store.db'));
    rmSync(folder.file('store.db.prev'));
    rmSync(folder.file(firstLog));
    assert.equal(faultOf(await folder.tryOpen()).code, 'damaged');
    const salvaged = await folder.open({ salvage: true });
    assert.deepEqual(await heard(salvaged), []); // the thread was in the lost generation
    assert.equal(unwrap(await salvaged.status()).skipped, 1);
  });

  test('a missing journal is damage, even where the checkpoint is sound', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a');
    await store.close();
    rmSync(folder.file(firstLog));
    const reader = await folder.open();
    assert.match(unwrap(await reader.status()).readOnly ?? '', /store\.log\.000001 is missing/);
    assert.deepEqual(await heard(reader), ['a']);
    assert.equal(faultOf(await reader.append([comment('b')])).code, 'damaged');
  });

  test('a journal shorter than the checkpoint is damage', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a');
    await store.close();
    writeFileSync(folder.file(firstLog), folder.read(firstLog).subarray(0, 100));
    const reader = await folder.open();
    assert.match(unwrap(await reader.status()).readOnly ?? '', /shorter/);
    assert.deepEqual(await heard(reader), ['a']);
    await reader.close();
    const salvaged = await folder.open({ salvage: true });
    await say(salvaged, 'b');
    assert.deepEqual(await heard(salvaged), ['a', 'b']);
    assert.equal(folder.read(`${firstLog}.damaged`).subarray(0, 100).length, 100);
    assert.deepEqual(unwrap(await salvaged.status()).warnings, [
      `The end of ${firstLog} is missing: commits may have been lost with it.`,
      `${firstLog} is damaged: it was set aside as ${firstLog}.damaged.`,
    ]);
    unwrap(await salvaged.compact());
    assert.ok(folder.names().includes(`${firstLog}.damaged`));
    assert.deepEqual(unwrap(await salvaged.verify()), []);
  });

  for (const [what, tail] of [
    ['torn', foreignFrame(0, [comment('x')]).subarray(0, -4)],
    ['zero-filled', Buffer.alloc(5000)],
    ['noise', Buffer.from(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 251))],
    ['a torn newline', Buffer.from('\n')],
  ] as const)
    test(`a ${what} tail is no damage, and what comes after it counts`, async (t) => {
      const folder = new StoreFolder(t);
      const store = await seeded(folder);
      await say(store, 'a');
      await store.close();
      appendFileSync(folder.file(firstLog), tail);
      const next = await folder.open();
      await say(next, 'b');
      assert.deepEqual(await heard(next), ['a', 'b']);
      assert.deepEqual(await heard(await folder.open()), ['a', 'b']);
      assert.equal(unwrap(await next.status()).readOnly, undefined);
    });
});

describe('I7: a close frame ends its generation', () => {
  test('frames after it are void, and writers go on in the next generation', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    const late = await folder.open();
    const base = statSync(folder.file(firstLog)).size;
    const close = foreignFrame(base, [], { close: true });
    appendFileSync(folder.file(firstLog), close);
    appendFileSync(folder.file(firstLog), foreignFrame(base + close.length, [comment('void')]));
    await say(store, 'a');
    await say(late, 'b');
    assert.deepEqual(await heard(store), ['a', 'b']);
    assert.deepEqual(folder.logs(), [firstLog, 'store.log.000002']);
  });

  test('the close frame is on disk before the next generation is there', async (t) => {
    const folder = new StoreFolder(t);
    const { disk, calls } = recordingDisk();
    const store = await seeded(folder, { disk });
    const rotator = await folder.open({ disk, tuning: { checkpointBytes: 1 } });
    await heard(store);
    calls.length = 0;
    unwrap(await rotator.checkpoint());
    const order = calls.filter((name) => ['append', 'sync', 'create', 'syncFolder', 'writeWhole'].includes(name));
    // The first two create .gitignore, which is there, and the lock.
    assert.deepEqual(order.slice(0, 2), ['create', 'append']);
    assert.deepEqual(order.slice(2, 7), ['sync', 'syncFolder', 'create', 'sync', 'syncFolder']);
    assert.equal(order.at(-2), 'writeWhole');
  });

  test('a writer that lost to the close frame tries again after it', async (t) => {
    const folder = new StoreFolder(t);
    let closing = false;
    const disk = diskWith({
      append(handle, bytes) {
        if (closing) {
          const base = statSync(folder.file(firstLog)).size;
          appendFileSync(folder.file(firstLog), foreignFrame(base, [], { close: true }));
        }
        closing = false;
        return nodeDisk.append(handle, bytes);
      },
    });
    const store = await seeded(folder, { disk });
    closing = true;
    await say(store, 'a');
    assert.deepEqual(await heard(await folder.open()), ['a']);
  });
});

describe('I8: the lock is a courtesy for commits and a must for checkpoints', () => {
  test('held for ever by a live process', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder, { tuning: { commitPatienceMs: 60, lockPatienceMs: 60 } });
    const owner = { pid: process.pid, host: (await import('node:os')).hostname(), writer: 'somebody' };
    writeFileSync(folder.file('store.lock'), JSON.stringify(owner));
    const start = performance.now();
    await say(store, 'a');
    assert.ok(performance.now() - start >= 60, 'it waited');
    assert.match(faultOf(await store.checkpoint()).message, /keeps the lock/);
    assert.deepEqual(JSON.parse(folder.read('store.lock').toString()), owner);
    assert.ok(!folder.names().includes('store.db'));
  });
});

describe('I9: a checkpoint is dropped when its lock was broken', () => {
  test('store.db stays as it was, and so do the journal files', async (t) => {
    const folder = new StoreFolder(t);
    const lock = folder.file('store.lock');
    const disk = diskWith({
      async writeWhole(file, bytes) {
        await nodeDisk.writeWhole(file, bytes);
        writeFileSync(lock, '{"pid":1,"host":"elsewhere","writer":"other"}');
      },
    });
    await (await seeded(folder)).close();
    const before = folder.read('store.db');
    const paused = await folder.open({ disk, tuning: rotating });
    await say(paused, 'a');
    assert.match(faultOf(await paused.checkpoint()).message, /dropped/);
    assert.ok(folder.read('store.db').equals(before));
    rmSync(lock);
    assert.deepEqual(folder.names(), ['store.db', firstLog, 'store.log.000002']);
    assert.deepEqual(await heard(await folder.open()), ['a']);
  });

  test('a journal file is deleted only two generations back, old, and needed by neither checkpoint', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    const rotator = await folder.open({ tuning: { checkpointBytes: 1, keepLogsMs: 60_000 } });
    let count = 0;
    const rotate = async (): Promise<readonly string[]> => {
      await say(store, `a-${++count}`);
      unwrap(await rotator.checkpoint());
      return folder.logs().map((name) => name.slice(-1));
    };
    assert.deepEqual(await rotate(), ['1', '2']);
    assert.deepEqual(await rotate(), ['1', '2', '3']);
    assert.deepEqual(await rotate(), ['1', '2', '3', '4'], 'young files stay');
    for (const name of folder.logs()) utimesSync(folder.file(name), 0, 0);
    assert.deepEqual(await rotate(), ['4', '5'], 'store.db.prev needs 4');
  });

  test('compacting keeps young journal files, too', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    const reader = await folder.open();
    unwrap(await store.compact());
    assert.deepEqual(folder.logs(), [firstLog, 'store.log.000002', 'store.log.000003']);
    await say(reader, 'a');
    for (const name of folder.logs()) utimesSync(folder.file(name), 0, 0);
    unwrap(await store.compact());
    assert.ok(!folder.logs().includes(firstLog));
    assert.deepEqual(await heard(reader), ['a']);
  });

  for (const { what, old, act } of [
    { what: 'compacting', old: false, act: 'compact' },
    { what: 'a checkpoint that would delete it', old: true, act: 'checkpoint' },
  ] as const)
    test(`a damaged journal file that nobody needs is set aside by ${what}, and never deleted`, async (t) => {
      const folder = new StoreFolder(t);
      const store = await seeded(folder, { tuning: { checkpointBytes: 1 } });
      unwrap(await store.compact());
      writeFileSync(folder.file(firstLog), folder.read(firstLog).subarray(0, 100));
      const told = `${folder.file(firstLog)}: commits in it cannot be read, or its end is missing`;
      assert.deepEqual(unwrap(await store.verify()), [told]);
      if (old) utimesSync(folder.file(firstLog), 0, 0);
      unwrap(await store[act]());
      assert.equal(folder.read(`${firstLog}.damaged`).length, 100);
      assert.deepEqual(unwrap(await store.verify()), []);
      await say(store, 'a');
      assert.deepEqual(await heard(await folder.open()), ['a']);
    });

  test('a journal file is kept for a checkpoint that fell behind', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    unwrap(await store.checkpoint());
    let full = true;
    const disk = diskWith({
      writeWhole: (file, bytes) => (full ? Promise.reject(diskError('ENOSPC')) : nodeDisk.writeWhole(file, bytes)),
    });
    const rotator = await folder.open({ disk, tuning: rotating });
    for (const id of ['a', 'b', 'c']) {
      await say(store, id);
      full = id !== 'c';
      assert.equal((await rotator.checkpoint()).ok, !full);
    }
    assert.equal(folder.logs().length, 4);
    rmSync(folder.file('store.db')); // what is left must do
    assert.deepEqual(await heard(await folder.open()), ['a', 'b', 'c']);
  });
});

describe('I10: a reader that slept through rotations starts again from store.db', () => {
  test('it sees everything, and can write', async (t) => {
    const folder = new StoreFolder(t);
    const sleeper = await seeded(folder);
    const busy = await folder.open({ tuning: rotating });
    const ids: string[] = [];
    for (let round = 0; round < 5; round++) {
      ids.push(`r${round}`);
      await say(busy, `r${round}`);
      unwrap(await busy.checkpoint());
    }
    assert.ok(!folder.logs().includes(firstLog));
    const changes: unknown[] = [];
    sleeper.onDidChange((change) => changes.push(change));
    assert.deepEqual(await heard(sleeper), ids);
    assert.deepEqual(changes, [{ kinds: ['prompt-created', 'thread-started', 'comment-added'], foreign: true }]);
    await say(sleeper, 'awake');
    assert.deepEqual(await heard(busy), [...ids, 'awake']);
  });

  test('a writer that sleeps just before it makes a generation makes none that has been left behind', async (t) => {
    const folder = new StoreFolder(t);
    const first = await seeded(folder);
    await first.close();
    const base = statSync(folder.file(firstLog)).size;
    appendFileSync(folder.file(firstLog), foreignFrame(base, [], { close: true }));
    const future = new StoreFolder(t);
    cpSync(folder.directory, future.directory, { recursive: true });
    const busy = await future.open({ tuning: rotating });
    for (const id of ['x', 'y', 'z', 'last']) {
      await say(busy, id);
      unwrap(await busy.checkpoint());
    }
    await busy.close();
    assert.ok(!future.logs().includes('store.log.000002'));

    let asleep = false;
    const disk = diskWith({
      create(file, text) {
        if (asleep && file.endsWith('store.log.000002')) {
          asleep = false;
          rmSync(folder.directory, { recursive: true });
          cpSync(future.directory, folder.directory, { recursive: true });
        }
        return nodeDisk.create(file, text);
      },
    });
    const sleeper = await folder.open({ disk });
    asleep = true;
    assert.match(faultOf(await sleeper.append([comment('lost?')])).message, /left behind/);
    await say(sleeper, 'awake');
    assert.deepEqual(await heard(await folder.open()), ['x', 'y', 'z', 'last', 'awake']);
  });

  test('files that were removed under an open store: it still answers, and does not write', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a');
    rmSync(folder.directory, { recursive: true });
    assert.deepEqual(await heard(store), ['a']);
    assert.match(faultOf(await store.append([comment('b')])).message, /were removed while it was open/);
  });

  test('a folder that was replaced by another store: it goes on with that one', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a');
    const other = new StoreFolder(t);
    await say(await seeded(other), 'other');
    rmSync(folder.directory, { recursive: true });
    cpSync(other.directory, folder.directory, { recursive: true });
    assert.deepEqual(await heard(store), ['other']);
  });
});

describe('I11: a frame that cannot be applied is skipped by every reader in the same way', () => {
  const misfits: readonly (readonly [what: string, facts: readonly unknown[]])[] = [
    ['refers to nothing', [comment('x'), commentAdded({ comment: 'y', thread: 'none' })]],
    ['an id twice', [comment('x'), { ...comment('x'), id: 'another' }]],
    ['an unknown kind', [{ ...comment('x'), kind: 'surprise' }]],
    ['no object', ['text', null, 7, [comment('x')]]],
    ['a wrong type', [{ ...comment('x'), body: { toString: 'x' } }]],
    ['no id', [{ ...comment('x'), id: undefined }]],
    ['hostile keys', [JSON.parse('{"__proto__":{"kind":"comment-added"},"constructor":1}')]],
  ];

  for (const [what, facts] of misfits)
    test(`${what}: counted, and the same for whoever reads it`, async (t) => {
      const folder = new StoreFolder(t);
      const witness = await seeded(folder, { tuning: { closeCheckpointBytes: Infinity } });
      const base = statSync(folder.file(firstLog)).size;
      appendFileSync(folder.file(firstLog), foreignFrame(base, facts));
      await say(witness, 'after');
      assert.deepEqual(await heard(witness), ['after']);
      const status = unwrap(await witness.status());
      assert.deepEqual([status.facts, status.skipped], [3, facts.length]);
      assert.deepEqual(unwrap(await witness.verify()), []);
      await witness.close();
      const seenAtOnce = folder.dump();
      for (const name of ['store.db', 'store.db.prev']) rmSync(folder.file(name), { force: true });
      const late = await folder.open();
      unwrap(await late.checkpoint());
      assert.deepEqual(folder.dump(), seenAtOnce);
    });

  test('a fact that comes twice is there once', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    unwrap(await store.append([comment('a')]));
    unwrap(await store.append([comment('a'), comment('b')]));
    assert.deepEqual(await heard(store), ['a', 'b']);
    const { facts, skipped } = unwrap(await store.status());
    assert.deepEqual([facts, skipped], [4, 0]);
  });
});

describe('I12: facts carry their values', () => {
  const folders = ['server/src/store/database', 'server/src/store/facts'];
  const files = folders.flatMap((folder) =>
    readdirSync(fromRoot(folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => path.join(folder, name)),
  );

  test('what applies a fact asks for no time, no random number and no new id', () => {
    assert.ok(files.length > 10);
    for (const file of files) {
      const source = readFileSync(fromRoot(file), 'utf8');
      const found =
        /\bDate\b|Math\.random|\bulid\(|randomUUID|performance\.|autoincrement|current_|datetime\(|random\(/i.exec(
          source,
        );
      assert.equal(found?.[0], undefined, file);
    }
  });

  test('the same journal gives the same tables, whenever it is read', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a', 'b');
    unwrap(await store.append([versionCommitted({ prompt: 'p', version: 'v1' })]));
    await store.close();
    const again = new StoreFolder(t);
    nodeDisk.makeFolder(again.directory);
    copyFileSync(folder.file(firstLog), again.file(firstLog));
    const replayed = await again.open({ clock: { now: () => 0 } });
    unwrap(await replayed.checkpoint());
    assert.deepEqual(again.dump(), folder.dump());
  });
});

describe('I13: what a newer program wrote is not touched', () => {
  test('a newer frame: the store is read-only, and says what to do', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await say(store, 'a');
    const base = statSync(folder.file(firstLog)).size;
    const newer = foreignFrame(base, [{ kind: 'from-the-future' }], { schema: frameSchema + 1 });
    appendFileSync(folder.file(firstLog), newer);
    for (const one of [store, await folder.open()]) {
      assert.deepEqual(await heard(one), ['a']);
      const fault = faultOf(await one.append([comment('b')]));
      assert.equal(fault.code, 'read-only');
      assert.match(fault.message, /newer Galley/);
      assert.match(fault.help ?? '', /reload the window/);
      await one.close();
    }
    assert.equal(statSync(folder.file(firstLog)).size, base + newer.length);
    assert.equal(
      faultOf(await folder.open({ salvage: true }).then((one) => one.append([comment('c')]))).code,
      'read-only',
    );
  });

  test('newer tables: the store is not opened', async (t) => {
    const folder = new StoreFolder(t);
    const store = await seeded(folder);
    await store.close();
    const { DatabaseSync } = await import('node:sqlite');
    const { seal } = await import('../../server/src/store/sqlite/seal');
    const database = new DatabaseSync(folder.file('store.db'));
    database.exec('update meta set schema = schema + 1');
    database.close();
    const bytes = folder.read('store.db');
    seal(bytes, 1);
    writeFileSync(folder.file('store.db'), bytes);
    const fault = faultOf(await folder.tryOpen());
    assert.equal(fault.code, 'read-only');
    assert.match(`${fault.message} ${fault.help}`, /newer Galley.*reload the window/);
  });
});
