import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Fact } from '../../server/src/domain';
import { encodeSegment } from '../../server/src/store/facts/segment';
import { compareStamped, isStamp, stampAfter } from '../../server/src/store/facts/stamp';
import { clone, type Clone, pull, segments, sharedRows } from './support/clones';
import {
  aliasMoved,
  commentAdded,
  deployed,
  factBase,
  promptCreated,
  runRecorded,
  threadStarted,
  versionCommitted,
} from './support/facts';
import { faultOf, StoreFolder, unwrap } from './support/store-folder';

/** What both clones start from. */
const common: readonly Fact[] = [
  promptCreated({ prompt: 'p' }),
  versionCommitted({ prompt: 'p', version: 'v1' }),
  versionCommitted({ prompt: 'p', version: 'v2', semver: '1.1.0', parents: ['v1'] }),
  aliasMoved({ id: 'a1', prompt: 'p', alias: 'stable', to: 'v1' }),
  deployed({ deployment: 'd1', environment: 'production', changes: [{ prompt: 'p', to: 'v1' }] }),
  threadStarted({ thread: 't', prompt: 'p' }),
];

/** Two clones with the same beginning. */
async function twoClones(t: TestContext): Promise<readonly [Clone, Clone]> {
  const one = await clone(t);
  unwrap(await one.store.append(common));
  unwrap(await one.store.share());
  return [one, await clone(t, one)];
}

async function add({ store }: Clone, ...facts: readonly Fact[]): Promise<void> {
  unwrap(await store.append(facts));
  unwrap(await store.share());
}

/** Each takes in what the other has. */
async function exchange(one: Clone, two: Clone): Promise<void> {
  pull(one.folder.directory, two.folder.directory);
  pull(two.folder.directory, one.folder.directory);
  for (const { store } of [one, two]) assert.deepEqual(unwrap(await store.share()), { facts: 0 });
}

async function assertSame(one: Clone, two: Clone): Promise<void> {
  assert.deepEqual(await sharedRows(one.store), await sharedRows(two.store));
  for (const { store } of [one, two]) assert.deepEqual(unwrap(await store.verify()), []);
}

const at = (minute: number): { readonly time: string } => ({
  time: `2026-03-01T13:${String(minute).padStart(2, '0')}:00.000Z`,
});

