import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DeploymentChange, diffStates, holdingsOf, planDeployment, planRollback } from '../../server/src/domain';
import { ada, history } from './records';

/** `a2->a1`, `a1->` when taken out, `->a1` when new. */
function drawn(changes: readonly DeploymentChange[]): string {
  return changes.map(({ from = '', to = '' }) => `${from}->${to}`).join(' ');
}

describe('planRollback', () => {
  const rows: readonly (readonly [
    what: string,
    steps: readonly string[],
    prompts: string | undefined,
    plan: string,
  ])[] = [
    ['goes to what was held before', ['a1', 'a3', 'a2'], undefined, 'a2->a3'],
    ['goes one step further back the second time', ['a1', 'a2', 'a3', '<a2'], undefined, 'a2->a1'],
    ['never returns to what was rolled away from', ['a1', 'a2', '<a1', 'a3'], undefined, 'a3->a1'],
    ['undoes all prompts of the newest deployment', ['a1 b1', 'a2 b2'], undefined, 'a2->a1 b2->b1'],
    ['undoes the deployment before, once the newest is undone', ['a1', 'b1', 'b2', 'a2', '<a1'], undefined, 'b2->b1'],
    ['takes only the prompt that is named', ['a1 b1', 'a2 b2'], 'b', 'b2->b1'],
    ['finds a prompt that was deployed long ago', ['a1', 'a2', 'b1', 'b2', 'b3'], 'a', 'a2->a1'],
    ['takes several prompts from different deployments', ['a1', 'b1', 'a2', 'b2'], 'a b', 'a2->a1 b2->b1'],
    ['takes out what was not there before', ['a1'], 'a', 'a1->'],
    ['takes out the new one and sets back the other', ['a1', 'a2 b1'], undefined, 'a2->a1 b1->'],
    ['goes on after a prompt came in again', ['a1', '<a', 'a2', 'a3'], undefined, 'a3->a2'],
    ['does not go past a prompt that came in again', ['a1', '<a', 'a2'], 'a', 'a2->'],
    ['goes on from the revision that was brought back', ['a1', 'a2', 'a3', 'a4', '<2:a2'], undefined, 'a2->a1'],
    ['goes on from a revision that was rolled away from', ['a1', 'a2', '<a1', 'a3', '<2:a2'], undefined, 'a2->a1'],
    ['brings a revision back for its prompts only', ['a1 b1', 'b2', 'a2', 'a3', '<1:a1'], 'b', 'b2->b1'],
    ['takes out what was not there at the revision', ['a1', 'b1', 'a2', '<1:a1 b'], 'a', 'a1->'],
    ['follows a rollback that went elsewhere', ['a1', 'a2', 'a3', '<a9'], undefined, 'a9->a2'],
  ];
  for (const [what, steps, prompts, expected] of rows) {
    test(`${what}: ${steps.join(', ')}`, () => {
      const plan = planRollback(history(...steps), prompts?.split(' '));
      assert.ok(plan.ok);
      assert.equal(drawn(plan.value.changes), expected);
      assert.deepEqual(
        plan.value.takenOut,
        plan.value.changes.filter(({ to }) => to === undefined).map(({ prompt }) => prompt),
      );
    });
  }

  const nothing: readonly (readonly [what: string, steps: readonly string[], prompts: string | undefined])[] = [
    ['of an environment that was never deployed to', [], undefined],
    ['of a prompt that was never there', ['a1', 'a2'], 'b'],
    ['of a prompt that was taken out', ['a1', '<a'], 'a'],
    ['of an environment that is empty again', ['a1', '<a'], undefined],
  ];
  for (const [what, steps, prompts] of nothing) {
    test(`there is nothing to roll back ${what}`, () => {
      const plan = planRollback(history(...steps), prompts?.split(' '));
      assert.ok(!plan.ok);
      assert.equal(plan.fault.code, 'not-found');
    });
  }

  test('can be repeated until the beginning, and only until there', () => {
    const steps = ['a1', 'a2', 'a3'];
    const seen: string[] = [];
    for (let plan = planRollback(history(...steps), ['a']); plan.ok; plan = planRollback(history(...steps), ['a'])) {
      seen.push(drawn(plan.value.changes));
      steps.push(`<${plan.value.changes[0]?.to ?? 'a'}`);
    }
    assert.deepEqual(seen, ['a3->a2', 'a2->a1', 'a1->']);
  });
});

describe('diffStates', () => {
  const state = (text: string): ReadonlyMap<string, string> =>
    new Map(text.split(' ').flatMap((word) => (word === '' ? [] : [[word.charAt(0), word]])));
  const rows: readonly (readonly [left: string, right: string, prompts: string | undefined, changes: string])[] = [
    ['a1 b1', 'a1 b1', undefined, ''],
    ['a1 b1 c1', 'a2 b1 d1', undefined, 'a1->a2 c1-> ->d1'],
    ['a1 b1', '', undefined, 'a1-> b1->'],
    ['a1 b1', 'a2 b2', 'b', 'b1->b2'],
    ['a1', 'a1', 'x', ''],
  ];
  for (const [left, right, prompts, expected] of rows) {
    test(`${left} | ${right} of ${prompts ?? 'all'}`, () => {
      assert.equal(drawn(diffStates(state(left), state(right), prompts?.split(' '))), expected);
    });
  }
});

describe('planDeployment', () => {
  test('leaves out what is held already', () => {
    const held = holdingsOf({
      name: 'production',
      revision: 3,
      holds: [
        { prompt: 'a', version: 'a1', deployment: 'd', author: ada, time: '' },
        { prompt: 'b', version: 'b1', deployment: 'd', author: ada, time: '' },
      ],
    });
    const targets = new Map([
      ['a', 'a1'],
      ['b', 'b2'],
      ['c', 'c1'],
    ]);
    assert.deepEqual(planDeployment(held, targets), [
      { prompt: 'b', from: 'b1', to: 'b2' },
      { prompt: 'c', to: 'c1' },
    ]);
  });
});
