import assert from 'node:assert/strict';
import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import type {
  CompletionItem,
  CompletionList,
  SemanticTokens,
  WorkspaceDiagnosticReport,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { serverCapabilities } from '../../../server/src/hosts/lsp/capabilities';
import { ClientFeatures } from '../../../server/src/hosts/lsp/client-features';
import { fullCapabilities, head, type RecordingClient, withServer } from './client';

const files = {
  'a.prompt': `${head}Dear {{name}}`,
  '_sign.prompt': 'x',
  'use.prompt': '{{> sign}}',
  'wrong.prompt': '{{#if x}}',
};
const file = 'a.prompt';
const position = { line: 5, character: 8 };
const end = { line: 5, character: 13 };

/** Sees that one declared part of a capability works. */
type Exercise = (client: RecordingClient) => Promise<void>;

const moved = (client: RecordingClient): object => ({
  files: [{ oldUri: client.uri('_sign.prompt'), newUri: client.uri('_bye.prompt') }],
});

/** The prompts and partials that the server knows. */
async function names(client: RecordingClient): Promise<readonly string[]> {
  const found = await client.request<{ name: string }[]>('workspace/symbol', { query: '' });
  return found.map(({ name }) => name).sort();
}

/** One exercise for each part that is declared. What only names keys or kinds has none. */
const exercises: { readonly [path: string]: Exercise } = {
  'textDocumentSync.openClose': async (client) => {
    await client.open('open.prompt', '{{#if x}}');
    assert.deepEqual(await client.findings('open.prompt', 1), ['unclosed-block']);
    await client.close('open.prompt');
    await client.until('it is cleared', () => client.codes('open.prompt')?.length === 0);
  },
  'textDocumentSync.change': async (client) => {
    await client.notify('textDocument/didChange', {
      textDocument: { uri: client.uri(file), version: 2 },
      contentChanges: [{ range: { start: end, end }, text: '{{nam}}' }],
    });
    assert.deepEqual(await client.findings(file, 2), ['undeclared-variable']);
  },
  'textDocumentSync.save': async (client) => {
    await client.open('_sign.prompt', 'x');
    client.write('_sign.prompt', '{{#if x}}');
    await client.notify('textDocument/didSave', { textDocument: { uri: client.uri('_sign.prompt') } });
    await client.close('_sign.prompt');
    await client.until('what was saved', () => client.codes('_sign.prompt')?.join() === 'unclosed-block');
  },
  'completionProvider.resolveProvider': async (client) => {
    const at = { textDocument: { uri: client.uri(file) }, position };
    const { items, itemDefaults } = await client.request<CompletionList>('textDocument/completion', at);
    const data: unknown = itemDefaults?.data;
    assert.deepEqual(
      items.map(({ label }) => label),
      ['name', 'lookup', 'log', 'role', 'history', 'media', 'section', 'json'],
    );
    const resolved = await client.request<CompletionItem>('completionItem/resolve', { ...items[0], data });
    assert.deepEqual(resolved.documentation, { kind: 'markdown', value: '```\nname: string\n```' });
  },
  'renameProvider.prepareProvider': async (client) => {
    const at = { textDocument: { uri: client.uri(file) }, position };
    const { placeholder } = await client.request<{ placeholder: string }>('textDocument/prepareRename', at);
    assert.equal(placeholder, 'name');
  },
  'semanticTokensProvider.full.delta': async (client) => {
    const textDocument = { uri: client.uri(file) };
    const full = await client.request<SemanticTokens>('textDocument/semanticTokens/full', { textDocument });
    const previousResultId = full.resultId;
    const delta = await client.request('textDocument/semanticTokens/full/delta', { textDocument, previousResultId });
    assert.deepEqual((delta as { edits: unknown[] }).edits, []);
  },
  'semanticTokensProvider.range': async (client) => {
    const range = { start: position, end: { line: 5, character: 12 } };
    const tokens = await client.request<SemanticTokens>('textDocument/semanticTokens/range', {
      textDocument: { uri: client.uri(file) },
      range,
    });
    assert.deepEqual(tokens.data, [5, 7, 4, 2, 0, 0, 4, 2, 0, 0], 'name and }}');
  },
  'diagnosticProvider.identifier': async (client) => {
    const params = { textDocument: { uri: client.uri(file) }, identifier: 'galley' };
    const { kind, items } = await client.request<{ kind: string; items: unknown[] }>('textDocument/diagnostic', params);
    assert.deepEqual([kind, items.length], ['full', 1]);
  },
  'diagnosticProvider.interFileDependencies': async (client) => {
    const params = { textDocument: { uri: client.uri('use.prompt') } };
    await client.open('use.prompt', '{{> sign}} {{> more}}');
    const items = async (): Promise<number> =>
      (await client.request<{ items: unknown[] }>('textDocument/diagnostic', params)).items.length;
    assert.equal(await items(), 1);
    await client.open('_more.prompt', 'x');
    assert.equal(await items(), 0);
  },
  'diagnosticProvider.workspaceDiagnostics': async (client) => {
    const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
      previousResultIds: [],
    });
    assert.deepEqual(
      items.map((item) => [item.uri, item.kind === 'full' ? item.items.map(({ code }) => code) : item.kind]),
      [
        [client.uri('_sign.prompt'), ['galley/unclosed-block']],
        [client.uri(file), ['galley/undeclared-variable']],
        [client.uri('wrong.prompt'), ['galley/unclosed-block']],
      ],
    );
  },
  'workspace.workspaceFolders.supported': async (client) => {
    client.write('sub/inner.prompt', 'x');
    await client.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: client.uri('sub'), name: 'sub' }], removed: [] },
    });
    assert.deepEqual(await names(client), ['a', 'inner', 'more', 'sign', 'use', 'wrong']);
  },
  'workspace.workspaceFolders.changeNotifications': async (client) => {
    await client.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: client.uri('sub'), name: 'sub' }] },
    });
    assert.deepEqual(await names(client), ['a', 'more', 'sign', 'sub/inner', 'use', 'wrong']);
  },
  'workspace.fileOperations.willRename': async (client) => {
    const edit = await client.request<WorkspaceEdit>('workspace/willRenameFiles', moved(client));
    assert.deepEqual(edit, {
      documentChanges: [
        {
          textDocument: { uri: client.uri('use.prompt'), version: 1 },
          edits: [{ range: { start: { line: 0, character: 4 }, end: { line: 0, character: 8 } }, newText: 'bye' }],
        },
      ],
    });
  },
  'workspace.fileOperations.didRename': async (client) => {
    renameSync(path.join(client.folder, '_sign.prompt'), path.join(client.folder, '_bye.prompt'));
    await client.notify('workspace/didRenameFiles', moved(client));
    assert.deepEqual(await names(client), ['a', 'bye', 'more', 'sub/inner', 'use', 'wrong']);
  },
  'workspace.fileOperations.didCreate': async (client) => {
    client.write('new.prompt', 'x');
    await client.notify('workspace/didCreateFiles', { files: [{ uri: client.uri('new.prompt') }] });
    assert.deepEqual(await names(client), ['a', 'bye', 'more', 'new', 'sub/inner', 'use', 'wrong']);
  },
  'workspace.fileOperations.didDelete': async (client) => {
    rmSync(path.join(client.folder, 'new.prompt'));
    await client.notify('workspace/didDeleteFiles', { files: [{ uri: client.uri('new.prompt') }] });
    assert.deepEqual(await names(client), ['a', 'bye', 'more', 'sub/inner', 'use', 'wrong']);
  },
};

