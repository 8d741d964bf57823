import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Fact, Store, StoreChange } from '../../server/src/domain';
import { nodeDisk, type Disk } from '../../server/src/store/disk';
import { surroundingsOf } from '../../server/src/store/engine/surroundings';
import { diskWith, recordingDisk } from './support/disks';
import { commentAdded, promptCreated, threadStarted } from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';

const setUp: readonly Fact[] = [promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })];

/** For tests that wait for an event. */
const patient = { timeout: 60_000 };

async function heard(store: Store): Promise<readonly string[]> {
  return (unwrap(await store.query('thread', { id: 't' }))?.comments ?? []).map(({ id }) => id);
}

describe('a workspace without a store', () => {
  test('gets none by being opened, asked, checked and closed', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open({ watch: true });
    assert.deepEqual(unwrap(await store.query('prompts', undefined)), []);
    assert.deepEqual(unwrap(await store.status()), {
      ...{ path: folder.directory, readOnly: undefined, facts: 0 },
      ...{ databaseBytes: 0, journalBytes: 0, skipped: 0, unshared: undefined, warnings: [] },
      files: { generations: 0, logBytes: 0 },
    });
    assert.deepEqual(unwrap(await store.verify()), []);
    unwrap(await store.checkpoint());
    await store.close();
    assert.equal(existsSync(folder.directory), false);
  });

  test('gets one by the first append, and git sees only the facts that are shared', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    unwrap(await store.append(setUp));
    await store.close();
    assert.deepEqual(folder.names(), ['store.db', 'store.log.000001']);
    mkdirSync(folder.file('facts'));
    writeFileSync(folder.file('facts/1.jsonl'), '');
    const git = (...words: readonly string[]): string =>
      spawnSync('git', words, { cwd: folder.workspace, encoding: 'utf8' }).stdout;
    git('init', '-q');
    assert.equal(git('status', '--porcelain', '-uall'), '?? .galley/.gitignore\n?? .galley/facts/1.jsonl\n');
  });

  test('keeps a .gitignore of its own', async (t) => {
    const folder = new StoreFolder(t);
    mkdirSync(folder.directory);
    writeFileSync(folder.file('.gitignore'), 'mine\n');
    unwrap(await (await folder.open()).append(setUp));
    assert.equal(readFileSync(folder.file('.gitignore'), 'utf8'), 'mine\n');
  });
});

describe('appends', () => {
  test('that are made at once share the wait for the disk, and keep their order', async (t) => {
    const folder = new StoreFolder(t);
    const { disk, calls } = recordingDisk();
    const store = await folder.open({ disk });
    unwrap(await store.append(setUp));
    calls.length = 0;
    const ids = Array.from({ length: 50 }, (_, index) => `c${index}`);
    const results = await Promise.all(ids.map((id) => store.append([commentAdded({ comment: id, thread: 't' })])));
    assert.ok(results.every(({ ok }) => ok));
    assert.equal(calls.filter((name) => name === 'sync').length, 1);
    assert.deepEqual(await heard(store), ids);
  });

  test('given just before close are kept', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    const appended = store.append([...setUp, commentAdded({ comment: 'last', thread: 't' })]);
    await store.close();
    unwrap(await appended);
    assert.deepEqual(await heard(await folder.open()), ['last']);
  });

  test('and questions after close are refused', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    await store.close();
    await store.close();
    for (const result of [await store.append(setUp), await store.query('prompts', undefined), await store.status()]) {
      assert.equal(faultOf(result).message, 'The store has been closed.');
    }
    assert.equal(existsSync(folder.directory), false);
  });

  test('that are too large are refused', async (t) => {
    const store = await new StoreFolder(t).open();
    unwrap(await store.append(setUp));
    const body = 'x'.repeat(33 * 1024 * 1024);
    assert.equal(faultOf(await store.append([commentAdded({ comment: 'c', thread: 't', body })])).code, 'limit');
  });

  test('keep text as it is: quotes, line ends, surrogates, control characters', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    const body = `'";--\r\n\u0000\u0001\u2028 😀 é ${'long '.repeat(5000)}`;
    unwrap(await store.append([...setUp, commentAdded({ comment: 'c', thread: 't', body })]));
    unwrap(await store.append([threadStarted({ thread: 't2', prompt: 'p', source: body })]));
    await store.close();
    const again = await folder.open();
    assert.equal(unwrap(await again.query('thread', { id: 't' }))?.comments[0]?.body, body);
    assert.equal(unwrap(await again.query('thread', { id: 't2' }))?.source, body);
    assert.deepEqual(unwrap(await again.verify()), []);
  });
});

