import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type ChangedEvent, operations } from '../../server/src/protocol';
import { openTestSession, sessionWith, type TestSession } from '../support/session';
import { temporaryWorkspace } from '../support/workspace';
import { greeting, greetingWith } from './files';

describe('a session', () => {
  const wrong: readonly (readonly [name: string, input: unknown, key: string | undefined, message: RegExp])[] = [
    ['comit', {}, undefined, /^There is no operation "comit"\.$/],
    ['toString', {}, undefined, /^There is no operation/],
    ['commit', { promt: 'greet', message: 'x' }, 'prompt', /text is missing/],
    ['commit', { prompt: 'greet', message: 'x', bumb: 'minor' }, 'bumb', /did you mean "bump"\?$/],
    [
      'commit',
      { prompt: 'greet', message: 'x', bump: 'minro' },
      'bump',
      /expected one of major, minor, patch; did you mean "minor"\?$/,
    ],
    ['commit', { prompt: 'greet', message: '   ' }, 'message', /./],
    ['commit', { prompt: 1, message: 'x' }, 'prompt', /expected text/],
    ['deploy', { selectors: 'greet', environment: 'staging' }, 'selectors', /expected a list/],
    ['log', { prompt: 'greet', limit: 0 }, 'limit', /./],
    ['list', null, undefined, /expected a map/],
    ['thread.start', { prompt: 'greet', startLine: -1, endLine: 0, body: 'x' }, 'startLine', /./],
  ];
  for (const [name, input, key, message] of wrong) {
    test(`refuses ${name} ${JSON.stringify(input)}`, async (t) => {
      const { session } = await sessionWith(t, greeting);
      const result = await session.dispatch(name, input);
      assert.ok(!result.ok);
      assert.deepEqual([result.fault.code, result.fault.key], ['invalid-input', key]);
      assert.match(result.fault.message, message);
    });
  }

  test('checks no other text of a file that an editor has open', async (t) => {
    const { must, fault, workspace, root } = await sessionWith(t, greeting);
    const input = { files: ['prompts/greet.prompt'], text: '{{#if a}}' };
    const [finding] = (await must('lint', input)).findings;
    assert.equal(finding?.code, 'galley/unclosed-block');
    workspace.open(pathToFileURL(path.join(root, 'prompts/greet.prompt')).href, 'Hello', 1);
    const { code, key, message, help } = await fault('lint', input);
    assert.deepEqual([code, key, message], ['invalid-input', 'text', 'prompts/greet.prompt is open in the editor.']);
    assert.match(help ?? '', /Leave out the text/);
    assert.deepEqual((await must('lint', { files: input.files })).findings, []);
  });

  test('gives what the schemas of its operations promise', async (t) => {
    const { session, must, write } = await sessionWith(t, greeting);
    await must('commit', { prompt: 'greet', message: 'First' });
    await write('prompts/greet.prompt', greetingWith({ schema: 'tone?: string' }));
    const { id } = await must('review.request', { selector: 'greet@latest' });
    const { id: thread } = await must('thread.start', { prompt: 'greet', startLine: 0, endLine: 1, body: 'x' });
    const calls: readonly (readonly [keyof typeof operations, unknown])[] = [
      ['list', {}],
      ['lint', {}],
      ['render', { selector: 'greet' }],
      ['proposal', { prompt: 'greet' }],
      ['commit', { prompt: 'greet', message: 'Second' }],
      ['log', { prompt: 'greet' }],
      ['show', { selector: 'greet@latest' }],
      ['diff', { left: 'greet@#1', right: 'greet' }],
      ['alias', { alias: 'champion', selector: 'greet@#1' }],
      ['cases', {}],
      ['providers', {}],
      ['test', {}],
      ['deploy', { selectors: ['greet@#1'], environment: 'staging' }],
      ['deploy', { selectors: ['greet@#2'], environment: 'staging', dryRun: true }],
      ['deploy', { selectors: ['greet@#2'], environment: 'staging' }],
      ['rollback', { environment: 'staging' }],
      ['publish', { environment: 'staging' }],
      ['env', {}],
      ['env.history', { environment: 'staging' }],
      ['review.list', {}],
      ['review.decide', { review: id, decision: 'changes-requested' }],
      ['threads', { prompt: 'greet' }],
      ['thread.reply', { thread, body: 'y' }],
      ['thread.resolve', { thread, state: 'resolved' }],
      ['status', {}],
    ];
    for (const [name, input] of calls) {
      const result = await session.dispatch(name, input);
      assert.ok(result.ok, `${name}: ${JSON.stringify(result)}`);
      const checked = operations[name].output.safeParse(result.value);
      assert.ok(checked.success, `${name}: ${JSON.stringify(checked.error?.issues)}`);
    }
  });

  test('tells once of many changes of files, and of environments when galley.yaml changed', async (t) => {
    const { session, write } = await sessionWith(t, greeting);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const told: ChangedEvent[] = [];
    session.onDidChange((event) => told.push(event));
    const files = { prompts: true, environments: false, reviews: false, cases: true };
    for (const text of ['a', 'b', 'c']) await write('prompts/new.prompt', text);
    assert.deepEqual(told, []);
    t.mock.timers.tick(1_000);
    assert.deepEqual(told, [files]);
    await write('galley.yaml', 'environments: [{ name: a }]\n');
    t.mock.timers.tick(1_000);
    assert.deepEqual(told, [files, { ...files, environments: true }]);
  });

  test('answers nothing after its end', async (t) => {
    const { session, dispose } = await sessionWith(t, greeting);
    await session.call('list', {});
    await dispose();
    const result = await session.call('list', {});
    assert.equal(result.ok ? '' : result.fault.code, 'cancelled');
    await dispose();
  });

  test('is not led astray by names of a prototype', async (t) => {
    const { must, root } = await sessionWith(t, {
      'prompts/a.prompt': '---\nname: __proto__\n---\nHi {{constructor}}\n',
      'prompts/toString.prompt': 'Ho\n',
    });
    for (const prompt of ['__proto__', 'toString']) await must('commit', { prompt, message: 'First' });
    await must('deploy', { selectors: ['__proto__@latest', 'toString@latest'], environment: 'development' });
    const environment = (await must('env', {})).find(({ name }) => name === 'development');
    assert.deepEqual(Object.keys(environment?.prompts ?? {}).sort(), ['__proto__', 'toString']);
    const release = JSON.parse(readFileSync(path.join(root, 'releases/development.json'), 'utf8')) as {
      prompts: object;
    };
    assert.deepEqual(Object.keys(release.prompts), ['__proto__', 'toString']);
    assert.deepEqual(
      (await must('render', { selector: '__proto__', inputs: { constructor: 'x' } })).messages[0]?.content,
      'Hi x',
    );
  });

  test('keeps its hands off what galley.yaml breaks', async (t) => {
    const { fault, must, write } = await sessionWith(t, greeting);
    await write('galley.yaml', 'environments: [{ name: a, gates: [lintt] }]\n');
    const refused = await fault('deploy', { selectors: ['greet'], environment: 'a' });
    assert.deepEqual([refused.code, refused.file, refused.line], ['invalid-config', 'galley.yaml', 0]);
    const { findings } = await must('lint', {});
    assert.deepEqual(
      findings.map(({ file, code }) => [file, code]),
      [['galley.yaml', 'galley/config-syntax']],
    );
  });
});

