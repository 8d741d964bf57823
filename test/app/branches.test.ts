import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { openTestSession, grace, sessionWith, type TestSession } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';
const file = 'prompts/greet.prompt';

/** A prompt with two versions on main, `1.0.0` and `1.0.1`. */
async function twoVersions(t: TestContext): Promise<TestSession> {
  const session = await sessionWith(t, {
    ...greeting,
    [file]: greetingWith({ body: 'Say hello to {{name}}.\n\nBe kind.' }),
  });
  await session.must('commit', { prompt, message: 'First' });
  await session.write(file, greetingWith({ body: 'Say hello to {{name}}.\n\nBe very kind.' }));
  await session.must('commit', { prompt, message: 'Second' });
  return session;
}

const textOf = ({ root }: TestSession): string => readFileSync(path.join(root, file), 'utf8');

describeOnEachEngine('branches', () => {
  test('start from the head, or from any version, and hold commits of their own', async (t) => {
    const session = await twoVersions(t);
    const { must, write } = session;
    assert.equal((await must('branch.create', { prompt, branch: 'shorter' })).from.semver, '1.0.1');
    assert.equal((await must('branch.create', { prompt, branch: 'old_way', from: '#1' })).from.semver, '1.0.0');
    await must('branch.switch', { prompt, branch: 'shorter' });
    await write(file, greetingWith({ body: 'Greet {{name}}.\n\nBe very kind.' }));
    const first = await must('commit', { prompt, message: 'Shorter' });
    assert.deepEqual([first.version.number, first.version.semver, first.parents], [3, '1.0.2-shorter.1', [2]]);
    await write(file, greetingWith({ body: 'Greet {{name}} in {{tone}}.\n\nBe very kind.', schema: 'tone: string' }));
    const second = await must('commit', { prompt, message: 'With a tone' });
    assert.deepEqual([second.version.semver, second.parents], ['2.0.0-shorter.1', [3]]);

    assert.deepEqual(
      (await must('branch.list', { prompt })).map(({ name, head, current, ahead, behind }) => [
        name,
        head.number,
        current,
        ahead,
        behind,
      ]),
      [
        ['main', 2, false, 0, 0],
        ['old_way', 1, false, 0, 1],
        ['shorter', 4, true, 2, 0],
      ],
    );
    const [listed] = await must('list', {});
    assert.deepEqual([listed?.branch, listed?.head?.number, listed?.modified], ['shorter', 4, false]);
    assert.equal((await must('show', { selector: 'greet@latest' })).version?.number, 2);
    assert.equal((await must('show', { selector: 'greet@shorter' })).version?.number, 4);
    assert.deepEqual(
      (await must('log', { prompt, branch: 'shorter' })).map(({ number }) => number),
      [4, 3],
    );
  });

  test('are switched to with their text; another session sees where one works', async (t) => {
    const session = await twoVersions(t);
    const { must, fault, write, root } = session;
    const second = textOf(session);
    await must('branch.create', { prompt, branch: 'old', from: '1.0.0' });
    const switched = await must('branch.switch', { prompt, branch: 'old' });
    assert.deepEqual(
      [switched.head.number, switched.draft.state, switched.draft.text],
      [1, 'written', textOf(session)],
    );
    assert.notEqual(textOf(session), second);
    const other = await openTestSession(t, root, grace);
    assert.equal((await other.must('list', {}))[0]?.branch, 'old');

    await write(file, greetingWith({ body: 'Not in any version {{name}}.' }));
    const refused = await fault('branch.switch', { prompt, branch: 'main' });
    assert.deepEqual([refused.code, refused.file], ['conflict', file]);
    assert.match(textOf(session), /Not in any version/);
    assert.equal((await must('branch.switch', { prompt, branch: 'main', keep: true })).draft.state, 'kept');
    assert.match(textOf(session), /Not in any version/);
    await must('branch.switch', { prompt, branch: 'main', discard: true });
    assert.equal(textOf(session), second);
    assert.equal((await must('list', {}))[0]?.branch, undefined);
  });

  const refusedNames: readonly (readonly [name: string, why: RegExp])[] = [
    ['main', /main is there already/],
    ['latest', /latest is always the head of main/],
    ['v2', /would look like a version/],
    ['production', /an environment has this name/],
    ['a b', /not a name/],
    ['champion', /has an alias "champion"/],
    ['taken', /There is a branch taken already/],
  ];
  test('have names that mean nothing else', async (t) => {
    const { must, fault } = await twoVersions(t);
    await must('alias', { alias: 'champion', selector: 'greet@1.0.0' });
    await must('branch.create', { prompt, branch: 'taken' });
    for (const [branch, why] of refusedNames)
      assert.match((await fault('branch.create', { prompt, branch })).message, why);
    assert.match((await fault('branch.switch', { prompt, branch: 'takne' })).help ?? '', /Did you mean "taken"/);
  });

  test('are deleted when nothing is lost', async (t) => {
    const { must, fault, write } = await twoVersions(t);
    await must('branch.create', { prompt, branch: 'a' });
    await must('branch.switch', { prompt, branch: 'a' });
    assert.equal((await fault('branch.delete', { prompt, branch: 'a' })).code, 'conflict');
    await write(file, greetingWith({ body: 'Other {{name}}.' }));
    await must('commit', { prompt, message: 'Other' });
    await must('branch.switch', { prompt, branch: 'main' });
    assert.match(
      (await fault('branch.delete', { prompt, branch: 'a' })).message,
      /holds a version that main does not have/,
    );
    await must('branch.delete', { prompt, branch: 'a', force: true });
    assert.equal((await fault('branch.delete', { prompt, branch: 'main' })).key, 'branch');
    assert.deepEqual(
      (await must('branch.list', { prompt })).map(({ name }) => name),
      ['main'],
    );
    assert.equal((await must('show', { selector: 'greet@#3' })).version?.branch, 'a', 'its versions stay');
  });

  test('two sessions that start the same branch', async (t) => {
    const { must, root } = await twoVersions(t);
    const other = await openTestSession(t, root, grace);
    const made = await Promise.all([
      other.session.call('branch.create', { prompt, branch: 'x' }),
      other.session.call('branch.create', { prompt, branch: 'x' }),
    ]);
    assert.deepEqual(made.map((result) => (result.ok ? 'made' : result.fault.code)).sort(), ['conflict', 'made']);
    assert.equal((await must('branch.list', { prompt })).length, 2);
  });
});

