import assert from 'node:assert/strict';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { grace, openTestSession, sessionWith, type TestSession } from '../support/session';

const files = {
  'galley.yaml': [
    'environments:',
    '  - { name: staging, gates: [], target: { file: releases/staging.json } }',
    '  - { name: production, gates: [interface], protected: true, target: { file: releases/production.json } }',
    '',
  ].join('\n'),
  'prompts/bye.prompt': 'Goodbye {{name}}.\n',
  'prompts/greet.prompt': 'Hello {{name}}.\n',
};

/** A workspace whose staging environment holds the version 1.0.0 of two prompts, and production nothing. */
async function staged(t: TestContext): Promise<TestSession> {
  const site = await sessionWith(t, files);
  for (const prompt of ['bye', 'greet']) await site.must('commit', { prompt, message: 'First' });
  await site.must('deploy', { selectors: ['bye@latest', 'greet@latest'], environment: 'staging' });
  return site;
}

/** Writes and commits a prompt, and deploys it to staging. */
async function stage({ write, must }: TestSession, prompt: string, text: string): Promise<void> {
  await write(`prompts/${prompt}.prompt`, `${text}\n`);
  await must('commit', { prompt, message: text });
  await must('deploy', { selectors: [`${prompt}@latest`], environment: 'staging' });
}

/** Callers have to give one input more. */
const withTone = '---\ninput:\n  schema:\n    name: string\n    tone: string\n---\n{{name}}, {{tone}}';

/** What an environment or a revision holds: `bye 1.0.0, greet 1.0.1`. */
async function held({ must }: TestSession, environment: string): Promise<string> {
  const { prompts } = await must('env.show', { environment });
  return Object.entries(prompts)
    .map(([name, { semver }]) => `${name} ${semver}`)
    .join(', ');
}

const promotion = { from: 'staging', to: 'production' } as const;

