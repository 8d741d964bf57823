import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, test } from 'node:test';
import { describeOnEachEngine } from '../support/engines';
import { sessionWith, type TestSession } from '../support/session';
import { greeting, greetingWith } from './files';

const named = { ...greeting, 'prompts/greet.prompt': greetingWith().replace('---\n', '---\nname: greet\n') };

/** Moves a file as another program would. */
async function moveOutside({ root, workspace }: TestSession, from: string, to: string): Promise<void> {
  mkdirSync(path.dirname(path.join(root, to)), { recursive: true });
  renameSync(path.join(root, from), path.join(root, to));
  await workspace.refresh([from, to].map((file) => pathToFileURL(path.join(root, file)).href));
}

describe('a prompt that is given another name', () => {
  test('takes its file, cases, answers and history along', async (t) => {
    const { must, root } = await sessionWith(t, greeting);
    await must('commit', { prompt: 'greet', message: 'First' });
    await must('alias', { alias: 'champion', selector: 'greet@#1' });
    await must('deploy', { selectors: ['greet@#1'], environment: 'development' });
    const moved = await must('move', { prompt: 'greet', to: 'letters/hello' });
    assert.deepEqual(moved.moves, [
      { from: 'prompts/greet.prompt', to: 'prompts/letters/hello.prompt' },
      { from: 'prompts/greet.cases.yaml', to: 'prompts/letters/hello.cases.yaml' },
      { from: 'recordings/greet.yaml', to: 'recordings/letters/hello.yaml' },
    ]);
    assert.deepEqual([moved.prompt, moved.history, moved.held], [{ from: 'greet', to: 'letters/hello' }, true, ['development']]); // prettier-ignore
    for (const { from, to } of moved.moves) assert.deepEqual([existsSync(path.join(root, from)), existsSync(path.join(root, to))], [false, true]); // prettier-ignore

    const [listed, ...others] = await must('list', {});
    assert.deepEqual([listed?.name, listed?.head?.number, listed?.modified], ['letters/hello', 1, false]);
    assert.equal(others.length, 0);
    assert.deepEqual((await must('log', { prompt: 'letters/hello' }))[0]?.aliases, ['champion']);
    assert.equal((await must('show', { selector: 'letters/hello@development' })).version?.number, 1);
    const tested = await must('test', { prompts: ['letters/hello@champion'], provider: 'replay' });
    assert.equal(tested.summary.passed, 1);
    const { entries } = await must('audit', { kinds: ['prompt-moved'] });
    assert.deepEqual(
      entries.map(({ text }) => text),
      ['moved a prompt to letters/hello (prompts/letters/hello.prompt)'],
    );
  });

  test('that its header says keeps its file', async (t) => {
    const { must, root } = await sessionWith(t, named);
    await must('commit', { prompt: 'greet', message: 'First' });
    const moved = await must('move', { prompt: 'greet', to: 'hello' });
    assert.deepEqual(moved.moves, [{ from: 'recordings/greet.yaml', to: 'recordings/hello.yaml' }]);
    assert.deepEqual(moved.edits.map(({ file }) => file).sort(), ['prompts/greet.cases.yaml', 'prompts/greet.prompt', 'recordings/greet.yaml']); // prettier-ignore
    assert.match(readFileSync(path.join(root, 'prompts/greet.prompt'), 'utf8'), /^name: hello$/m);
    const [listed] = await must('list', {});
    assert.deepEqual([listed?.name, listed?.file, listed?.head?.number, listed?.cases], ['hello', 'prompts/greet.prompt', 1, 1]); // prettier-ignore
    const file = await must('move', { prompt: 'hello', to: 'prompts/other.prompt' });
    assert.deepEqual([file.prompt, file.file.to], [{ from: 'hello', to: 'hello' }, 'prompts/other.prompt']);
    assert.equal((await must('log', { prompt: 'hello' })).length, 1);
  });

  test('is found no more under the old one, which says the new one and may be taken again', async (t) => {
    const { must, fault, write } = await sessionWith(t, greeting);
    await must('commit', { prompt: 'greet', message: 'First' });
    await must('move', { prompt: 'greet', to: 'hello' });
    for (const asked of [
      await fault('log', { prompt: 'greet' }),
      await fault('show', { selector: 'greet@#1' }),
      await fault('commit', { prompt: 'greet', message: 'x' }),
      await fault('render', { selector: 'greet' }),
    ]) {
      assert.deepEqual([asked.code, asked.help], ['not-found', 'It was renamed to hello.']);
    }
    await write('prompts/greet.prompt', greetingWith({ body: 'Another {{name}} {{locale}}.' }));
    assert.deepEqual(await must('log', { prompt: 'greet' }), []);
    assert.equal((await must('commit', { prompt: 'greet', message: 'Anew' })).version.number, 1);
    assert.equal((await must('log', { prompt: 'hello' })).length, 1);
    await must('move', { prompt: 'greet', to: 'second' });
    assert.equal((await fault('log', { prompt: 'greet' })).help, 'It was renamed to second.');
  });

  test('changes nothing in a dry run, and works before the first version', async (t) => {
    const { must, root } = await sessionWith(t, greeting);
    const plan = await must('move', { prompt: 'greet', to: 'hello', dryRun: true });
    assert.deepEqual([plan.moves.length, plan.history], [3, false]);
    assert.deepEqual(plan.edits.map(({ file }) => file), ['recordings/greet.yaml', 'prompts/greet.cases.yaml']); // prettier-ignore
    assert.ok(existsSync(path.join(root, 'prompts/greet.prompt')));
    await must('move', { prompt: 'greet', to: 'hello' });
    assert.equal((await must('commit', { prompt: 'hello', message: 'First' })).version.number, 1);
  });

  test('keeps everything as it was when it cannot be', async (t) => {
    const files = { ...greeting, 'prompts/taken.prompt': 'x', 'prompts/free.cases.yaml': 'prompt: taken\ncases: []\n' };
    const { must, fault, root, workspace } = await sessionWith(t, files);
    await must('commit', { prompt: 'greet', message: 'First' });
    const rows: readonly (readonly [to: string, code: string, message: RegExp])[] = [
      ['greet', 'unchanged', /is called that/],
      ['taken', 'conflict', /already/],
      ['prompts/taken.prompt', 'conflict', /already/],
      ['../outside', 'invalid-input', /cannot be the name/],
      ['hello@1', 'invalid-input', /cannot be the name/],
      ['a//b', 'invalid-input', /cannot be the name/],
      ['../outside.prompt', 'invalid-input', /not lie in the workspace/],
      ['prompts/greet.prompty', 'invalid-input', /another format/],
      ['prompts/_greet.prompt', 'invalid-input', /where prompts are/],
      ['free', 'conflict', /free\.cases\.yaml is there already/],
    ];
    for (const [to, code, message] of rows) {
      const refused = await fault('move', { prompt: 'greet', to });
      assert.equal(refused.code, code, `${to}: ${refused.message}`);
      assert.match(refused.message, message);
    }
    for (const [file, text] of Object.entries(files)) assert.equal(readFileSync(path.join(root, file), 'utf8'), text);
    workspace.open(pathToFileURL(path.join(root, 'prompts/greet.prompt')).href, 'changed', 1);
    assert.match((await fault('move', { prompt: 'greet', to: 'hello' })).message, /open in the editor/);
  });
});

