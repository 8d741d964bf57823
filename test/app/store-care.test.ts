import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { grace, openTestSession, sessionWith, type TestSession } from '../support/session';
import { temporaryWorkspace } from '../support/workspace';
import { greeting, greetingWith } from './files';

const lab = 'environments:\n  - { name: lab, gates: [] }\n';

async function committed(t: TestContext, config = lab): Promise<TestSession> {
  const opened = await sessionWith(t, { ...greeting, 'galley.yaml': config });
  await opened.must('commit', { prompt: 'greet', message: 'First' });
  return opened;
}

/** Another clone with what the first one has shared. */
async function cloneOf(t: TestContext, { root: origin }: TestSession): Promise<TestSession> {
  const root = temporaryWorkspace(t, {});
  for (const part of ['prompts', 'galley.yaml', '.galley/facts'])
    cpSync(path.join(origin, part), path.join(root, part), { recursive: true });
  return openTestSession(t, root, grace);
}

/** What git brings. */
function pull(from: TestSession, to: TestSession): void {
  cpSync(path.join(from.root, '.galley/facts'), path.join(to.root, '.galley/facts'), { recursive: true });
}

function segments(root: string): readonly string[] {
  const folder = path.join(root, '.galley/facts');
  return existsSync(folder) ? readdirSync(folder) : [];
}

describe('doctor', () => {
  test('finds nothing wrong with a sound store, and a repair changes nothing', async (t) => {
    const { must } = await committed(t);
    const { facts, ...found } = await must('doctor', {});
    assert.deepEqual([found.findings, found.repaired, facts], [[], [], 2]);
    assert.deepEqual((await must('doctor', { repair: true })).repaired, []);
    assert.equal((await must('log', { prompt: 'greet' })).length, 1);
  });

  test('says what is damaged and what to do, and goes on with what can be read after the repair', async (t) => {
    const first = await committed(t);
    for (const word of ['Hi', 'Hey']) {
      await first.write('prompts/greet.prompt', greetingWith({ body: `${word}, {{name}}, in {{locale}}.` }));
      await first.must('commit', { prompt: 'greet', message: word });
    }
    const root = temporaryWorkspace(t, {});
    cpSync(first.root, root, { recursive: true }); // as a power cut would leave it
    for (const name of ['store.db', 'store.db.prev']) rmSync(path.join(root, '.galley', name), { force: true });
    const log = path.join(root, '.galley/store.log.000001');
    const bytes = readFileSync(log);
    const at = bytes.indexOf('Hi, {{name}}');
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(log, bytes);

    const { must, fault, write } = await openTestSession(t, root);
    const [finding] = (await must('doctor', {})).findings;
    assert.equal(finding?.what, 'The store can be read but not written.');
    assert.match(finding?.why ?? '', /commits before byte \d+ cannot be read/);
    assert.match(finding?.next ?? '', /galley doctor --repair/);
    await write('prompts/greet.prompt', greetingWith({ body: 'Dear {{name}}, in {{locale}}.' }));
    assert.equal((await fault('commit', { prompt: 'greet', message: 'Refused' })).code, 'damaged');

    const { repaired } = await must('doctor', { repair: true });
    assert.deepEqual(
      repaired.map(({ what }) => what),
      [
        'The store can be read but not written.',
        'The database is not what the journal says.',
        'The database is not what the journal says.',
        'The journal was damaged.',
        'The journal was damaged.',
      ],
    );
    assert.deepEqual(
      repaired.slice(3).map(({ why }) => why),
      [
        'Commits were lost in 1 place of the journal.',
        'store.log.000001 is damaged: it was set aside as store.log.000001.damaged.',
      ],
    );
    assert.deepEqual(
      (await must('doctor', {})).findings.map(({ why }) => why),
      ['1 entry contradicts what is there, or refers to what has not come yet.'],
      'the version after the lost one',
    );
    await must('commit', { prompt: 'greet', message: 'Goes on' });
    assert.ok(readdirSync(path.join(root, '.galley')).includes('store.log.000001.damaged'));
  });
});

