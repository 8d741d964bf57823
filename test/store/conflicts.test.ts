import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Expectation, Fact, Store } from '../../server/src/domain';
import { describeOnEachBackend } from './support/backends';
import {
  aliasMoved,
  commentAdded,
  deployed,
  factBase,
  promptCreated,
  threadStarted,
  versionCommitted,
} from './support/facts';
import { faultOf, unwrap } from './support/store-folder';

const setUp: readonly Fact[] = [
  promptCreated({ prompt: 'p1', name: 'triage', file: 'triage.prompt' }),
  promptCreated({ prompt: 'p2', name: 'reply' }),
  versionCommitted({ prompt: 'p1', version: 'v1' }),
  versionCommitted({ prompt: 'p1', version: 'v2', semver: '1.1.0', parents: ['v1'], author: { name: 'Bob' } }),
  aliasMoved({ id: 'a1', prompt: 'p1', alias: 'stable', to: 'v1' }),
  deployed({ deployment: 'd1', environment: 'production', changes: [{ prompt: 'p1', to: 'v1' }] }),
  { ...factBase('z1'), kind: 'environment-frozen', freeze: 'z1', environment: 'production', reason: 'fair' },
  threadStarted({ thread: 't1', prompt: 'p1' }),
  commentAdded({ comment: 'c1', thread: 't1' }),
];

/** `message` is undefined when the expectation holds; `actual` is the id of what is there. */
interface Row {
  readonly expectation: Expectation;
  readonly message?: string;
  readonly actual?: string | undefined;
}

const table: readonly Row[] = [
  { expectation: { kind: 'prompt-name-free', name: 'free' } },
  {
    expectation: { kind: 'prompt-name-free', name: 'triage' },
    message: 'There is a prompt named triage already (triage.prompt).',
    actual: 'p1',
  },
  { expectation: { kind: 'head', prompt: 'p1', branch: 'main', version: 'v2' } },
  { expectation: { kind: 'head', prompt: 'p1', branch: 'other', version: undefined } },
  {
    expectation: { kind: 'head', prompt: 'p1', branch: 'main', version: 'v1' },
    message: 'The head of main moved to #2 1.1.0 by Bob. Look at it and commit again.',
    actual: 'v2',
  },
  {
    expectation: { kind: 'head', prompt: 'p1', branch: 'main', version: undefined },
    message: 'The head of main moved to #2 1.1.0 by Bob. Look at it and commit again.',
    actual: 'v2',
  },
  {
    expectation: { kind: 'head', prompt: 'p2', branch: 'main', version: 'v1' },
    message: 'main has no version yet. Look at it and commit again.',
  },
  { expectation: { kind: 'semver-free', prompt: 'p1', semver: '2.0.0' } },
  { expectation: { kind: 'semver-free', prompt: 'p2', semver: '1.1.0' } },
  {
    expectation: { kind: 'semver-free', prompt: 'p1', semver: '1.1.0' },
    message: 'The version 1.1.0 has been taken by Bob (#2). Choose another.',
    actual: 'v2',
  },
  { expectation: { kind: 'alias', prompt: 'p1', alias: 'stable', version: 'v1' } },
  { expectation: { kind: 'alias', prompt: 'p1', alias: 'none', version: undefined } },
  {
    expectation: { kind: 'alias', prompt: 'p1', alias: 'stable', version: undefined },
    message: 'The alias stable was moved to #1 1.0.0 by Ada.',
    actual: 'v1',
  },
  {
    expectation: { kind: 'alias', prompt: 'p1', alias: 'none', version: 'v1' },
    message: 'The alias none points to nothing by now.',
  },
  { expectation: { kind: 'deployment', environment: 'production', deployment: 'd1' } },
  { expectation: { kind: 'deployment', environment: 'staging', deployment: undefined } },
  { expectation: { kind: 'freeze', environment: 'staging', freeze: undefined } },
  { expectation: { kind: 'freeze', environment: 'production', freeze: 'z1' } },
  {
    expectation: { kind: 'freeze', environment: 'production', freeze: undefined },
    message: 'production was frozen by Ada at 2026-03-01T12:00:00.000Z: fair.',
    actual: 'z1',
  },
  { expectation: { kind: 'freeze', environment: 'staging', freeze: 'z1' }, message: 'staging is not frozen any more.' },
  {
    expectation: { kind: 'deployment', environment: 'production', deployment: undefined },
    message:
      'production was moved to revision 1 by Ada at 2026-03-01T12:00:00.000Z. Check what it holds and try again.',
    actual: 'd1',
  },
  {
    expectation: { kind: 'deployment', environment: 'staging', deployment: 'd1' },
    message: 'staging has never been deployed to. Check what it holds and try again.',
  },
  ...(['prompt', 'version', 'thread', 'comment', 'deployment'] as const).map((what): Row => {
    const id = { prompt: 'p1', version: 'v1', thread: 't1', comment: 'c1', deployment: 'd1' }[what];
    return { expectation: { kind: 'exists', what, id } };
  }),
  ...(['prompt', 'version', 'thread', 'comment', 'review', 'deployment'] as const).map((what): Row => {
    return { expectation: { kind: 'exists', what, id: 'none' }, message: `There is no ${what} none in the store.` };
  }),
];

async function seeded(store: Store): Promise<Store> {
  unwrap(await store.append(setUp));
  return store;
}