describeOnEachEngine('a prompt whose file was moved by other means', () => {
  test('is recognised when it does the same, and keeps its history when asked to', async (t) => {
    const one = await sessionWith(t, greeting);
    const { must, fault } = one;
    await must('commit', { prompt: 'greet', message: 'First' });
    assert.equal((await must('status', {})).moved, undefined);
    await moveOutside(one, 'prompts/greet.prompt', 'prompts/mails/hello.prompt');
    const was = { prompt: 'greet', file: 'prompts/greet.prompt' };
    assert.deepEqual((await must('status', {})).moved, [{ ...was, now: 'mails/hello' }]);
    const [listed] = await must('list', {});
    assert.deepEqual([listed?.name, listed?.movedFrom, listed?.head], ['mails/hello', was, undefined]);

    const refused = await fault('commit', { prompt: 'mails/hello', message: 'First' });
    assert.deepEqual([refused.code, refused.key, refused.details], ['conflict', 'anew', { movedFrom: was }]);
    assert.match(refused.help ?? '', /galley mv greet mails\/hello .* --new/);
    const moved = await must('move', { prompt: 'greet', to: 'prompts/mails/hello.prompt' });
    assert.deepEqual([moved.moves, moved.edits, moved.history], [[], [], true]);
    const [after] = await must('list', {});
    assert.deepEqual([after?.head?.number, after?.movedFrom, after?.modified], [1, undefined, false]);
    assert.equal((await must('status', {})).moved, undefined);
  });

  test('is not guessed at when it differs, or when several could be meant', async (t) => {
    const one = await sessionWith(t, greeting);
    const { must, fault, write, root } = one;
    await must('commit', { prompt: 'greet', message: 'First' });
    await moveOutside(one, 'prompts/greet.prompt', 'prompts/hello.prompt');
    const text = readFileSync(path.join(root, 'prompts/hello.prompt'), 'utf8');
    await write('prompts/hello.prompt', `${text}more`);
    assert.equal((await must('status', {})).moved, undefined);
    await write('prompts/hello.prompt', text);
    await write('prompts/copy.prompt', text);
    assert.equal((await must('status', {})).moved, undefined);

    const nowhere = await fault('move', { prompt: 'greet', to: 'nothing' });
    assert.deepEqual([nowhere.code, nowhere.key], ['not-found', 'to']);
    await must('commit', { prompt: 'copy', message: 'Another', anew: true });
    assert.match((await fault('move', { prompt: 'greet', to: 'copy' })).message, /history of its own/);
    await write('prompts/hello.prompt', `${text}more`);
    await must('move', { prompt: 'greet', to: 'hello' });
    assert.deepEqual((await must('list', { filter: 'hello' }))[0]?.modified, true);
  });
});
