import assert from 'node:assert/strict';
import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, test } from 'node:test';
import type { Store } from '../../server/src/domain';
import { nodeDisk } from '../../server/src/store/disk';
import { isSealed, seal, sealedGeneration } from '../../server/src/store/sqlite/seal';
import { diskError, diskWith } from './support/disks';
import { promptCreated, versionCommitted } from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';

const clock = { now: () => Date.parse('2026-05-06T07:08:09.123Z') };

async function addPrompts(store: Store, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) unwrap(await store.append([promptCreated({ prompt: id })]));
}

async function promptIds(store: Store): Promise<readonly string[]> {
  return unwrap(await store.query('prompts', undefined)).map(({ id }) => id);
}

/** Changes `store.db` as a person with a viewer would. */
function edit(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

describe('store.db', () => {
  test('is a sound SQLite database with plain tables', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    unwrap(
      await store.append([
        promptCreated({ prompt: 'p', name: 'triage' }),
        versionCommitted({ prompt: 'p', version: 'v1' }),
      ]),
    );
    await store.close();
    const database = new DatabaseSync(folder.file('store.db'), { readOnly: true });
    const row = database.prepare(
      `select prompts.name, number, semver, message, versions.author_name, text from versions
       join prompts on prompts.id = versions.prompt join bodies on bodies.hash = versions.source`,
    );
    const found = database.prepare('pragma integrity_check').all();
    assert.deepEqual(JSON.parse(JSON.stringify([row.all(), found])), [
      [
        {
          ...{ name: 'triage', number: 1, semver: '1.0.0', message: 'make v1', author_name: 'Ada' },
          text: '---\nmodel: test\n---\nv1',
        },
      ],
      [{ integrity_check: 'ok' }],
    ]);
    assert.deepEqual(database.prepare('pragma foreign_key_check').all(), []);
    database.close();
    const tables = Object.keys(folder.dump());
    const wanted = [
      'aliases',
      'comments',
      'deployments',
      'environments',
      'prompts',
      'reviews',
      'runs',
      'threads',
      'versions',
    ];
    assert.deepEqual(
      wanted.filter((name) => !tables.includes(name)),
      [],
    );
  });

  test('is written by close when there is something new, and left alone otherwise', async (t) => {
    const folder = new StoreFolder(t);
    const first = await folder.open();
    await addPrompts(first, 'a');
    await first.close();
    const { ino } = statSync(folder.file('store.db'));
    const reader = await folder.open();
    await promptIds(reader);
    await reader.close();
    assert.equal(statSync(folder.file('store.db')).ino, ino);
    const writer = await folder.open();
    await addPrompts(writer, 'b');
    await writer.close();
    assert.notEqual(statSync(folder.file('store.db')).ino, ino);
  });

  test('a large one is not rewritten by close', async (t) => {
    const folder = new StoreFolder(t);
    const first = await folder.open();
    await addPrompts(first, 'a');
    await first.close();
    const { ino } = statSync(folder.file('store.db'));
    const writer = await folder.open({ tuning: { closeCheckpointBytes: 1000 } });
    await addPrompts(writer, 'b');
    await writer.close();
    assert.equal(statSync(folder.file('store.db')).ino, ino);
    assert.deepEqual(await promptIds(await folder.open()), ['a', 'b']);
  });

  test('is written once the journal has grown, and the generation is closed', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open({ tuning: { checkpointBytes: 3000 } });
    for (let count = 0; count === 0 || folder.logs().length < 2; count++) {
      assert.ok(count < 100, 'no rotation');
      await addPrompts(store, `p${count}`);
    }
    unwrap(await store.checkpoint()); // waits for the one under way
    assert.equal(sealedGeneration(folder.read('store.db')), 2);
  });

  test('is written after a while without commits', { timeout: 60_000 }, async (t) => {
    const folder = new StoreFolder(t);
    const renamed = Promise.withResolvers<undefined>();
    const disk = diskWith({
      rename(from, to) {
        nodeDisk.rename(from, to);
        if (to.endsWith('store.db')) renamed.resolve(undefined);
      },
    });
    const store = await folder.open({ disk, tuning: { idleMs: 20 } });
    await addPrompts(store, 'a');
    const keepAlive = setInterval(() => undefined, 1000);
    await renamed.promise;
    clearInterval(keepAlive);
    assert.ok(isSealed(folder.read('store.db')));
  });

  for (const call of ['writeWhole', 'rename'] as const)
    test(`when ${call} fails the checkpoint is refused and nothing is lost`, async (t) => {
      const folder = new StoreFolder(t);
      const disk = diskWith({
        [call]: () => {
          throw diskError('ENOSPC');
        },
      });
      const store = await folder.open({ disk });
      await addPrompts(store, 'a');
      assert.equal(faultOf(await store.checkpoint()).code, 'io');
      await addPrompts(store, 'b');
      await store.close();
      assert.deepEqual(folder.names(), ['store.log.000001']);
      assert.deepEqual(await promptIds(await folder.open()), ['a', 'b']);
    });

  test('a rename that a virus scanner holds up is tried again', async (t) => {
    const folder = new StoreFolder(t);
    let held = 2;
    const disk = diskWith({
      rename(from, to) {
        if (held-- > 0) throw diskError('EPERM');
        nodeDisk.rename(from, to);
      },
    });
    const store = await folder.open({ disk });
    await addPrompts(store, 'a');
    unwrap(await store.checkpoint());
    assert.ok(isSealed(folder.read('store.db')));
  });
});

