import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import { createWorkspace, type HostWorkspace } from '../../server/src/app';
import { LineIndex } from '../../server/src/base';
import { allAtOnce, createLanguageService, RenameRefused, type LanguageService } from '../../server/src/language';
import { createProvider } from '../../server/src/runner';
import { applyEdits } from '../language/harness';
import { temporaryWorkspace, type Files } from '../support/workspace';

interface Opened {
  readonly root: string;
  readonly workspace: HostWorkspace;
  readonly service: LanguageService;
  readonly uri: (file: string) => string;
  readonly has: (file: string) => boolean;
}

async function opened(t: TestContext, files: Files): Promise<Opened> {
  const root = temporaryWorkspace(t, files);
  const workspace = createWorkspace({ root });
  const service = createLanguageService({ workspace });
  t.after(() => {
    service.dispose();
    workspace.dispose();
  });
  await workspace.ready;
  const uri = (file: string): string => pathToFileURL(path.join(root, file)).href;
  return { root, workspace, service, uri, has: (file) => existsSync(path.join(root, file)) };
}

/** Does on disk what an editor does. */
function apply(edit: WorkspaceEdit | undefined): void {
  for (const change of edit?.documentChanges ?? []) {
    if ('textDocument' in change) {
      const file = fileURLToPath(change.textDocument.uri);
      writeFileSync(file, applyEdits(readFileSync(file, 'utf8'), change.edits as TextEdit[]));
    } else if (change.kind === 'rename') {
      const to = fileURLToPath(change.newUri);
      mkdirSync(path.dirname(to), { recursive: true });
      assert.ok(!existsSync(to), `${to} is overwritten`);
      renameSync(fileURLToPath(change.oldUri), to);
    }
  }
}

/** Renames the prompt by the name in its header. */
function renamed({ root, service, uri }: Opened, file: string, newName: string): WorkspaceEdit | undefined {
  const text = readFileSync(path.join(root, file), 'utf8');
  const position = new LineIndex(text).positionAt(text.indexOf('name: ') + 'name: '.length);
  return service.rename(uri(file), position, newName);
}

async function answer(root: string, prompt: string, recordings = 'recordings'): Promise<string> {
  const provider = createProvider(
    'replay',
    { type: 'replay', recordings },
    { root, apiKey: () => Promise.resolve(undefined) },
  );
  const result = await provider.complete({ prompt, case: 'one', messages: [], parameters: {} });
  return result.ok ? result.value.text : result.fault.message;
}

const recording = (prompt: string): string =>
  `# ours\nprompt: ${prompt}\nanswers:\n  - { case: one, answer: yes it is }\n`;

