import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { sessionWith, type TestSession } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';
const file = 'prompts/greet.prompt';

/** Version 1 on main, and 2 and 3 on a branch that was deleted. */
async function withLostBranch(t: TestContext, more = {}): Promise<TestSession> {
  const one = await sessionWith(t, { ...greeting, ...more });
  const { must, write } = one;
  await must('commit', { prompt, message: 'First' });
  await must('branch.create', { prompt, branch: 'idea' });
  await must('branch.switch', { prompt, branch: 'idea' });
  for (const word of ['Hail', 'Cheer']) {
    await write(file, greetingWith({ body: `${word} {{name}} in {{locale}}.` }));
    await must('commit', { prompt, message: word });
  }
  await must('branch.switch', { prompt, branch: 'main' });
  return one;
}

describeOnEachEngine('a version is deleted', () => {
  test('when nothing points to it: what is left says who did and why', async (t) => {
    const { must, fault } = await withLostBranch(t);
    const head = await fault('version.delete', { selector: 'greet@#3', reason: 'x' });
    assert.deepEqual([head.code, head.message], ['conflict', '1.0.1-idea.2 (#3) is in use: it is the head of idea.']);
    await must('branch.delete', { prompt, branch: 'idea', force: true });
    const parent = await fault('version.delete', { selector: 'greet@#2', reason: 'x' });
    assert.match(parent.message, /1\.0\.1-idea\.2 \(#3\) was made from it/);
    assert.deepEqual(parent.details, { uses: [{ kind: 'version', name: '1.0.1-idea.2 (#3)' }] });

    const gone = await must('version.delete', { selector: 'greet@1.0.1-idea.2', reason: 'Held a name' });
    assert.deepEqual([gone.prompt, gone.version.number, gone.purged], [prompt, 3, true]);
    await must('version.delete', { selector: 'greet@#2', reason: 'Held a name too' });
    const log = await must('log', { prompt });
    assert.deepEqual(
      log.map(({ number, deleted }) => [number, deleted?.by, deleted?.reason]),
      [
        [3, 'Ada Writer', 'Held a name'],
        [2, 'Ada Writer', 'Held a name too'],
        [1, undefined, undefined],
      ],
    );
    for (const asked of [
      await fault('show', { selector: 'greet@#3' }),
      await fault('restore', { selector: 'greet@1.0.1-idea.2' }),
      await fault('alias', { alias: 'old', selector: 'greet@#3' }),
      await fault('deploy', { selectors: [`greet@sha:${gone.version.hash.slice(0, 8)}`], environment: 'development' }),
      await fault('version.delete', { selector: 'greet@#3', reason: 'again' }),
    ]) {
      assert.deepEqual([asked.code, asked.message], ['not-found', '1.0.1-idea.2 (#3) was deleted by Ada Writer: Held a name.']); // prettier-ignore
    }
    const { entries } = await must('audit', { kinds: ['version-deleted'] });
    assert.deepEqual(entries.map(({ text }) => text)[1], 'deleted greet 1.0.1-idea.2: Held a name');
  });

  test('for good: neither its number nor its label comes again, and a draft like it is in no version', async (t) => {
    const { must, fault, write } = await withLostBranch(t);
    await must('branch.delete', { prompt, branch: 'idea', force: true });
    await must('version.delete', { selector: 'greet@#3', reason: 'x' });
    const found = await must('search', { text: 'Cheer', versions: 'all' });
    assert.deepEqual(found.hits, []);
    await write(file, greetingWith({ body: 'Cheer {{name}} in {{locale}}.' }));
    assert.match((await fault('restore', { selector: 'greet@#1' })).message, /in no version/);
    const taken = await fault('commit', { prompt, message: 'x', semver: '1.0.1-idea.2' });
    assert.match(taken.message, /already|lower/);
    await must('branch.create', { prompt, branch: 'idea' });
    await must('branch.switch', { prompt, branch: 'idea', keep: true });
    const again = await must('commit', { prompt, message: 'Cheer' });
    assert.deepEqual([again.version.number, again.version.semver], [4, '1.0.1-idea.3']);
  });

  test('only by its name, not by that of the prompt', async (t) => {
    const { must, fault } = await withLostBranch(t);
    const bare = await fault('version.delete', { selector: prompt, reason: 'x' });
    assert.deepEqual([bare.code, bare.key], ['invalid-input', 'selector']);
    assert.equal((await fault('version.delete', { selector: 'greet@#3', reason: '  ' })).key, 'reason');
    await must('deploy', { selectors: ['greet@#1'], environment: 'development' });
    await must('review.request', { selector: 'greet@#3' });
    await must('branch.delete', { prompt, branch: 'idea', force: true });
    assert.match((await fault('version.delete', { selector: 'greet@#3', reason: 'x' })).message, /the review /);
    assert.match(
      (await fault('version.delete', { selector: 'greet@#1', reason: 'x' })).message,
      /development, revision 1/,
    );
  });
});

describe('a version that was shared through git and is deleted', () => {
  test('stays where its text went before, and that is said', async (t) => {
    const { must } = await withLostBranch(t);
    await must('share', {});
    await must('branch.delete', { prompt, branch: 'idea', force: true });
    assert.equal((await must('version.delete', { selector: 'greet@#3', reason: 'x' })).purged, false);
  });
});