describe('sharing', () => {
  test('writes what no other clone knows, once; runs stay here', async (t) => {
    const { folder, store } = await clone(t);
    assert.deepEqual(unwrap(await store.share()), { facts: 0 });
    unwrap(await store.append([...common, runRecorded({ run: 'r', prompt: 'p' })]));
    assert.equal(unwrap(await store.status()).unshared, undefined);
    const { file, facts } = unwrap(await store.share());
    assert.equal(facts, common.length);
    assert.match(file ?? '', /^\.galley\/facts\/[0-9A-Z]{26}\.jsonl$/);
    const [text] = segments(folder.directory).values();
    assert.equal(text?.trimEnd().split('\n').length, common.length);
    assert.deepEqual(unwrap(await store.share()), { facts: 0 });
    unwrap(await store.append([commentAdded({ comment: 'c', thread: 't' })]));
    assert.equal(unwrap(await store.status()).unshared, 1);
    assert.equal(unwrap(await store.share()).facts, 1);
    assert.equal(unwrap(await store.status()).unshared, 0);
    assert.equal(segments(folder.directory).size, 2);
  });

  test('a clone takes in what it finds, and knows as much', async (t) => {
    const [one, two] = await twoClones(t);
    assert.equal(unwrap(await two.store.query('version', { id: 'v2' }))?.number, 2);
    await assertSame(one, two);
  });

  test('what comes in twice is there once, and what is shared needs no sharing', async (t) => {
    const [one, two] = await twoClones(t);
    await exchange(one, two);
    const [name = ''] = readdirSync(path.join(one.folder.directory, 'facts'));
    const [text = ''] = segments(one.folder.directory).values();
    writeFileSync(path.join(two.folder.directory, 'facts', `copy-of-${name}`), text + text);
    await exchange(one, two);
    await assertSame(one, two);
  });

  test('files that another branch of git does not have stay known', async (t) => {
    const [one] = await twoClones(t);
    rmSync(path.join(one.folder.directory, 'facts'), { recursive: true });
    assert.equal(unwrap(await one.store.query('version', { id: 'v2' }))?.number, 2);
    unwrap(await one.store.append([commentAdded({ comment: 'c', thread: 't' })]));
    assert.equal(unwrap(await one.store.share()).facts, common.length + 1, 'a branch never lacks what facts refer to');
  });

  test(
    'an open store that watches takes in a file that was seen before its end was written',
    { timeout: 60_000 },
    async (t) => {
      const [one, two] = await twoClones(t);
      await add(one, commentAdded({ comment: 'c', thread: 't' }));
      const before = new Set(segments(two.folder.directory).keys());
      const [[name = '', text = ''] = []] = [...segments(one.folder.directory)].filter(([file]) => !before.has(file));
      const watching = await two.folder.open({ watch: true, tuning: { pollMs: 20 } });
      for (const part of ['', text.slice(0, 40)]) {
        writeFileSync(two.folder.file(`facts/${name}`), part);
        unwrap(await watching.share()); // looks at what is there
      }
      const changed = new Promise((resolve) => watching.onDidChange(resolve));
      const keepAlive = setInterval(() => undefined, 1000);
      writeFileSync(two.folder.file(`facts/${name}`), text);
      await changed;
      clearInterval(keepAlive);
      assert.equal(unwrap(await watching.query('thread', { id: 't' }))?.comments.length, 1);
      assert.deepEqual(unwrap(await watching.status()).warnings, []);
    },
  );

  test('an open store that watches takes in what appears', { timeout: 60_000 }, async (t) => {
    const [one, two] = await twoClones(t);
    await two.store.close();
    const watching = await two.folder.open({ watch: true });
    const changed = new Promise((resolve) => watching.onDidChange(resolve));
    await add(one, commentAdded({ comment: 'late', thread: 't' }));
    pull(one.folder.directory, two.folder.directory);
    assert.deepEqual(await changed, { kinds: ['comment-added'], foreign: true });
  });

  test('a file that was cut short when it was read is read again', async (t) => {
    const [one] = await twoClones(t);
    await add(one, commentAdded({ comment: 'c1', thread: 't' }), commentAdded({ comment: 'c2', thread: 't' }));
    const [, [name, text] = ['', '']] = [...segments(one.folder.directory)];
    const [first = '', second = ''] = text.split('\n');
    const folder = new StoreFolder(t);
    mkdirSync(folder.directory);
    pull(one.folder.directory, folder.directory);
    const file = path.join(folder.directory, 'facts', name);
    writeFileSync(file, `${first}\n`);
    const early = await folder.open();
    assert.deepEqual(unwrap(await early.query('thread', { id: 't' }))?.comments.length, 1);
    await early.close();
    appendFileSync(file, `${second}\n`);
    assert.deepEqual(unwrap(await (await folder.open()).query('thread', { id: 't' }))?.comments.length, 2);
  });
});