describeOnEachBackend('expectations', ({ place }) => {
  test('each one holds or gives a conflict that names what is there', async (t) => {
    const store = await seeded(await (await place(t)).open());
    for (const [index, { expectation, message, actual }] of table.entries()) {
      const id = `new-${index}`;
      const result = await store.append([commentAdded({ comment: id, thread: 't1' })], [expectation]);
      const what = JSON.stringify(expectation);
      const stored = unwrap(await store.query('thread', { id: 't1' }))?.comments.some((comment) => comment.id === id);
      assert.equal(stored, message === undefined, what);
      if (message === undefined) {
        assert.deepEqual(result, { ok: true, value: undefined }, what);
        continue;
      }
      const { code, details, ...fault } = faultOf(result);
      assert.deepEqual([code, fault.message], ['conflict', message], what);
      const found = details as { readonly expectation: unknown; readonly actual?: { id?: string; version?: string } };
      assert.deepEqual(found.expectation, expectation);
      assert.equal(found.actual?.id ?? found.actual?.version, actual, what);
    }
  });

  test('all of several must hold', async (t) => {
    const store = await seeded(await (await place(t)).open());
    const holds: Expectation = { kind: 'exists', what: 'prompt', id: 'p1' };
    const fails: Expectation = { kind: 'exists', what: 'prompt', id: 'none' };
    const fact = commentAdded({ comment: 'c2', thread: 't1' });
    assert.equal(faultOf(await store.append([fact], [holds, fails])).code, 'conflict');
    assert.deepEqual(await store.append([fact], [holds, holds]), { ok: true, value: undefined });
  });

  test('of two appends made at once that expect the same head one wins, and the loser is told who', async (t) => {
    const store = await seeded(await (await place(t)).open());
    const expectation: Expectation = { kind: 'head', prompt: 'p1', branch: 'main', version: 'v2' };
    const [one, two] = await Promise.all(
      ['x', 'y'].map((version) =>
        store.append(
          [versionCommitted({ prompt: 'p1', version, semver: `9.0.0-${version}`, parents: ['v2'] })],
          [expectation],
        ),
      ),
    );
    assert.equal(one?.ok, true);
    assert.ok(two !== undefined);
    assert.equal(faultOf(two).message, 'The head of main moved to #3 9.0.0-x by Ada. Look at it and commit again.');
  });

  test('another store that has not looked since is told of the new state', async (t) => {
    const folder = await place(t);
    const first = await seeded(await folder.open());
    const second = await folder.open();
    unwrap(await first.append([versionCommitted({ prompt: 'p1', version: 'v3', semver: '1.2.0', parents: ['v2'] })]));
    const stale: Expectation = { kind: 'head', prompt: 'p1', branch: 'main', version: 'v2' };
    const late = await second.append([versionCommitted({ prompt: 'p1', version: 'v4' })], [stale]);
    assert.match(faultOf(late).message, /moved to #3 1\.2\.0 by Ada/);
    assert.equal(unwrap(await first.query('version', { id: 'v4' })), undefined);
  });
});

describeOnEachBackend('facts that do not fit', ({ place }) => {
  const rows: readonly (readonly [what: string, facts: readonly Fact[], code: string])[] = [
    ['a comment on a thread that is not there', [commentAdded({ comment: 'x', thread: 'none' })], 'not-found'],
    ['a version of a prompt that is not there', [versionCommitted({ prompt: 'none', version: 'x' })], 'not-found'],
    [
      'a version with a parent that is not there',
      [versionCommitted({ prompt: 'p1', version: 'x', parents: ['none'] })],
      'not-found',
    ],
    ['an id that is taken by another', [versionCommitted({ prompt: 'p1', version: 'v1', id: 'other' })], 'conflict'],
    [
      'an alias moved from where it is not',
      [aliasMoved({ id: 'x', prompt: 'p1', alias: 'stable', previous: 'a1', from: 'v2', to: 'v1' })],
      'conflict',
    ],
    [
      'an alias moved after a move that is not the newest',
      [aliasMoved({ id: 'x', prompt: 'p1', alias: 'stable', previous: 'a0', from: 'v1', to: 'v2' })],
      'conflict',
    ],
    [
      'an alias moved after no move that it names',
      [aliasMoved({ id: 'x', prompt: 'p1', alias: 'stable', from: 'v1', to: 'v2' })],
      'invalid-input',
    ],
    [
      'a deployment that does not follow the newest',
      [deployed({ deployment: 'x', environment: 'production', changes: [] })],
      'conflict',
    ],
    ['a value of the wrong type', [{ ...promptCreated({ prompt: 'x' }), name: 7 } as unknown as Fact], 'invalid-input'],
    ['no known kind', [{ ...promptCreated({ prompt: 'x' }), kind: 'surprise' } as unknown as Fact], 'invalid-input'],
  ];

  for (const [what, facts, code] of rows)
    test(`${what}: the whole append is refused as ${code}`, async (t) => {
      const store = await seeded(await (await place(t)).open());
      const good = commentAdded({ comment: 'good', thread: 't1' });
      assert.equal(faultOf(await store.append([good, ...facts])).code, code);
      assert.deepEqual(unwrap(await store.query('thread', { id: 't1' }))?.comments.length, 1);
      assert.deepEqual(unwrap(await store.verify()), []);
    });
});
