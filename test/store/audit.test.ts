import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  auditKinds,
  auditRecord,
  auditText,
  localFactKinds,
  type Fact,
  type StoreQueries,
} from '../../server/src/domain';
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
import { unwrap } from './support/store-folder';

const ada = { name: 'Ada', email: 'ada@example.com' };
const bob = { author: { name: 'Bob', email: 'Bob@Example.com' }, time: '2026-03-02T08:00:00.000Z' };
/** Stands in every text that must not be told. */
const hidden = 'PRIVATE';

const story: readonly Fact[] = [
  promptCreated({ prompt: 'p1', name: 'triage', file: 'triage.prompt' }),
  promptCreated({ prompt: 'p2', name: 'reply', file: 'reply.prompt' }),
  { ...factBase('m1'), kind: 'prompt-moved', prompt: 'p2', name: 'answer', file: 'answer.prompt' },
  versionCommitted({ prompt: 'p1', version: 'v1', content: contentOf(hidden) }),
  versionCommitted({ prompt: 'p1', version: 'v2', semver: '1.1.0', parents: ['v1'], bumpReason: 'small', ...bob }),
  versionCommitted({ prompt: 'p2', version: 'r1' }),
  { ...factBase('b1'), kind: 'branch-created', prompt: 'p1', branch: 'x', from: 'v2' },
  { ...factBase('b2'), kind: 'branch-switched', prompt: 'p1', branch: 'x' },
  { ...factBase('b3'), kind: 'branch-deleted', prompt: 'p1', branch: 'x' },
  aliasMoved({ id: 'a1', prompt: 'p1', alias: 'stable', to: 'v1' }),
  aliasMoved({ id: 'a2', prompt: 'p1', alias: 'stable', previous: 'a1', from: 'v1', to: 'v2', ...bob }),
  aliasMoved({ id: 'a3', prompt: 'p1', alias: 'stable', previous: 'a2', from: 'v2' }),
  deployed({
    ...{ deployment: 'd1', environment: 'staging', reason: 'a\nnew  queue' },
    changes: [
      { prompt: 'p1', to: 'v1' },
      { prompt: 'p2', to: 'r1' },
    ],
    gates: [
      { gate: 'lint', prompt: 'triage', outcome: 'passed', summary: hidden, evidence: { text: hidden } },
      {
        ...{ gate: 'tests', prompt: 'triage', outcome: 'overridden', summary: hidden, evidence: {} },
        override: { author: ada, reason: 'an outage' },
      },
    ],
  }),
  { ...factBase('x1'), kind: 'deployment-published', deployment: 'd1', outcome: 'failed', error: 'disk full' },
  deployed({ deployment: 'd2', environment: 'lab', changes: [{ prompt: 'p1', to: 'v1' }], promotes: 'd1' }),
  deployed({
    ...{ deployment: 'd3', environment: 'lab', previous: 'd2', restores: 'd2', mode: 'rollback' },
    changes: [{ prompt: 'p1', from: 'v1' }],
  }),
  { ...factBase('x2'), kind: 'deployment-published', deployment: 'd3', outcome: 'done', digest: 'abc' },
  { ...factBase('z1'), kind: 'environment-frozen', freeze: 'z1', environment: 'lab', reason: 'fair' },
  { ...factBase('z2'), kind: 'environment-unfrozen', environment: 'lab', reason: 'over' },
  threadStarted({
    ...{ thread: 't1', prompt: 'p1', version: 'v1', source: hidden },
    anchor: { startLine: 2, endLine: 3, lines: [hidden] },
  }),
  commentAdded({ comment: 'c1', thread: 't1', body: `${hidden} "prompt":"p2"` }),
  { ...factBase('x3'), kind: 'comment-edited', comment: 'c1', body: hidden },
  { ...factBase('x4'), kind: 'thread-state-set', thread: 't1', state: 'resolved' },
  reviewRequested({ review: 'q1', prompt: 'p2', version: 'r1', message: 'please' }),
  { ...factBase('x5'), kind: 'review-decided', review: 'q1', decision: 'approved', reason: 'good', ...bob },
  runRecorded({ run: 'run1', prompt: 'p1' }),
  { ...factBase('g1'), kind: 'tag-set', prompt: 'p1', key: 'category', value: 'support' },
  { ...factBase('g2'), kind: 'tag-set', prompt: 'p1', version: 'v2', key: 'gold' },
  { ...factBase('g3'), kind: 'tag-removed', prompt: 'p1', version: 'v2', key: 'gold' },
  { ...factBase('h1'), kind: 'prompt-archived', prompt: 'p2', reason: 'replaced' },
  { ...factBase('h2'), kind: 'prompt-unarchived', prompt: 'p2', reason: '' },
  { ...factBase('b4'), kind: 'branch-created', prompt: 'p1', branch: 'y', from: 'v2' },
  versionCommitted({ prompt: 'p1', version: 'y1', semver: '1.1.1-y.1', parents: ['v2'], branch: 'y' }),
  versionCommitted({
    ...{ prompt: 'p1', version: 'y2', semver: '1.1.1-y.2', parents: ['v2'], branch: 'y', squashes: ['y1'] },
  }),
  { ...factBase('k1'), kind: 'version-deleted', prompt: 'p1', version: 'y1', reason: 'squashed', purges: true },
];

