import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nameProblem, promptTemplate } from '../../client/src/prompts/new-prompt';
import { namedBy } from '../../client/src/target';
import { documentSubject, documentUri } from '../../client/src/versions/documents';
import { ago, counted, escapeMarkdown, listed } from '../../client/src/words';
import { prompt, review, version } from './fake/records';
import { ClientSession } from './fake/session';
import { Uri } from './fake/values';

describe('what a command is about', () => {
  test('rows, lenses and files name it', () => {
    const triage = prompt('triage');
    const cases: readonly (readonly [unknown, unknown])[] = [
      [undefined, undefined],
      ['triage', undefined],
      [{ prompt: 'triage', uri: 'file:///x' }, { prompt: 'triage' }],
      [{ kind: 'prompt', prompt: triage }, { prompt: 'triage' }],
      [
        { kind: 'held', prompt: 'triage', version: version(1, '1.0.0') },
        { prompt: 'triage', version: version(1, '1.0.0') },
      ],
      [
        { kind: 'review', review: review() },
        { prompt: 'triage', version: version(2, '1.1.0') },
      ],
      [Uri.file('/desk/a.prompt'), { uri: 'file:///desk/a.prompt' }],
    ];
    for (const [argument, expected] of cases) assert.deepEqual(namedBy(argument), expected);
  });

  test('the active editor is next, be it a prompt or one of its versions; then a list', async () => {
    const session = await ClientSession.start({ list: () => [prompt('triage'), prompt('reply')], log: () => [] });
    session.editor.show('prompts/reply.prompt');
    await session.editor.run('galley.compare');
    assert.match(session.transcript, /^info: reply has no version yet/);
    session.editor.transcript.length = 0;
    const uri = documentUri(session.editor.api, ['triage 1.0.0'], 'triage.prompt', {
      kind: 'version',
      prompt: 'triage',
      number: 1,
    });
    session.editor.active = { ...session.editor.show('x'), uri: uri as unknown as Uri };
    await session.editor.run('galley.showVersions');
    assert.match(session.transcript, /^info: triage has no version yet/);
    session.editor.transcript.length = 0;
    session.editor.active = undefined;
    await session.editor.run('galley.showVersions');
    assert.match(session.transcript, /^pick: The prompt whose versions to show\n/);
  });

  test('a file that is no prompt is said to be none', async () => {
    const session = await ClientSession.start({ list: () => [prompt('triage')] });
    await session.editor.run('galley.commit', Uri.file('/desk/notes.txt'));
    assert.match(session.transcript, /^error: notes\.txt is not a prompt of this workspace\. .*galley\.yaml\.$/);
  });

  test('an empty workspace offers a first prompt', async () => {
    const session = await ClientSession.start();
    await session.editor.run('galley.commit');
    assert.equal(session.transcript, 'info: There is no prompt in this workspace yet. [New prompt]');
  });

  test('Open prompt opens its file', async () => {
    const session = await ClientSession.start({ list: () => [prompt('triage')] });
    await session.editor.run('galley.openPrompt', await session.editor.node('galley.prompts', 'triage'));
    assert.equal(session.transcript, 'opened /desk/prompts/triage.prompt');
  });
});

describe('Galley: New prompt', () => {
  test('asks for a name until it can be taken, and opens a file with an example', async () => {
    const session = await ClientSession.start({ list: () => [prompt('triage')] }, (editor) => {
      editor.show('prompts/triage.prompt');
    });
    session.editor.willAnswer('triage', 'orders/refund');
    await session.editor.run('galley.newPrompt');
    assert.match(session.transcript, /> triage ! There is a prompt "triage" already\./);
    assert.match(session.transcript, /opened \/desk\/prompts\/orders\/refund\.prompt$/);
    assert.deepEqual(
      session.editor.edits.map(({ kind, uri, text }) => [kind, uri.path, text === promptTemplate]),
      [['create', '/desk/prompts/orders/refund.prompt', true]],
    );
  });

  test('no name leads out of the folder', () => {
    const free = (): boolean => false;
    for (const name of ['../x', 'a/../b', '/x', 'a//b', '.hidden', '_partial', 'a\\b', 'x:y', ''])
      assert.ok(nameProblem(name, free), name);
    for (const name of ['triage', 'orders/refund 2', 'größe', 'x.y'])
      assert.equal(nameProblem(name, free), undefined, name);
    assert.match(nameProblem('x.prompt', free) ?? '', /is added/);
  });

  test('says that a folder is needed', async () => {
    const session = await ClientSession.start({}, (editor) => {
      editor.hasFolder = false;
    });
    await session.editor.run('galley.newPrompt');
    assert.equal(session.transcript, 'warning: A prompt is a file in a folder: open one first. [Open folder]');
  });
});

describe('words', () => {
  test('how long ago', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    const cases = [
      ['2026-03-01T11:59:30Z', 'just now'],
      ['2026-03-01T12:05:00Z', 'just now'],
      ['2026-03-01T11:59:00Z', '1 minute ago'],
      ['2026-03-01T09:00:00Z', '3 hours ago'],
      ['2026-02-27T12:00:00Z', '2 days ago'],
      ['2024-02-27T12:00:00Z', '2 years ago'],
    ] as const;
    for (const [time, expected] of cases) assert.equal(ago(time, now), expected);
  });

  test('numbers, lists and Markdown', () => {
    assert.deepEqual([counted(1, 'case'), counted(2, 'case')], ['1 case', '2 cases']);
    assert.deepEqual([listed([]), listed(['a']), listed(['a', 'b', 'c'])], ['', 'a', 'a, b and c']);
    assert.equal(escapeMarkdown('a\n# b'), 'a \\# b');
  });

  test('the address of a read-only document holds any name', () => {
    const api = { Uri } as unknown as Parameters<typeof documentUri>[0];
    const subject = { kind: 'version', prompt: 'orders/refund 2', number: 7 } as const;
    const uri = documentUri(api, ['orders/refund 2 1.0.0'], 'refund 2.prompt', subject);
    assert.equal(uri.path, '/orders∕refund 2 1.0.0/refund 2.prompt');
    assert.deepEqual(documentSubject(Uri.parse(uri.toString())), subject);
    assert.equal(documentSubject({ scheme: 'file', query: uri.query }), undefined);
    assert.equal(documentSubject({ scheme: 'galley', query: '{' }), undefined);
  });
});
