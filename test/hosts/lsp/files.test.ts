import assert from 'node:assert/strict';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { CancellationTokenSource, type SymbolInformation, type WorkspaceEdit } from 'vscode-languageserver/node';
import { temporaryWorkspace } from '../../support/workspace';
import { errorOf, fullCapabilities, head, type RecordingClient, withServer } from './client';
import { startInProcess } from './in-process';

const files = {
  'galley.yaml': 'prompts: ["prompts/**"]\nseverities: { unused-input: off }\n',
  'prompts/hello.prompt': `${head}Dear {{name}} {{> mails/sign}}`,
  'prompts/mails/_sign.prompt': 'Bye',
  'prompts/mails/main.j2': '{% include "part.j2" %}',
  'prompts/mails/part.j2': 'x',
  'tests/all.cases.yaml': 'prompt: hello\ncases:\n  - name: Ada\n    inputs: { name: Ada }\n',
};
const hello = 'prompts/hello.prompt';

async function rename(client: RecordingClient, from: string, to: string): Promise<WorkspaceEdit | null> {
  return client.request('workspace/willRenameFiles', {
    files: [{ oldUri: client.uri(from), newUri: client.uri(to) }],
  });
}

/** The new texts in an edit, by file. */
function texts(client: RecordingClient, edit: WorkspaceEdit | null): Record<string, string[]> {
  const changes = (edit?.documentChanges ?? []).flatMap((change) => ('edits' in change ? [change] : []));
  return Object.fromEntries(
    changes.map(({ textDocument, edits }) => [
      textDocument.uri.slice(client.uri('').length + 1),
      edits.map((one) => ('newText' in one ? one.newText : '')),
    ]),
  );
}

async function names(client: RecordingClient): Promise<string[]> {
  const found = await client.request<SymbolInformation[]>('workspace/symbol', { query: '' });
  return found.map(({ name }) => name).sort();
}

describe('the file that an environment publishes to', () => {
  test('is looked at again when something else writes it', async () => {
    await withServer({ files }, async (client) => {
      const folder = client.uri('');
      await client.request('galley/commit', { folder, prompt: 'hello', message: 'First' });
      await client.request('galley/deploy', { folder, selectors: ['hello'], environment: 'development' });
      const changes = (): number =>
        client.notifications.filter(
          ({ method, params }) => method === 'galley/changed' && (params as { environments: boolean }).environments,
        ).length;
      await client.until('the deployment is told', () => changes() > 0);
      const before = changes();
      client.write('releases/other.json', '{}');
      client.write('releases/development.json', '{}');
      for (const file of ['releases/other.json', 'releases/development.json'])
        await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri(file), type: 2 }] });
      await client.until('the environments are told', () => changes() > before);
      const found = await client.request<{ drift?: { kind: string } }[]>('galley/env.drift', { folder });
      assert.deepEqual(
        found.map(({ drift }) => drift?.kind),
        ['changed'],
      );
    });
  });
});

