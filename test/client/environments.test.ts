import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OperationOutput } from '../../server/src/protocol';
import { deployment, environment, gate, prompt, version } from './fake/records';
import { ClientSession, type Answers } from './fake/session';

const author = { name: 'Ada Writer' };
const time = '2026-03-01T11:58:00Z';
const staging = environment('staging', { revision: 4, prompts: { triage: { ...version(2, '1.1.0'), author, time } } });
const production = environment('production', { revision: 2, protected: true, gates: ['lint', 'approval'] });

type Difference = OperationOutput<'env.diff'>['prompts'][number];
const triage: Difference = {
  prompt: 'triage',
  from: version(1, '1.0.0'),
  to: version(2, '1.1.0'),
  breaking: true,
  interface: [],
};
const reply: Difference = { prompt: 'reply', to: version(1, '1.0.0'), breaking: false, interface: [] };
const gone: Difference = { prompt: 'gone', from: version(1, '1.0.0'), breaking: false, interface: [] };

/** A server whose production differs from staging by some prompts. */
function differing(...prompts: readonly Difference[]): Answers {
  return {
    list: () => [prompt('triage'), prompt('reply')],
    env: () => [production, staging],
    'env.diff': ({ from, to }) => ({
      from: { environment: from, revision: 2 },
      to: { environment: to, revision: 4 },
      prompts: [...prompts],
    }),
    'env.history': () => [deployment({ environment: 'production', revision: 1 })],
    promote: ({ to }) => deployment({ environment: to, gates: [] }),
    rollback: ({ environment: name }) => deployment({ environment: name, kind: 'rollback', gates: [] }),
    freeze: ({ environment: name }) => environment(name),
    unfreeze: ({ environment: name }) => environment(name),
  };
}

/** What was asked of the server, less what the views ask. */
const asked = ({ requests }: ClientSession): readonly string[] =>
  requests.filter((request) => !/^(?:env|env\.history|list) /.test(request));

describe('Galley: Promote to…', () => {
  test('offers what differs, confirms it, and promotes what is left ticked', async () => {
    const session = await ClientSession.start(differing(triage, reply, gone));
    session.editor.willAnswer('production', 'triage');
    session.editor.willClick('Promote');
    await session.editor.run('galley.promote', await session.editor.node('galley.environments', 'staging'));
    assert.match(
      session.transcript,
      /pick: Where to promote what staging holds\?\n {2}> production \| protected, revision 2 \|/,
    );
    assert.match(
      session.transcript,
      /pick: What to promote from staging to production\?\n {2}> triage \| 1\.0\.0 → 1\.1\.0 \| Breaks callers\n {2}[->] reply \| 1\.0\.0\n/,
    );
    assert.match(
      session.transcript,
      /warning: Promote 1 prompt from staging to production\? \(production is protected\. \/ triage 1\.0\.0 → 1\.1\.0, breaks callers \/ Gates: lint, approval\.\) \[Promote\]/,
    );
    assert.deepEqual(asked(session), [
      'env.diff {"from":"production","to":"staging"}',
      'promote {"from":"staging","to":"production","prompts":["triage"],"revision":2}',
    ]);
  });

  test('on one prompt promotes that one', async () => {
    const session = await ClientSession.start(differing(triage, reply));
    session.editor.willAnswer('production');
    session.editor.willClick('Promote');
    await session.editor.run('galley.promote', { environment: staging, prompt: 'triage' });
    assert.match(asked(session).at(-1) ?? '', /^promote .*"prompts":\["triage"\]/);
  });

  const nothing: readonly (readonly [what: string, differences: readonly Difference[], row: object, says: string])[] = [
    ['both hold the same', [], {}, 'info: production already holds everything that staging holds.'],
    ['only the other one has more', [gone], {}, 'info: production already holds everything that staging holds.'],
    [
      'the prompt is the same',
      [reply],
      { prompt: 'triage' },
      'info: There is nothing to promote: both hold the same version of triage.',
    ],
  ];
  for (const [what, differences, row, says] of nothing)
    test(`says so when ${what}`, async () => {
      const session = await ClientSession.start(differing(...differences));
      session.editor.willAnswer('production');
      await session.editor.run('galley.promote', { environment: 'staging', ...row });
      assert.equal(session.transcript.split('\n').at(-1), says);
      assert.ok(!asked(session).some((request) => request.startsWith('promote')));
    });

  test('a gate that failed can be overridden by who may', async () => {
    const gates = [gate('approval', 'failed', '0 of 1 approvals')];
    const session = await ClientSession.start({
      ...differing(triage),
      promote: (wish) =>
        wish.override === undefined
          ? { code: 'refused', message: 'refused', details: { gates, overridable: ['approval'] } }
          : deployment({ environment: 'production', gates: [] }),
    });
    session.editor.willAnswer('production', 'An outage');
    session.editor.willClick('Promote', 'Override…', 'Override');
    await session.editor.run('galley.promote', { environment: 'staging' });
    await session.settle();
    assert.match(session.transcript, /warning: Override approval of production\?/);
    assert.match(asked(session).at(-1) ?? '', /"override":\["approval"\],"reason":"An outage"\}$/);
  });
});

