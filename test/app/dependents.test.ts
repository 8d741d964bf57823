import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { grace, openTestSession, sessionWith, type TestSession } from '../support/session';
import type { Files } from '../support/workspace';

/** `a` and `b` include `tone`, `b` by way of `sign`; `c` includes nothing; `d.j2` includes the file of `e.j2`. */
const files: Files = {
  'prompts/a.prompt': 'A {{> tone}}\n',
  'prompts/b.prompt': 'B {{> sign}}\n',
  'prompts/c.prompt': 'C\n',
  'prompts/_tone.prompt': 'Be kind.\n',
  'prompts/_sign.prompt': 'Yours. {{> tone}}\n',
  'prompts/d.j2': 'D {% include "e.j2" %}\n',
  'prompts/e.j2': 'E {% include "f.j2" %}\n',
  'prompts/f.j2': 'F\n',
};

async function committed(t: TestContext): Promise<TestSession> {
  const session = await sessionWith(t, files);
  for (const { name } of await session.must('list', {})) await session.must('commit', { prompt: name, message: '1' });
  return session;
}

const modified = async ({ must }: TestSession): Promise<readonly string[]> =>
  (await must('list', {})).filter((prompt) => prompt.modified).map(({ name }) => name);

describe('prompts whose partials have changed', () => {
  test('show as modified and are committed together, those that others include first', async (t) => {
    const session = await committed(t);
    const { must, write } = session;
    await write('prompts/_tone.prompt', 'Be very kind to {{name}}.\n');
    await write('prompts/f.j2', 'F {{ more }}\n');
    assert.deepEqual(await modified(session), ['a', 'b', 'd', 'e', 'f']);
    await must('commit', { prompt: 'f', message: 'More' });
    const plan = await must('commit.dependents', { message: 'Kinder', dryRun: true });
    assert.deepEqual(
      plan.commits.map(({ prompt, semver, version, parents }) => [prompt, semver, version, parents]),
      [
        ['a', '1.1.0', undefined, [1]],
        ['b', '1.1.0', undefined, [1]],
        ['e', '1.1.0', undefined, [1]],
        ['d', '1.1.0', undefined, [1]],
      ],
    );
    assert.equal((await must('log', { prompt: 'a' })).length, 1, 'a dry run commits nothing');
    const made = await must('commit.dependents', { message: 'Kinder' });
    assert.deepEqual(
      made.commits.map(({ prompt, version, changes }) => [prompt, version?.number, changes[0]?.description]),
      [
        ['a', 2, 'new optional input "name" (any)'],
        ['b', 2, 'new optional input "name" (any)'],
        ['e', 2, 'new optional input "more" (any)'],
        ['d', 2, 'new optional input "more" (any)'],
      ],
    );
    assert.deepEqual(await modified(session), []);
    assert.equal((await must('log', { prompt: 'b' }))[0]?.message, 'Kinder');
    assert.equal((await session.fault('commit.dependents', { message: 'Again' })).code, 'unchanged');
  });

  test('leave those to a person that have changes of their own or cannot be read', async (t) => {
    const session = await committed(t);
    const { must, write } = session;
    await write('prompts/a.prompt', 'A half-done {{> tone}}\n');
    await write('prompts/c.prompt', 'C has changed without a partial\n');
    await write('prompts/_tone.prompt', 'Be brief.\n');
    await write('prompts/new.prompt', 'New {{> tone}}\n');
    const made = await must('commit.dependents', { message: 'Brief' });
    assert.deepEqual(
      [made.commits.map(({ prompt }) => prompt), made.skipped],
      [['b'], [{ prompt: 'a', reason: 'it has changes of its own: commit it by itself' }]],
    );
    assert.deepEqual(await modified(session), ['a', 'c', 'new']);
    await write('prompts/_sign.prompt', 'Yours. {{> gone}}\n');
    const missing = await session.fault('commit.dependents', { message: 'x' });
    assert.match(missing.help ?? '', /b: The partial "gone" of prompts\/_sign\.prompt does not exist\./);
  });

  test('are those of one partial when it is named', async (t) => {
    const session = await committed(t);
    const { must, fault, write } = session;
    await write('prompts/_tone.prompt', 'Be brief.\n');
    await write('prompts/f.j2', 'F!\n');
    for (const [of, expected] of [
      ['sign', ['b']],
      ['prompts/_tone.prompt', ['a', 'b']],
      ['tone', ['a', 'b']],
      ['f', ['e', 'd']],
    ] as const) {
      const { commits } = await must('commit.dependents', { of: [of], message: 'x', dryRun: true });
      assert.deepEqual(
        commits.map(({ prompt }) => prompt),
        expected,
        of,
      );
    }
    const unknown = await fault('commit.dependents', { of: ['tome'], message: 'x' });
    assert.deepEqual([unknown.code, unknown.help], ['not-found', 'Did you mean "tone"?']);
  });

  test('are committed all or, when somebody else was faster with one of them, not at all', async (t) => {
    const session = await committed(t);
    await session.write('prompts/_tone.prompt', 'Be brief.\n');
    const other = await openTestSession(t, session.root, grace);
    const results = await Promise.all([
      session.session.call('commit.dependents', { message: 'Ada' }),
      other.session.call('commit.dependents', { message: 'Grace' }),
    ]);
    const codes = results.map((result) => (result.ok ? 'made' : result.fault.code));
    assert.ok(codes.includes('made') && !codes.every((code) => code === 'made'), codes.join());
    for (const prompt of ['a', 'b']) assert.equal((await session.must('log', { prompt })).length, 2, prompt);
  });

  test('a version renders the same when its partials change, and when they are gone', async (t) => {
    const session = await committed(t);
    const { must, write, root, workspace } = session;
    const rendered = async (): Promise<string | undefined> =>
      (await must('render', { selector: 'b@latest' })).messages[0]?.content;
    assert.equal(await rendered(), 'B Yours. Be kind.\n\n\n');
    await write('prompts/_tone.prompt', 'Be {{cruel}}.\n');
    assert.equal(await rendered(), 'B Yours. Be kind.\n\n\n');
    for (const file of ['prompts/_tone.prompt', 'prompts/_sign.prompt', 'prompts/b.prompt']) {
      rmSync(path.join(root, file));
      await workspace.refresh([pathToFileURL(path.join(root, file)).href]);
    }
    assert.equal(await rendered(), 'B Yours. Be kind.\n\n\n');
    const { unified } = await must('diff', { left: 'b@#1', right: 'b@latest' });
    assert.equal(unified, '');
    await must('deploy', { selectors: ['b@latest'], environment: 'development' });
    assert.equal(await rendered(), 'B Yours. Be kind.\n\n\n');
  });
});
