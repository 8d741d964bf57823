import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogEntry } from '../../server/src/protocol';
import { comparison, deployment, entry, environment, gate, prompt, review, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';

async function drawn(view: string, answers: Answers): Promise<string> {
  const session = await ClientSession.start(answers);
  return session.editor.drawTree(view);
}

function lines(...rows: readonly string[]): string {
  return rows.join('\n');
}

describe('the Prompts view', () => {
  test('shows folders first, and in a prompt its inputs, versions and aliases', async () => {
    const triage = prompt('triage', {
      head: version(2, '1.1.0'),
      modified: true,
      inputs: [
        { name: 'ticket', type: 'string', required: true },
        { name: 'channel', type: 'string', required: false },
      ],
      aliases: [{ alias: 'champion', number: 1, semver: '1.0.0' }],
    });
    const text = await drawn('galley.prompts', {
      list: () => [triage, prompt('reply'), prompt('orders/refund', { head: version(1, '1.0.0') })],
      log: ({ prompt: name }) =>
        name === 'triage'
          ? [
              entry(2, '1.1.0', { message: 'Add channel\nmore', environments: ['staging'] }),
              entry(1, '1.0.0', { aliases: ['champion'] }),
            ]
          : [entry(1, '1.0.0')],
    });
    assert.equal(
      text,
      lines(
        '▸ orders | folder',
        '  ▸ refund | 1.0.0 | prompt.committed',
        '    ▸ Versions | versions',
        '      1.0.0 | Change number 1 | version',
        'reply | new | prompt.new',
        '▸ triage | 1.1.0 ● | prompt.modified',
        '  ▸ Inputs | 2 | inputs',
        '    ticket | string | input',
        '    channel | string, optional | input',
        '  ▸ Versions | versions',
        '    1.1.0 | staging · Add channel | version',
        '    1.0.0 | champion · Change number 1 | version',
        '  ▸ Aliases | 1 | aliases',
        '    champion | 1.0.0 (#1) | alias',
      ),
    );
  });

  test('is grouped by category when asked to', async () => {
    const session = await ClientSession.start({
      list: () => [
        prompt('orders/refund', { category: 'orders' }),
        prompt('reply', { category: 'support' }),
        prompt('mails/triage', { category: 'support' }),
        prompt('other'),
      ],
    });
    await session.editor.run('galley.groupByCategory');
    assert.equal(
      await session.editor.drawTree('galley.prompts'),
      lines(
        '▸ orders | 1 | category',
        '  orders/refund | new | prompt.new',
        '▸ support | 2 | category',
        '  mails/triage | new | prompt.new',
        '  reply | new | prompt.new',
        '▸ No category | 1 | category',
        '  other | new | prompt.new',
      ),
    );
    assert.equal(session.editor.contexts.get('galley.groupedByCategory'), true);
    await session.editor.run('galley.groupByFolder');
    assert.match(await session.editor.drawTree('galley.prompts'), /^▸ mails \| folder\n/);
  });

  test('shows versions by pages', async () => {
    const all: readonly LogEntry[] = Array.from({ length: 50 }, (_, index) => entry(50 - index, `1.0.${50 - index}`));
    const session = await ClientSession.start({
      list: () => [prompt('triage', { head: version(50, '1.0.50') })],
      log: ({ limit }) => all.slice(0, limit),
    });
    const count = async (): Promise<number> =>
      (await session.editor.drawTree('galley.prompts')).split('\n').filter((line) => line.endsWith('version')).length;
    assert.equal(await count(), 20);
    await session.editor.run(
      'galley.showMoreVersions',
      await session.editor.node('galley.prompts', 'Show more versions'),
    );
    assert.equal(await count(), 40);
    await session.editor.run(
      'galley.showMoreVersions',
      await session.editor.node('galley.prompts', 'Show more versions'),
    );
    assert.equal(await count(), 50);
    await assert.rejects(session.editor.node('galley.prompts', 'Show more versions'));
  });

  test('says why there is no list', async () => {
    const text = await drawn('galley.prompts', {
      list: () => ({ code: 'invalid-config', message: 'unknown key "promts"', file: 'galley.yaml', line: 2 }),
    });
    assert.equal(text, 'Cannot list the prompts | unknown key "promts"');
  });

  test('escapes what names and descriptions would make of a tooltip', async () => {
    const session = await ClientSession.start({
      list: () => [prompt('triage', { description: '[click](command:evil) <img src=x> $(zap)' })],
    });
    const item = await session.editor.trees
      .get('galley.prompts')
      ?.getTreeItem(await session.editor.node('galley.prompts', 'triage'));
    const { value, isTrusted, supportHtml } = item?.tooltip as unknown as Record<string, unknown>;
    assert.match(String(value), /\\\[click\\\]\\\(command:evil\\\) \\<img src=x\\> \\\$\\\(zap\\\)/);
    assert.deepEqual([isTrusted, supportHtml], [false, false]);
  });

  test('asks again when prompts have changed, and on demand', async () => {
    let name = 'first';
    const session = await ClientSession.start({ list: () => [prompt(name)] });
    name = 'second';
    session.notifyChanged({ prompts: true });
    await session.settle();
    assert.equal(await session.editor.drawTree('galley.prompts'), 'second | new | prompt.new');
    name = 'third';
    await session.editor.run('galley.refresh');
    await session.settle();
    assert.equal(await session.editor.drawTree('galley.prompts'), 'third | new | prompt.new');
  });

  test('tells menus which files are prompts', async () => {
    const session = await ClientSession.start({ list: () => [prompt('triage')] });
    assert.deepEqual(session.editor.contexts.get('galley.promptFiles'), { '/desk/prompts/triage.prompt': true });
  });
});

describe('the Environments view', () => {
  const author = { name: 'Ada Writer' };
  const held = { ...version(2, '1.1.0'), author, time: '2026-03-01T11:58:00Z' };

  test('shows what each environment holds, since when and by whom, and its history', async () => {
    const text = await drawn('galley.environments', {
      env: () => [
        environment('development'),
        environment('staging', { revision: 2, prompts: { triage: held } }),
        environment('production', {
          protected: true,
          revision: 1,
          prompts: { triage: held },
          publishError: 'disk full',
        }),
      ],
      'env.history': ({ environment: name }) =>
        name === 'staging'
          ? [
              deployment({
                revision: 2,
                kind: 'rollback',
                changes: [{ prompt: 'triage', from: version(3, '2.0.0'), to: held }],
              }),
              deployment({
                revision: 1,
                changes: [
                  { prompt: 'triage', to: held },
                  { prompt: 'reply', from: held },
                ],
              }),
            ]
          : [deployment({ environment: 'production', published: 'failed' })],
    });
    assert.equal(
      text,
      lines(
        'development | empty | environment.empty',
        '▸ staging | 2 minutes ago by Ada Writer | environment.used',
        '  triage | 1.1.0 | held',
        '  ▸ History | 2 deployments | history',
        '    #2 triage 2.0.0 → 1.1.0 | 1 hour ago | deployment',
        '    #1 triage 1.1.0 and reply 1.1.0 → taken out | 1 hour ago | deployment',
        '▸ production | protected · not published · 2 minutes ago by Ada Writer | environment.unpublished',
        '  triage | 1.1.0 | held',
        '  ▸ History | 1 deployment | history',
        '    #1 triage 1.1.0 | 1 hour ago | deployment',
      ),
    );
  });

  test('opens a deployment as a document with the evidence of its gates', async () => {
    const past = deployment({ gates: [{ ...gate('tests', 'passed', '4 of 4 passed'), evidence: { passed: 4 } }] });
    const session = await ClientSession.start({
      env: () => [environment('staging', { revision: 1, prompts: { triage: held } })],
      'env.history': () => [past],
    });
    const node = await session.editor.node('galley.environments', '#1 triage 1.1.0');
    await session.editor.run('galley.showDeployment', node);
    assert.equal(session.transcript, 'opened /staging/deployment-1.md');
    const { Uri } = session.editor.api;
    const subject = { kind: 'deployment', environment: 'staging', id: '01DEPLOYMENT' };
    const uri = Uri.from({ scheme: 'galley', path: '/staging/deployment-1.md', query: JSON.stringify(subject) });
    const token = new session.editor.api.CancellationTokenSource().token;
    const text = await session.editor.content?.provideTextDocumentContent(uri, token);
    assert.match(String(text), /^# Deployment 1 of staging\n\n- Who: Ada Writer\n- When: 2026-03-01T11:00:00Z/);
    assert.match(String(text), /### ✓ tests, triage\n\n4 of 4 passed\n\n```json\n\{\n {2}"passed": 4\n\}\n```/);
  });

  test('shows deployments by pages', async () => {
    const all = Array.from({ length: 25 }, (_, index) => deployment({ revision: 25 - index }));
    const session = await ClientSession.start({
      env: () => [environment('staging', { revision: 25, prompts: {} })],
      'env.history': ({ limit }) => all.slice(0, limit),
    });
    const more = await session.editor.node('galley.environments', 'Show more deployments');
    await session.editor.run('galley.showMoreDeployments', more);
    await assert.rejects(session.editor.node('galley.environments', 'Show more deployments'));
  });
});

describe('the Reviews view', () => {
  test('shows what waits first, and what was decided', async () => {
    const decided = {
      decision: 'approved',
      reason: 'reads well',
      author: { name: 'Bo Reader' },
      time: '2026-03-01T11:59:30Z',
    } as const;
    const text = await drawn('galley.reviews', {
      'review.list': () => [
        review({ id: '1', state: 'closed' }),
        review({ id: '2', state: 'approved', decisions: [decided] }),
        review({ id: '3', prompt: 'reply', version: version(1, '1.0.0') }),
        review({ id: '4', state: 'changes-requested', time: '2026-02-22T10:00:00Z' }),
      ],
    });
    assert.equal(
      text,
      lines(
        'reply 1.0.0 | open · 2 hours ago by Ada Writer | review.open',
        'triage 1.1.0 | changes requested · 1 week ago by Ada Writer | review.changes-requested',
        '▸ triage 1.1.0 | approved · 2 hours ago by Ada Writer | review.approved',
        '  Approved | just now by Bo Reader · reads well | decision',
        'triage 1.1.0 | closed · 2 hours ago by Ada Writer | review.closed',
      ),
    );
  });

  test('compares a reviewed version with the one before it', async () => {
    const session = await ClientSession.start({
      list: () => [prompt('triage', { head: version(2, '1.1.0') })],
      'review.list': () => [review()],
      log: () => [entry(2, '1.1.0'), entry(1, '1.0.0')],
      diff: (sides) => comparison(sides),
    });
    await session.editor.run('galley.showReview', await session.editor.node('galley.reviews', 'triage 1.1.0'));
    assert.equal(
      session.transcript,
      'command vscode.diff /triage 1.0.0/triage.prompt /triage 1.1.0/triage.prompt triage 1.0.0 ↔ 1.1.0',
    );
  });
});