describe('freezing', () => {
  for (const [command, title, question, says] of [
    [
      'freeze',
      'Freeze staging',
      'Why is nothing to be moved there?',
      'staging is frozen: nothing is moved there until the freeze ends.',
    ],
    ['unfreeze', 'End the freeze of staging', 'Why may it be moved again?', 'staging can be moved again.'],
  ] as const)
    test(`galley.${command} asks for the reason`, async () => {
      const session = await ClientSession.start(differing());
      session.editor.willAnswer('Holidays');
      await session.editor.run(`galley.${command}`, { environment: staging });
      assert.equal(session.transcript, `input: ${title}: ${question} > Holidays\ninfo: ${says}`);
      assert.deepEqual(asked(session), [`${command} {"environment":"staging","reason":"Holidays"}`]);
    });

  test('says why it did not succeed', async () => {
    const refused = { code: 'unchanged', message: 'staging is frozen already, by Grace: Incident' } as const;
    const session = await ClientSession.start({ ...differing(), freeze: () => refused });
    session.editor.willAnswer('Holidays');
    await session.editor.run('galley.freeze', { environment: 'staging' });
    assert.match(
      session.transcript,
      /error: Could not freeze staging: staging is frozen already, by Grace: Incident\.$/,
    );
  });

  test('a frozen environment and a target that differs are marked in the view', async () => {
    const frozen = { reason: 'Holidays', author, time };
    const drift = { kind: 'changed', message: 'releases/lab.json is not as Galley wrote it for revision 3.' } as const;
    const session = await ClientSession.start({
      ...differing(),
      env: () => [environment('shop', { revision: 1, frozen }), environment('lab', { revision: 3, drift })],
    });
    const text = await session.editor.drawTree('galley.environments');
    assert.match(text, /shop \| frozen · empty \| environment\.used\.frozen/);
    assert.match(text, /lab \| target differs · empty \| environment\.unpublished/);
  });
});

describe('comparing and going back', () => {
  test('two environments are compared in one editor', async () => {
    const session = await ClientSession.start(differing(triage, reply));
    session.editor.willAnswer('production');
    await session.editor.run('galley.compareEnvironments', await session.editor.node('galley.environments', 'staging'));
    assert.match(session.transcript, /command vscode\.changes staging ↔ production/);
    assert.deepEqual(asked(session), ['env.diff {"from":"staging","to":"production"}']);
  });

  test('a revision of the history is compared with now, or gone back to', async () => {
    const session = await ClientSession.start(differing(triage));
    const row = { kind: 'deployment', deployment: deployment({ environment: 'production', revision: 1 }) };
    await session.editor.run('galley.compareRevision', row);
    assert.match(session.transcript, /command vscode\.changes production@1 ↔ production/);
    session.editor.willClick('Roll back');
    await session.editor.run('galley.rollbackTo', row);
    assert.match(session.transcript, /warning: Roll production back to revision 1\? \(.*\) \[Roll back\]/);
    assert.match(asked(session).at(-1) ?? '', /^rollback \{"environment":"production","to":1,"prompts":\[/);
    const same = await ClientSession.start(differing());
    await same.editor.run('galley.compareRevision', row);
    assert.equal(same.transcript, 'info: production@1 and production hold the same.');
  });
});