describe('the author', () => {
  /** A session that finds its author itself, in a folder with git. */
  async function anonymous(t: TestContext, environment: Readonly<Record<string, string>>): Promise<TestSession> {
    const root = temporaryWorkspace(t, greeting);
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: root,
      XDG_CONFIG_HOME: root,
      GIT_CONFIG_NOSYSTEM: '1',
      ...environment,
    };
    execFileSync('git', ['init', '-q', root], { env });
    return openTestSession(t, root, undefined, { author: undefined, environment: env });
  }
  const git = (root: string, key: string, value: string): unknown =>
    execFileSync('git', ['-C', root, 'config', key, value]);

  test('is the one of the environment', async (t) => {
    const { must, root } = await anonymous(t, { GIT_AUTHOR_NAME: 'Env', GIT_AUTHOR_EMAIL: 'env@example.com' });
    git(root, 'user.name', 'Git');
    await must('commit', { prompt: 'greet', message: 'First' });
    assert.deepEqual((await must('log', { prompt: 'greet' }))[0]?.author, { name: 'Env', email: 'env@example.com' });
  });

  test('is the one of git, where the environment names none', async (t) => {
    const { must, root } = await anonymous(t, { GIT_AUTHOR_EMAIL: 'env@example.com' });
    git(root, 'user.name', 'Git\u00fc Person');
    git(root, 'user.email', 'git@example.com');
    assert.deepEqual((await must('status', {})).author, { name: 'Git\u00fc Person', email: 'env@example.com' });
  });

  test('is the account of the machine when nobody else is named, until somebody is', async (t) => {
    const { must, root } = await anonymous(t, {});
    const before = await must('status', {});
    assert.deepEqual([typeof before.author?.name, before.author?.email], ['string', undefined]);
    assert.match(before.warnings.at(-1) ?? '', /without a mail address\. Set it with git config user\.name/);
    git(root, 'user.name', 'Late');
    git(root, 'user.email', 'late@example.com');
    const after = await must('status', {});
    assert.deepEqual([after.author, after.warnings], [{ name: 'Late', email: 'late@example.com' }, []]);
  });
});
