import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { openTestSession, grace, sessionWith } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';

describeOnEachEngine('commit', () => {
  test('makes the first version, and reading makes nothing', async (t) => {
    const { root, must } = await sessionWith(t, greeting);
    const [before] = await must('list', {});
    assert.deepEqual([before?.name, before?.head, before?.modified, before?.cases], [prompt, undefined, true, 1]);
    assert.deepEqual(await must('proposal', { prompt }), {
      prompt,
      branch: 'main',
      modified: true,
      bump: 'patch',
      semver: '1.0.0',
      changes: [],
      errors: 0,
    });
    assert.deepEqual(await must('log', { prompt }), []);
    assert.equal(existsSync(path.join(root, '.galley')), false);

    const made = await must('commit', { prompt, message: 'First' });
    assert.deepEqual([made.version.number, made.version.semver, made.parents], [1, '1.0.0', []]);
    const [after] = await must('list', {});
    assert.deepEqual([after?.head, after?.modified], [made.version, false]);
    const [entry] = await must('log', { prompt });
    assert.deepEqual(
      [entry?.message, entry?.author, entry?.branch, entry?.hash],
      ['First', { name: 'Ada Writer', email: 'ada@example.com' }, 'main', made.version.hash],
    );
  });

  test('refuses content that has not changed, also when only the description or the line ends differ', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    const text = greeting['prompts/greet.prompt'] ?? '';
    for (const same of [text, text.replace('Greets a person.', 'Says hello.'), text.replaceAll('\n', '\r\n')]) {
      await write('prompts/greet.prompt', same);
      assert.equal((await fault('commit', { prompt, message: 'Again' })).code, 'unchanged');
    }
    assert.equal((await must('log', { prompt })).length, 1);
  });

  test('proposes the bump from the interface and takes another one', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });

    await write('prompts/greet.prompt', greetingWith({ body: 'Say hello to {{name}} in {{locale}}.' }));
    assert.equal((await must('commit', { prompt, message: 'Text' })).version.semver, '1.0.1');

    await write('prompts/greet.prompt', greetingWith({ schema: 'tone?: string' }));
    assert.equal((await must('commit', { prompt, message: 'Optional' })).version.semver, '1.1.0');

    await write('prompts/greet.prompt', greetingWith({ schema: 'tone: string' }));
    const proposal = await must('proposal', { prompt });
    assert.deepEqual([proposal.bump, proposal.semver, proposal.head?.semver], ['major', '2.0.0', '1.1.0']);
    assert.deepEqual(
      proposal.changes.map((change) => [change.kind, change.breaking]),
      [['input-required', true]],
    );
    const refused = await fault('commit', { prompt, message: 'Required', bump: 'patch' });
    assert.deepEqual([refused.code, refused.key], ['invalid-input', 'bump']);
    const lesser = await must('commit', { prompt, message: 'Required', bump: 'minor', reason: 'nobody calls it yet' });
    assert.equal(lesser.version.semver, '1.2.0');

    await write('prompts/greet.prompt', greetingWith());
    assert.equal((await fault('commit', { prompt, message: 'x', semver: '1.0.1' })).key, 'semver');
    assert.equal((await must('commit', { prompt, message: 'Exact', semver: '3.0.0' })).version.semver, '3.0.0');
    const log = await must('log', { prompt });
    assert.deepEqual(
      log.map(({ number, parents }) => [number, parents]),
      [
        [5, [4]],
        [4, [3]],
        [3, [2]],
        [2, [1]],
        [1, []],
      ],
    );
  });

  test('pins partials: a changed partial modifies, a missing one is a fault, a version keeps its own', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await write('prompts/_closing.prompt', 'Be very brief.\n');
    assert.equal((await must('list', {}))[0]?.modified, true);
    const inputs = { name: 'Ann', locale: 'en' };
    const [now] = (await must('render', { selector: prompt, inputs })).messages;
    const [then] = (await must('render', { selector: `${prompt}@latest`, inputs })).messages;
    assert.match(now?.content ?? '', /Be very brief/);
    assert.match(then?.content ?? '', /Be brief/);

    await write('prompts/greet.prompt', greetingWith({ body: 'Hi {{name}} {{locale}} {{> farewell}}' }));
    const missing = await fault('commit', { prompt, message: 'x' });
    assert.deepEqual([missing.code, missing.file, missing.line], ['not-found', 'prompts/greet.prompt', 9]);
    assert.match(missing.message, /farewell/);
  });

  test('of two sessions that commit at once one wins and the other hears of it', async (t) => {
    const first = await sessionWith(t, greeting);
    const second = await openTestSession(t, first.root, grace);
    await first.must('commit', { prompt, message: 'First' });
    await first.write('prompts/greet.prompt', greetingWith({ body: 'A {{name}} {{locale}}' }));
    await second.workspace.refresh([...second.workspace.files()].map((file) => file.uri));

    const results = await Promise.all([
      first.session.call('commit', { prompt, message: 'Ada', parent: 1 }),
      second.session.call('commit', { prompt, message: 'Grace', parent: 1 }),
    ]);
    const [winner] = results.filter((result) => result.ok);
    const [loser] = results.filter((result) => !result.ok);
    assert.ok(winner?.ok === true && loser?.ok === false);
    assert.equal(winner.value.version.number, 2);
    assert.equal(loser.fault.code, 'conflict');
    assert.deepEqual((loser.fault.details as { actual: { number: number } }).actual.number, 2);
    assert.deepEqual(
      (await first.must('log', { prompt })).map((entry) => entry.number),
      [2, 1],
    );
  });

  test('the expected head is checked, none included', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    assert.equal((await fault('commit', { prompt, message: 'x', parent: 1 })).code, 'conflict');
    await must('commit', { prompt, message: 'First', parent: 0 });
    await write('prompts/greet.prompt', greetingWith({ body: '{{name}} {{locale}}' }));
    const moved = await fault('commit', { prompt, message: 'x', parent: 0 });
    assert.deepEqual(
      [moved.code, moved.details],
      ['conflict', { expected: 0, actual: (await must('list', {}))[0]?.head }],
    );
  });

  test('a renamed prompt keeps its versions', async (t) => {
    const { must, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    const text = greetingWith({ body: 'Hi {{name}} {{locale}}' }).replace('---\n', '---\nname: welcome\n');
    await write('prompts/greet.prompt', text);
    const [summary] = await must('list', {});
    assert.deepEqual([summary?.name, summary?.head?.number], ['welcome', 1]);
    const made = await must('commit', { prompt: 'welcome', message: 'Renamed' });
    assert.deepEqual([made.version.number, made.version.semver], [2, '1.0.1']);
    assert.equal((await must('log', { prompt: 'welcome' })).length, 2);
  });
});

