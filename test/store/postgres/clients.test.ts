import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Expectation } from '../../../server/src/domain';
import { skipPostgres } from '../../support/postgres';
import { ServerPlace } from '../support/backends';
import { commentAdded, deployed, factBase, promptCreated, versionCommitted } from '../support/facts';
import { faultOf, unwrap } from '../support/store-folder';
import { startWriter } from '../support/writers';
import { eager, heard, nextChange, setUp, wireTo } from './support';

describe('clients of one store on PostgreSQL', { skip: skipPostgres }, () => {
  test('of two that deploy at once one wins, and the loser is told who', async (t) => {
    const place = await ServerPlace.of(t);
    const clients = await Promise.all([place.open(), place.open()]);
    const [first] = clients;
    unwrap(await first.append([promptCreated({ prompt: 'p' }), versionCommitted({ prompt: 'p', version: 'v' })]));
    const expectation: Expectation = { kind: 'deployment', environment: 'production', deployment: undefined };
    const names = ['Ada', 'Bob'];
    const results = await Promise.all(
      clients.map((client, index) => {
        const author = { name: names[index] ?? '' };
        const changes = [{ prompt: 'p', to: 'v' }];
        return client.append(
          [deployed({ deployment: `d${index}`, environment: 'production', changes, author })],
          [expectation],
        );
      }),
    );
    const winner = results.findIndex(({ ok }) => ok);
    assert.equal(results.filter(({ ok }) => ok).length, 1);
    const [lost] = results.filter(({ ok }) => !ok);
    assert.ok(lost !== undefined);
    const { code, message } = faultOf(lost);
    assert.deepEqual(
      [code, message],
      [
        'conflict',
        `production was moved to revision 1 by ${names[winner]} at 2026-03-01T12:00:00.000Z. Check what it holds and try again.`,
      ],
    );
    for (const client of clients) assert.equal(unwrap(await client.query('deployments', {})).length, 1);
  });

  test('hear of each other from the server, without polling', async (t) => {
    const place = await ServerPlace.of(t);
    const writer = await place.open();
    unwrap(await writer.append(setUp));
    const never = 3_600_000;
    const watcher = await place.open({ watch: true, serverTuning: { freshMs: never, heartbeatMs: never } });
    const told = nextChange(watcher, () => true);
    unwrap(await writer.append([commentAdded({ comment: 'c', thread: 't' })]));
    assert.deepEqual(await told, { kinds: ['comment-added'], foreign: true });
    assert.deepEqual(await heard(watcher), ['c']);
  });

  test('several processes that write at once: nothing is lost, and all have the same order', async (t) => {
    const place = await ServerPlace.of(t);
    const { directory, database } = place;
    const reader = await place.open();
    unwrap(await reader.append(setUp));
    const options = { directory, commits: 25, words: 20, lock: true, tuning: {}, server: database.login() };
    const writers = await Promise.all(['a', 'b', 'c'].map((name) => startWriter({ ...options, name })));
    for (const { code, errors } of await Promise.all(writers.map(({ ended }) => ended))) assert.equal(code, 0, errors);
    const acknowledged = writers.flatMap((writer) => writer.acknowledged);
    assert.equal(acknowledged.length, 75);
    const versions = unwrap(await reader.query('versions', { prompt: 'p' }));
    assert.deepEqual(
      versions.map(({ number }) => number),
      versions.map((_, index) => 75 - index),
    );
    assert.deepEqual(versions.map(({ id }) => id).sort(), acknowledged.toSorted());
    const stored = await database.sql(
      `select payload->>'version' as version from galley.facts where kind = 'version-committed' order by seq desc`,
    );
    assert.deepEqual(
      versions.map(({ id }) => id),
      stored.map(({ version }) => version),
    );
    const late = await place.open({ salvage: true });
    assert.deepEqual(unwrap(await late.query('versions', { prompt: 'p' })), versions);
    assert.deepEqual(unwrap(await reader.verify()), []);
  });

  test('facts whose keys the server orders in its own way are the same to a check', async (t) => {
    const place = await ServerPlace.of(t);
    const store = await place.open();
    unwrap(await store.append([...setUp, versionCommitted({ prompt: 'p', version: 'v' })]));
    const evidence = { zebra: 1, a: [{ long: 1, b: 2 }] };
    const gate = { gate: 'lint', prompt: 'p', outcome: 'passed', summary: 'fine', evidence } as const;
    const moved = { deployment: 'd', environment: 'lab', changes: [{ prompt: 'p', to: 'v' }], gates: [gate] };
    unwrap(await store.append([deployed(moved)]));
    assert.deepEqual(unwrap(await store.verify()), []);
  });

  test('the branch that somebody works on is his own', async (t) => {
    const place = await ServerPlace.of(t);
    const other = new ServerPlace(t, place.database);
    const [one, two] = [await place.open(), await other.open()];
    unwrap(await one.append([promptCreated({ prompt: 'p' }), versionCommitted({ prompt: 'p', version: 'v' })]));
    unwrap(await one.append([{ ...factBase('b'), kind: 'branch-created', prompt: 'p', branch: 'x', from: 'v' }]));
    unwrap(await one.append([{ ...factBase('s'), kind: 'branch-switched', prompt: 'p', branch: 'x' }]));
    const current = async (store: typeof one): Promise<readonly string[]> =>
      unwrap(await store.query('currentBranches', undefined)).map(({ name }) => name);
    assert.deepEqual([await current(one), await current(two)], [['x'], ['main']]);
    await one.close();
    assert.deepEqual(await current(await place.open()), ['x']);
    assert.deepEqual(unwrap(await two.verify()), []);
  });

  test('the copy in the folder is private, and no password is in it or in what is told', async (t) => {
    const place = await ServerPlace.of(t);
    const server = { ...place.database.login(), password: 'very secret' };
    const store = await place.open({ server });
    unwrap(await store.append(setUp));
    const status = unwrap(await store.status());
    assert.equal(
      status.path,
      `postgres://${encodeURIComponent(server.url.host)}:${server.url.port}/${place.database.name}`,
    );
    await store.close();
    const [name = ''] = readdirSync(place.directory).filter((one) => one.endsWith('.db'));
    const copy = path.join(place.directory, name);
    if (process.platform !== 'win32') assert.equal(statSync(copy).mode & 0o777, 0o600);
    assert.ok(!JSON.stringify(status).includes('very secret'));
  });
});

