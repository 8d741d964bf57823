import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  changeText,
  deploymentReport,
  environmentChoices,
  gateLine,
  gateRemedies,
  refusalReport,
} from '../../client/src/deploy/model';
import { deployment, entry, environment, gate, prompt, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';

const triage = prompt('triage', { head: version(2, '1.1.0') });
const author = { name: 'Ada Writer' };
const held = { ...version(1, '1.0.0'), author, time: '2026-03-01T11:58:00Z' };
const production = environment('production', {
  protected: true,
  revision: 4,
  gates: ['lint', 'approval'],
  prompts: { triage: held },
});
const staging = environment('staging', { gates: ['lint', 'tests'] });

const deploying: Answers = {
  list: () => [triage, prompt('reply', { head: version(1, '1.0.0') })],
  log: ({ prompt: name }) => (name === 'triage' ? [entry(2, '1.1.0'), entry(1, '1.0.0')] : [entry(1, '0.1.0')]),
  env: () => [production, environment('development'), staging],
  deploy: ({ environment: name }, { progress }) => {
    progress('lint: no findings');
    progress('tests: 4 of 4 passed');
    return deployment({
      environment: name,
      gates: [gate('lint', 'passed', 'no findings'), gate('tests', 'passed', '4 of 4 passed')],
    });
  },
};

describe('deployments, pure', () => {
  test('protected environments are offered last', () => {
    const choices = environmentChoices([production, staging], ['triage', 'reply']);
    assert.deepEqual(
      choices.map(({ label, description, detail }) => [label, description, detail]),
      [
        ['staging', 'does not hold it yet', 'Gates: lint, tests'],
        ['production', 'protected, triage 1.0.0, reply –', 'Gates: lint, approval'],
      ],
    );
  });

  test('a prompt named like a member of every object is not held', () => {
    assert.match(environmentChoices([staging], ['constructor'])[0]?.description ?? '', /does not hold it yet/);
  });

  test('one prompt of a deployment', () => {
    assert.equal(changeText({ prompt: 'triage', to: version(1, '1.0.0') }), 'triage 1.0.0');
    assert.equal(changeText({ prompt: 'triage', from: version(1, '1.0.0') }), 'triage 1.0.0 → taken out');
    assert.equal(
      changeText({ prompt: 'triage', from: version(1, '1.0.0'), to: version(2, '1.1.0') }),
      'triage 1.0.0 → 1.1.0',
    );
  });

  test('each failed gate has a button, each button once', () => {
    const gates = [
      gate('lint', 'failed', 'two errors'),
      gate('interface', 'passed', 'compatible'),
      gate('tests', 'failed', '3 of 4'),
      gate('tests', 'failed', '1 of 4'),
      gate('approval', 'failed', 'nobody approved'),
    ];
    assert.deepEqual(
      gateRemedies(gates).map(({ label }) => label),
      ['Open Problems', 'Run cases', 'Request review'],
    );
    assert.match(
      refusalReport('Deploying', gates),
      /^# Deploying: refused\n\nNothing has changed\.\n\n## Gates\n\n### ✗ lint, triage\n\ntwo errors\n/,
    );
  });

  test('a gate that was gone over is told with who and why', () => {
    const override = { author: { name: 'Grace' }, reason: 'An outage' };
    const gates = [{ ...gate('tests', 'overridden', '3 of 4 passed'), override }];
    const told = 'overridden by Grace: An outage (3 of 4 passed)';
    assert.ok(deploymentReport(deployment({ gates })).includes(`### ⚠ tests, triage\n\n${told}\n`));
    assert.deepEqual(gates.map(gateLine), [`⚠ tests: ${told}`]);
  });
});

describe('Galley: Deploy to…', () => {
  test('asks for the environment, shows each gate, and says what came of it', async () => {
    const session = await ClientSession.start(deploying);
    session.editor.willAnswer('staging');
    await session.editor.run('galley.deploy', await session.editor.node('galley.prompts', 'triage'));
    assert.equal(
      session.transcript,
      [
        'pick: Where to deploy triage 1.1.0?',
        '  - development | does not hold it yet | Gates: lint',
        '  > staging | does not hold it yet | Gates: lint, tests',
        '  - production | protected, holds 1.0.0 | Gates: lint, approval',
        'progress: Deploying triage 1.1.0 to staging',
        '  lint: no findings',
        '  tests: 4 of 4 passed',
        'info: Deployed triage 1.1.0 to staging. Passed: lint and tests. Wrote releases/staging.json. [Open staging.json] [Show evidence]',
      ].join('\n'),
    );
    assert.deepEqual(session.requests.slice(-1), [
      'deploy {"selectors":["triage@#2"],"environment":"staging","revision":0}',
    ]);
  });

  test('deploys the version it was asked for on, and all files that were chosen', async () => {
    const session = await ClientSession.start(deploying);
    session.editor.willAnswer('staging', 'development');
    await session.editor.run('galley.deploy', await session.editor.node('galley.prompts', '1.0.0'));
    assert.match(session.requests.at(-1) ?? '', /"selectors":\["triage@#1"\]/);
    const { Uri } = session.editor.api;
    const files = ['triage', 'reply'].map((name) => Uri.file(`/desk/prompts/${name}.prompt`));
    await session.editor.run('galley.deploy', files[0], files);
    assert.match(session.requests.at(-1) ?? '', /"selectors":\["triage@#2","reply@#1"\]/);
  });

  test('a protected environment is confirmed, with what would change', async () => {
    const session = await ClientSession.start(deploying);
    session.editor.willAnswer('production');
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    assert.match(
      session.transcript,
      /warning: Deploy triage 1\.1\.0 to production\? \(production is protected\. \/ triage 1\.0\.0 → 1\.1\.0 \/ Gates: lint, approval\.\) \[Deploy\]$/,
    );
    assert.equal(
      session.requests.some((request) => request.startsWith('deploy')),
      false,
    );
    session.editor.willAnswer('production');
    session.editor.willClick('Deploy');
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    assert.match(session.requests.at(-1) ?? '', /^deploy .*"environment":"production","revision":4/);
  });

  test('a refusal says which gate and why, and a button leads there', async () => {
    const gates = [gate('lint', 'passed', 'no findings'), gate('tests', 'failed', '3 of 4 cases passed')];
    const session = await ClientSession.start({
      ...deploying,
      deploy: () => ({ code: 'refused', message: 'the gate tests refused', details: { gates } }),
    });
    session.editor.willAnswer('staging');
    session.editor.willClick('Show evidence');
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    await session.settle();
    assert.match(
      session.transcript,
      /error: Deploying triage 1\.1\.0 to staging was refused, and nothing has changed\. tests: 3 of 4 cases passed \[Run cases\] \[Show evidence\]\nopened \/report 1\/refused\.md$/,
    );
    const { Uri, CancellationTokenSource } = session.editor.api;
    const query = JSON.stringify({ kind: 'report', key: '1' });
    const text = await session.editor.content?.provideTextDocumentContent(
      Uri.from({ scheme: 'galley', path: '/report 1/refused.md', query }),
      new CancellationTokenSource().token,
    );
    assert.match(String(text), /### ✗ tests, triage\n\n3 of 4 cases passed/);
  });

  test('a failed gate can be overridden by those who may, with a reason', async () => {
    const gates = [gate('lint', 'passed', 'no findings'), gate('tests', 'failed', '3 of 4 cases passed')];
    const refusing = (overridable: readonly string[]): Answers => ({
      ...deploying,
      deploy: (wish) =>
        wish.override === undefined
          ? { code: 'refused', message: 'the gate tests refused', details: { gates, overridable } }
          : deployment({ environment: wish.environment, gates: [] }),
    });
    const session = await ClientSession.start(refusing(['tests']));
    session.editor.willAnswer('staging', 'The provider is down');
    session.editor.willClick('Override…', 'Override');
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    await session.settle();
    assert.match(session.transcript, /\[Run cases\] \[Show evidence\] \[Override…\]\n/);
    assert.match(
      session.transcript,
      /\nwarning: Override tests of staging\? \(tests of triage: 3 of 4 cases passed \/ {2}\/ Your name and your reason are kept with the deployment for ever\.\) \[Override\]\n/,
    );
    assert.deepEqual(session.requests.slice(-1), [
      'deploy {"selectors":["triage@#2"],"environment":"staging","revision":0,"override":["tests"],"reason":"The provider is down"}',
    ]);

    const forbidden = await ClientSession.start(refusing(['lint']));
    forbidden.editor.willAnswer('staging');
    await forbidden.editor.run('galley.deploy', { prompt: 'triage' });
    await forbidden.settle();
    assert.doesNotMatch(forbidden.transcript, /Override/);
  });

  test('only versions are deployed', async () => {
    const session = await ClientSession.start({ ...deploying, list: () => [prompt('triage')] });
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    assert.equal(session.transcript, 'info: triage has no version yet: only versions are deployed. [Commit version]');
  });

  test('changes that are not in the version are mentioned', async () => {
    const session = await ClientSession.start({ ...deploying, list: () => [{ ...triage, modified: true }] });
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    assert.match(session.transcript, /Where to deploy triage 1\.1\.0\? The draft has changes that are not in it\./);
  });

  test('a target that could not be written can be written again', async () => {
    const session = await ClientSession.start({
      ...deploying,
      deploy: () => deployment({ published: 'failed', publishError: 'releases is not a folder' }),
      publish: () => ({ environment: 'staging', target: 'releases/staging.json', revision: 1 }),
    });
    session.editor.willAnswer('staging');
    session.editor.willClick('Publish again');
    await session.editor.run('galley.deploy', { prompt: 'triage' });
    await session.settle();
    assert.match(
      session.transcript,
      /warning: staging holds triage 1\.1\.0, but it is not published: releases is not a folder \[Publish again\] \[Show evidence\]\ninfo: Wrote revision 1 of staging to releases\/staging\.json\. \[Open staging\.json\]$/,
    );
  });

  test('nothing is run or moved in Restricted Mode', async () => {
    const session = await ClientSession.start(deploying, (editor) => {
      editor.isTrusted = false;
    });
    for (const command of [
      'galley.deploy',
      'galley.promote',
      'galley.rollback',
      'galley.retryPublish',
      'galley.runCases',
    ])
      await session.editor.run(command, { prompt: 'triage', environment: 'staging' });
    assert.equal(
      session.transcript,
      ['Deploying', 'Promoting', 'Rolling back', 'Publishing', 'Running cases']
        .map(
          (what) =>
            `error: ${what} needs a trusted workspace: this folder is open in Restricted Mode. [Manage workspace trust]`,
        )
        .join('\n'),
    );
    assert.deepEqual(session.requests, []);
  });
});

describe('Galley: Roll back…', () => {
  const rollingBack: Answers = {
    ...deploying,
    rollback: ({ dryRun, prompts }) =>
      deployment({
        ...(dryRun === true ? { deployment: undefined } : {}),
        environment: 'production',
        kind: 'rollback',
        changes: [{ prompt: prompts?.[0] ?? 'triage', from: version(2, '1.1.0'), to: version(1, '1.0.0') }],
        gates: [],
        published: 'none',
        target: undefined,
      }),
  };

  test('confirms what goes where', async () => {
    const session = await ClientSession.start(rollingBack);
    session.editor.willClick('Roll back');
    await session.editor.run('galley.rollback', await session.editor.node('galley.environments', 'production'));
    assert.equal(
      session.transcript,
      [
        'warning: Roll production back? (triage 1.1.0 → 1.0.0) [Roll back]',
        'progress: Rolling production back',
        'info: Rolled production back: triage 1.1.0 → 1.0.0. [Show evidence]',
      ].join('\n'),
    );
    assert.deepEqual(session.requests.slice(-2), [
      'rollback {"environment":"production","dryRun":true}',
      'rollback {"environment":"production","prompts":["triage"]}',
    ]);
  });

  test('can be kept to one prompt, and left', async () => {
    const session = await ClientSession.start(rollingBack);
    const node = { kind: 'held', environment: production, prompt: 'triage', version: held };
    await session.editor.run('galley.rollback', node);
    assert.deepEqual(session.requests, ['rollback {"environment":"production","prompts":["triage"],"dryRun":true}']);
  });

  test('from the palette, only environments that hold something are offered', async () => {
    const session = await ClientSession.start(rollingBack);
    session.editor.willAnswer('production');
    await session.editor.run('galley.rollback');
    assert.match(
      session.transcript,
      /^pick: Which environment to roll back\?\n {2}> production \| revision 4\nwarning/,
    );
    const empty = await ClientSession.start({ ...rollingBack, env: () => [staging] });
    await empty.editor.run('galley.rollback');
    assert.equal(empty.transcript, 'info: Nothing has been deployed yet.');
  });

  test('a fault of the plan is shown', async () => {
    const session = await ClientSession.start({
      ...rollingBack,
      rollback: () => ({ code: 'not-found', message: 'production held nothing before' }),
    });
    await session.editor.run('galley.rollback', { environment: 'production' });
    assert.equal(session.transcript, 'error: Rolling production back did not succeed: production held nothing before.');
  });
});