describe('changes', () => {
  test('are told to the writer as its own, and to another store as foreign, promptly', patient, async (t) => {
    const folder = new StoreFolder(t);
    const writer = await folder.open();
    unwrap(await writer.append(setUp));
    const own: StoreChange[] = [];
    writer.onDidChange((change) => own.push(change));
    const watcher = await folder.open({ watch: true, tuning: { pollMs: 3_600_000 } }); // the file system tells
    const told = new Promise<StoreChange>((resolve) => void watcher.onDidChange(resolve));
    const keepAlive = setInterval(() => undefined, 1000);
    unwrap(await writer.append([commentAdded({ comment: 'c', thread: 't' })]));
    assert.deepEqual(await told, { kinds: ['comment-added'], foreign: true });
    clearInterval(keepAlive);
    assert.deepEqual(own, [{ kinds: ['comment-added'], foreign: false }]);
  });

  test('are found by polling where there is no folder yet', patient, async (t) => {
    const folder = new StoreFolder(t);
    const watcher = await folder.open({ watch: true, tuning: { pollMs: 20 } });
    const told = new Promise<StoreChange>((resolve) => void watcher.onDidChange(resolve));
    const keepAlive = setInterval(() => undefined, 1000);
    unwrap(await (await folder.open()).append(setUp));
    assert.deepEqual(await told, { kinds: ['prompt-created', 'thread-started'], foreign: true });
    clearInterval(keepAlive);
  });

  test('watching keeps no process alive', async (t) => {
    const folder = new StoreFolder(t);
    await folder.open({ watch: true });
    const resources = process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap');
    assert.deepEqual(resources, []);
  });
});

describe('verify', () => {
  test('finds a row that the facts do not give', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    unwrap(await store.append(setUp));
    unwrap(await store.append([commentAdded({ comment: 'c', thread: 't' })]));
    await store.close();
    const { MemoryDatabase, defaultWasm } = await import('../../server/src/store/sqlite/memory-database');
    const { seal } = await import('../../server/src/store/sqlite/seal');
    const memory = await MemoryDatabase.open(defaultWasm, readFileSync(folder.file('store.db')));
    await memory.tables.updateTable('comments').set({ body: 'never said' }).execute();
    await memory.tables.deleteFrom('facts').where('kind', '=', 'thread-started').execute();
    const bytes = memory.export();
    memory.close();
    seal(bytes, 1);
    writeFileSync(folder.file('store.db'), bytes);
    const differences = unwrap(await (await folder.open()).verify());
    assert.deepEqual(
      differences.map((line) => line.replace(/ at .* is/, ' is')),
      [
        'bodies: 1 rows differ from the 0 that the facts give',
        'comments: 1 rows differ from the 0 that the facts give',
        'facts: 2 rows differ from the 2 that the facts give',
        'threads: 1 rows differ from the 0 that the facts give',
        'journal: the fact is not in the database as it was written',
      ],
    );
  });
});

describe('surroundings', () => {
  test('a local folder has nothing to say', (t) => {
    const { workspace } = new StoreFolder(t);
    assert.deepEqual(surroundingsOf(`${workspace}/not/yet/there`), { lockIsMust: false, warnings: [] });
  });

  for (const [folder, warned] of [
    ['/home/ada/Dropbox/work/.galley', true],
    ['/home/ada/OneDrive - Company/work/.galley', true],
    ['/home/ada/dropbox-clone/.galley', true],
    ['/home/ada/boxes/.galley', false],
    ['/home/ada/my-dropbox/.galley', false],
  ] as const)
    test(`${folder} is ${warned ? '' : 'not '}a synchronised folder`, () => {
      assert.equal(
        surroundingsOf(folder).warnings.some((line) => line.includes('synchronised')),
        warned,
      );
    });

  test('on a network share the lock is a must', () => {
    const { lockIsMust, warnings } = surroundingsOf('\\\\server\\share\\work\\.galley');
    assert.equal(lockIsMust, true);
    assert.match(warnings.join(), /network share/);
  });
});

test('a store whose files may only be read is read, and says why it is not written', async (t) => {
  const folder = new StoreFolder(t);
  const first = await folder.open();
  unwrap(await first.append(setUp));
  await first.close();
  const openLog: Disk['openLog'] = (file) => {
    const opened = nodeDisk.openLog(file);
    return opened && { ...opened, writable: false };
  };
  const store = await folder.open({ disk: diskWith({ openLog }) });
  assert.equal(unwrap(await store.query('prompts', undefined)).length, 1);
  const fault = faultOf(await store.append([commentAdded({ comment: 'c', thread: 't' })]));
  assert.equal(fault.code, 'read-only');
  assert.equal(unwrap(await store.status()).readOnly, fault.message);
});