/** The parts below the capabilities themselves, which another test exercises. */
function partsOf(capabilities: object): string[] {
  const named = [
    'filters',
    'legend',
    'triggerCharacters',
    'retriggerCharacters',
    'codeActionKinds',
    'firstTriggerCharacter',
    'moreTriggerCharacter',
    'includeText',
  ];
  const found: string[] = [];
  const pending = Object.entries(capabilities).map(([key, value]) => ({ path: [key], value: value as unknown }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { path, value } = next;
    const below = typeof value === 'object' && value !== null ? Object.entries(value) : [];
    const parts = below.filter(([key]) => !named.includes(key));
    if (parts.length === 0 && path.length > 1) found.push(path.join('.'));
    for (const [key, part] of parts) pending.push({ path: [...path, key], value: part as unknown });
  }
  return found.sort();
}

test('every part of a capability that is declared has an exercise, and works', async () => {
  const declared = partsOf(serverCapabilities(new ClientFeatures(fullCapabilities)));
  assert.deepEqual(declared, Object.keys(exercises).sort());
  await withServer({ files }, async (client) => {
    assert.deepEqual(partsOf(client.init.capabilities), declared, 'the built server declares the same');
    await client.open(file, files[file]);
    for (const exercise of Object.values(exercises)) await exercise(client);
  });
});
