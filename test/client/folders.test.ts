import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { caseInfo, deployment, entry, environment, prompt, review, status, thread, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';
import { Uri } from './fake/values';

const mail = Uri.file('/mail');
const folderOf = (input: object): string => ('folder' in input ? String(input.folder) : 'none');

/** Two folders that have a prompt of the same name, and the second one more. */
const answers: Answers = {
  list: (input) =>
    folderOf(input) === 'file:///mail'
      ? [prompt('triage', { head: version(7, '2.0.0'), modified: true }), prompt('news')]
      : [prompt('triage')],
  env: (input) => [environment('staging', { revision: folderOf(input) === 'file:///mail' ? 1 : 0 })],
  'env.history': () => [deployment()],
  'review.list': (input) => (folderOf(input) === 'file:///mail' ? [review()] : []),
  cases: (input) => (folderOf(input) === 'file:///mail' ? [caseInfo('late parcel')] : [caseInfo('refund')]),
  threads: () => [thread()],
  'thread.reply': () => thread(),
  status: () => status('Ada Writer'),
  log: () => [entry(7, '2.0.0'), entry(6, '1.9.0')],
  show: () => ({ code: 'io', message: 'not asked for' }),
  proposal: () => ({
    branch: 'main',
    prompt: 'triage',
    bump: 'minor',
    semver: '2.1.0',
    changes: [],
    head: version(7, '2.0.0'),
    modified: true,
    errors: 0,
  }),
  commit: () => ({ code: 'conflict', message: 'somebody was faster' }),
  diff: () => ({ code: 'io', message: 'no' }),
  deploy: () => ({ code: 'io', message: 'no' }),
  rollback: () => ({ code: 'io', message: 'no' }),
  'review.decide': () => ({ code: 'io', message: 'no' }),
  dialect: () => ({ code: 'io', message: 'no' }),
};

async function start(): Promise<ClientSession> {
  return ClientSession.start(answers, (editor) => editor.otherFolders.push(mail));
}

/** The requests since the last look, with the name of the folder that each went to. */
function asked(session: ClientSession): readonly string[] {
  return session.requests.splice(0).map((request) => {
    const [name = ''] = request.split(' ');
    return `${name} ${/"folder":"file:\/\/\/([^"]*)"/.exec(request)?.[1] ?? 'nowhere'}`;
  });
}

describe('a window with several folders', () => {
  test('shows what each of them has, below its name', async () => {
    const { editor } = await start();
    assert.equal(
      await editor.drawTree('galley.prompts'),
      [
        '▸ desk | window-folder',
        '  triage | new | prompt.new',
        '▸ mail | window-folder',
        '  news | new | prompt.new',
        '  ▸ triage | 2.0.0 ● | prompt.modified',
        '    ▸ Versions | versions',
        '      2.0.0 | Change number 7 | version',
        '      1.9.0 | Change number 6 | version',
      ].join('\n'),
    );
    const environments = await editor.drawTree('galley.environments');
    assert.deepEqual(environments.match(/^▸ \w+ \| window-folder$/gm), [
      '▸ desk | window-folder',
      '▸ mail | window-folder',
    ]);
    assert.match(await editor.drawTree('galley.reviews'), /^▸ mail \| window-folder\n {2}triage 1\.1\.0/);
  });

  test('one that has no prompts is left out, and has no environments', async () => {
    const list: Answers['list'] = (input) => (folderOf(input) === 'file:///mail' ? [] : [prompt('triage')]);
    const { editor } = await ClientSession.start({ ...answers, list }, (fake) => fake.otherFolders.push(mail));
    assert.doesNotMatch(await editor.drawTree('galley.prompts'), /mail/);
    assert.doesNotMatch(await editor.drawTree('galley.environments'), /mail/);
  });

  test('the status bar follows the active editor', async () => {
    const { editor } = await start();
    editor.show('prompts/triage.prompt', '', mail);
    assert.equal(editor.statusItem('galley.prompt').text, '$(git-commit) modified since 2.0.0');
    editor.show('prompts/triage.prompt');
    assert.equal(editor.statusItem('galley.prompt').text, '$(git-commit) no version yet');
  });

  const lens = { prompt: 'triage', uri: 'file:///mail/prompts/triage.prompt' };
  const commands: readonly (readonly [command: string, replies: readonly string[], requests: readonly string[]])[] = [
    ['galley.commit', ['2.1.0', 'Enter'], ['proposal mail', 'commit mail']],
    ['galley.compareWithDraft', ['2.0.0'], ['log mail', 'diff mail']],
    ['galley.showVersions', ['1.9.0'], ['log mail', 'diff mail']],
    ['galley.restore', ['2.0.0'], ['log mail', 'show mail']],
    ['galley.deploy', ['staging'], ['deploy mail']],
    ['galley.chooseDialect', ['Jinja'], ['dialect mail', 'dialect mail']],
  ];
  for (const [command, replies, requests] of commands)
    test(`${command} on a lens goes to the folder of its file`, async () => {
      const session = await start();
      asked(session);
      session.editor.willAnswer(...replies);
      await session.editor.run(command, lens);
      assert.deepEqual(asked(session), requests);
    });

  test('rows take their folder along', async () => {
    const session = await start();
    const { editor } = session;
    asked(session);
    await editor.run('galley.openPrompt', await editor.node('galley.prompts', 'news'));
    assert.match(session.transcript, /opened \/mail\/prompts\/news\.prompt$/);
    await editor.run('galley.compareWithDraft', await editor.node('galley.prompts', '1.9.0'));
    assert.deepEqual(asked(session).at(-1), 'diff mail');
    editor.willAnswer('fine');
    await editor.run('galley.approve', await editor.node('galley.reviews', 'triage 1.1.0'));
    assert.deepEqual(asked(session), ['review.decide mail']);
    await editor.run('galley.rollback', await editor.node('galley.environments', 'staging'));
    assert.match(asked(session)[0] ?? '', /^rollback desk$/);
  });

  test('a choice among prompts tells the folders apart, and a version says which it is of', async () => {
    const session = await start();
    session.editor.willAnswer('news');
    await session.editor.run('galley.openPrompt');
    assert.match(
      session.transcript,
      / {2}- triage \| desk · no version yet\n {2}- triage \| mail · modified since 2\.0\.0/,
    );
  });

  test('cases run in their own folders, as one run', async () => {
    const ran: string[] = [];
    const test: Answers['test'] = (input) => {
      ran.push(`${folderOf(input)} ${input.cases?.map((one) => one.case).join()}`);
      return { summary: { passed: 1, failed: 0, errored: 0, skipped: 0 }, results: [] };
    };
    const session = await ClientSession.start({ ...answers, test }, (fake) => fake.otherFolders.push(mail));
    await session.editor.run('galley.runCases', lens);
    assert.deepEqual(ran, ['file:///mail late parcel']);
    assert.match(session.transcript, /info: triage: 1 passed\./);
  });

  test('comments are read where their file is', async () => {
    const session = await start();
    asked(session);
    session.editor.show('prompts/triage.prompt', 'x\n'.repeat(9), mail);
    await session.settle();
    assert.deepEqual(asked(session), ['threads mail', 'status nowhere']);
  });

  test('prompts of two folders are not deployed together', async () => {
    const session = await start();
    const { editor } = session;
    const versions = ['mail', 'desk'].map((name) => ({
      prompt: 'triage',
      folder: `file:///${name}`,
      version: version(1, '1.0.0'),
    }));
    await editor.run('galley.deploy', versions[0], versions);
    assert.match(session.transcript, /info: Deploy the prompts of one folder at a time\.$/);
  });
});