describeOnEachEngine('merge', () => {
  /** Main and the branch `b` both went on from 1.0.1; the draft is on main. */
  async function forked(t: TestContext, main: string, branch: string): Promise<TestSession> {
    const session = await twoVersions(t);
    const { must, write } = session;
    await must('branch.create', { prompt, branch: 'b' });
    await write(file, main);
    await must('commit', { prompt, message: 'On main' });
    await must('branch.switch', { prompt, branch: 'b' });
    await write(file, branch);
    await must('commit', { prompt, message: 'On b' });
    await must('branch.switch', { prompt, branch: 'main' });
    return session;
  }

  test('brings both changes together, with both heads as parents and the label of main', async (t) => {
    const session = await forked(
      t,
      greetingWith({ body: 'Say hello to {{name}} now.\n\nBe very kind.' }),
      greetingWith({ body: 'Say hello to {{name}}.\n\nBe very brief.\n\nUse {{tone}}.', schema: 'tone?: string' }),
    );
    const merged = await session.must('merge', { prompt, source: 'b' });
    assert.deepEqual([merged.conflicts, merged.parents, merged.version?.semver], [0, [3, 4], '1.1.0']);
    const body = 'Say hello to {{name}} now.\n\nBe very brief.\n\nUse {{tone}}.';
    assert.equal(textOf(session), greetingWith({ body, schema: 'tone?: string' }));
    const [entry] = await session.must('log', { prompt });
    assert.deepEqual([entry?.message, entry?.branch, entry?.parents], ['Merge b into main', 'main', [3, 4]]);
    assert.equal((await session.must('list', {}))[0]?.modified, false);
    assert.equal((await session.fault('merge', { prompt, source: 'b' })).code, 'unchanged');
    const { ahead, behind } = (await session.must('branch.list', { prompt }))[1] ?? {};
    assert.deepEqual([ahead, behind], [0, 2]);
  });

  test('commits nothing while a person has to decide; the marks are no version', async (t) => {
    const main = greetingWith({ body: 'Say hello to {{name}}.\n\nBe very kind and warm.' });
    const session = await forked(t, main, greetingWith({ body: 'Say hello to {{name}}.\n\nBe very brief.' }));
    const { must, fault, write } = session;
    const open = await must('merge', { prompt, source: 'b' });
    assert.deepEqual([open.conflicts, open.version, open.draft.state, textOf(session)], [1, undefined, 'kept', main]);
    assert.equal(open.sides?.ours, main);
    assert.equal((await must('log', { prompt })).length, 4);

    const written = await must('merge', { prompt, source: 'b', draft: true });
    assert.equal(written.draft.state, 'written');
    assert.match(
      textOf(session),
      /<<<<<<< 1\.0\.2 \(#3\)\nBe very kind and warm\.\n.*\|\|\|\|\|\|\| 1\.0\.1 \(#2\)\nBe very kind\.\n=======\nBe very brief\.\n>>>>>>> 1\.0\.2-b\.1 \(#4\)/s,
    );
    const marked = await fault('commit', { prompt, message: 'Not done' });
    assert.deepEqual([marked.code, marked.file], ['invalid-input', file]);
    await write(file, greetingWith({ body: 'Say hello to {{name}}.\n\nBe kind and brief.' }));
    const done = await must('commit', { prompt, message: 'Both', merges: ['b'] });
    assert.deepEqual(done.parents, [3, 4]);
    assert.equal((await fault('merge', { prompt, source: 'b' })).code, 'unchanged');
  });

  test('does not touch a draft that is in no version', async (t) => {
    const session = await forked(t, greetingWith({ body: 'A {{name}}.' }), greetingWith({ body: 'B {{name}}.' }));
    await session.write(file, greetingWith({ body: 'Mine {{name}}.' }));
    assert.equal((await session.fault('merge', { prompt, source: 'b' })).code, 'conflict');
    assert.match(textOf(session), /Mine/);
  });

  test('keeps the partials that were pinned, whatever their file says now', async (t) => {
    const session = await sessionWith(t, {
      ...greeting,
      [file]: greetingWith({ body: 'Hello {{name}}.\n\nMiddle.\n\n{{> sign}}' }),
      'prompts/_sign.prompt': 'Yours',
    });
    const { must, write } = session;
    await must('commit', { prompt, message: 'First' });
    await must('branch.create', { prompt, branch: 'b' });
    await write(file, greetingWith({ body: 'Dear {{name}}.\n\nMiddle.\n\n{{> sign}}' }));
    await must('commit', { prompt, message: 'Dear' });
    await must('branch.switch', { prompt, branch: 'b' });
    await write('prompts/_sign.prompt', 'Sincerely');
    await must('commit', { prompt, message: 'Another partial' });
    await must('branch.switch', { prompt, branch: 'main' });
    await write('prompts/_sign.prompt', 'Later');
    const blocked = await session.fault('merge', { prompt, source: 'b' });
    assert.equal(blocked.code, 'conflict', 'the draft shows as changed: its partial did');
    await write('prompts/_sign.prompt', 'Yours');
    await must('merge', { prompt, source: 'b' });
    await write('prompts/_sign.prompt', 'Gone');
    const { messages } = await must('render', { selector: 'greet@latest', inputs: { name: 'Ada' } });
    assert.match(messages[0]?.content ?? '', /Dear Ada\.\s+Middle\.\s+Sincerely/);
  });

  test('says that the version stands when the file cannot follow it, here for a byte that is no UTF-8', async (t) => {
    const session = await forked(
      t,
      greetingWith({ body: 'Say hello to {{name}} \ufffd.\n\nBe very kind.' }),
      greetingWith({ body: 'Say hello to {{name}}.\n\nBe very brief.' }),
    );
    const place = path.join(session.root, file);
    const bytes = readFileSync(place, 'latin1').replace(Buffer.from('\ufffd').toString('latin1'), '\xff');
    writeFileSync(place, bytes, 'latin1');
    const { code, message, help } = await session.fault('merge', { prompt, source: 'b' });
    assert.equal(code, 'conflict');
    assert.match(message, /^1\.0\.3 \(#5\) was committed, but the draft is as it was: /);
    assert.match(help ?? '', /galley restore greet@#5/);
    assert.equal((await session.must('log', { prompt }))[0]?.number, 5);
    assert.equal(readFileSync(place, 'latin1'), bytes);
  });

  test('cherry-pick takes what one version changed, revert takes it back', async (t) => {
    const session = await forked(
      t,
      greetingWith({ body: 'Say hello to {{name}} now.\n\nBe very kind.' }),
      greetingWith({ body: 'Say hello to {{name}}.\n\nBe very kind.\n\nUse few words.' }),
    );
    const { must, fault } = session;
    const picked = await must('cherry-pick', { selector: 'greet@b' });
    assert.deepEqual([picked.parents, picked.version?.semver], [[3], '1.0.3']);
    assert.match(textOf(session), /now\.\n\nBe very kind\.\n\nUse few words\./);
    assert.equal((await fault('cherry-pick', { selector: 'greet@b' })).code, 'unchanged');
    const reverted = await must('revert', { selector: 'greet@#3' });
    assert.equal(reverted.conflicts, 0);
    assert.match(textOf(session), /Say hello to \{\{name\}\}\.\n\nBe very kind\.\n\nUse few words\./);
    assert.match((await must('log', { prompt }))[0]?.message ?? '', /^Revert 1\.0\.2 \(#3\): On main/);
    assert.equal((await fault('revert', { selector: 'greet@#1' })).key, 'selector');
  });

  test('restore writes an old version into the draft, which is then a change like others', async (t) => {
    const session = await twoVersions(t);
    const { must, fault, write } = session;
    const restored = await must('restore', { selector: 'greet@#1' });
    assert.deepEqual([restored.version.number, restored.draft.state], [1, 'written']);
    assert.deepEqual([(await must('list', {}))[0]?.modified, textOf(session).includes('Be kind.')], [true, true]);
    assert.equal((await must('commit', { prompt, message: 'Back' })).version.number, 3);
    await write(file, greetingWith({ body: 'New {{name}}.' }));
    assert.equal((await fault('restore', { selector: 'greet@#2' })).code, 'conflict');
    assert.equal((await must('restore', { selector: 'greet@#2', discard: true })).draft.state, 'written');
  });
});