describeOnEachEngine('promote', () => {
  test('brings everything that differs as one revision, and says where it comes from', async (t) => {
    const site = await staged(t);
    const made = await site.must('promote', { ...promotion, reason: 'Release 1' });
    assert.deepEqual([made.revision, made.changes.length, made.published], [1, 2, 'done']);
    assert.deepEqual(made.promotes, { environment: 'staging', revision: 1 });
    await stage(site, 'greet', 'Hi {{name}}.');
    const again = await site.must('promote', promotion);
    assert.deepEqual(
      again.changes.map(({ prompt, from, to }) => [prompt, from?.semver, to?.semver]),
      [['greet', '1.0.0', '1.0.1']],
    );
    assert.equal(await held(site, 'production'), 'bye 1.0.0, greet 1.0.1');
    const nothing = await site.fault('promote', promotion);
    assert.deepEqual(
      [nothing.code, nothing.message],
      ['unchanged', 'production already holds everything that staging holds.'],
    );
    const [newest] = await site.must('env.history', { environment: 'production', limit: 1 });
    assert.deepEqual([newest?.promotes, newest?.author.name], [{ environment: 'staging', revision: 2 }, 'Ada Writer']);
  });

  test('brings one prompt, or an earlier revision', async (t) => {
    const site = await staged(t);
    await stage(site, 'greet', 'Hi {{name}}.');
    await site.must('promote', { ...promotion, prompts: ['greet'] });
    assert.equal(await held(site, 'production'), 'greet 1.0.1');
    const made = await site.must('promote', { ...promotion, from: 'staging@1' });
    assert.deepEqual(made.promotes, { environment: 'staging', revision: 1 });
    assert.equal(await held(site, 'production'), 'bye 1.0.0, greet 1.0.0');
  });

  test('takes out what the other one does not hold only when asked to', async (t) => {
    const site = await staged(t);
    await site.must('promote', promotion);
    await site.must('rollback', { environment: 'staging', prompts: ['bye'] });
    assert.equal((await site.fault('promote', promotion)).code, 'unchanged');
    const missing = await site.fault('promote', { ...promotion, prompts: ['bye'] });
    assert.deepEqual([missing.code, missing.message], ['not-found', 'staging does not hold bye.']);
    assert.equal(await held(site, 'production'), 'bye 1.0.0, greet 1.0.0');
    await site.must('promote', { ...promotion, removals: true });
    assert.equal(await held(site, 'production'), 'greet 1.0.0');
  });

  test('runs the gates of where it goes; a refusal or a dry run changes nothing', async (t) => {
    const site = await staged(t);
    await site.must('promote', promotion);
    await stage(site, 'bye', 'So long {{name}}.');
    await stage(site, 'greet', withTone);
    const before = readFileSync(path.join(site.root, 'releases/production.json'), 'utf8');
    const refused = await site.fault('promote', promotion);
    assert.equal(refused.code, 'refused');
    assert.match(refused.message, /interface of greet: breaks callers of 1\.0\.0/);
    const plan = await site.must('promote', { ...promotion, prompts: ['bye'], dryRun: true });
    assert.deepEqual([plan.deployment, plan.changes.length, plan.gates[0]?.outcome], [undefined, 1, 'passed']);
    const late = await site.fault('promote', { ...promotion, revision: 7 });
    assert.deepEqual([late.code, late.details], ['conflict', { expected: 7, actual: 1 }]);
    assert.equal(await held(site, 'production'), 'bye 1.0.0, greet 1.0.0');
    assert.equal(readFileSync(path.join(site.root, 'releases/production.json'), 'utf8'), before);
    const override = { override: ['interface'], reason: 'Nobody calls it' };
    assert.deepEqual((await site.fault('promote', { ...promotion, ...override })).key, 'override', 'it is protected');
  });

  const mistakes: readonly (readonly [
    input: { from: string; to: string; prompts?: string[] },
    code: string,
    key: string,
  ])[] = [
    [{ from: 'stagin', to: 'production' }, 'not-found', 'environment'],
    [{ from: 'staging', to: 'prod' }, 'not-found', 'environment'],
    [{ from: 'staging@0', to: 'production' }, 'invalid-input', 'environment'],
    [{ from: 'staging@9', to: 'production' }, 'not-found', 'environment'],
    [{ from: 'production', to: 'staging' }, 'not-found', 'from'],
    [{ ...promotion, prompts: ['nope'] }, 'not-found', ''],
    [{ ...promotion, prompts: [] }, 'invalid-input', 'prompts'],
  ];
  test('says what is wrong with the wish', async (t) => {
    const site = await staged(t);
    for (const [input, code, key] of mistakes) {
      const found = await site.fault('promote', input);
      assert.deepEqual([found.code, key === '' ? '' : found.key], [code, key], JSON.stringify(input));
    }
    assert.equal(await held(site, 'production'), '');
  });
});

describeOnEachEngine('a revision of an environment', () => {
  test('can be seen, compared, and gone back to as a whole', async (t) => {
    const site = await staged(t);
    await stage(site, 'greet', 'Hi {{name}}.');
    await stage(site, 'bye', withTone);
    assert.equal(await held(site, 'staging@1'), 'bye 1.0.0, greet 1.0.0');
    assert.equal(await held(site, 'staging@2'), 'bye 1.0.0, greet 1.0.1');
    const shown = await site.must('env.show', { environment: 'staging@2' });
    assert.deepEqual([shown.revision, shown.deployment?.revision, shown.drift], [2, 2, undefined]);
    const { from, to, prompts } = await site.must('env.diff', { from: 'staging@1', to: 'staging' });
    assert.deepEqual(
      [from, to],
      [
        { environment: 'staging', revision: 1 },
        { environment: 'staging', revision: 3 },
      ],
    );
    assert.deepEqual(
      prompts.map((one) => [one.prompt, one.from?.semver, one.to?.semver, one.breaking]),
      [
        ['bye', '1.0.0', '2.0.0', true],
        ['greet', '1.0.0', '1.0.1', false],
      ],
    );
    const plan = await site.must('rollback', { environment: 'staging', to: 1, dryRun: true });
    assert.equal(plan.changes.length, 2);
    const back = await site.must('rollback', { environment: 'staging', to: 1, reason: 'All of it' });
    assert.deepEqual([back.revision, back.kind, back.restores], [4, 'rollback', 1]);
    assert.equal(await held(site, 'staging'), 'bye 1.0.0, greet 1.0.0');
    assert.deepEqual((await site.must('env.diff', { from: 'staging@1', to: 'staging' })).prompts, []);
    const one = await site.must('rollback', { environment: 'staging', to: 3, prompts: ['greet'] });
    assert.equal(one.changes.length, 1);
    assert.equal(await held(site, 'staging'), 'bye 1.0.0, greet 1.0.1');
  });

  test('that is not there is told, and nothing is moved', async (t) => {
    const site = await staged(t);
    assert.equal((await site.fault('rollback', { environment: 'staging', to: 1 })).code, 'not-found');
    assert.equal((await site.fault('rollback', { environment: 'staging', to: 5 })).code, 'not-found');
    assert.equal((await site.fault('env.show', { environment: 'staging@2' })).code, 'not-found');
    assert.equal((await site.fault('env.diff', { from: 'staging@2', to: 'production' })).code, 'not-found');
    const onlyLeft = await site.must('env.diff', { from: 'staging', to: 'production' });
    assert.deepEqual(
      onlyLeft.prompts.map(({ from, to }) => [from?.semver, to]),
      [
        ['1.0.0', undefined],
        ['1.0.0', undefined],
      ],
    );
  });
});

