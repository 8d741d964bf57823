import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, test } from 'node:test';
import { Cluster, skipPostgres } from '../../support/postgres';
import { ServerPlace } from '../support/backends';
import { commentAdded } from '../support/facts';
import { faultOf, unwrap } from '../support/store-folder';
import { eager, heard, nextChange, setUp } from './support';

let own: Promise<Cluster> | undefined;

/** A server that may be stopped and killed. What it has written outlives its processes, whether it waits for the disk or not. */
function ownCluster(): Promise<Cluster> {
  own ??= Cluster.start(['fsync=off']);
  return own;
}

const came = ({ kinds }: { readonly kinds: readonly string[] }): boolean => kinds.length === 0;

describe('a server that goes away', { skip: skipPostgres }, () => {
  test('what is there is read, nothing is written, and it goes on by itself when the server is back', async (t) => {
    const cluster = await ownCluster();
    const place = new ServerPlace(t, await cluster.database());
    const now = Date.parse('2026-03-01T12:00:00.000Z');
    const store = await place.open({ serverTuning: eager, clock: { now: () => now } });
    unwrap(await store.append([...setUp, commentAdded({ comment: 'a', thread: 't' })]));
    const gone = nextChange(store, came);
    await cluster.stop();
    await gone;
    assert.deepEqual(await heard(store), ['a']);
    const refused = faultOf(await store.append([commentAdded({ comment: 'b', thread: 't' })]));
    assert.equal(refused.code, 'read-only');
    assert.match(refused.message, /has been out of reach since 2026-03-01T12:00:00\.000Z: .* not written\./);
    const { readOnly, warnings } = unwrap(await store.status());
    assert.equal(readOnly, refused.message);
    assert.deepEqual(warnings, []);
    assert.equal(faultOf(await store.verify()).message, refused.message);

    const back = nextChange(store, came);
    await cluster.start();
    await back;
    assert.equal(unwrap(await store.status()).readOnly, undefined);
    unwrap(await store.append([commentAdded({ comment: 'b', thread: 't' })]));
    assert.deepEqual(await heard(store), ['a', 'b']);
    assert.deepEqual(unwrap(await store.verify()), []);
  });

  test('a folder that has seen the store opens it without the server; another says why it cannot', async (t) => {
    const cluster = await ownCluster();
    const place = new ServerPlace(t, await cluster.database());
    const stranger = new ServerPlace(t, place.database);
    const first = await place.open();
    unwrap(await first.append([...setUp, commentAdded({ comment: 'a', thread: 't' })]));
    await first.close();
    await cluster.stop();
    const store = await place.open({ serverTuning: eager });
    assert.deepEqual(await heard(store), ['a']);
    assert.equal(faultOf(await store.append([commentAdded({ comment: 'b', thread: 't' })])).code, 'read-only');
    const { code, message, help } = faultOf(await stranger.tryOpen());
    assert.equal(code, 'io');
    assert.match(message, /cannot be reached: .*(ENOENT|ECONNREFUSED)/);
    assert.match(help ?? '', /PostgreSQL is running/);
    const back = nextChange(store, came);
    await cluster.start();
    await back;
    unwrap(await store.append([commentAdded({ comment: 'b', thread: 't' })]));
    assert.deepEqual(await heard(await stranger.open()), ['a', 'b']);
  });

  test('a database that was restored to an older state, or replaced, is read anew', async (t) => {
    const cluster = await ownCluster();
    const place = new ServerPlace(t, await cluster.database());
    const first = await place.open();
    unwrap(await first.append([...setUp, commentAdded({ comment: 'a', thread: 't' })]));
    await first.close();
    const restored = await cluster.database();
    const other = await new ServerPlace(t, restored).open();
    unwrap(await other.append([...setUp, commentAdded({ comment: 'z', thread: 't' })]));
    await other.close();
    await cluster.owner(
      'postgres',
      `alter database ${place.database.name} rename to old; alter database ${restored.name} rename to ${place.database.name}`,
    );
    assert.deepEqual(await heard(await place.open()), ['z']);
  });

  test('kill -9 of the server under load, again and again: what was acknowledged is there, and nothing in part', async (t) => {
    const cluster = await ownCluster();
    const place = new ServerPlace(t, await cluster.database());
    const tuning = { ...eager, settleMs: 20_000 };
    const stores = await Promise.all([1, 2, 3].map(() => place.open({ serverTuning: tuning })));
    const [first] = stores;
    assert.ok(first !== undefined);
    unwrap(await first.append(setUp));
    const acknowledged: string[] = [];
    let running = true;
    const writers = stores.map(async (store, writer) => {
      for (let count = 0; running; count++) {
        const [comment, other] = [`w${writer}-${count}`, `w${writer}-${count}-too`];
        const facts = [commentAdded({ comment, thread: 't' }), commentAdded({ comment: other, thread: 't' })];
        const answer = await store.append(facts);
        if (answer.ok) acknowledged.push(comment, other);
        else await wait(5);
      }
    });
    for (let round = 0; round < 6; round++) {
      const before = acknowledged.length;
      while (acknowledged.length < before + 20) await wait(2);
      await wait(Math.random() * 20);
      cluster.kill();
      await cluster.start();
    }
    running = false;
    await Promise.all(writers);
    const late = await place.open({ salvage: true, serverTuning: eager });
    const found = await heard(late);
    const there = new Set(found);
    assert.deepEqual(
      acknowledged.filter((id) => !there.has(id)),
      [],
    );
    for (const id of found) assert.ok(there.has(id.endsWith('-too') ? id.slice(0, -4) : `${id}-too`), `${id} alone`);
    for (const store of stores) {
      unwrap(await store.append([])); // it may not have noticed yet that the server is back
      assert.deepEqual(await heard(store), found);
      assert.deepEqual(unwrap(await store.verify()), []);
    }
    process.stdout.write(`postgres killed 6 times: ${acknowledged.length} acknowledged, 0 lost\n`);
  });
});