describe('the recorded answers of a prompt', () => {
  test('follow the name in its header', async (t) => {
    const one = await opened(t, {
      'prompts/a.prompt': '---\nname: triage\n---\nx',
      'prompts/a.cases.yaml': 'prompt: triage\ncases:\n  - name: one\n',
      'recordings/triage.yaml': recording('"triage"'),
    });
    assert.equal(await answer(one.root, 'triage'), 'yes it is');
    apply(renamed(one, 'prompts/a.prompt', 'orders/sort'));
    assert.equal(await answer(one.root, 'orders/sort'), 'yes it is');
    assert.equal(one.has('recordings/triage.yaml'), false);
    assert.equal(readFileSync(path.join(one.root, 'recordings/orders/sort.yaml'), 'utf8'), recording('"orders/sort"'));
  });

  test('follow its file, and the folders of files', async (t) => {
    const one = await opened(t, {
      'prompts/a.prompt': 'x',
      'prompts/mails/b.prompt': 'y',
      'prompts/mails/c.prompt': '---\nname: own\n---\ny',
      'recordings/a.yaml': recording('a'),
      'recordings/mails/b.yaml': recording('mails/b'),
      'recordings/own.yaml': recording('own'),
    });
    const moves = { 'prompts/a.prompt': 'prompts/letters/no.prompt', 'prompts/mails': 'prompts/post' };
    const files = Object.entries(moves).map(([from, to]) => ({ oldUri: one.uri(from), newUri: one.uri(to) }));
    apply(allAtOnce(one.service.renameFiles(files)));
    assert.equal(await answer(one.root, 'letters/no'), 'yes it is');
    assert.equal(await answer(one.root, 'post/b'), 'yes it is');
    assert.equal(await answer(one.root, 'own'), 'yes it is');
  });

  test('are those of every folder of recordings', async (t) => {
    const one = await opened(t, {
      'galley.yaml':
        'providers:\n  replay: { recordings: answers/new }\n  before: { type: replay, recordings: ./answers/old }\n',
      'prompts/a.prompt': '---\nname: triage\n---\nx',
      'answers/new/triage.yaml': recording('triage'),
      'answers/old/triage.yaml': recording('triage'),
      'recordings/triage.yaml': recording('triage'),
    });
    apply(renamed(one, 'prompts/a.prompt', 'sort'));
    assert.equal(await answer(one.root, 'sort', 'answers/new'), 'yes it is');
    assert.equal(await answer(one.root, 'sort', 'answers/old'), 'yes it is');
    assert.ok(one.has('recordings/triage.yaml'), 'this folder is nobody’s');
  });

  test('are changed as the editor has them open', async (t) => {
    const one = await opened(t, {
      'prompts/a.prompt': '---\nname: triage\n---\nx',
      'recordings/triage.yaml': recording('triage'),
    });
    const uri = one.uri('recordings/triage.yaml');
    one.workspace.open(uri, `# more\n${recording('triage')}`, 7, 'yaml');
    const [change] = (renamed(one, 'prompts/a.prompt', 'sort')?.documentChanges ?? []).filter(
      (one) => 'textDocument' in one && one.textDocument.uri === uri,
    );
    assert.ok(change !== undefined && 'textDocument' in change);
    assert.equal(change.textDocument.version, 7);
    assert.equal(change.edits[0] !== undefined && 'range' in change.edits[0] && change.edits[0].range.start.line, 2);
  });

  test('never take the place of others', async (t) => {
    const one = await opened(t, {
      'prompts/a.prompt': '---\nname: triage\n---\nx',
      'prompts/b.prompt': 'x',
      'recordings/triage.yaml': recording('triage'),
      'recordings/b.yaml': recording('b'),
      'recordings/sort.yaml': recording('sort'),
    });
    assert.throws(
      () => renamed(one, 'prompts/a.prompt', 'sort'),
      (error) => error instanceof RenameRefused && /recordings\/sort\.yaml/.test(error.message),
    );
    const move = { oldUri: one.uri('prompts/b.prompt'), newUri: one.uri('prompts/sort.prompt') };
    assert.equal(allAtOnce(one.service.renameFiles([move])), undefined);
  });

  test('stay when they are not those of the prompt, or lie outside of their folder', async (t) => {
    const one = await opened(t, {
      'prompts/a.prompt': '---\nname: triage\n---\nx',
      'prompts/b.prompt': '---\nname: ../outside\n---\nx',
      'recordings/triage.yaml': recording('another'),
      'outside.yaml': recording('../outside'),
    });
    apply(renamed(one, 'prompts/a.prompt', 'sort'));
    assert.ok(one.has('recordings/triage.yaml'));
    apply(renamed(one, 'prompts/b.prompt', 'inside'));
    assert.ok(one.has('outside.yaml'));
  });

  test('hold no inputs: the rename of an input leaves them alone', async (t) => {
    const one = await opened(t, {
      'prompts/a.prompt': '{{name}}',
      'prompts/a.cases.yaml': 'cases:\n  - name: one\n    inputs: { name: x }\n',
      'recordings/a.yaml': recording('a'),
    });
    apply(one.service.rename(one.uri('prompts/a.prompt'), { line: 0, character: 2 }, 'who'));
    assert.match(readFileSync(path.join(one.root, 'prompts/a.cases.yaml'), 'utf8'), /inputs: \{ who: x \}/);
    assert.equal(await answer(one.root, 'a'), 'yes it is');
  });

  test('have their folder in galley.yaml, which follows it', async (t) => {
    const one = await opened(t, {
      'galley.yaml': "providers:\n  replay: { recordings: 'answers' }\n",
      'prompts/a.prompt': 'x',
      'answers/a.yaml': recording('a'),
    });
    apply(allAtOnce(one.service.renameFiles([{ oldUri: one.uri('answers'), newUri: one.uri('kept/answers') }])));
    assert.equal(
      readFileSync(path.join(one.root, 'galley.yaml'), 'utf8'),
      "providers:\n  replay: { recordings: 'kept/answers' }\n",
    );
  });
});