describe('a connection to PostgreSQL that breaks', { skip: skipPostgres }, () => {
  test('after the commit, before its answer: what was stored is told as stored, once', async (t) => {
    const place = await ServerPlace.of(t);
    const wire = await wireTo(t, place.database);
    const store = await place.open({ server: wire.login, serverTuning: eager });
    unwrap(await store.append(setUp));
    wire.loseAnswerTo('commit');
    unwrap(await store.append([commentAdded({ comment: 'c', thread: 't' })]));
    assert.deepEqual(await heard(store), ['c']);
    const [row] = await place.database.sql(`select count(*)::int as count from galley.facts where id = 'f-c'`);
    assert.equal(row?.['count'], 1);
    assert.deepEqual(unwrap(await store.verify()), []);
  });

  test('before the commit arrives: it is stored after all, once', async (t) => {
    const place = await ServerPlace.of(t);
    const wire = await wireTo(t, place.database);
    const store = await place.open({ server: wire.login, serverTuning: eager });
    unwrap(await store.append(setUp));
    wire.loseMessage('commit');
    unwrap(await store.append([commentAdded({ comment: 'c', thread: 't' })]));
    const [row] = await place.database.sql(`select count(*)::int as count from galley.facts where id = 'f-c'`);
    assert.equal(row?.['count'], 1);
    assert.deepEqual(await heard(store), ['c']);
  });

  test('before the commit arrives, and somebody else was first meanwhile: a conflict', async (t) => {
    const place = await ServerPlace.of(t);
    const wire = await wireTo(t, place.database);
    const store = await place.open({ server: wire.login, serverTuning: eager });
    unwrap(await store.append(setUp));
    const other = await place.open();
    wire.loseMessage('commit');
    const mine = store.append(
      [versionCommitted({ prompt: 'p', version: 'mine' })],
      [{ kind: 'head', prompt: 'p', branch: 'main', version: undefined }],
    );
    unwrap(await other.append([versionCommitted({ prompt: 'p', version: 'theirs' })]));
    const answer = await mine;
    const versions = unwrap(await other.query('versions', { prompt: 'p' })).map(({ id }) => id);
    // Whoever came first, the answer is what is there.
    if (answer.ok) assert.deepEqual(versions, ['theirs', 'mine']);
    else {
      assert.equal(answer.fault.code, 'conflict');
      assert.deepEqual(versions, ['theirs']);
    }
  });

  test('while reading: the answer comes from what is there, and the next is whole', async (t) => {
    const place = await ServerPlace.of(t);
    const wire = await wireTo(t, place.database);
    const store = await place.open({ server: wire.login, serverTuning: eager });
    unwrap(await store.append(setUp));
    unwrap(await (await place.open()).append([commentAdded({ comment: 'c', thread: 't' })]));
    const back = nextChange(store, ({ kinds }) => kinds.includes('comment-added'));
    wire.loseMessage('select seq');
    assert.deepEqual(await heard(store), []);
    // The server is there again at once; what was missed is told of.
    void store.status();
    await Promise.all([back, store.append([])]);
    assert.deepEqual(await heard(store), ['c']);
  });
});
