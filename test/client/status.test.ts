import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { promptStatus } from '../../client/src/status/model';
import { prompt, version } from './fake/records';
import { ClientSession } from './fake/session';

describe('status', () => {
  const head = version(2, '1.1.0');

  test('how far the draft is from its versions', () => {
    const textOf = (more: Parameters<typeof prompt>[1]): string => promptStatus(prompt('triage', more)).versions.text;
    assert.equal(textOf({}), '$(git-commit) no version yet');
    assert.equal(textOf({ head }), '$(git-commit) 1.1.0');
    assert.equal(textOf({ head, modified: true }), '$(git-commit) modified since 1.1.0');
  });

  test('the dialect, and where it is known from', () => {
    const { dialect } = promptStatus(prompt('triage', { dialect: 'jinja', dialectSource: 'setting' }));
    assert.equal(dialect.text, 'Jinja');
    assert.match(dialect.tooltip, /Dialect: Jinja, set in galley\\\.yaml/);
    assert.equal(promptStatus(prompt('triage', { dialect: '$(zap)' })).dialect.text, '$ (zap)');
  });

  test('a foreign format is named, and that it is not checked', () => {
    const { dialect } = promptStatus(prompt('flow', { foreign: 'PromptL' }));
    assert.deepEqual([dialect.text, dialect.detail], ['PromptL, not checked', 'a format that Galley does not check']);
  });

  test('shows for prompts only', async () => {
    const { editor } = await ClientSession.start({ list: () => [prompt('triage', { head })] });
    const [versions, dialect] = [editor.statusItem('galley.prompt'), editor.statusItem('galley.promptDialect')];
    assert.deepEqual([versions.visible, dialect.visible], [false, false]);
    editor.show('prompts/triage.prompt');
    assert.deepEqual([versions.visible, versions.text], [true, '$(git-commit) 1.1.0']);
    assert.deepEqual([dialect.visible, dialect.text, dialect.command], [true, 'Handlebars', 'galley.chooseDialect']);
    assert.equal(editor.languageItems.get('galley.dialect')?.['detail'], 'by the name of the file');
    editor.show('notes.txt');
    assert.deepEqual([versions.visible, dialect.visible], [false, false]);
  });
});

/** What was asked of the server, but for the comments of an open file. */
function asked({ requests }: ClientSession): readonly string[] {
  return requests.filter((request) => !request.startsWith('threads'));
}

describe('Galley: Choose dialect', () => {
  const legacy = prompt('legacy/mail', {
    file: 'prompts/legacy/mail.txt',
    dialect: 'braces',
    dialectSource: 'signals',
  });

  test('offers every dialect, and writes galley.yaml so that it can be undone', async () => {
    const text = 'dialects:\n  prompts/legacy/mail.txt: fstring\n';
    const session = await ClientSession.start({
      list: () => [legacy],
      dialect: ({ scope }) =>
        scope === 'file'
          ? { pattern: 'prompts/legacy/mail.txt', text, changed: true }
          : { pattern: 'prompts/legacy/**/*.txt', text: 'all of them', changed: true },
    });
    session.editor.show('galley.yaml', 'prompts: ["prompts/**"]\n').isDirty = true;
    session.editor.show('prompts/legacy/mail.txt');
    session.editor.willAnswer('f-string', 'For this file');
    session.editor.willClick('Open galley.yaml');
    await session.editor.run('galley.chooseDialect');
    await session.settle();
    assert.deepEqual(asked(session), [
      'dialect {"file":"prompts/legacy/mail.txt","dialect":"fstring","scope":"file","dryRun":true}',
      'dialect {"file":"prompts/legacy/mail.txt","dialect":"fstring","scope":"folder","dryRun":true}',
    ]);
    assert.deepEqual(
      session.editor.edits.flatMap((edit) => ('text' in edit ? [edit.text] : [])),
      ['', text],
    );
    assert.equal(
      session.transcript,
      [
        'pick: The dialect of legacy/mail: The template language its text is read in',
        '  - Detect automatically | now Double braces, recognised by its syntax',
        '  - Handlebars | {{#if name}}…{{/if}}, Dotprompt',
        '  - Mustache | {{#items}}…{{/items}}',
        '  - Jinja | {% if name %}…{% endif %}, Prompty',
        '  > f-string | {name}, Python and LangChain',
        '  - Double braces | {{name}} only: MLflow, Langfuse, GitHub Models',
        '  - Input marks | ${input:name}, prompt files of VS Code',
        '  - Semantic Kernel | {{$name}}',
        'pick: The dialect of legacy/mail: Which files',
        '  > For this file | prompts/legacy/mail.txt',
        '  - For all files like it | prompts/legacy/**/*.txt',
        'saved galley.yaml',
        'info: The dialect is f-string now: legacy/mail, in galley.yaml. [Open galley.yaml]',
        'opened /desk/galley.yaml',
      ].join('\n'),
    );
  });

  test('does nothing when a question is left open, and says when nothing changes', async () => {
    const session = await ClientSession.start({
      list: () => [legacy],
      dialect: () => ({ pattern: 'x', text: '', changed: false }),
    });
    session.editor.show('prompts/legacy/mail.txt');
    session.editor.willAnswer('Jinja', 'Escape');
    await session.editor.run('galley.chooseDialect');
    assert.deepEqual(session.editor.edits, []);
    session.editor.willAnswer('Detect automatically', 'For all files like it');
    await session.editor.run('galley.chooseDialect');
    assert.match(session.transcript, /info: galley\.yaml already says so\.$/);
    assert.deepEqual(session.editor.edits, []);
  });

  test('says why galley.yaml cannot be changed', async () => {
    const session = await ClientSession.start({
      list: () => [legacy],
      dialect: () => ({ code: 'invalid-config', message: 'promts: is no key of galley.yaml.', file: 'galley.yaml' }),
    });
    session.editor.show('prompts/legacy/mail.txt');
    session.editor.willAnswer('Jinja');
    await session.editor.run('galley.chooseDialect');
    assert.match(session.transcript, /error: Could not choose the dialect of legacy\/mail: promts/);
  });
});
