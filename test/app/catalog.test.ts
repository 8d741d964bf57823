import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { sessionWith } from '../support/session';
import { greeting, greetingWith } from './files';

const prompt = 'greet';

describeOnEachEngine('tags', () => {
  test('stand on a prompt and on its versions, and are shown where these are', async (t) => {
    const { must } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    const tags = [{ key: 'category', value: ' support ' }, { key: 'reviewed' }];
    const support = { key: 'category', value: 'support' };
    assert.deepEqual(await must('tag', { selector: prompt, tags }), { prompt, tags: [support, { key: 'reviewed' }] });
    const gold = await must('tag', { selector: 'greet@#1', tags: [{ key: 'quality', value: 'gold' }] });
    assert.deepEqual([gold.version?.number, gold.tags], [1, [{ key: 'quality', value: 'gold' }]]);

    const [listed] = await must('list', { filter: 'SUPPORT' });
    assert.deepEqual([listed?.category, listed?.tags], ['support', [support, { key: 'reviewed' }]]);
    const [entry] = await must('log', { prompt });
    assert.deepEqual(entry?.tags, gold.tags);
    const shown = await must('show', { selector: 'greet@latest' });
    assert.deepEqual([shown.tags, shown.version?.tags], [listed?.tags, gold.tags]);

    const left = await must('untag', { selector: prompt, keys: ['reviewed', 'category'] });
    assert.deepEqual(left.tags, []);
    assert.equal((await must('list', {}))[0]?.tags, undefined);
  });

  test('are replaced by key, and nothing is written for what is there already', async (t) => {
    const { must } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await must('tag', { selector: prompt, tags: [{ key: 'owner', value: 'ada' }] });
    const before = await must('status', {});
    await must('tag', { selector: prompt, tags: [{ key: 'owner', value: 'ada' }] });
    assert.equal((await must('status', {})).facts, before.facts);
    const changed = await must('tag', { selector: prompt, tags: [{ key: 'owner' }] });
    assert.deepEqual(changed.tags, [{ key: 'owner' }]);
    const { entries } = await must('audit', { kinds: ['tag-set'] });
    assert.deepEqual(
      entries.map(({ text }) => text),
      ['tagged greet owner', 'tagged greet owner=ada'],
    );
  });

  test('may stand on a prompt before its first version, and on one whose file is gone', async (t) => {
    const { must, root, workspace } = await sessionWith(t, greeting);
    await must('tag', { selector: prompt, tags: [{ key: 'idea' }] });
    assert.deepEqual((await must('list', {}))[0]?.tags, [{ key: 'idea' }]);
    assert.equal((await must('commit', { prompt, message: 'First' })).version.number, 1);
    const file = path.join(root, 'prompts/greet.prompt');
    rmSync(file);
    await workspace.refresh([pathToFileURL(file).href]);
    const tagged = await must('tag', { selector: prompt, tags: [{ key: 'gone' }] });
    assert.deepEqual(tagged.tags, [{ key: 'gone' }, { key: 'idea' }]);
  });

  test('that cannot be are refused with the reason', async (t) => {
    const { must, fault } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    const rows: readonly (readonly [selector: string, key: string, value: string | undefined, message: RegExp])[] = [
      [prompt, '1st', undefined, /not a key/],
      [prompt, 'a b', undefined, /not a key/],
      [prompt, 'a', '  ', /does not fit/],
      [prompt, 'a', 'two\nlines', /does not fit/],
      [prompt, 'a', 'x'.repeat(201), /does not fit/],
      [prompt, 'category', undefined, /needs a value/],
      ['greet@#1', 'category', 'support', /whole prompt/],
    ];
    for (const [selector, key, value, message] of rows) {
      const refused = await fault('tag', { selector, tags: [value === undefined ? { key } : { key, value }] });
      assert.deepEqual([refused.code, refused.key], ['invalid-input', 'tags'], key);
      assert.match(refused.message, message);
    }
    const twice = await fault('tag', { selector: prompt, tags: [{ key: 'a' }, { key: 'a', value: 'b' }] });
    assert.match(twice.message, /given twice/);
    await must('tag', { selector: prompt, tags: [{ key: 'reviewed' }] });
    const near = await fault('untag', { selector: prompt, keys: ['reviewd'] });
    assert.deepEqual([near.code, near.key, near.help], ['not-found', 'keys', 'Did you mean "reviewed"?']);
    assert.equal((await fault('tag', { selector: 'gret', tags: [{ key: 'a' }] })).code, 'not-found');
    assert.equal((await fault('tag', { selector: 'greet@#7', tags: [{ key: 'a' }] })).code, 'not-found');
  });
});

describeOnEachEngine('archived prompts', () => {
  test('are left out of lists, keep their history and come back', async (t) => {
    const { must, fault } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    assert.deepEqual(await must('archive', { prompt, reason: 'Replaced' }), { prompt, held: [] });
    assert.deepEqual(await must('list', {}), []);
    const [all] = await must('list', { all: true });
    assert.deepEqual([all?.archived?.reason, all?.archived?.by], ['Replaced', 'Ada Writer']);
    assert.equal((await must('log', { prompt })).length, 1);
    assert.equal((await fault('archive', { prompt })).code, 'unchanged');
    assert.deepEqual(await must('unarchive', { prompt }), { prompt });
    assert.equal((await must('list', {}))[0]?.archived, undefined);
    assert.equal((await fault('unarchive', { prompt })).code, 'unchanged');
  });

  test('get no versions and no deployments, and it is said what to do', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await must('archive', { prompt, reason: 'Replaced' });
    await write('prompts/greet.prompt', greetingWith({ body: 'Hello {{name}} in {{locale}}.' }));
    const refusals = [
      await fault('commit', { prompt, message: 'Second' }),
      await fault('deploy', { selectors: ['greet@latest'], environment: 'development' }),
    ];
    for (const refused of refusals) {
      assert.equal(refused.code, 'refused');
      assert.equal(refused.message, 'greet was archived by Ada Writer: Replaced.');
      assert.match(refused.help ?? '', /galley unarchive greet/);
    }
    await must('unarchive', { prompt });
    assert.equal((await must('commit', { prompt, message: 'Second' })).version.number, 2);
  });

  test('are not made of what an environment holds, unless with force and a reason', async (t) => {
    const { must, fault } = await sessionWith(t, greeting);
    await must('commit', { prompt, message: 'First' });
    await must('deploy', { selectors: ['greet@latest'], environment: 'development' });
    const held = await fault('archive', { prompt });
    assert.deepEqual([held.code, held.message], ['conflict', 'greet is deployed to development.']);
    assert.equal((await fault('archive', { prompt, force: true })).key, 'reason');
    const done = await must('archive', { prompt, force: true, reason: 'No traffic' });
    assert.deepEqual(done.held, ['development']);
  });
});