/** One line for each entry that is told, oldest first. */
const lines: readonly (readonly [id: string, text: string])[] = [
  ['f-p1', 'started the history of triage (triage.prompt)'],
  ['f-p2', 'started the history of reply (reply.prompt)'],
  ['m1', 'moved a prompt to answer (answer.prompt)'],
  ['f-v1', 'committed triage 1.0.0: make v1'],
  ['f-v2', 'committed triage 1.1.0: make v2 (small)'],
  ['f-r1', 'committed answer 1.0.0: make r1'],
  ['b1', 'made branch x of triage from 1.1.0'],
  ['b3', 'deleted branch x of triage'],
  ['a1', 'moved alias stable of triage: none → 1.0.0: it is better'],
  ['a2', 'moved alias stable of triage: 1.0.0 → 1.1.0: it is better'],
  ['a3', 'removed alias stable of triage, which was 1.1.0: it is better'],
  [
    'f-d1',
    'deployed to staging, revision 1 (triage none → 1.0.0, answer none → 1.0.0); tests of triage overridden by Ada (an outage): a new queue',
  ],
  ['x1', 'could not publish staging revision 1: disk full'],
  ['f-d2', 'promoted to lab from staging revision 1, revision 1 (triage none → 1.0.0): release'],
  ['f-d3', 'rolled back lab to revision 1, revision 2 (triage 1.0.0 → none): release'],
  ['x2', 'published lab revision 2'],
  ['z1', 'froze lab: fair'],
  ['z2', 'ended the freeze of lab: over'],
  ['f-t1', 'commented on triage, lines 3 to 4'],
  ['f-c1', 'wrote in a thread of triage'],
  ['x3', 'edited a comment on triage'],
  ['x4', 'resolved a thread of triage'],
  ['f-q1', 'asked for the approval of answer 1.0.0: please'],
  ['x5', 'approved answer 1.0.0: good'],
  ['g1', 'tagged triage category=support'],
  ['g2', 'tagged triage 1.1.0 gold'],
  ['g3', 'took the tag gold from triage 1.1.0'],
  ['h1', 'archived answer: replaced'],
  ['h2', 'took answer out of the archive'],
  ['b4', 'made branch y of triage from 1.1.0'],
  ['f-y1', 'committed triage 1.1.1-y.1 to branch y: make y1'],
  ['f-y2', 'committed triage 1.1.1-y.2 to branch y, in the place of #3: make y2'],
  ['k1', 'deleted triage 1.1.1-y.1: squashed'],
];

