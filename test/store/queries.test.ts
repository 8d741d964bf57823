import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fact, GateResult, QueryName, Store, StoreQueries } from '../../server/src/domain';
import { describeOnEachBackend } from './support/backends';
import {
  aliasMoved,
  commentAdded,
  contentOf,
  deployed,
  factBase,
  promptCreated,
  reviewRequested,
  runRecorded,
  threadStarted,
  versionCommitted,
} from './support/facts';
import { StoreFolder, unwrap } from './support/store-folder';

const ada = { name: 'Ada', email: 'ada@example.com' };
const time = '2026-03-01T12:00:00.000Z';
const bob = { author: { name: 'Bob' }, time: '2026-03-02T08:00:00.000Z' };

const gates: readonly GateResult[] = [
  { gate: 'lint', prompt: 'support/triage', outcome: 'passed', summary: '0 findings', evidence: { findings: [] } },
  {
    gate: 'tests',
    prompt: 'reply',
    outcome: 'overridden',
    summary: 'none ran',
    evidence: {},
    override: { author: ada, reason: 'urgent' },
  },
];

/** A story that touches every table. */
const story: readonly Fact[] = [
  promptCreated({ prompt: 'p1', name: 'support/triage', file: 'prompts/support/triage.prompt' }),
  promptCreated({ prompt: 'p2', name: 'reply', file: 'prompts/reply.prompt' }),
  promptCreated({ prompt: 'p3', name: 'old', file: 'old.prompt' }),
  { ...factBase('m1'), kind: 'prompt-moved', prompt: 'p3', name: 'new', file: 'new.prompt' },
  versionCommitted({ prompt: 'p1', version: 'v1' }),
  versionCommitted({ prompt: 'p1', version: 'v2', semver: '1.1.0', parents: ['v1'] }),
  { ...factBase('b0'), kind: 'branch-created', prompt: 'p1', branch: 'x', from: 'v2' },
  { ...factBase('b2'), kind: 'branch-created', prompt: 'p1', branch: 'y', from: 'v2' },
  { ...factBase('b3'), kind: 'branch-switched', prompt: 'p2', branch: 'main' },
  { ...factBase('b4'), kind: 'branch-switched', prompt: 'p1', branch: 'y' },
  { ...factBase('b5'), kind: 'branch-switched', prompt: 'p1', branch: 'x' },
  { ...factBase('b6'), kind: 'branch-deleted', prompt: 'p1', branch: 'y' },
  versionCommitted({ prompt: 'p1', version: 'b1', semver: '1.2.0-x', parents: ['v2'], branch: 'x', ...bob }),
  versionCommitted({ prompt: 'p2', version: 'r1', bumpReason: 'first' }),
  aliasMoved({ id: 'a1', prompt: 'p1', alias: 'stable', to: 'v1' }),
  aliasMoved({ id: 'a2', prompt: 'p1', alias: 'stable', previous: 'a1', from: 'v1', to: 'v2', ...bob }),
  aliasMoved({ id: 'a3', prompt: 'p2', alias: 'gone', to: 'r1' }),
  aliasMoved({ id: 'a4', prompt: 'p2', alias: 'gone', previous: 'a3', from: 'r1' }),
  deployed({
    deployment: 'd1',
    environment: 'staging',
    changes: [
      { prompt: 'p1', to: 'v1' },
      { prompt: 'p2', to: 'r1' },
    ],
    gates,
  }),
  deployed({
    deployment: 'd2',
    environment: 'staging',
    previous: 'd1',
    changes: [
      { prompt: 'p1', from: 'v1', to: 'v2' },
      { prompt: 'p2', from: 'r1' },
    ],
    publishes: false,
    ...bob,
  }),
  deployed({ deployment: 'd3', environment: 'production', changes: [{ prompt: 'p1', to: 'v1' }], mode: 'rollback' }),
  deployed({ deployment: 'd4', environment: 'lab', changes: [{ prompt: 'p1', to: 'v1' }], promotes: 'd1' }),
  deployed({
    ...{ deployment: 'd5', environment: 'lab', previous: 'd4', restores: 'd4', mode: 'rollback' },
    changes: [{ prompt: 'p1', from: 'v1', to: 'b1' }],
  }),
  { ...factBase('g1'), kind: 'tag-set', prompt: 'p1', key: 'category', value: 'support' },
  { ...factBase('g2'), kind: 'tag-set', prompt: 'p1', version: 'v2', key: 'gold', value: 'yes' },
  { ...factBase('g3'), kind: 'tag-set', prompt: 'p1', version: 'v2', key: 'gold' },
  { ...factBase('g4'), kind: 'tag-set', prompt: 'p2', key: 'gone' },
  { ...factBase('g5'), kind: 'tag-removed', prompt: 'p2', key: 'gone' },
  { ...factBase('h1'), kind: 'prompt-archived', prompt: 'p3', reason: 'replaced' },
  { ...factBase('h2'), kind: 'prompt-archived', prompt: 'p2', reason: '' },
  { ...factBase('h3'), kind: 'prompt-unarchived', prompt: 'p2', reason: '' },
  { ...factBase('z1'), kind: 'environment-frozen', freeze: 'z1', environment: 'lab', reason: 'first' },
  { ...factBase('z2'), kind: 'environment-unfrozen', environment: 'lab', reason: 'over' },
  { ...factBase('z3'), kind: 'environment-frozen', freeze: 'z3', environment: 'lab', reason: 'fair', ...bob },
  { ...factBase('z4'), kind: 'environment-frozen', freeze: 'z4', environment: 'new', reason: 'not yet' },
  { ...factBase('x0'), kind: 'deployment-published', deployment: 'd1', outcome: 'failed', error: 'full' },
  { ...factBase('x1'), kind: 'deployment-published', deployment: 'd1', outcome: 'done', digest: 'abc' },
  { ...factBase('x2'), kind: 'deployment-published', deployment: 'd3', outcome: 'failed', error: 'no space' },
  threadStarted({ thread: 't1', prompt: 'p1', version: 'v1' }),
  commentAdded({ comment: 'c1', thread: 't1', body: 'first' }),
  threadStarted({ thread: 't2', prompt: 'p1', source: '' }),
  commentAdded({ comment: 'c2', thread: 't1', body: 'second', ...bob }),
  { ...factBase('x3'), kind: 'comment-edited', comment: 'c1', body: 'first, edited', time: '2026-03-03T00:00:00.000Z' },
  { ...factBase('x4'), kind: 'thread-state-set', thread: 't2', state: 'resolved' },
  reviewRequested({ review: 'q1', prompt: 'p1', version: 'v2' }),
  reviewRequested({ review: 'q2', prompt: 'p2', version: 'r1' }),
  { ...factBase('x5'), kind: 'review-decided', review: 'q1', decision: 'changes-requested', reason: 'too long' },
  { ...factBase('x6'), kind: 'review-decided', review: 'q1', decision: 'approved', reason: 'good', ...bob },
  { ...factBase('x7'), kind: 'review-decided', review: 'q2', decision: 'closed', reason: '' },
  { ...factBase('x8'), kind: 'review-decided', review: 'q2', decision: 'reopened', reason: '' },
  runRecorded({
    run: 'run1',
    prompt: 'p1',
    results: [
      { case: 'refund', outcome: 'passed', latencyMs: 12.5 },
      { case: 'greeting', outcome: 'failed', latencyMs: 3, tokens: { input: 7, output: 2 } },
      { case: 'empty', outcome: 'errored', latencyMs: 0 },
      { case: 'slow', outcome: 'skipped', latencyMs: 0 },
    ],
  }),
  runRecorded({ run: 'run2', prompt: 'p2', hash: 'hash-r1' }),
];

