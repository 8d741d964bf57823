import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { sessionWith, type TestSession } from '../support/session';

/** A case that the prompt passes when it begins with this word, and the answer that was recorded for it. */
function caseOf(name: string, word: string, extra = ''): string {
  return `  - { name: ${name}, inputs: { name: Ann }, assert: [{ type: starts-with, value: ${word} }]${extra} }`;
}

const cases = [
  'prompt: greet',
  'cases:',
  caseOf('always', "''"),
  caseOf('old word', 'Hello'),
  caseOf('new word', 'Hi'),
  caseOf('never', 'Dear', ', tags: [slow]'),
  caseOf('left out', 'Hello', ', skip: not yet'),
  '',
].join('\n');

const files = {
  'prompts/greet.prompt': 'Hello {{name}}.\n',
  'prompts/greet.cases.yaml': cases.replace("value: ''", "value: 'H'"),
  'galley.yaml': 'providers:\n  default: render\n',
};

async function changed(t: TestContext): Promise<TestSession> {
  const site = await sessionWith(t, files);
  await site.must('commit', { prompt: 'greet', message: 'First' });
  await site.write('prompts/greet.prompt', 'Hi {{name}}.\n');
  return site;
}

describe('compare', () => {
  test('pairs the cases of a version and the draft, and counts what flipped', async (t) => {
    const { must } = await changed(t);
    const found = await must('compare', { before: 'greet@latest', provider: 'render' });
    assert.deepEqual(
      found.cases.map((pair) => [pair.case, pair.change]),
      [
        ['old word', 'broken'],
        ['new word', 'fixed'],
        ['never', 'failed'],
        ['always', 'passed'],
        ['left out', 'incomparable'],
      ],
    );
    assert.deepEqual([found.before.version?.semver, found.after.version], ['1.0.0', undefined]);
    assert.deepEqual([found.before.providers, found.after.providers], [['render'], ['render']]);
    const { cases: n, fixed, broken, bothPassed, bothFailed, verdict, p, difference } = found.statistics ?? {};
    assert.deepEqual([n, fixed, broken, bothPassed, bothFailed], [4, 1, 1, 1, 1]);
    assert.deepEqual([verdict, p, difference?.value], ['not-enough-data', 1, 0]);
  });

  test('runs only what is asked for, and says nothing of numbers where there are none', async (t) => {
    const { must } = await changed(t);
    const slow = await must('compare', { before: 'greet@latest', tags: ['slow'], provider: 'render' });
    assert.deepEqual([slow.cases.length, slow.statistics?.cases], [1, 1]);
    const none = await must('compare', { before: 'greet@latest', tags: ['other'], provider: 'render' });
    assert.deepEqual([none.cases, none.statistics], [[], undefined]);
  });

  test('compares two providers on the same text', async (t) => {
    const site = await changed(t);
    const recorded = ['always', 'old word', 'new word', 'never'].map(
      (name) => `  - { case: ${name}, answer: Dear Ann }`,
    );
    await site.write('recordings/greet.yaml', ['prompt: greet', 'answers:', ...recorded, ''].join('\n'));
    const found = await site.must('compare', {
      before: 'greet',
      after: 'greet',
      provider: 'render',
      afterProvider: 'replay',
    });
    assert.deepEqual(
      found.cases.map((pair) => `${pair.case}: ${pair.change}`),
      ['always: broken', 'new word: broken', 'never: fixed', 'old word: failed', 'left out: incomparable'],
    );
    assert.deepEqual([found.before.providers, found.after.providers], [['render'], ['replay']]);
  });

  test('an answer that did not come is no failure', async (t) => {
    const { must } = await changed(t);
    const found = await must('compare', { before: 'greet@latest', provider: 'replay' });
    assert.ok(found.cases.every((pair) => pair.change === 'incomparable'));
    assert.equal(found.statistics, undefined);
  });

  test('a shown equivalence depends on the margin', async (t) => {
    const many = Array.from({ length: 60 }, (_, index) => caseOf(`case ${index}`, 'H'));
    const site = await sessionWith(t, {
      ...files,
      'prompts/greet.cases.yaml': ['prompt: greet', 'cases:', ...many, ''].join('\n'),
    });
    await site.must('commit', { prompt: 'greet', message: 'First' });
    await site.write('prompts/greet.prompt', 'Hi {{name}}.\n');
    const verdict = async (margin: number): Promise<string | undefined> =>
      (await site.must('compare', { before: 'greet@latest', provider: 'render', margin })).statistics?.verdict;
    assert.deepEqual([await verdict(0.02), await verdict(0.1)], ['not-enough-data', 'equivalent']);
  });

  test('refuses what cannot be compared', async (t) => {
    const { fault } = await changed(t);
    const same = await fault('compare', { before: 'greet@latest', after: 'greet@#1' });
    assert.deepEqual([same.code, same.key], ['unchanged', 'after']);
    assert.equal((await fault('compare', { before: 'greet@9.0.0' })).code, 'not-found');
    assert.equal((await fault('compare', { before: 'greet@latest', provider: 'nobody' })).code, 'invalid-input');
    assert.equal((await fault('compare', { before: 'greet@latest', margin: 5 })).key, 'margin');
  });
});
