import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { sessionWith, type TestSession } from '../support/session';
import { greeting, greetingWith } from './files';

const file = 'prompts/greet.prompt';

/** `greet` 1.0.0 in development, 1.0.1 on main, 1.1.0-warm.1 on a branch, where its draft is. */
async function versions(t: TestContext): Promise<TestSession> {
  const session = await sessionWith(t, greeting);
  const { must, write } = session;
  await must('commit', { prompt: 'greet', message: 'First' });
  await must('deploy', { selectors: ['greet@#1'], environment: 'development' });
  await write(file, greetingWith({ body: 'Welcome {{name}} in {{locale}}.' }));
  await must('commit', { prompt: 'greet', message: 'Second' });
  await must('branch.create', { prompt: 'greet', branch: 'warm' });
  await must('branch.switch', { prompt: 'greet', branch: 'warm' });
  await write(file, greetingWith({ body: 'Welcome {{name}} in {{locale}}.', schema: 'tone?: string' }));
  await must('commit', { prompt: 'greet', message: 'Tone' });
  return session;
}

describe('a comparison', () => {
  test('reaches across branches and environments, in both directions', async (t) => {
    const { must } = await versions(t);
    for (const [left, right, label, bump] of [
      ['greet@development', 'greet@latest', 'greet@1.0.1 (#2)', 'patch'],
      ['greet@development', 'greet@warm', 'greet@1.1.0-warm.1 (#3)', 'minor'],
      ['greet@warm', 'greet@development', 'greet@1.0.0 (#1)', 'major'],
    ] as const) {
      const diff = await must('diff', { left, right });
      assert.deepEqual([diff.right.label, diff.bump, diff.different], [label, bump, true], `${left} ${right}`);
    }
  });

  test('of one side is with the draft, and of the draft with the head of its branch', async (t) => {
    const { must, write, fault } = await versions(t);
    const clean = await must('diff', { left: 'greet' });
    assert.deepEqual([clean.left.label, clean.different, clean.bump], ['greet@1.1.0-warm.1 (#3)', false, undefined]);
    await write(file, greetingWith({ body: 'Hi {{name}} in {{locale}}.', schema: 'tone?: string' }));
    const { left, right, stat } = await must('diff', { left: 'greet@#1' });
    assert.deepEqual([left.label, right.label, stat], ['greet@1.0.0 (#1)', 'greet (draft)', { added: 3, removed: 1 }]);
    await write('prompts/fresh.prompt', 'Fresh\n');
    assert.equal((await fault('diff', { left: 'fresh' })).code, 'not-found');
  });

  test('tells headers by key, partials, and texts by word', async (t) => {
    const { must, write } = await versions(t);
    await must('branch.switch', { prompt: 'greet', branch: 'main' });
    await write('prompts/_closing.prompt', 'Be kind.\n');
    const partial = await must('diff', { left: 'greet' });
    assert.deepEqual([partial.unified, partial.different, partial.bump], ['', true, 'patch']);
    assert.deepEqual(partial.partials, [
      { name: 'closing', unified: '--- closing\n+++ closing\n@@ -1,1 +1,1 @@\n-Be brief.\n+Be kind.\n' },
    ]);
    await write(file, greetingWith({ body: 'Welcome {{name}} in {{locale}}!' }).replace('0.2', '0.7'));
    const { header, words } = await must('diff', { left: 'greet', words: true });
    assert.deepEqual(header, [{ key: 'config.temperature', kind: 'changed', before: 0.2, after: 0.7 }]);
    const changed = words?.flatMap(({ parts }) => parts.filter(({ kind }) => kind !== 'same'));
    assert.deepEqual(
      changed?.map(({ kind, text }) => `${kind} ${text}`),
      ['removed 2', 'added 7', 'removed .', 'added !'],
    );
  });

  test('renders both sides with the inputs of a case, each with its own partials', async (t) => {
    const { must, write, fault } = await versions(t);
    await write('prompts/_closing.prompt', 'Be kind.\n');
    const { rendered } = await must('diff', { left: 'greet@#1', right: 'greet', case: 'says hello' });
    assert.equal(rendered?.different, true);
    assert.deepEqual(rendered.left.messages[0]?.content.trim(), 'Greet Ann in en.\nBe brief.');
    assert.match(rendered.messages[0]?.unified ?? '', /^-Greet Ann in en\.\n-Be brief\.\n/m);
    assert.match(rendered.messages[0]?.unified ?? '', /^\+Be kind\.$/m);
    const same = await must('diff', { left: 'greet@#1', right: 'greet@#1', inputs: { name: 'Bo' } });
    assert.deepEqual([same.rendered?.different, same.rendered?.left.missing], [false, []]);
    assert.match((await fault('diff', { left: 'greet@#1', case: 'says hullo' })).help ?? '', /says hello/);
  });

  test('says why a side cannot be rendered, and compares the messages of the rest', async (t) => {
    const { must, write } = await sessionWith(t, {
      'prompts/chat.prompt': '{{role "system"}}\nBe kind.\n{{role "user"}}\nHi {{name}}\n',
    });
    await must('commit', { prompt: 'chat', message: 'First' });
    await write(
      'prompts/chat.prompt',
      '{{role "system"}}\nBe kind.\n{{role "model"}}\nYes?\n{{role "user"}}\nHi {{name}}\n',
    );
    const inputs = { name: 'Ann' };
    const { rendered } = await must('diff', { left: 'chat', inputs });
    assert.deepEqual(
      rendered?.messages.map(({ left, right, unified }) => [left, right, unified === '']),
      [
        ['system', 'system', true],
        [undefined, 'model', false],
        ['user', 'user', true],
      ],
    );
    await write('prompts/chat.prompt', '{{role "system"}}\nBe {{#if name}}kind.\n');
    const broken = (await must('diff', { left: 'chat', inputs })).rendered;
    assert.deepEqual([broken?.different, broken?.left.error, broken?.right.error?.code], [true, undefined, 'render']);
  });
});