describe('a store.db that the store did not write', () => {
  /** Two checkpoints with one prompt each, and a third prompt in the journal only. */
  async function written(folder: StoreFolder): Promise<void> {
    const store = await folder.open({ tuning: { closeCheckpointBytes: 0 } });
    for (const id of ['a', 'b']) {
      await addPrompts(store, id);
      unwrap(await store.checkpoint());
    }
    await addPrompts(store, 'c');
    await store.close();
    for (const name of ['store.db', 'store.db.prev']) assert.ok(isSealed(folder.read(name)));
  }

  for (const { what, change, aside, warning } of [
    {
      what: 'edited by a person',
      change: (file: string) => edit(file, `update prompts set name = 'hacked'`),
      aside: 'store.db.foreign-20260506T070809Z',
      warning: /changed by another program/,
    },
    {
      what: 'turned to WAL by a viewer',
      change: (file: string) => edit(file, 'pragma journal_mode = wal; create table notes (text)'),
      aside: 'store.db.foreign-20260506T070809Z',
      warning: /changed by another program/,
    },
    {
      what: 'truncated',
      change: (file: string) => truncateSync(file, 5000),
      aside: 'store.db.damaged-20260506T070809Z',
      warning: /damaged/,
    },
    {
      what: 'emptied',
      change: (file: string) => truncateSync(file, 0),
      aside: 'store.db.damaged-20260506T070809Z',
      warning: /damaged/,
    },
    {
      what: 'overwritten with noise',
      change: (file: string) => writeFileSync(file, Buffer.alloc(9000, 'noise')),
      aside: 'store.db.damaged-20260506T070809Z',
      warning: /damaged/,
    },
    {
      what: 'hit by a flipped bit',
      change: (file: string) => {
        const bytes = readFileSync(file);
        bytes[9000] = (bytes[9000] ?? 0) ^ 4;
        writeFileSync(file, bytes);
      },
      aside: 'store.db.',
      warning: /changed by another program|damaged/,
    },
  ])
    test(`${what}: it is not used, a warning says so, and the next checkpoint sets it aside`, async (t) => {
      const folder = new StoreFolder(t);
      await written(folder);
      change(folder.file('store.db'));
      const changed = folder.read('store.db');
      const store = await folder.open({ clock });
      assert.deepEqual(await promptIds(store), ['a', 'b', 'c']);
      const { warnings, readOnly } = unwrap(await store.status());
      assert.equal(readOnly, undefined);
      assert.match(warnings.join('\n'), warning);
      assert.deepEqual(unwrap(await store.verify()), [`${folder.file('store.db')} is not as the store wrote it`]);
      await addPrompts(store, 'd');
      unwrap(await store.checkpoint());
      const kept = folder.names().find((name) => name.startsWith(aside) && name !== 'store.db.prev');
      assert.ok(kept !== undefined && folder.read(kept).equals(changed), `${aside} in ${folder.names().join(' ')}`);
      assert.deepEqual(unwrap(await store.verify()), []);
      await store.close();
      assert.deepEqual(await promptIds(await folder.open()), ['a', 'b', 'c', 'd']);
    });

  test('edited while the store is open: set aside with a warning', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open({ clock });
    await addPrompts(store, 'a');
    unwrap(await store.checkpoint());
    edit(folder.file('store.db'), 'delete from prompts');
    await addPrompts(store, 'b');
    unwrap(await store.checkpoint());
    assert.match(unwrap(await store.status()).warnings.join(), /set aside as .*store\.db\.foreign-20260506T070809Z/);
    await store.close();
    assert.deepEqual(await promptIds(await folder.open()), ['a', 'b']);
  });

  test('when the checkpoint before it is gone too, the whole journal is read', async (t) => {
    const folder = new StoreFolder(t);
    await written(folder);
    for (const name of ['store.db', 'store.db.prev']) writeFileSync(folder.file(name), 'garbage');
    assert.deepEqual(await promptIds(await folder.open()), ['a', 'b', 'c']);
  });

  test('when only the file before it is there (killed between two renames), that is used', async (t) => {
    const folder = new StoreFolder(t);
    await written(folder);
    rmSync(folder.file('store.db'));
    const store = await folder.open();
    assert.deepEqual(await promptIds(store), ['a', 'b', 'c']);
    assert.deepEqual(unwrap(await store.status()).warnings, []);
  });

  test('another process that checkpoints is no stranger', async (t) => {
    const folder = new StoreFolder(t);
    const one = await folder.open();
    const two = await folder.open();
    for (const store of [one, two, one, two]) {
      await addPrompts(store, `p${(await promptIds(store)).length}`);
      unwrap(await store.checkpoint());
    }
    assert.deepEqual(folder.names(), ['store.db', 'store.db.prev', 'store.log.000001']);
    for (const store of [one, two]) assert.deepEqual(unwrap(await store.status()).warnings, []);
  });
});

describe('seal', () => {
  test('any changed byte breaks it', () => {
    const bytes = Buffer.alloc(4096, 7);
    bytes.write('SQLite format 3\0', 0, 'latin1');
    seal(bytes, 42);
    assert.ok(isSealed(bytes));
    assert.equal(sealedGeneration(bytes), 42);
    for (let at = 0; at < bytes.length; at++) {
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
      assert.equal(isSealed(bytes), false, `byte ${at}`);
      bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    }
  });

  test('a file that is too short or no database has none', () => {
    assert.equal(isSealed(Buffer.alloc(0)), false);
    assert.equal(isSealed(Buffer.from('SQLite format 3\0')), false);
    assert.equal(sealedGeneration(Buffer.alloc(100)), undefined);
  });
});