const v1 = {
  ...{ id: 'v1', prompt: 'p1', number: 1, semver: '1.0.0', hash: 'hash-v1', parents: [], branch: 'main' },
  ...{ message: 'make v1', author: ada, time },
};
const v2 = { ...v1, id: 'v2', number: 2, semver: '1.1.0', hash: 'hash-v2', parents: ['v1'], message: 'make v2' };
const b1 = {
  ...{ ...v1, id: 'b1', number: 3, semver: '1.2.0-x', hash: 'hash-b1', parents: ['v2'], branch: 'x' },
  ...{ message: 'make b1', ...bob },
};
const r1 = { ...v1, id: 'r1', prompt: 'p2', hash: 'hash-r1', message: 'make r1' };
const p1 = { id: 'p1', name: 'support/triage', file: 'prompts/support/triage.prompt' };
const p2 = { id: 'p2', name: 'reply', file: 'prompts/reply.prompt' };
const p3 = { id: 'p3', name: 'new', file: 'new.prompt', archived: { reason: 'replaced', by: 'Ada', time } };
const common = { reason: 'release', author: ada, door: 'cli', time };
const d1 = {
  ...{ id: 'd1', environment: 'staging', revision: 1, kind: 'deploy', published: 'done', ...common },
  changes: [
    { prompt: 'p1', to: 'v1' },
    { prompt: 'p2', to: 'r1' },
  ],
  gates,
  digest: 'abc',
};
const d2 = {
  ...{ id: 'd2', environment: 'staging', revision: 2, kind: 'deploy', published: 'none', ...common, ...bob },
  changes: [
    { prompt: 'p1', from: 'v1', to: 'v2' },
    { prompt: 'p2', from: 'r1' },
  ],
  gates: [],
};
const d3 = {
  ...{ id: 'd3', environment: 'production', revision: 1, kind: 'rollback', published: 'failed', ...common },
  ...{ changes: [{ prompt: 'p1', to: 'v1' }], gates: [], publishError: 'no space' },
};
const d4 = {
  ...{ id: 'd4', environment: 'lab', revision: 1, kind: 'deploy', published: 'pending', ...common },
  ...{ changes: [{ prompt: 'p1', to: 'v1' }], gates: [], promotes: 'd1' },
};
const d5 = {
  ...{ id: 'd5', environment: 'lab', revision: 2, kind: 'rollback', published: 'pending', ...common },
  ...{ changes: [{ prompt: 'p1', from: 'v1', to: 'b1' }], gates: [], restores: 'd4' },
};
const staging = {
  name: 'staging',
  revision: 2,
  holds: [{ prompt: 'p1', version: 'v2', deployment: 'd2', ...bob }],
};
const production = {
  name: 'production',
  revision: 1,
  holds: [{ prompt: 'p1', version: 'v1', deployment: 'd3', author: ada, time }],
};
const lab = {
  name: 'lab',
  revision: 2,
  frozen: { id: 'z3', reason: 'fair', ...bob },
  holds: [{ prompt: 'p1', version: 'b1', deployment: 'd5', author: ada, time }],
};
const t1 = {
  ...{ id: 't1', prompt: 'p1', version: 'v1', source: 'zero\none\ntwo\n', state: 'open' },
  anchor: { startLine: 1, endLine: 2, lines: ['one', 'two'] },
  comments: [
    { id: 'c1', thread: 't1', body: 'first, edited', author: ada, time, edited: '2026-03-03T00:00:00.000Z' },
    { id: 'c2', thread: 't1', body: 'second', ...bob },
  ],
};
const t2 = { id: 't2', prompt: 'p1', source: '', state: 'resolved', anchor: t1.anchor, comments: [] };
const q1 = {
  ...{ id: 'q1', prompt: 'p1', version: 'v2', state: 'approved', message: 'please look', author: ada, time },
  decisions: [
    { decision: 'changes-requested', reason: 'too long', author: ada, time },
    { decision: 'approved', reason: 'good', ...bob },
  ],
};
const q2 = {
  ...{ ...q1, id: 'q2', prompt: 'p2', version: 'r1', state: 'open' },
  decisions: [
    { decision: 'closed', reason: '', author: ada, time },
    { decision: 'reopened', reason: '', author: ada, time },
  ],
};
const run1 = {
  ...{
    id: 'run1',
    prompt: 'p1',
    hash: 'hash-v1',
    provider: 'replay',
    passed: 1,
    failed: 1,
    errored: 1,
    skipped: 1,
    time,
  },
  results: [
    { case: 'refund', outcome: 'passed', latencyMs: 12.5 },
    { case: 'greeting', outcome: 'failed', latencyMs: 3, tokens: { input: 7, output: 2 } },
    { case: 'empty', outcome: 'errored', latencyMs: 0 },
    { case: 'slow', outcome: 'skipped', latencyMs: 0 },
  ],
};
const run2 = {
  ...run1,
  id: 'run2',
  prompt: 'p2',
  hash: 'hash-r1',
  passed: 0,
  failed: 0,
  errored: 0,
  skipped: 0,
  results: [],
};