describeOnEachEngine('selectors', () => {
  test('name drafts, versions, aliases and environments', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    const first = await must('commit', { prompt, message: 'First' });
    await must('deploy', { selectors: [`${prompt}@latest`], environment: 'development' });
    await write('prompts/greet.prompt', greetingWith({ body: 'B {{name}} {{locale}}' }));
    const second = await must('commit', { prompt, message: 'Second' });
    await must('alias', { alias: 'champion', selector: `${prompt}@1.0.0` });
    await write('prompts/greet.prompt', greetingWith({ body: 'C {{name}} {{locale}}' }));

    const numberOf = async (selector: string): Promise<number | undefined> =>
      (await must('show', { selector })).version?.number;
    assert.equal(await numberOf(prompt), undefined);
    assert.equal(await numberOf(`${prompt}@latest`), 2);
    assert.equal(await numberOf(`${prompt}@#1`), 1);
    assert.equal(await numberOf(`${prompt}@1.0.1`), 2);
    assert.equal(await numberOf(`${prompt}@champion`), 1);
    assert.equal(await numberOf(`${prompt}@development`), 1);
    assert.equal(await numberOf(`${prompt}@sha:${second.version.hash.slice(0, 8)}`), 2);
    assert.match((await must('show', { selector: prompt })).source, /C \{\{name\}\}/);

    const unknown: readonly (readonly [selector: string, code: string, help: RegExp])[] = [
      ['gret', 'not-found', /Did you mean "greet"/],
      [`${prompt}@9.9.9`, 'not-found', /There are 1\.0\.1 \(#2\), 1\.0\.0 \(#1\)/],
      [`${prompt}@champio`, 'not-found', /Did you mean "champion"/],
      [`${prompt}@staging`, 'not-found', /galley deploy/],
      [`${prompt}@12`, 'invalid-input', /name@#12/],
      [`${prompt}@sha:ffff`, 'not-found', /There are/],
    ];
    for (const [selector, code, help] of unknown) {
      const found = await fault('show', { selector });
      assert.equal(found.code, code, selector);
      assert.match(found.help ?? '', help, selector);
    }
    const both = [first, second].map(({ version }) => version.hash.slice(0, 4));
    if (both[0] !== both[1]) assert.equal(await numberOf(`${prompt}@sha:${both[0]}`), 1);
  });

  test('a bare name stands for the head only while the draft does not differ', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await must('deploy', { selectors: [prompt], environment: 'development' });
    await write('prompts/greet.prompt', greetingWith({ body: 'B {{name}} {{locale}}' }));
    const refused = await fault('deploy', { selectors: [prompt], environment: 'staging' });
    assert.equal(refused.code, 'invalid-input');
    assert.match(refused.help ?? '', /greet@latest/);
  });

  test('two sides are compared by text and interface', async (t) => {
    const { must, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await write('prompts/greet.prompt', greetingWith({ schema: 'tone: string' }));
    const diff = await must('diff', { left: `${prompt}@latest`, right: prompt });
    assert.deepEqual([diff.left.label, diff.right.label, diff.breaking], ['greet@1.0.0 (#1)', 'greet (draft)', true]);
    assert.match(diff.unified, /^\+ {4}tone: string$/m);
    assert.deepEqual(
      diff.changes.map((change) => change.description),
      ['new required input "tone" (string)'],
    );
    const same = await must('diff', { left: prompt, right: prompt });
    assert.deepEqual([same.unified, same.changes, same.breaking], ['', [], false]);
  });
});

describeOnEachEngine('alias', () => {
  test('moves, is idempotent, and checks what was expected', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await write('prompts/greet.prompt', greetingWith({ body: 'B {{name}} {{locale}}' }));
    await must('commit', { prompt, message: 'Second' });
    const set = await must('alias', { alias: 'champion', selector: `${prompt}@#1`, expected: 0 });
    assert.deepEqual([set.from, set.to.number], [undefined, 1]);
    const facts = (await must('status', {})).facts;
    const again = await must('alias', { alias: 'champion', selector: `${prompt}@#1` });
    assert.deepEqual([again.from?.number, again.to.number, (await must('status', {})).facts], [1, 1, facts]);
    const wrong = await fault('alias', { alias: 'champion', selector: `${prompt}@#2`, expected: 2 });
    assert.equal(wrong.code, 'conflict');
    const moved = await must('alias', { alias: 'champion', selector: `${prompt}@#2`, expected: 1 });
    assert.deepEqual([moved.from?.number, moved.to.number], [1, 2]);
    assert.deepEqual((await must('list', {}))[0]?.aliases, [{ alias: 'champion', number: 2, semver: '1.0.1' }]);
    for (const alias of ['latest', 'v1', 'production', 'a b']) {
      assert.equal((await fault('alias', { alias, selector: `${prompt}@#1` })).code, 'invalid-input', alias);
    }
  });
});
