import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { describe, test, type TestContext } from 'node:test';
import { nodeDisk, type Disk } from '../../server/src/store/disk';
import { LockFile } from '../../server/src/store/lock';
import { diskWith } from './support/disks';
import { StoreFolder } from './support/store-folder';

/** Long beside what a busy machine loses between two lines of a test. */
const rules = { lease: 1_000_000, emptyAfter: 500_000 };

function lockIn(
  t: TestContext,
  disk: Disk = nodeDisk,
): { readonly file: string; readonly lock: LockFile; readonly folder: string } {
  const folder = new StoreFolder(t).directory;
  mkdirSync(folder);
  const file = `${folder}/store.lock`;
  return { file, folder, lock: new LockFile(disk, file, 'me', rules) };
}

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

/** Makes the file as old as given, in milliseconds. */
function age(file: string, by: number): void {
  const then = (Date.now() - by) / 1000;
  utimesSync(file, then, then);
}

describe('lock', () => {
  test('is taken, is seen by others, and goes when it is let go', async (t) => {
    const { file, lock } = lockIn(t);
    assert.equal(lock.isTaken(), false);
    const held = await lock.acquire(0);
    assert.equal(held?.isHeld(), true);
    assert.equal(lock.isTaken(), true);
    assert.equal((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid, process.pid);
    assert.equal(await new LockFile(nodeDisk, file, 'other', rules).acquire(0), undefined);
    held?.release();
    assert.equal(existsSync(file), false);
  });

  test('a waiter gets it as soon as it is let go', { timeout: 60_000 }, async (t) => {
    const { file, lock } = lockIn(t);
    const first = await lock.acquire(0);
    const second = new LockFile(nodeDisk, file, 'other', rules).acquire(60_000);
    first?.release();
    assert.equal((await second)?.isHeld(), true);
  });

  for (const { what, text, old, broken } of [
    {
      what: 'a live process on this host',
      text: JSON.stringify({ pid: process.pid, host: hostname(), writer: 'x' }),
      old: 900_000,
      broken: false,
    },
    {
      what: 'a live process whose lease ran out',
      text: JSON.stringify({ pid: process.pid, host: hostname(), writer: 'x' }),
      old: 1_100_000,
      broken: true,
    },
    {
      what: 'a dead process on this host',
      text: JSON.stringify({ pid: deadProcess(), host: hostname(), writer: 'x' }),
      old: 0,
      broken: true,
    },
    {
      what: 'any process on another host',
      text: JSON.stringify({ pid: deadProcess(), host: 'elsewhere', writer: 'x' }),
      old: 900_000,
      broken: false,
    },
    {
      what: 'another host whose lease ran out',
      text: JSON.stringify({ pid: 1, host: 'elsewhere', writer: 'x' }),
      old: 1_100_000,
      broken: true,
    },
    { what: 'nobody yet', text: '', old: 400_000, broken: false },
    { what: 'nobody, since its maker died', text: '', old: 600_000, broken: true },
    { what: 'something else', text: '[1]', old: 600_000, broken: true },
    { what: 'a half-written owner', text: '{"pid":12', old: 0, broken: false },
    { what: 'a hostile pid', text: JSON.stringify({ pid: -1, host: hostname(), writer: 'x' }), old: 0, broken: true },
  ])
    test(`held by ${what}, ${old} ms old: ${broken ? 'broken' : 'respected'}`, async (t) => {
      const { file, lock, folder } = lockIn(t);
      writeFileSync(file, text);
      age(file, old);
      const held = await lock.acquire(0);
      assert.equal(held !== undefined, broken);
      if (!broken) assert.equal(readFileSync(file, 'utf8'), text);
      assert.deepEqual(readdirSync(folder), ['store.lock']);
    });

  test('a stale lock that was renewed while it was being broken is put back', async (t) => {
    const renewed = JSON.stringify({ pid: process.pid, host: hostname(), writer: 'renewed' });
    const disk = diskWith({
      rename(from, to) {
        nodeDisk.remove(from);
        nodeDisk.create(from, renewed);
        nodeDisk.rename(from, to);
      },
    });
    const { file, lock, folder } = lockIn(t, disk);
    writeFileSync(file, '');
    age(file, 6_000_000);
    assert.equal(await lock.acquire(0), undefined);
    assert.equal(readFileSync(file, 'utf8'), renewed);
    assert.deepEqual(readdirSync(folder), ['store.lock']);
  });

  test('a holder whose lock was broken knows, and does not take the next one away', async (t) => {
    const { file, lock } = lockIn(t);
    const paused = await lock.acquire(0);
    age(file, 1_100_000);
    const next = await new LockFile(nodeDisk, file, 'other', rules).acquire(0);
    assert.deepEqual([paused?.isHeld(), next?.isHeld()], [false, true]);
    paused?.release();
    assert.equal(next?.isHeld(), true);
  });
});