describe('before files move, the editor is told what else changes', () => {
  test('a partial, a prompt, a folder, the folder of all prompts', async () => {
    await withServer({ files }, async (client) => {
      const moves = [
        ['prompts/mails/_sign.prompt', 'prompts/_bye.prompt', { [hello]: ['bye'] }],
        [hello, 'prompts/greeting.prompt', { 'tests/all.cases.yaml': ['greeting'] }],
        ['prompts/mails', 'prompts/letters', { [hello]: ['letters/sign'] }],
        ['prompts/mails/part.j2', 'prompts/part.j2', { 'prompts/mails/main.j2': ['../part.j2'] }],
        ['prompts', 'texts', { 'galley.yaml': ['"texts/**"'] }],
        ['prompts/hello.prompt', '../hello.prompt', {}],
        ['nowhere.prompt', 'else.prompt', {}],
      ] as const;
      for (const [from, to, expected] of moves)
        assert.deepEqual(texts(client, await rename(client, from, to)), expected, `${from} to ${to}`);
    });
  });

  test('a plain editor gets plain edits', async () => {
    await withServer({ files, capabilities: {} }, async (client) => {
      const edit = await rename(client, 'prompts/mails/_sign.prompt', 'prompts/_bye.prompt');
      assert.deepEqual(Object.keys(edit?.changes ?? {}), [client.uri(hello)]);
    });
  });

  test('recorded answers move along, where the editor can move files', async () => {
    const recorded = { ...files, 'recordings/hello.yaml': 'prompt: hello\nanswers: []\n' };
    const cases = 'tests/all.cases.yaml';
    await withServer({ files: recorded }, async (client) => {
      const edit = await rename(client, hello, 'prompts/greeting.prompt');
      assert.deepEqual(texts(client, edit), { 'recordings/hello.yaml': ['greeting'], [cases]: ['greeting'] });
      const [oldUri, newUri] = ['recordings/hello.yaml', 'recordings/greeting.yaml'].map((file) => client.uri(file));
      assert.deepEqual(edit?.documentChanges?.at(-1), { kind: 'rename', oldUri, newUri });
    });
    await withServer({ files: recorded, capabilities: {} }, async (client) => {
      const edit = await rename(client, hello, 'prompts/greeting.prompt');
      assert.deepEqual(Object.keys(edit?.changes ?? {}), [client.uri(cases)]);
    });
  });
});

describe('an editor that watches no files', () => {
  test('tells what it creates, renames and deletes itself', async () => {
    await withServer({ files, capabilities: {} }, async (client) => {
      const at = (file: string): string => path.join(client.folder, file);
      const before = ['hello', 'mails/main', 'mails/part', 'mails/sign'];
      assert.deepEqual(await names(client), before);
      client.write('prompts/new.prompt', 'x');
      await client.notify('workspace/didCreateFiles', { files: [{ uri: client.uri('prompts/new.prompt') }] });
      assert.deepEqual(await names(client), [...before, 'new']);
      renameSync(at('prompts/mails'), at('prompts/v1.2'));
      await client.notify('workspace/didRenameFiles', {
        files: [{ oldUri: client.uri('prompts/mails'), newUri: client.uri('prompts/v1.2') }],
      });
      assert.deepEqual(await names(client), ['hello', 'new', 'v1.2/main', 'v1.2/part', 'v1.2/sign']);
      rmSync(at('prompts/v1.2'), { recursive: true });
      await client.notify('workspace/didDeleteFiles', { files: [{ uri: client.uri('prompts/v1.2') }] });
      assert.deepEqual(await names(client), ['hello', 'new']);
      mkdirSync(at('prompts/empty'));
      await client.notify('workspace/didCreateFiles', { files: [{ uri: client.uri('prompts/empty') }] });
      const broken = '{{#if x}}';
      client.write(hello, broken);
      await client.open(hello, broken, 1);
      await client.notify('textDocument/didSave', { textDocument: { uri: client.uri(hello) } });
      await client.close(hello);
      await client.until(
        'the findings of what was saved',
        () => client.published.at(-1)?.version === undefined && client.codes(hello)?.join() === 'unclosed-block',
      );
    });
  });
});