type Row = { readonly [Name in QueryName]: readonly [Name, StoreQueries[Name][0], unknown] }[QueryName];

const table: readonly Row[] = [
  ['prompts', undefined, [p3, p2, p1]],
  ['promptByName', { name: 'reply' }, p2],
  ['promptByName', { name: 'old' }, undefined],
  ['promptByFile', { file: 'new.prompt' }, p3],
  ['promptByFile', { file: 'none' }, undefined],
  ['versions', { prompt: 'p1' }, [b1, v2, v1]],
  ['versions', { prompt: 'p1', branch: 'main' }, [v2, v1]],
  ['versions', { prompt: 'p1', limit: 1 }, [b1]],
  ['versions', { prompt: 'p1', limit: 0 }, []],
  ['versions', { prompt: 'none' }, []],
  ['version', { id: 'v2' }, v2],
  ['version', { id: 'none' }, undefined],
  ['content', { version: 'v2' }, contentOf('v2')],
  ['content', { version: 'none' }, undefined],
  [
    'branches',
    { prompt: 'p1' },
    [
      { name: 'main', head: v2, current: false },
      { name: 'x', head: b1, current: true },
    ],
  ],
  ['branches', { prompt: 'p2' }, [{ name: 'main', head: r1, current: true }]],
  ['branches', { prompt: 'none' }, []],
  [
    'currentBranches',
    undefined,
    [
      { name: 'main', head: r1, current: true },
      { name: 'x', head: b1, current: true },
    ],
  ],
  ['aliases', {}, [{ prompt: 'p1', alias: 'stable', version: 'v2', move: 'a2', ...bob }]],
  ['aliases', { prompt: 'p2' }, []],
  [
    'tags',
    {},
    [
      { prompt: 'p1', key: 'category', value: 'support' },
      { prompt: 'p1', version: 'v2', key: 'gold' },
    ],
  ],
  ['tags', { prompt: 'p2' }, []],
  ['environments', undefined, [staging, production, lab]],
  ['environment', { name: 'staging' }, staging],
  ['environment', { name: 'nowhere' }, { name: 'nowhere', revision: 0, holds: [] }],
  [
    'environment',
    { name: 'new' },
    { name: 'new', revision: 0, frozen: { id: 'z4', reason: 'not yet', author: ada, time }, holds: [] },
  ],
  [
    'environment',
    { name: 'staging', revision: 1 },
    {
      name: 'staging',
      revision: 1,
      holds: [
        { prompt: 'p2', version: 'r1', deployment: 'd1', author: ada, time },
        { prompt: 'p1', version: 'v1', deployment: 'd1', author: ada, time },
      ],
    },
  ],
  ['environment', { name: 'staging', revision: 2 }, { name: 'staging', revision: 2, holds: staging.holds }],
  ['environment', { name: 'staging', revision: 0 }, { name: 'staging', revision: 0, holds: [] }],
  ['deployments', {}, [d5, d4, d3, d2, d1]],
  ['deployments', { environment: 'staging' }, [d2, d1]],
  ['deployments', { environment: 'staging', limit: 1 }, [d2]],
  ['deployments', { prompt: 'p2' }, [d2, d1]],
  ['deployment', { id: 'd3' }, d3],
  ['deployment', { id: 'none' }, undefined],
  ['deploymentAt', { environment: 'staging', revision: 2 }, d2],
  ['deploymentAt', { environment: 'staging', revision: 3 }, undefined],
  ['threads', { prompt: 'p1' }, [t1, t2]],
  ['threads', { prompt: 'p2' }, []],
  ['thread', { id: 't2' }, t2],
  ['thread', { id: 'none' }, undefined],
  ['reviews', {}, [q2, q1]],
  ['reviews', { prompt: 'p1' }, [q1]],
  ['reviews', { version: 'r1' }, [q2]],
  ['review', { id: 'q1' }, q1],
  ['review', { id: 'none' }, undefined],
  ['runs', {}, [run2, run1]],
  ['runs', { prompt: 'p1' }, [run1]],
  ['runs', { hash: 'hash-r1' }, [run2]],
  ['runs', { limit: 1 }, [run2]],
];