describeOnEachEngine('a frozen environment', () => {
  test('is not moved by anybody until the freeze ends', async (t) => {
    const site = await staged(t);
    await site.must('promote', promotion);
    await stage(site, 'greet', 'Hi {{name}}.');
    const frozen = await site.must('freeze', { environment: 'production', reason: 'Holidays' });
    assert.deepEqual([frozen.frozen?.reason, frozen.frozen?.author.name], ['Holidays', 'Ada Writer']);
    const other = await openTestSession(t, site.root, grace);
    const facts = (await site.must('status', {})).facts;
    const moves = [
      other.fault('deploy', { selectors: ['greet@latest'], environment: 'production' }),
      other.fault('promote', promotion),
      other.fault('promote', { ...promotion, dryRun: true }),
      other.fault('rollback', { environment: 'production', prompts: ['greet'] }),
    ];
    for (const { code, message } of await Promise.all(moves)) {
      assert.equal(code, 'refused');
      assert.match(message, /^production is frozen since .* UTC by Ada Writer: Holidays\./);
    }
    assert.equal((await other.fault('freeze', { environment: 'production', reason: 'Too' })).code, 'unchanged');
    assert.equal((await site.must('status', {})).facts, facts);
    await site.must('publish', { environment: 'production' });
    const free = await other.must('unfreeze', { environment: 'production', reason: 'Back' });
    assert.equal(free.frozen, undefined);
    assert.equal((await other.fault('unfreeze', { environment: 'production', reason: 'Back' })).code, 'unchanged');
    await other.must('promote', promotion);
    const told = (await site.must('audit', { environment: 'production' })).entries.map(({ text }) => text);
    assert.ok(
      told.some((text) => text.includes('froze production: Holidays')),
      told.join('\n'),
    );
    assert.ok(
      told.some((text) => text.includes('ended the freeze of production: Back')),
      told.join('\n'),
    );
  });

  test('asks for a reason', async (t) => {
    const site = await staged(t);
    for (const reason of ['', '  ']) {
      const refused = await site.fault('freeze', { environment: 'staging', reason });
      assert.deepEqual([refused.code, refused.key], ['invalid-input', 'reason']);
    }
  });

  test('is frozen once, however many ask, and no deployment slips through', async (t) => {
    const site = await staged(t);
    const other = await openTestSession(t, site.root, grace);
    const freezes = await Promise.all(
      [site, other, site, other].map(({ session }) =>
        session.call('freeze', { environment: 'staging', reason: 'Incident' }),
      ),
    );
    assert.equal(freezes.filter((result) => result.ok).length, 1);
    await site.must('unfreeze', { environment: 'staging', reason: 'Over' });
    await site.write('prompts/greet.prompt', 'Hi {{name}}.\n');
    await site.must('commit', { prompt: 'greet', message: 'Hi' });
    const [frozen, deployed] = await Promise.all([
      site.session.call('freeze', { environment: 'staging', reason: 'Again' }),
      other.session.call('deploy', { selectors: ['greet@latest'], environment: 'staging' }),
    ]);
    assert.ok(frozen.ok);
    const entries = (await site.must('audit', { environment: 'staging' })).entries.toReversed();
    const order = entries.map(({ kind }) => kind).filter((kind) => /deployed|frozen/.test(kind));
    const expected = ['environment-deployed', 'environment-frozen', 'environment-unfrozen'];
    const raced = deployed.ok ? ['environment-deployed', 'environment-frozen'] : ['environment-frozen'];
    assert.deepEqual(order, [...expected, ...raced]);
  });
});

