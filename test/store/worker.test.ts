import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Store, StoreChange } from '../../server/src/domain';
import { openStoreInWorker } from '../../server/src/store';
import { fromRoot } from '../support/repo';
import { commentAdded, promptCreated, threadStarted, versionCommitted } from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';

/** What `npm run build` makes, with SQLite's WebAssembly beside it. */
const built = fromRoot('server/out/store-worker.js');

async function openRemote(t: TestContext, directory: string, workerPath = built): Promise<Store> {
  const store = unwrap(await openStoreInWorker({ directory, workerPath }));
  t.after(() => store.close());
  return store;
}

describe('a store in a worker thread', () => {
  test('does what a store does', async (t) => {
    assert.ok(existsSync(built), `${built} is missing: run npm run build`);
    const folder = new StoreFolder(t);
    const store = await openRemote(t, folder.directory);
    assert.equal(existsSync(folder.directory), false);
    const changes: StoreChange[] = [];
    store.onDidChange((change) => changes.push(change));
    unwrap(
      await store.append(
        [promptCreated({ prompt: 'p', name: 'triage' })],
        [{ kind: 'prompt-name-free', name: 'triage' }],
      ),
    );
    const conflict = faultOf(
      await store.append([promptCreated({ prompt: 'q' })], [{ kind: 'prompt-name-free', name: 'triage' }]),
    );
    assert.equal(conflict.code, 'conflict');
    assert.deepEqual(unwrap(await store.query('promptByName', { name: 'triage' })), {
      ...{ id: 'p', name: 'triage', file: 'prompts/p.prompt' },
    });
    assert.equal(unwrap(await store.query('promptByName', { name: 'other' })), undefined);
    unwrap(await store.checkpoint());
    assert.equal(unwrap(await store.status()).facts, 1);
    assert.deepEqual(unwrap(await store.verify()), []);
    assert.deepEqual(changes, [{ kinds: ['prompt-created'], foreign: false }]);
    await store.close();
    assert.equal(faultOf(await store.status()).message, 'The store has been closed.');
    assert.deepEqual(folder.dump()['prompts']?.length, 1);
  });

  test('two of them and one in this thread see each other at once', { timeout: 60_000 }, async (t) => {
    const folder = new StoreFolder(t);
    const one = await openRemote(t, folder.directory);
    unwrap(await one.append([promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })]));
    const two = await openRemote(t, folder.directory);
    const told = new Promise<StoreChange>((resolve) => void two.onDidChange(resolve));
    unwrap(await (await folder.open()).append([commentAdded({ comment: 'c', thread: 't' })]));
    assert.deepEqual(await told, { kinds: ['comment-added'], foreign: true });
    for (const store of [one, two]) assert.equal(unwrap(await store.query('thread', { id: 't' }))?.comments.length, 1);
  });

  test('this thread stays free while a thousand versions are committed', async (t) => {
    const store = await openRemote(t, new StoreFolder(t).directory);
    unwrap(await store.append([promptCreated({ prompt: 'p' })]));
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const versions = Array.from({ length: 1000 }, (_, index) =>
      versionCommitted({ prompt: 'p', version: `v${index}` }),
    );
    unwrap(await store.append(versions));
    clearInterval(timer);
    assert.ok(ticks > 5, `${ticks} ticks`);
  });

  test('a damaged store is refused with its fault', async (t) => {
    const folder = new StoreFolder(t);
    await (await folder.open()).append([promptCreated({ prompt: 'p' })]);
    writeFileSync(folder.file('store.log.000002'), '');
    writeFileSync(folder.file('store.db'), 'garbage');
    (await import('node:fs')).rmSync(folder.file('store.log.000001'));
    assert.equal(faultOf(await openStoreInWorker({ directory: folder.directory, workerPath: built })).code, 'damaged');
  });

  test('a thread that cannot start is a fault', async (t) => {
    const { directory, workspace } = new StoreFolder(t);
    const missing = faultOf(await openStoreInWorker({ directory, workerPath: path.join(workspace, 'none.js') }));
    assert.equal(missing.code, 'io');
    assert.match(missing.message, /thread ended/);
  });

  test('when the thread dies its calls fail, and the next call starts another', async (t) => {
    const folder = new StoreFolder(t);
    const mortal = path.join(folder.workspace, 'mortal.js');
    writeFileSync(
      mortal,
      `require('node:worker_threads').parentPort.on('message', ({ method }) => method === 'verify' && process.exit(3));
       require(${JSON.stringify(built)});`,
    );
    const store = await openRemote(t, folder.directory, mortal);
    unwrap(await store.append([promptCreated({ prompt: 'p' })]));
    const [dead, pending] = await Promise.all([store.verify(), store.status()]);
    assert.match(faultOf(dead).message, /thread ended \(exit code 3\)/);
    assert.equal(pending.ok, false);
    assert.equal(unwrap(await store.query('prompts', undefined)).length, 1);
    unwrap(await store.append([promptCreated({ prompt: 'q' })]));
  });
});
