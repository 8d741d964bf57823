import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CompletionList, SemanticTokens, WorkspaceDiagnosticReport } from 'vscode-languageserver/node';
import { serverCapabilities } from '../../../server/src/hosts/lsp/capabilities';
import { ClientFeatures } from '../../../server/src/hosts/lsp/client-features';
import { fullCapabilities, withServer, type RecordingClient } from './client';

const head = '---\ninput:\n  schema:\n    name: string\n---\n';
const files = { 'a.prompt': `${head}Dear {{name}}`, '_sign.prompt': 'x', 'use.prompt': '{{> sign}}' };
const file = 'a.prompt';
const position = { line: 5, character: 8 };

/** Sees that one declared part of a capability works. */
type Exercise = (client: RecordingClient) => Promise<void>;

const moved = (client: RecordingClient): object => ({
  files: [{ oldUri: client.uri('_sign.prompt'), newUri: client.uri('_bye.prompt') }],
});

async function hears(
  client: RecordingClient,
  method: string,
  params: object,
  text: string,
  name: string,
): Promise<void> {
  client.write(name, text);
  await client.notify(`workspace/${method}`, params);
  const found = await client.request<{ name: string }[]>('workspace/symbol', {
    query: name.replace('_', '').slice(0, 3),
  });
  assert.ok(found.length > 0, method);
}

/** One exercise for each part that is declared. What only names keys or kinds has none. */
const exercises: { readonly [path: string]: Exercise } = {
  'textDocumentSync.openClose': async (client) => {
    await client.open('open.prompt', '{{#if x}}');
    await client.findings('open.prompt', 1);
    await client.close('open.prompt');
    await client.until('it is cleared', () => client.codes('open.prompt')?.length === 0);
  },
  'textDocumentSync.change': async (client) => {
    await client.notify('textDocument/didChange', {
      textDocument: { uri: client.uri(file), version: 2 },
      contentChanges: [{ range: { start: position, end: position }, text: '' }],
    });
    await client.findings(file, 2);
  },
  'textDocumentSync.save': async (client) => {
    client.write(file, files[file]);
    await client.notify('textDocument/didSave', { textDocument: { uri: client.uri(file) } });
  },
  'completionProvider.resolveProvider': async (client) => {
    const at = { textDocument: { uri: client.uri(file) }, position };
    const { items, itemDefaults } = await client.request<CompletionList>('textDocument/completion', at);
    const data: unknown = itemDefaults?.data;
    const resolved = await client.request<{ label: string }>('completionItem/resolve', { ...items[0], data });
    assert.equal(resolved.label, items[0]?.label);
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
    assert.ok(tokens.data.length > 0);
  },
  'diagnosticProvider.identifier': async (client) => {
    const params = { textDocument: { uri: client.uri(file) }, identifier: 'galley' };
    assert.equal((await client.request<{ kind: string }>('textDocument/diagnostic', params)).kind, 'full');
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
    assert.ok(Array.isArray(items));
  },
  'workspace.workspaceFolders.supported': async (client) => {
    client.write('sub/inner.prompt', 'x');
    await client.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [{ uri: client.uri('sub'), name: 'sub' }], removed: [] },
    });
    const found = await client.request<{ name: string }[]>('workspace/symbol', { query: 'inner' });
    assert.deepEqual(
      found.map(({ name }) => name),
      ['inner'],
    );
  },
  'workspace.workspaceFolders.changeNotifications': async (client) => {
    await client.notify('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [{ uri: client.uri('sub'), name: 'sub' }] },
    });
  },
  'workspace.fileOperations.willRename': async (client) => {
    assert.match(JSON.stringify(await client.request('workspace/willRenameFiles', moved(client))), /"bye"/);
  },
  'workspace.fileOperations.didRename': (client) => hears(client, 'didRenameFiles', moved(client), 'x', '_bye.prompt'),
  'workspace.fileOperations.didCreate': (client) =>
    hears(client, 'didCreateFiles', { files: [{ uri: client.uri('new.prompt') }] }, 'x', 'new.prompt'),
  'workspace.fileOperations.didDelete': (client) =>
    hears(client, 'didDeleteFiles', { files: [{ uri: client.uri('gone.prompt') }] }, 'x', 'new.prompt'),
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
