import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Fact, Store, VersionDeleted } from '../../server/src/domain';
import { clone, pull, sharedRows } from './support/clones';
import {
  aliasMoved,
  contentOf,
  deployed,
  factBase,
  promptCreated,
  reviewRequested,
  threadStarted,
  versionCommitted,
} from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';

const secret = 'PRIVATE';

/** A prompt with a branch that was given up: nothing points to `b2`, and then nothing to `b1`. */
const story: readonly Fact[] = [
  promptCreated({ prompt: 'p' }),
  versionCommitted({ prompt: 'p', version: 'v1' }),
  { ...factBase('x1'), kind: 'branch-created', prompt: 'p', branch: 'x', from: 'v1' },
  versionCommitted({ prompt: 'p', version: 'b1', semver: '1.0.1-x.1', parents: ['v1'], branch: 'x' }),
  versionCommitted({
    ...{ prompt: 'p', version: 'b2', semver: '1.0.1-x.2', parents: ['b1'], branch: 'x', content: contentOf(secret) },
  }),
  { ...factBase('x2'), kind: 'branch-deleted', prompt: 'p', branch: 'x' },
];

const at = (minute: number): { readonly time: string } => ({
  time: `2026-03-01T13:${String(minute).padStart(2, '0')}:00.000Z`,
});

function deletion(version: string, given: Partial<VersionDeleted> = {}): VersionDeleted {
  const own = { kind: 'version-deleted', prompt: 'p', version, reason: 'held a name', purges: true } as const;
  return { ...factBase(`del-${version}`), ...own, ...given };
}

async function bodies(folder: StoreFolder, store: Store): Promise<number> {
  unwrap(await store.checkpoint());
  return (folder.dump()['bodies'] ?? []).filter((row) => JSON.stringify(row).includes(secret)).length;
}

