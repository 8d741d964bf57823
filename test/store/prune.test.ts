import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fact, Store } from '../../server/src/domain';
import { aliasMoved, deployed, factBase, promptCreated, runRecorded, versionCommitted } from './support/facts';
import { StoreFolder, unwrap } from './support/store-folder';

const days = (count: number): string => new Date(Date.UTC(2026, 0, 1) + count * 86_400_000).toISOString();

function run(id: string, day: number, hash = 'draft'): Fact {
  const results = [{ case: `case of ${id}`, outcome: 'passed', latencyMs: 5 }] as const;
  return runRecorded({ run: id, prompt: 'p', hash, time: days(day), results });
}

function pruned(...runs: readonly string[]): Fact {
  return { ...factBase(`f-pruned-${runs.join('-')}`), kind: 'runs-pruned', runs };
}

/** Three versions, the first deployed, the second named by an alias, the third tagged; and runs of a year. */
const history: readonly Fact[] = [
  promptCreated({ prompt: 'p' }),
  ...['1.0.0', '1.1.0', '1.2.0', '1.3.0'].map((semver, index) =>
    versionCommitted({ prompt: 'p', version: `v${index}`, semver, parents: index === 0 ? [] : [`v${index - 1}`] }),
  ),
  deployed({ deployment: 'd1', environment: 'production', changes: [{ prompt: 'p', to: 'v0' }] }),
  deployed({
    deployment: 'd2',
    environment: 'production',
    previous: 'd1',
    changes: [{ prompt: 'p', from: 'v0', to: 'v3' }],
  }),
  aliasMoved({ id: 'a1', prompt: 'p', alias: 'stable', to: 'v1' }),
  { ...factBase('tag'), kind: 'tag-set', prompt: 'p', version: 'v2', key: 'audited' },
  run('deployed', 1, 'hash-v0'),
  run('aliased', 2, 'hash-v1'),
  run('tagged', 3, 'hash-v2'),
  run('old', 4),
  run('unversioned', 5, 'hash-of-nothing'),
  run('middle', 100),
  run('new', 200),
];

async function ids(store: Store): Promise<readonly string[]> {
  return unwrap(await store.query('runs', { prompt: 'p' })).map(({ id }) => id);
}

describe('which runs may go', () => {
  for (const { since, newest, gone } of [
    { since: 365, newest: 0, gone: ['old', 'unversioned', 'middle', 'new'] },
    { since: 365, newest: 1, gone: ['old', 'unversioned', 'middle'] },
    { since: 100, newest: 0, gone: ['old', 'unversioned'] },
    { since: 365, newest: 3, gone: ['old'] },
    { since: 365, newest: 99, gone: [] },
    { since: 0, newest: 0, gone: [] },
  ])
    test(`older than day ${since}, of each prompt the newest ${newest} stay`, async (t) => {
      const store = await new StoreFolder(t).open();
      unwrap(await store.append(history));
      const found = unwrap(await store.query('prunableRuns', { since: days(since), newest }));
      assert.deepEqual(
        found.runs.map(({ id }) => id),
        gone,
      );
      assert.equal(found.kept, 7 - gone.length);
      assert.equal(found.protected, since === 0 || newest === 99 ? 0 : 3);
      for (const { prompt, results, bytes } of found.runs) {
        assert.deepEqual([prompt, results], ['p', 1]);
        assert.ok(bytes > 100 && bytes < 1000, `${bytes} bytes`);
      }
    });
});

describe('runs that went', () => {
  test('are gone for every reader, from the database at once and from the journal in time', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open({ tuning: { keepLogsMs: -1 } });
    unwrap(await store.append(history));
    const other = await folder.open();
    unwrap(await store.append([pruned('old', 'middle', 'never-was')]));
    for (const one of [store, other, await folder.open()])
      assert.deepEqual(await ids(one), ['new', 'unversioned', 'tagged', 'aliased', 'deployed']);
    assert.deepEqual(unwrap(await store.verify()), []);
    unwrap(await store.compact());
    unwrap(await store.compact());
    assert.deepEqual(unwrap(await store.verify()), []);
    for (const name of folder.names()) {
      assert.equal(folder.read(name).includes('case of old'), false, `${name} has it still`);
    }
    assert.ok(folder.read('store.db').includes('case of new'));
    unwrap(await store.append([pruned('new', 'old')]));
    await store.close();
    assert.deepEqual(unwrap(await (await folder.open()).verify()), []);
  });

  test('are in no backup, and stay away after a restore', async (t) => {
    const store = await new StoreFolder(t).open();
    unwrap(await store.append(history));
    unwrap(await store.append([pruned('old')]));
    const { facts } = unwrap(await store.query('history', { limit: 1000 }));
    assert.equal(JSON.stringify(facts).includes('case of old'), false);
    const other = await new StoreFolder(t).open();
    unwrap(await other.takeIn(facts));
    assert.deepEqual(await ids(other), await ids(store));
    assert.deepEqual(unwrap(await other.verify()), []);
  });
});