describeOnEachEngine('drift', () => {
  const target = 'releases/staging.json';

  /** Does something to the release file of staging; the kind and text of what is found then. */
  const changes: readonly (readonly [
    what: string,
    change: (file: string) => void,
    kind: string | undefined,
    message: RegExp,
  ])[] = [
    ['nothing', () => undefined, undefined, /^$/],
    [
      'white space',
      (file) => writeFileSync(file, JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))),
      undefined,
      /^$/,
    ],
    [
      'a word',
      (file) => writeFileSync(file, readFileSync(file, 'utf8').replace('Hello', 'Hallo')),
      'changed',
      /is not as Galley wrote it for revision 2/,
    ],
    [
      'half of the file',
      (file) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100)),
      'changed',
      /is not JSON any more/,
    ],
    ['all of it', (file) => rmSync(file), 'missing', /is not there/],
    ['a list', (file) => writeFileSync(file, '[]'), 'changed', /is not as Galley wrote it/],
    ['a number', (file) => writeFileSync(file, 'null'), 'changed', /is not as Galley wrote it/],
    [
      'a link that leads out',
      (file) => {
        rmSync(file);
        symlinkSync(path.join(os.tmpdir()), file);
      },
      'unreadable',
      /lies outside of the workspace/,
    ],
  ];
  for (const [what, change, kind, message] of changes) {
    test(`by ${what}: ${kind ?? 'none'}`, async (t) => {
      const site = await staged(t);
      await stage(site, 'bye', 'So long {{name}}.');
      change(path.join(site.root, target));
      const [found] = await site.must('env.drift', {});
      assert.deepEqual([found?.environment, found?.target, found?.revision], ['staging', target, 2]);
      assert.equal(found?.drift?.kind, kind);
      assert.match(found?.drift?.message ?? '', message);
      const shown = await site.must('env.show', { environment: 'staging' });
      assert.deepEqual(shown.drift, found?.drift);
      const { warnings } = await site.must('status', {});
      assert.equal(
        warnings.filter((text) => text.includes('galley publish staging')).length,
        kind === undefined ? 0 : 1,
      );
      if (kind === undefined || kind === 'unreadable') return;
      await site.must('publish', { environment: 'staging' });
      assert.equal((await site.must('env.drift', { environment: 'staging' }))[0]?.drift, undefined);
    });
  }

  test('a file of an earlier revision, as a checkout of git leaves it, is behind', async (t) => {
    const site = await staged(t);
    const file = path.join(site.root, target);
    const earlier = readFileSync(file);
    await stage(site, 'bye', 'So long {{name}}.');
    writeFileSync(file, earlier);
    const [found] = await site.must('env.drift', { environment: 'staging' });
    assert.deepEqual(found?.drift, {
      kind: 'behind',
      message: `${target} holds revision 1 of staging, which is at 2.`,
    });
    assert.equal((await site.fault('env.drift', { environment: 'stagin' })).code, 'not-found');
  });

  test('environments without a target or a deployment are left out', async (t) => {
    const site = await sessionWith(t, { ...files, 'galley.yaml': 'environments:\n  - { name: lab, target: none }\n' });
    await site.must('commit', { prompt: 'bye', message: 'First' });
    await site.must('deploy', { selectors: ['bye'], environment: 'lab' });
    assert.deepEqual(await site.must('env.drift', {}), []);
  });
});