/** Files of the store that hold a text. */
function holding(folder: StoreFolder, text: string): readonly string[] {
  const names = readdirSync(folder.directory, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  return names
    .map(({ parentPath, name }) => path.join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

describe('a deleted version', () => {
  test('leaves a tombstone; its content goes from the database at once, and with old files from the journal', async (t) => {
    const folder = new StoreFolder(t);
    let store = await folder.open();
    unwrap(await store.append(story));
    assert.equal(await bodies(folder, store), 2);
    unwrap(await store.append([deletion('b2')], [{ kind: 'unused', version: 'b2', purges: true }]));
    const record = unwrap(await store.query('version', { id: 'b2' }));
    const { time, author } = factBase('');
    assert.deepEqual(record?.deleted, { reason: 'held a name', by: author.name, time });
    assert.equal(unwrap(await store.query('content', { version: 'b2' })), undefined);
    assert.equal(unwrap(await store.query('versions', { prompt: 'p' })).length, 3);
    assert.deepEqual(unwrap(await store.verify()), []);
    assert.equal(await bodies(folder, store), 0);
    await store.close();

    store = await folder.open({ tuning: { keepLogsMs: -1 } });
    assert.deepEqual(unwrap(await store.verify()), []);
    const next = versionCommitted({ prompt: 'p', version: 'v2', semver: '1.1.0', parents: ['v1'] });
    unwrap(await store.append([next]));
    assert.equal(unwrap(await store.query('version', { id: 'v2' }))?.number, 4);
    for (let times = 0; times < 3; times++) {
      unwrap(await store.append([{ ...factBase(`t${times}`), kind: 'tag-set', prompt: 'p', key: `k${times}` }]));
      unwrap(await store.compact());
      assert.deepEqual(unwrap(await store.verify()), []);
    }
    await store.close();
    assert.deepEqual(holding(folder, secret), []);
  });

  test('keeps the texts that something else has too', async (t) => {
    const store = await new StoreFolder(t).open();
    const twin = { prompt: 'p', content: contentOf(secret), semver: '2.0.0', parents: ['v1'] };
    unwrap(await store.append([...story, versionCommitted({ ...twin, version: 'twin' }), deletion('b2')]));
    assert.deepEqual(unwrap(await store.query('content', { version: 'twin' })), contentOf(secret));
    assert.deepEqual(unwrap(await store.verify()), []);
  });

  test('is refused while anything points to the version, and then nothing can be done with it', async (t) => {
    const store = await new StoreFolder(t).open();
    unwrap(
      await store.append([
        ...story,
        aliasMoved({ id: 'a1', prompt: 'p', alias: 'stable', to: 'v1' }),
        deployed({ deployment: 'd1', environment: 'lab', changes: [{ prompt: 'p', to: 'v1' }] }),
        deployed({ deployment: 'd2', environment: 'lab', previous: 'd1', changes: [{ prompt: 'p', from: 'v1' }] }),
        reviewRequested({ review: 'q1', prompt: 'p', version: 'v1' }),
        threadStarted({ thread: 't1', prompt: 'p', version: 'v1' }),
        { ...factBase('g1'), kind: 'tag-set', prompt: 'p', version: 'v1', key: 'gold' },
      ]),
    );
    assert.deepEqual(unwrap(await store.query('versionUses', { version: 'v1' })), {
      uses: [
        { kind: 'version', name: '1.0.1-x.1 (#2)' },
        { kind: 'branch', name: 'main' },
        { kind: 'alias', name: 'stable' },
        { kind: 'environment', name: 'lab, revision 1' },
        { kind: 'review', name: 'q1' },
        { kind: 'thread', name: 't1' },
        { kind: 'tag', name: 'gold' },
      ],
      shared: false,
    });
    const expectation = { kind: 'unused', version: 'b1', purges: true } as const;
    assert.equal(faultOf(await store.append([deletion('b1')], [expectation])).code, 'conflict');
    assert.equal(faultOf(await store.append([deletion('b1')])).code, 'conflict');
    unwrap(await store.append([deletion('b2'), deletion('b1')]));
    const uses: readonly Fact[] = [
      versionCommitted({ prompt: 'p', version: 'c', semver: '3.0.0', parents: ['v1', 'b2'] }),
      { ...factBase('x3'), kind: 'branch-created', prompt: 'p', branch: 'y', from: 'b1' },
      aliasMoved({ id: 'a2', prompt: 'p', alias: 'old', to: 'b1' }),
      deployed({ deployment: 'd3', environment: 'lab', previous: 'd2', changes: [{ prompt: 'p', to: 'b1' }] }),
      reviewRequested({ review: 'q2', prompt: 'p', version: 'b1' }),
      { ...factBase('g2'), kind: 'tag-set', prompt: 'p', version: 'b1', key: 'gold' },
      threadStarted({ thread: 't2', prompt: 'p', version: 'b1' }),
    ];
    for (const fact of uses) {
      const refused = faultOf(await store.append([fact]));
      assert.equal(refused.code, 'conflict', fact.kind);
      assert.match(refused.message, /was deleted by Ada meanwhile/);
    }
    assert.deepEqual(unwrap(await store.verify()), []);
  });
});

describe('a version that other clones have', () => {
  for (const [what, deleted, used] of [
    ['after its deletion', 1, 2],
    ['before its deletion', 2, 1],
  ] as const) {
    test(`is there again for all when one of them used it ${what}`, async (t) => {
      const one = await clone(t);
      unwrap(await one.store.append(story));
      unwrap(await one.store.share());
      const two = await clone(t, one);
      assert.equal(unwrap(await one.store.query('versionUses', { version: 'b2' })).shared, true);
      const unshared = { kind: 'unused', version: 'b2', purges: true } as const;
      assert.match(faultOf(await one.store.append([deletion('b2')], [unshared])).message, /shared meanwhile/);
      unwrap(await one.store.append([deletion('b2', { purges: false, ...at(deleted) })]));
      assert.equal(unwrap(await one.store.query('content', { version: 'b2' })), undefined);
      const move = aliasMoved({ id: 'a9', prompt: 'p', alias: 'kept', to: 'b2', ...at(used) });
      unwrap(await two.store.append([move]));
      for (const { store } of [one, two]) unwrap(await store.share());
      pull(one.folder.directory, two.folder.directory);
      pull(two.folder.directory, one.folder.directory);
      for (const { store } of [one, two]) {
        unwrap(await store.share());
        assert.equal(unwrap(await store.query('version', { id: 'b2' }))?.deleted, undefined);
        assert.deepEqual(unwrap(await store.query('content', { version: 'b2' })), contentOf(secret));
        assert.deepEqual(unwrap(await store.verify()), []);
        assert.equal(unwrap(await store.status()).skipped, 0);
      }
      assert.deepEqual(await sharedRows(one.store), await sharedRows(two.store));
    });
  }

  test('comes to them without its content when it was deleted before it was shared', async (t) => {
    const one = await clone(t);
    unwrap(await one.store.append([...story, deletion('b2')]));
    unwrap(await one.store.share());
    assert.ok(holding(one.folder, secret).every((file) => !file.includes('facts')));
    const two = await clone(t, one);
    assert.equal(unwrap(await two.store.query('version', { id: 'b2' }))?.deleted?.reason, 'held a name');
    for (const { store } of [one, two]) assert.deepEqual(unwrap(await store.verify()), []);
    assert.deepEqual(await sharedRows(one.store), await sharedRows(two.store));
  });
});