describe('what two clones did at the same time', () => {
  test('gives both the same, in one order, whoever took it in first', async (t) => {
    const [one, two] = await twoClones(t);
    await add(one, commentAdded({ comment: 'c1', thread: 't', ...at(1) }));
    await add(two, commentAdded({ comment: 'c2', thread: 't', ...at(2) }), runRecorded({ run: 'r', prompt: 'p' }));
    await add(one, { ...factBase('e1'), kind: 'comment-edited', comment: 'c1', body: 'edited', ...at(3) });
    await add(two, { ...factBase('s1'), kind: 'thread-state-set', thread: 't', state: 'resolved', ...at(4) });
    await add(one, { ...factBase('s2'), kind: 'thread-state-set', thread: 't', state: 'open', ...at(5) });
    await exchange(one, two);
    await assertSame(one, two);
    const thread = unwrap(await two.store.query('thread', { id: 't' }));
    assert.deepEqual([thread?.state, thread?.comments.map(({ body }) => body)], ['open', ['edited', 'says c2']]);
    assert.equal(unwrap(await two.store.query('runs', {})).length, 1);
  });

  test('an environment: the older deployment stays in force, with all that follows it, until a person decides', async (t) => {
    const [one, two] = await twoClones(t);
    const to = (deployment: string, previous: string, minute: number): Fact =>
      deployed({
        ...{ deployment, previous, environment: 'production', ...at(minute) },
        changes: [{ prompt: 'p', from: 'v1', to: 'v2' }],
      });
    await add(one, to('d2', 'd1', 1));
    await add(two, to('e2', 'd1', 2), to('e3', 'e2', 3));
    await add(one, to('d3', 'd2', 4));
    await exchange(one, two);
    await assertSame(one, two);
    for (const { store } of [one, two]) {
      const [newest, ...older] = unwrap(await store.query('deployments', { environment: 'production' }));
      assert.deepEqual([newest?.id, newest?.revision, older.map(({ id }) => id)], ['d3', 5, ['d2', 'd1']]);
      const fork = { kind: 'environment', name: 'production', stands: 'd3', others: ['e3'] };
      assert.deepEqual(unwrap(await store.query('forks', undefined)), [fork]);
    }
    await add(two, { ...factBase('x'), kind: 'fork-resolved', closes: ['e3'], reason: 'd3 it is' });
    await exchange(one, two);
    for (const { store } of [one, two]) assert.deepEqual(unwrap(await store.query('forks', undefined)), []);
    await assertSame(one, two);
  });

  test('an alias: the older move stays', async (t) => {
    const [one, two] = await twoClones(t);
    const move = { prompt: 'p', alias: 'stable', previous: 'a1', from: 'v1', to: 'v2' };
    await add(one, aliasMoved({ id: 'a2', ...move, ...at(1) }));
    await add(two, aliasMoved({ id: 'b2', ...move, ...at(2) }));
    await add(two, aliasMoved({ id: 'b3', prompt: 'p', alias: 'stable', previous: 'b2', from: 'v2', ...at(3) }));
    await exchange(one, two);
    await assertSame(one, two);
    const fork = { kind: 'alias', prompt: 'p', name: 'stable', stands: 'a2', others: ['b3'] };
    assert.deepEqual(unwrap(await one.store.query('forks', undefined)), [fork]);
    assert.equal(unwrap(await one.store.query('aliases', {}))[0]?.version, 'v2');
  });

  test('a branch: the newest version is its head, the other line is told of until a version joins both', async (t) => {
    const [one, two] = await twoClones(t);
    await add(one, versionCommitted({ prompt: 'p', version: 'x', parents: ['v2'], semver: '1.2.0', ...at(2) }));
    await add(two, versionCommitted({ prompt: 'p', version: 'y', parents: ['v2'], semver: '1.2.0', ...at(1) }));
    assert.equal(unwrap(await one.store.query('version', { id: 'x' }))?.number, 3);
    await exchange(one, two);
    await assertSame(one, two);
    const numbers = unwrap(await one.store.query('versions', { prompt: 'p' })).map(({ id, number }) => [id, number]);
    assert.deepEqual(numbers.slice(0, 2), [
      ['x', 4],
      ['y', 3],
    ]);
    const label = { kind: 'label', prompt: 'p', name: '1.2.0', stands: 'y', others: ['x'] };
    const branch = { kind: 'branch', prompt: 'p', name: 'main', stands: 'x', others: ['y'] };
    assert.deepEqual(unwrap(await two.store.query('forks', undefined)), [branch, label]);
    const joined = { prompt: 'p', version: 'z', parents: ['x', 'y'], semver: '1.3.0', ...at(3) };
    await add(two, versionCommitted(joined));
    await exchange(one, two);
    assert.deepEqual(unwrap(await one.store.query('forks', undefined)), [label]);
    await assertSame(one, two);
  });

  test('prompts for one file are one prompt; of one name they are told of', async (t) => {
    const [one, two] = [await clone(t), await clone(t)];
    const file = 'prompts/new.prompt';
    await add(
      one,
      promptCreated({ prompt: 'mine', name: 'new', file, ...at(2) }),
      versionCommitted({ prompt: 'mine', version: 'x', ...at(2) }),
      deployed({ deployment: 'd', environment: 'staging', changes: [{ prompt: 'mine', to: 'x' }], ...at(2) }),
      promptCreated({ prompt: 'elsewhere', name: 'same', file: 'a.prompt', ...at(3) }),
    );
    await add(
      two,
      promptCreated({ prompt: 'theirs', name: 'new', file, ...at(1) }),
      versionCommitted({ prompt: 'theirs', version: 'y', ...at(1) }),
      promptCreated({ prompt: 'other', name: 'same', file: 'b.prompt', ...at(1) }),
    );
    await exchange(one, two);
    await assertSame(one, two);
    assert.equal(unwrap(await one.store.query('promptByName', { name: 'new' }))?.id, 'theirs');
    const versions = unwrap(await one.store.query('versions', { prompt: 'theirs' }));
    assert.deepEqual(
      versions.map(({ id, number }) => [id, number]),
      [
        ['x', 2],
        ['y', 1],
      ],
    );
    const staging = unwrap(await one.store.query('environment', { name: 'staging' }));
    assert.deepEqual(
      staging.holds.map(({ prompt, version }) => [prompt, version]),
      [['theirs', 'x']],
    );
    const forks = unwrap(await one.store.query('forks', undefined));
    assert.deepEqual(
      forks.map(({ kind, name, stands, others }) => [kind, name, stands, others]),
      [
        ['branch', 'main', 'x', ['y']],
        ['label', '1.0.0', 'y', ['x']],
        ['name', 'same', 'other', ['elsewhere']],
      ],
    );
    await add(
      one,
      versionCommitted({ prompt: 'mine', version: 'late', parents: ['x', 'y'], semver: '2.0.0', ...at(9) }),
    );
    await exchange(one, two);
    await assertSame(one, two);
  });

  test('a clock that is behind contradicts nothing that was seen', async (t) => {
    const [one, two] = await twoClones(t);
    await add(one, commentAdded({ comment: 'c', thread: 't', ...at(50) }));
    await exchange(one, two);
    const past = { time: '2020-01-01T00:00:00.000Z' };
    await add(two, { ...factBase('e'), kind: 'comment-edited', comment: 'c', body: 'corrected', ...past });
    await exchange(one, two);
    await assertSame(one, two);
    assert.equal(unwrap(await one.store.query('thread', { id: 't' }))?.comments[0]?.body, 'corrected');
  });

  test('a fact waits for what it refers to', async (t) => {
    const [one] = await twoClones(t);
    await add(one, versionCommitted({ prompt: 'p', version: 'v3', semver: '1.2.0', parents: ['v2'], ...at(1) }));
    await add(one, versionCommitted({ prompt: 'p', version: 'v4', semver: '1.3.0', parents: ['v3'], ...at(2) }));
    const folder = new StoreFolder(t);
    const files = [...segments(one.folder.directory)];
    mkdirSync(path.join(folder.directory, 'facts'), { recursive: true });
    const give = (index: number): void => {
      const [name, text] = files[index] ?? ['', ''];
      writeFileSync(path.join(folder.directory, 'facts', name), text);
    };
    give(2);
    give(0);
    const store = await folder.open();
    assert.deepEqual(unwrap(await store.status()).skipped, 1);
    assert.equal(unwrap(await store.query('versions', { prompt: 'p' })).length, 2);
    give(1);
    unwrap(await store.share());
    assert.deepEqual(unwrap(await store.status()).skipped, 0);
    await assertSame(one, { folder, store });
  });

  test('what was refused here is refused for good, and never shared', async (t) => {
    const [one, two] = await twoClones(t);
    const lost = deployed({ deployment: 'lost', environment: 'production', changes: [] });
    assert.equal(faultOf(await one.store.append([lost])).code, 'conflict');
    await add(two, commentAdded({ comment: 'c', thread: 't', time: '2026-01-01T00:00:00.000Z' }));
    await add(one, commentAdded({ comment: 'd', thread: 't', ...at(9) }));
    await exchange(one, two);
    assert.equal(unwrap(await one.store.query('deployment', { id: 'lost' })), undefined);
    assert.equal(unwrap(await two.store.query('deployment', { id: 'lost' })), undefined);
    assert.deepEqual(unwrap(await one.store.query('forks', undefined)), []);
    assert.ok([...segments(one.folder.directory).values()].every((text) => !text.includes('lost')));
  });
});

