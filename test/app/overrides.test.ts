import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ada, grace, openTestSession, sessionWith } from '../support/session';
import { greeting } from './files';

const failing = { 'recordings/greet.yaml': 'prompt: greet\nanswers:\n  - { case: says hello, answer: Bye }\n' };

function environmentWith(gates: string, more = ''): string {
  return `environments:\n  - { name: production, gates: [${gates}]${more} }\n`;
}

/** A wish to deploy in spite of a gate. */
const wish = { selectors: ['greet'], environment: 'production', override: ['tests'], reason: 'The model is down' };

describe('overriding a gate', () => {
  test('is kept with the deployment: which gate, who, why, and what it had found', async (t) => {
    const config = environmentWith('lint, tests', ', override: [ada@example.com]');
    const site = await sessionWith(t, { ...greeting, ...failing, 'galley.yaml': config });
    await site.must('commit', { prompt: 'greet', message: 'First' });
    const plan = await site.must('deploy', { ...wish, dryRun: true });
    assert.deepEqual([plan.deployment, plan.gates[1]?.outcome], [undefined, 'overridden']);
    const refused = await site.fault('deploy', { selectors: ['greet'], environment: 'production' });
    assert.equal(refused.code, 'refused');
    assert.deepEqual(Object(refused.details).overridable, ['tests']);
    const other = await openTestSession(t, site.root, grace);
    const hers = await other.fault('deploy', { selectors: ['greet'], environment: 'production' });
    assert.deepEqual(Object.keys(Object(hers.details)), ['gates']);

    const deployed = await site.must('deploy', wish);
    assert.deepEqual(
      deployed.gates.map(({ gate, outcome, override }) => [gate, outcome, override]),
      [
        ['lint', 'passed', undefined],
        ['tests', 'overridden', { author: ada, reason: 'The model is down' }],
      ],
    );
    const reopened = await openTestSession(t, site.root, grace);
    const [kept] = await reopened.must('env.history', { environment: 'production' });
    assert.deepEqual(kept?.gates, deployed.gates);
    assert.match(kept?.gates[1]?.summary ?? '', /0 of 1 cases passed/);
  });

  const rows: readonly (readonly [what: string, config: string, allowed: boolean])[] = [
    ['nobody may where it is protected', environmentWith('tests'), false],
    ['everybody may where it is not', environmentWith('tests', ', protected: false'), true],
    ['those whom the environment names may', environmentWith('tests', ', override: [grace@example.com]'), false],
    ['a gate says it for itself', environmentWith('{ tests: { override: [ada@example.com] } }'), true],
    ['a gate can be stricter', environmentWith('{ tests: { override: [] } }', ', override: [ada@example.com]'), false],
  ];
  for (const [what, config, allowed] of rows) {
    test(what, async (t) => {
      const site = await sessionWith(t, { ...greeting, ...failing, 'galley.yaml': config });
      await site.must('commit', { prompt: 'greet', message: 'First' });
      if (allowed) {
        assert.equal((await site.must('deploy', wish)).gates[0]?.outcome, 'overridden');
        return;
      }
      const refused = await site.fault('deploy', wish);
      assert.deepEqual([refused.code, refused.key], ['refused', 'override']);
      assert.deepEqual(await site.must('env.history', { environment: 'production' }), []);
    });
  }

  test('needs a reason, and a gate that is there', async (t) => {
    const site = await sessionWith(t, { ...greeting, 'galley.yaml': environmentWith('tests', ', protected: false') });
    await site.must('commit', { prompt: 'greet', message: 'First' });
    const silent = await site.fault('deploy', { ...wish, reason: '' });
    assert.deepEqual([silent.code, silent.key], ['invalid-input', 'reason']);
    const unknown = await site.fault('deploy', { ...wish, override: ['testz'] });
    assert.deepEqual([unknown.code, unknown.key, unknown.help], ['invalid-input', 'override', 'Did you mean "tests"?']);
  });
});