const newestFirst = lines.toReversed();
type Filter = Omit<StoreQueries['audit'][0], 'limit'>;

describeOnEachBackend('the audit log', ({ place }) => {
  test('tells every kind of fact but the local ones in one line, and no text of a prompt or comment', async (t) => {
    const store = await (await place(t)).open();
    unwrap(await store.append(story));
    const found = unwrap(await store.query('audit', { limit: 1000 })) ?? [];
    assert.deepEqual(
      found.map((record) => [record.id, auditText(record)]),
      newestFirst,
    );
    const told = new Set<string>(found.map(({ kind }) => kind));
    assert.deepEqual(
      auditKinds.filter((kind) => !told.has(kind)),
      ['fork-resolved'],
    );
    assert.ok(auditKinds.every((kind) => !localFactKinds.has(kind)));
    assert.ok(!JSON.stringify(found).includes(hidden));
  });

  test('tells of forks that a person decided', () => {
    const nothing = (): undefined => undefined;
    const names = { prompt: nothing, version: nothing, review: nothing, thread: nothing, comment: nothing };
    const deployment = (id: string) => (id === 'd1' ? { environment: 'staging', revision: 3 } : undefined);
    const fact = { ...factBase('x6'), kind: 'fork-resolved', closes: ['d1'], reason: 'ours' } as const;
    const told = auditText(auditRecord(fact, { ...names, deployment }));
    assert.equal(told, 'decided what counts of what two clones did at the same time in staging: ours');
  });

  test('is asked for by kind, prompt, environment, person and time', async (t) => {
    const store = await (await place(t)).open();
    unwrap(await store.append(story));
    const rows: readonly (readonly [filter: Filter, ids: string])[] = [
      [{ kinds: ['alias-moved', 'environment-frozen'] }, 'z1 a3 a2 a1'],
      [{ prompt: 'p2' }, 'h2 h1 x5 f-q1 x1 f-d1 f-r1 m1 f-p2'],
      [
        { prompt: 'p1', kinds: ['comment-added', 'comment-edited', 'thread-state-set', 'thread-started'] },
        'x4 x3 f-c1 f-t1',
      ],
      [{ environment: 'lab' }, 'z2 z1 x2 f-d3 f-d2'],
      [{ environment: 'Lab' }, ''],
      [{ environment: 'staging' }, 'x1 f-d1'],
      [{ environment: 'la%' }, ''],
      [{ author: 'Bob' }, 'x5 a2 f-v2'],
      [{ author: 'bob@example.com' }, 'x5 a2 f-v2'],
      [{ author: 'Bo' }, ''],
      [{ since: '2026-03-02T08:00:00.000Z' }, 'x5 a2 f-v2'],
      [{ until: '2026-03-02T08:00:00.000Z', author: 'Bob' }, ''],
      [{ author: 'Bob', kinds: ['alias-moved'], prompt: 'p2' }, ''],
      [{ before: 'b1', kinds: ['version-committed'] }, 'f-r1 f-v2 f-v1'],
    ];
    for (const [filter, ids] of rows) {
      const found = unwrap(await store.query('audit', { ...filter, limit: 1000 })) ?? [];
      assert.equal(found.map(({ id }) => id).join(' '), ids, JSON.stringify(filter));
    }
    assert.equal(unwrap(await store.query('audit', { before: 'nothing', limit: 1 })), undefined);
  });

  test('comes by pages that together are all of it', async (t) => {
    const store = await (await place(t)).open();
    unwrap(await store.append(story));
    const all: string[] = [];
    for (let before: string | undefined; ;) {
      const page = unwrap(await store.query('audit', { limit: 4, ...(before === undefined ? {} : { before }) })) ?? [];
      all.push(...page.map(({ id }) => id));
      before = page.at(-1)?.id;
      if (before === undefined) break;
    }
    assert.deepEqual(
      all,
      newestFirst.map(([id]) => id),
    );
  });
});
