import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { sessionWith, type TestSession } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';
const file = 'prompts/greet.prompt';

/** Version 1 on main; 2, 3 and 4 on the branch `idea`, which is the current one. */
async function withBranch(t: TestContext, more = {}): Promise<TestSession> {
  const one = await sessionWith(t, { ...greeting, ...more });
  const { must } = one;
  await must('commit', { prompt, message: 'First' });
  await must('branch.create', { prompt, branch: 'idea' });
  await must('branch.switch', { prompt, branch: 'idea' });
  for (const word of ['Hail', 'Cheer', 'Salute']) await commit(one, word);
  return one;
}

async function commit({ must, write }: TestSession, word: string): Promise<number> {
  await write(file, greetingWith({ body: `${word} {{name}} in {{locale}}.`, schema: 'tone?: string' }));
  return (await must('commit', { prompt, message: word })).version.number;
}

const numbers = (entries: readonly { readonly number: number }[]): readonly number[] =>
  entries.map(({ number }) => number);

describeOnEachEngine('a branch is squashed', () => {
  test('into one version on its base, which does what its head did', async (t) => {
    const { must, fault, root } = await withBranch(t);
    const head = (await must('show', { selector: 'greet@idea' })).version;
    const text = readFileSync(path.join(root, file), 'utf8');
    const plan = await must('squash', { prompt, message: 'One', dryRun: true });
    assert.deepEqual([plan.version, plan.semver, numbers(plan.squashed)], [undefined, '1.1.0-idea.4', [4, 3, 2]]);
    assert.equal((await must('log', { prompt })).length, 4);

    const made = await must('squash', { prompt, branch: 'idea', message: 'One' });
    assert.deepEqual(
      [made.version?.number, made.version?.hash, made.parents, made.changes.map(({ kind }) => kind)],
      [5, head?.hash, [1], ['input-added']],
    );
    assert.deepEqual(numbers(await must('log', { prompt })), [5, 1]);
    const all = await must('log', { prompt, all: true });
    assert.deepEqual(all.map(({ number, squashedInto }) => [number, squashedInto]), [[5, undefined], [4, 5], [3, 5], [2, 5], [1, undefined]]); // prettier-ignore
    assert.equal((await must('show', { selector: 'greet@#3' })).version?.squashedInto, 5);
    const idea = (await must('branch.list', { prompt })).find(({ name }) => name === 'idea');
    assert.deepEqual([idea?.head.number, idea?.ahead, idea?.behind], [5, 1, 0]);
    assert.equal(readFileSync(path.join(root, file), 'utf8'), text);
    assert.equal((await must('list', {}))[0]?.modified, false);
    assert.deepEqual(await must('forks', {}), []);
    const { entries } = await must('audit', { kinds: ['version-committed'], limit: 1 });
    assert.equal(entries[0]?.text, 'committed greet 1.1.0-idea.4 to branch idea, in the place of #4, #3, #2: One');
    assert.equal((await fault('squash', { prompt, message: 'Again' })).code, 'unchanged');

    await must('branch.switch', { prompt, branch: 'main' });
    const merged = await must('merge', { prompt, source: 'idea' });
    assert.deepEqual([merged.parents, merged.conflicts], [[1, 5], 0]);
    await must('version.delete', { selector: 'greet@#4', reason: 'squashed' });
  });

  test('with what it merged from other branches as parents', async (t) => {
    const one = await withBranch(t);
    const { must } = one;
    await must('branch.create', { prompt, branch: 'side', from: '#2' });
    await must('branch.switch', { prompt, branch: 'side' });
    await one.write(file, `${greetingWith({ body: 'Hail {{name}} in {{locale}}.', schema: 'tone?: string' })}Bye.\n`);
    assert.equal((await must('commit', { prompt, message: 'Side' })).version.number, 5);
    await must('branch.switch', { prompt, branch: 'idea' });
    assert.equal((await must('merge', { prompt, source: 'side' })).version?.number, 6);
    const made = await must('squash', { prompt, message: 'One' });
    assert.deepEqual(
      [made.parents, numbers(made.squashed)],
      [
        [1, 5],
        [6, 4, 3, 2],
      ],
    );
    assert.equal((await one.fault('merge', { prompt, source: 'side' })).code, 'unchanged');
  });

  test('on main only from a version on, and while nothing points into it', async (t) => {
    const one = await sessionWith(t, greeting);
    const { must, fault } = one;
    await must('commit', { prompt, message: 'First' });
    for (const word of ['Hail', 'Cheer', 'Salute']) await commit(one, word);
    const nowhere = await fault('squash', { prompt, message: 'One' });
    assert.deepEqual([nowhere.code, nowhere.key], ['invalid-input', 'since']);
    await must('alias', { alias: 'champion', selector: 'greet@#3' });
    await must('deploy', { selectors: ['greet@#2'], environment: 'development' });
    await must('branch.create', { prompt, branch: 'idea', from: '#3' });
    const refused = await fault('squash', { prompt, message: 'One', since: '1.0.0' });
    assert.equal(refused.code, 'refused');
    assert.deepEqual(refused.details, {
      pointing: ['the environment development', 'the alias champion', 'the branch idea'],
    });
    await commit(one, 'Shout');
    const made = await must('squash', { prompt, message: 'One', since: '#3' });
    assert.deepEqual([made.semver, made.parents, numbers(made.squashed)], ['1.1.4', [3], [5, 4]]);
    assert.equal((await must('show', { selector: 'greet@latest' })).version?.number, 6);
    assert.equal((await fault('squash', { prompt, message: 'x', since: 'idea', branch: 'nothing' })).key, 'branch');
  });

  test('not while a protected environment holds one of its versions', async (t) => {
    const config = 'environments:\n  - { name: lab, gates: [] }\n  - { name: live, protected: true, gates: [] }\n';
    const { must, fault } = await withBranch(t, { 'galley.yaml': config });
    await must('deploy', { selectors: ['greet@#3'], environment: 'lab' });
    await must('alias', { alias: 'champion', selector: 'greet@#3' });
    assert.equal((await must('squash', { prompt, message: 'x', dryRun: true })).squashed.length, 3);
    await must('deploy', { selectors: ['greet@#3'], environment: 'live' });
    const refused = await fault('squash', { prompt, message: 'x' });
    assert.deepEqual([refused.code, refused.details], ['refused', { pointing: ['the environment live'] }]);
  });

  test('and a commit of another window at the same time is not lost', async (t) => {
    const one = await withBranch(t);
    const { must, fault } = one;
    await must('squash', { prompt, message: 'One' });
    await one.write(file, greetingWith({ body: 'Wave at {{name}} in {{locale}}.' }));
    assert.equal((await fault('commit', { prompt, message: 'Late', parent: 4 })).code, 'conflict');
    assert.deepEqual((await must('commit', { prompt, message: 'Late', parent: 5 })).parents, [5]);
  });
});