describe('lines that cannot be taken in', () => {
  const good = encodeSegment([
    { id: 'f-p', stamp: '2026-03-01T12:00:00.000Z.000000000', fact: promptCreated({ prompt: 'p' }) },
  ]);
  const line = (more: object): string => `${JSON.stringify({ ...(JSON.parse(good) as object), ...more })}\n`;
  const run = encodeSegment([
    { id: 'r', stamp: '2026-03-01T12:00:00.000Z.000000000', fact: runRecorded({ run: 'r', prompt: 'p' }) },
  ]);
  const deep = `{"v":2,"stamp":"2026-03-01T12:00:00.000Z.000000000","crc":"","fact":${'['.repeat(1e5)}${']'.repeat(1e5)}}\n`;
  const rows: readonly (readonly [what: string, text: string, message: RegExp])[] = [
    ['no JSON', 'nonsense\n', /it is no JSON/],
    ['half a line', good.slice(0, 100), /it is no JSON/],
    ['the marks of a merge', '<<<<<<< HEAD\n', /mark of a merge/],
    ['no object', '7\n', /it is no object/],
    ['null', 'null\n', /it is no object/],
    ['no form', line({ v: 'x' }), /no form/],
    ['a newer form', line({ v: 99 }), /newer Galley wrote it: update/],
    ['no stamp', line({ stamp: '9999' }), /no good stamp/],
    ['a stamp that leaves no room', line({ stamp: '9999-12-31T23:59:59.999Z.999999999' }), /no good stamp/],
    ['another fact', line({ fact: promptCreated({ prompt: 'q' }) }), /checksum does not fit/],
    ['a changed letter', good.replace('"name":"p"', '"name":"q"'), /checksum does not fit/],
    ['a local kind', run, /never shared/],
    ['no fact', encodeSegment([{ id: 'x', stamp: '2026-03-01T12:00:00.000Z.000000000', fact: {} as Fact }]), /no fact/],
    ['nested without end', deep, /nests too deep|checksum/],
  ];

  for (const [what, bad, message] of rows)
    test(`${what}: file and line are told, the other lines count, and it is looked at again`, async (t) => {
      const folder = new StoreFolder(t);
      mkdirSync(path.join(folder.directory, 'facts'), { recursive: true });
      const file = path.join(folder.directory, 'facts', '01J0000000000000000000000A.jsonl');
      writeFileSync(file, `${good}${bad}`);
      for (let round = 0; round < 2; round++) {
        const store = await folder.open();
        assert.equal(unwrap(await store.query('prompts', undefined)).length, 1);
        const [warning, ...more] = unwrap(await store.status()).warnings;
        assert.match(warning ?? '', /\.galley\/facts\/01J0000000000000000000000A\.jsonl:2 cannot be taken in/);
        assert.match(warning ?? '', message);
        assert.deepEqual(more, []);
        assert.doesNotMatch(warning ?? '', /nonsense/);
        await store.close();
      }
      writeFileSync(file, good);
      assert.deepEqual(unwrap(await (await folder.open()).status()).warnings, []);
    });
});

