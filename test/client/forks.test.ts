import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { OperationOutput } from '../../server/src/protocol';
import { prompt, version } from './fake/records';
import { type Answers, ClientSession } from './fake/session';

type Fork = OperationOutput<'forks'>[number];

const production: Fork = {
  kind: 'environment',
  name: 'production',
  stands: 'revision 4 by Ada',
  others: ['revision 5 by Grace'],
  next: 'galley forks resolve production keeps what stands.',
};
const stable: Fork = { ...production, kind: 'alias', prompt: 'triage', name: 'stable', stands: 'a1', others: ['a2'] };
const branch: Fork = { ...stable, kind: 'branch', name: 'main', next: 'The next commit joins both lines.' };
const label: Fork = { ...stable, kind: 'label', name: '1.1.0' };

function answers(forks: () => OperationOutput<'forks'>): Answers {
  return {
    list: () => [prompt('triage', { head: version(1, '1.0.0') })],
    forks,
    'forks.resolve': () => [],
  };
}

const warning =
  'warning: Two clones did different things at the same time: environment production. What was there first stands until you decide. [Show forks]';

describe('forks in the editor', () => {
  test('are told of once, and again when there is another', async () => {
    let now: readonly Fork[] = [label, production];
    const session = await ClientSession.start(answers(() => [...now]));
    await session.settle();
    assert.equal(session.transcript, warning);
    session.notifyChanged({ prompts: true });
    await session.settle();
    assert.equal(session.transcript, warning);
    now = [production, stable, branch];
    session.notifyChanged({ environments: true });
    await session.settle();
    assert.match(
      session.transcript,
      /\nwarning: Two clones .*: alias stable of triage and 1 more\. .* \[Show forks\]$/,
    );
  });

  test('are not asked for where nothing has a version', async () => {
    const session = await ClientSession.start({ ...answers(() => [production]), list: () => [prompt('triage')] });
    await session.settle();
    assert.equal(session.transcript, '');
    assert.deepEqual(
      session.requests.filter((request) => request.startsWith('forks')),
      [],
    );
  });

  test('are decided from the warning: what stands is kept, with a reason', async () => {
    const session = await ClientSession.start(
      answers(() => [production]),
      (editor) => {
        editor.willClick('Show forks');
        editor.willAnswer('environment production', 'Keep what stands: revision 4 by Ada', 'Ada was first');
      },
    );
    for (let turn = 0; turn < 5; turn++) await session.settle();
    assert.match(
      session.transcript,
      /> environment production \| stands: revision 4 by Ada \| other: revision 5 by Grace/,
    );
    assert.match(session.transcript, /info: Decided environment production: it stays as it is\./);
    assert.ok(session.requests.includes('forks.resolve {"name":"production","reason":"Ada was first"}'));
  });

  test('an alias is called by its prompt; a branch says what ends its fork', async () => {
    const session = await ClientSession.start(answers(() => [stable, branch]));
    session.editor.willAnswer('alias stable of triage', 'Keep what stands: a1', 'It is better');
    await session.editor.run('galley.showForks');
    assert.ok(session.requests.includes('forks.resolve {"name":"triage@stable","reason":"It is better"}'));
    session.editor.willAnswer('branch main of triage');
    await session.editor.run('galley.showForks');
    assert.match(session.transcript, /info: branch main of triage: The next commit joins both lines\.$/);
  });

  test('are none, or cannot be shown: either is said', async () => {
    const none = await ClientSession.start(answers(() => []));
    await none.editor.run('galley.showForks');
    assert.match(none.transcript, /^info: There are no forks/);
    const broken = await ClientSession.start({
      ...answers(() => []),
      forks: () => ({ code: 'damaged', message: 'torn' }),
    });
    assert.equal(broken.transcript, '');
    await broken.editor.run('galley.showForks');
    assert.match(broken.transcript, /^error: Cannot show the forks: torn\./);
  });
});