describe('galley.yaml, live', () => {
  const bad = `${head}Dear {{name}} {{nobody}} {{shout name}}`;

  test('typed and saved, it counts at once; a broken one leaves the last good one in force', async () => {
    await withServer({ files: { ...files, 'prompts/bad.prompt': bad } }, async (client) => {
      await client.open(hello, bad);
      assert.deepEqual(await client.findings(hello, 1), ['undeclared-variable', 'unknown-helper']);
      const write = (version: number, text: string): Promise<void> => client.change('galley.yaml', version, text);
      await client.open('galley.yaml', files['galley.yaml'], 1, 'yaml');
      await write(2, 'prompts: ["prompts/**"]\nhelpers: [shout]\nseverities: { undeclared-variable: off }\n');
      await client.until('the open prompt follows', () => client.codes(hello)?.length === 0);
      await client.until(
        'the closed one too',
        () => client.codes('prompts/bad.prompt') === undefined || client.codes('prompts/bad.prompt')?.length === 0,
      );
      await write(3, 'prompts: ["prompts/**"]\nhelpers: [shout\n');
      await client.until('one error', () => client.codes('galley.yaml')?.join() === 'config-syntax');
      await client.change(hello, 2, `${bad} `);
      assert.deepEqual(await client.findings(hello, 2), [], 'the last good rules are in force');
      await client.close('galley.yaml');
      await client.until('what is on disk counts again', () => client.codes(hello)?.length === 2);
      await client.until('its file is sound', () => client.codes('galley.yaml')?.length === 0);
      client.write('galley.yaml', 'prompts: [a\n');
      await client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: client.uri('galley.yaml'), type: 2 }],
      });
      await client.until('the error on disk', () => client.codes('galley.yaml')?.join() === 'config-syntax');
      assert.deepEqual(client.codes(hello)?.length, 2);
    });
  });

  test('what it leaves out is cleared', async () => {
    await withServer({ files: { ...files, 'prompts/bad.prompt': bad } }, async (client) => {
      await client.until('findings', () => client.codes('prompts/bad.prompt')?.length === 2);
      client.write('galley.yaml', 'prompts: ["texts/**"]\n');
      await client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: client.uri('galley.yaml'), type: 2 }],
      });
      await client.until('they are gone', () => client.codes('prompts/bad.prompt')?.length === 0);
    });
  });
});

describe('cancelled requests', () => {
  const many = Object.fromEntries(
    Array.from({ length: 500 }, (_, index) => [`p/${index}.prompt`, `${head}{{name}} {{> sign}} ${index}`]),
  );

  test('end, wherever they are; the next ones are answered', async () => {
    await withServer({ files: { ...many, '_sign.prompt': 'x' }, capabilities: fullCapabilities }, async (client) => {
      await client.open('use.prompt', '{{> sign}}');
      const at = { textDocument: { uri: client.uri('use.prompt') }, position: { line: 0, character: 5 } };
      const [item] = await client.request<object[]>('textDocument/prepareCallHierarchy', at);
      const long: [string, object][] = [
        ['textDocument/references', { ...at, context: { includeDeclaration: true } }],
        ['callHierarchy/incomingCalls', { item }],
        ['workspace/symbol', { query: 'p' }],
        ['workspace/diagnostic', { previousResultIds: [] }],
        ['textDocument/diagnostic', at],
        ['textDocument/codeLens', at],
      ];
      for (const [method, params] of long) {
        const source = new CancellationTokenSource();
        const running = client.connection.sendRequest(method, params, source.token);
        source.cancel();
        const ended = await running.catch((error: { code: number }) => error.code);
        assert.ok(ended === -32800 || typeof ended === 'object', `${method}: ${String(ended)}`);
      }
      const found = await client.request<unknown[]>('textDocument/references', long[0]?.[1]);
      assert.equal(found.length, 501);
    });
  });

  test('one that waits for the files of the folder stops waiting', async (t) => {
    const { connection, uri } = await startInProcess(t, temporaryWorkspace(t, many));
    const source = new CancellationTokenSource();
    const at = { textDocument: { uri: uri('p/0.prompt') }, position: { line: 5, character: 3 } };
    const lenses = connection.sendRequest('textDocument/codeLens', at, source.token);
    source.cancel();
    assert.equal((await errorOf(lenses)).code, -32800);
  });

  test('a request that typing overtakes is still answered', async () => {
    await withServer({ files: many }, async (client) => {
      await client.open('p/0.prompt', `${head}{{name}}`);
      const at = { textDocument: { uri: client.uri('p/0.prompt') }, position: { line: 5, character: 3 } };
      const asked = ['hover', 'completion', 'documentSymbol', 'codeLens', 'diagnostic'].map((method) =>
        client.request<unknown>(`textDocument/${method}`, at),
      );
      await client.change('p/0.prompt', 2, '');
      await Promise.all(asked);
      assert.deepEqual(await client.request('textDocument/hover', at), null, 'there is nothing any more');
    });
  });
});