test('stamps go on, whatever the clock says', () => {
  const first = stampAfter(undefined, '2026-03-01T12:00:00.000Z');
  const later = stampAfter(first, '2026-03-01T12:00:00.001Z');
  const behind = stampAfter(later, '2020-01-01T00:00:00.000Z');
  const odd = stampAfter(behind, 'yesterday');
  const all = [stampAfter(undefined, 'never'), first, later, behind, odd];
  assert.ok(all.every(isStamp));
  const sorted = all.map((stamp, index) => ({ stamp, id: String(index) })).sort(compareStamped);
  assert.deepEqual(
    sorted.map(({ stamp }) => stamp),
    all,
  );

  test('a squash and a commit at the same time are a fork of the branch, in whatever order they come', async (t) => {
    for (const [squashed, committed] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const [one, two] = await twoClones(t);
      const squash = { semver: '1.2.0', parents: [], squashes: ['v1', 'v2'], ...at(squashed) };
      await add(one, versionCommitted({ prompt: 'p', version: 's', ...squash }));
      await add(
        two,
        versionCommitted({ prompt: 'p', version: 'v3', semver: '1.1.1', parents: ['v2'], ...at(committed) }),
      );
      await exchange(one, two);
      await assertSame(one, two);
      const [fork] = unwrap(await one.store.query('forks', undefined));
      const [stands, other] = squashed < committed ? ['v3', 's'] : ['s', 'v3'];
      assert.deepEqual([fork?.kind, fork?.stands, fork?.others], ['branch', stands, [other]]);
      assert.equal(unwrap(await two.store.query('version', { id: 'v2' }))?.squashedInto, 's');
    }
  });
});