test('doctor says what takes how much when it is asked', async (t) => {
  const { must, write } = await committed(t);
  await write('prompts/greet.prompt', greetingWith({ body: `{{name}}, ${'very '.repeat(500)}welcome in {{locale}}.` }));
  await must('commit', { prompt: 'greet', message: 'Long' });
  assert.equal((await must('doctor', {})).stats, undefined);
  await must('store.compact', {});
  const { stats } = await must('doctor', { stats: true });
  assert.deepEqual(
    stats?.kinds.map(({ kind, facts }) => [kind, facts]),
    [
      ['version-committed', 2],
      ['prompt-created', 1],
    ],
  );
  const { tables = [], largest = [], files } = stats ?? {};
  assert.deepEqual(
    largest.map(({ prompt, number }) => [prompt, number]),
    [
      ['greet', 2],
      ['greet', 1],
    ],
  );
  const [long, short] = largest.map(({ bytes }) => bytes) as [number, number];
  assert.ok(long > 5000 && short < 2000, `${long} and ${short} bytes`);
  const [first] = tables;
  assert.ok(first?.name === 'bodies' && first.bytes > 5000, JSON.stringify(first));
  const rows = new Map(tables.map((one) => [one.name, one.rows]));
  assert.deepEqual([rows.get('versions'), rows.get('facts'), rows.get('runs')], [2, 3, undefined]);
  assert.match(JSON.stringify(files), /^\{"generations":[23],"logBytes":\d{4,},"checkpointed":"\d{4}-/);
});

describe('compacting', () => {
  test('drops old files of the journal and loses nothing', async (t) => {
    const { must, root } = await committed(t);
    const before = await must('audit', {});
    await must('store.compact', {});
    for (const name of ['store.log.000001', 'store.log.000002']) utimesSync(path.join(root, '.galley', name), 0, 0);
    const { bytesBefore, bytesAfter } = await must('store.compact', {});
    assert.ok(bytesAfter > 0 && bytesBefore > 0);
    assert.deepEqual(await must('audit', {}), before);
    const logs = readdirSync(path.join(root, '.galley')).filter((name) => name.startsWith('store.log.'));
    assert.equal(logs.includes('store.log.000001'), false, logs.join());
    await must('alias', { alias: 'stable', selector: 'greet@latest' });
    assert.deepEqual((await must('doctor', {})).findings, []);
  });
});

describe('forks', () => {
  test('two clones deploy at the same time: what was first stands until a person decides', async (t) => {
    const here = await committed(t);
    await here.must('share', {});
    const there = await cloneOf(t, here);
    assert.deepEqual(await there.must('forks', {}), []);
    await here.must('deploy', { selectors: ['greet@latest'], environment: 'lab', reason: 'ours' });
    await there.must('deploy', { selectors: ['greet@latest'], environment: 'lab', reason: 'theirs' });
    assert.equal((await there.must('share', {})).facts, 2);
    pull(there, here);
    await here.must('share', {}); // takes in what has come before it writes

    const [fork, ...more] = await here.must('forks', {});
    assert.deepEqual([fork?.kind, fork?.name, fork?.others.length, more], ['environment', 'lab', 1, []]);
    assert.match(fork?.stands ?? '', /^revision 1 by Ada Writer/);
    assert.match(fork?.next ?? '', /galley forks resolve lab/);
    assert.ok((await here.must('status', {})).warnings.some((text) => text.includes('galley forks')));

    const wrong = await here.fault('forks.resolve', { name: 'production' });
    assert.match(wrong.help ?? '', /There is a fork of lab/);
    assert.deepEqual(await here.must('forks.resolve', { name: 'lab', reason: 'Ada was first' }), []);
    assert.deepEqual(await here.must('forks', {}), []);
    await here.must('share', {});
    pull(here, there);
    await there.must('share', {});
    assert.deepEqual(await there.must('forks', {}), []);
  });
});

describe('sharing by itself', () => {
  for (const { mode, files } of [
    { mode: 'automatic', files: 1 },
    { mode: 'explicit', files: 0 },
  ])
    test(`${mode}: ${files} files after a commit and the end of the session`, async (t) => {
      const { dispose, root } = await committed(t, `${lab}store: { share: ${mode} }\n`);
      await dispose();
      assert.equal(segments(root).length, files);
    });

  test('a store that is shared says what is not shared yet', async (t) => {
    const { must } = await committed(t);
    await must('share', {});
    await must('alias', { alias: 'stable', selector: 'greet@latest' });
    const { warnings } = await must('status', {});
    assert.ok(warnings.includes('1 fact is not shared yet: galley share writes it for git.'), warnings.join());
    assert.equal((await must('share', {})).facts, 1);
    assert.equal((await must('share', {})).file, undefined);
  });
});

describe('backups', () => {
  test('are restored into an empty workspace, and in the place of a store that is kept', async (t) => {
    const { must, fault, root, write } = await committed(t);
    const file = path.join(root, 'b.gz');
    const made = await must('store.backup', { file: 'b.gz' });
    assert.deepEqual([made.file, made.facts, made.bytes], ['b.gz', 2, readFileSync(file).length]);
    assert.equal((await fault('store.backup', { file: 'b.gz' })).code, 'conflict');

    const other = await sessionWith(t, { ...greeting, 'galley.yaml': lab });
    const restored = await other.must('store.restore', { file });
    assert.deepEqual([restored.digest, restored.facts, restored.aside], [made.digest, 2, undefined]);
    assert.deepEqual(await other.must('log', { prompt: 'greet' }), await must('log', { prompt: 'greet' }));

    await write('prompts/greet.prompt', greetingWith({ body: 'Hi, {{name}}, in {{locale}}.' }));
    await must('commit', { prompt: 'greet', message: 'Since' });
    const refused = await fault('store.restore', { file: 'b.gz' });
    assert.match(refused.help ?? '', /--replace/);
    const { aside = '' } = await must('store.restore', { file: 'b.gz', replace: true });
    assert.equal((await must('log', { prompt: 'greet' })).length, 1);
    assert.deepEqual((await must('doctor', {})).findings, []);
    assert.ok(readdirSync(path.join(root, aside)).includes('store.log.000001'));
    await must('commit', { prompt: 'greet', message: 'Goes on' });
  });

  test('take the place of a store that is damaged', async (t) => {
    const { must, root, dispose } = await committed(t);
    await must('store.backup', { file: 'b.gz' });
    const copy = temporaryWorkspace(t, {});
    cpSync(root, copy, { recursive: true });
    await dispose();
    rmSync(path.join(copy, '.galley/store.log.000001'));
    for (const name of ['store.db', 'store.db.prev']) writeFileSync(path.join(copy, '.galley', name), 'damaged');
    const broken = await openTestSession(t, copy);
    assert.equal((await broken.fault('log', { prompt: 'greet' })).code, 'damaged');
    const { aside } = await broken.must('store.restore', { file: 'b.gz', replace: true });
    assert.match(aside ?? '', /^\.galley\/replaced-\d{8}T\d{6}Z-/);
    assert.equal((await broken.must('log', { prompt: 'greet' })).length, 1);
  });
});

describe('pruning', () => {
  const cases = 'cases:\n  - { name: one, inputs: { name: Ada } }\n  - { name: two, inputs: { name: Bob } }\n';
  const day = 86_400_000;

  /** Runs of five days, of which the first are of a version that is deployed. */
  async function tested(t: TestContext, config = lab): Promise<TestSession> {
    let now = Date.UTC(2026, 0, 1);
    const opened = await sessionWith(
      t,
      { ...greeting, 'prompts/greet.cases.yaml': cases, 'galley.yaml': `${config}providers: { default: render }\n` },
      undefined,
      { clock: { now: () => now } },
    );
    await opened.must('commit', { prompt: 'greet', message: 'First' });
    await opened.must('test', {});
    await opened.must('deploy', { selectors: ['greet@latest'], environment: 'lab', reason: 'first' });
    await opened.write('prompts/greet.prompt', greetingWith({ body: 'Hi, {{name}}, in {{locale}}.' }));
    for (let round = 0; round < 4; round++) {
      now += day;
      await opened.must('test', {});
    }
    return opened;
  }

  test('shows what would go, lets it go, and keeps what a deployment rests on', async (t) => {
    const { must, fault } = await tested(t);
    const shown = await must('store.prune', { olderThan: '36h', keep: 1, dryRun: true });
    assert.deepEqual([shown.runs, shown.kept, shown.protected, shown.dryRun], [2, 3, 1, true]);
    assert.deepEqual(
      shown.prompts.map(({ prompt, runs, results }) => ({ prompt, runs, results })),
      [{ prompt: 'greet', runs: 2, results: 4 }],
    );
    const gone = await must('store.prune', { olderThan: '36h', keep: 1 });
    assert.deepEqual({ ...gone, dryRun: true }, shown);
    assert.deepEqual((await must('store.prune', { olderThan: '36h', keep: 1 })).runs, 0);
    assert.deepEqual((await must('doctor', {})).findings, []);
    const wrong = await fault('store.prune', { olderThan: '3 months' });
    assert.match(wrong.message, /hours, days or weeks, such as 36h, 90d or 12w/);
  });

  for (const { keepRuns, runs } of [
    { keepRuns: '', runs: 0 },
    { keepRuns: 'store: { keepRuns: { days: 1 } }\n', runs: 0 },
    { keepRuns: 'store: { keepRuns: { days: 1, newest: 2 } }\n', runs: 2 },
    { keepRuns: 'store: { keepRuns: { days: 0, newest: 0 } }\n', runs: 3 },
  ])
    test(`keeps what galley.yaml says: ${keepRuns.trim() || 'nothing'}`, async (t) => {
      const { must } = await tested(t, `${lab}${keepRuns}`);
      assert.equal((await must('store.prune', { dryRun: true })).runs, runs);
    });
});