describeOnEachBackend('queries', ({ place }) => {
  test('each query answers from the story, before and after it is read back from disk', async (t) => {
    const folder = await place(t);
    const first = await folder.open();
    for (const fact of story) unwrap(await first.append([fact]));
    await checkTable(first, 'written');
    await first.close();
    const second = await folder.open();
    await checkTable(second, 'read back');
    assert.deepEqual(unwrap(await second.verify()), []);
  });

  test('the whole story in one append gives the same', async (t) => {
    const store = await (await place(t)).open();
    unwrap(await store.append(story));
    await checkTable(store, 'one append');
  });

  test('an empty store answers every query', async (t) => {
    const store = await (await place(t)).open();
    for (const [name, input] of table) {
      const answer: unknown = unwrap(await store.query(name, input as never));
      const empty =
        name === 'environment' ? { revision: 0, ...(input as { readonly name: string }), holds: [] } : answer;
      assert.deepEqual(answer, Array.isArray(answer) ? [] : empty);
    }
  });
});

describe('bodies', () => {
  test('a text is stored once however often it is used', async (t) => {
    const folder = new StoreFolder(t);
    const store = await folder.open();
    const content = contentOf('the same');
    unwrap(await store.append([promptCreated({ prompt: 'p1' })]));
    for (const version of ['v1', 'v2', 'v3'])
      unwrap(await store.append([versionCommitted({ prompt: 'p1', version, content })]));
    unwrap(await store.append([threadStarted({ thread: 't', prompt: 'p1', source: content.source })]));
    await store.close();
    assert.equal(folder.dump()['bodies']?.length, 2); // the source and the behaviour
  });
});

async function checkTable(store: Store, when: string): Promise<void> {
  for (const [name, input, expected] of table) {
    const answer: unknown = unwrap(await store.query(name, input as never));
    assert.deepEqual(answer, expected, `${name} ${JSON.stringify(input)}, ${when}`);
  }
}
