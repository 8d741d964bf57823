import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { createLanguageService } from '../../../server/src/language';
import { Findings } from '../../../server/src/hosts/lsp/findings';
import { MemoryWorkspace, uriOf } from '../../support/memory-workspace';
import { temporaryWorkspace, writeFiles } from '../../support/workspace';
import { CountingFiles } from './counting-files';
import { startInProcess, type InProcess } from './in-process';

const head = '---\ninput:\n  schema:\n    name: string\n---\n';
const files = {
  'galley.yaml': 'prompts: ["prompts/**"]\n',
  'prompts/a.prompt': `${head}Dear {{name}} {{> sign}}`,
  'prompts/_sign.prompt': 'Bye {{name}}',
  'prompts/deep/b.prompt': `${head}{{name}} {{> sign}}`,
  'prompts/a.cases.yaml': 'cases:\n  - name: one\n    inputs: { name: Ada }\n',
  'src/main.ts': 'x',
};

/** A server on the files, whose reads and walks are counted from before its start. */
async function counted(t: TestContext): Promise<{ server: InProcess; counts: CountingFiles; folder: string }> {
  const folder = temporaryWorkspace(t, files);
  const counts = new CountingFiles(folder);
  t.after(() => counts.stop());
  const server = await startInProcess(t, folder);
  await server.connection.sendRequest('workspace/symbol', { query: '' });
  return { server, counts, folder };
}

function open(server: InProcess, file: string, text: string, version = 1): Promise<void> {
  return server.connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri: server.uri(file), languageId: 'dotprompt', version, text },
  });
}

async function published(server: InProcess, file: string, version: number | undefined): Promise<string[]> {
  const of = (): (typeof server.published)[number] | undefined =>
    server.published.findLast((one) => one.uri === server.uri(file) && one.version === version);
  await server.until(() => of() !== undefined);
  return of()?.diagnostics.map(({ code }) => String(code)) ?? [];
}

describe('what the server reads', () => {
  test('at its start: every prompt, case file and galley.yaml, and every folder once', async (t) => {
    const { counts } = await counted(t);
    const { reads, walks } = counts.take();
    const once = [
      'galley.yaml',
      'prompts/_sign.prompt',
      'prompts/a.cases.yaml',
      'prompts/a.prompt',
      'prompts/deep/b.prompt',
    ];
    // galley.yaml says which files count before it is found among them.
    assert.deepEqual(reads, ['galley.yaml', ...once]);
    assert.deepEqual(walks, ['', 'prompts', 'prompts/deep', 'src']);
  });

  test('to open, edit, ask and close: nothing', async (t) => {
    const { server, counts } = await counted(t);
    counts.take();
    const file = 'prompts/a.prompt';
    await open(server, file, files[file]);
    await published(server, file, 1);
    for (let version = 2; version < 12; version++) {
      await server.connection.sendNotification('textDocument/didChange', {
        textDocument: { uri: server.uri(file), version },
        contentChanges: [
          { range: { start: { line: 5, character: 0 }, end: { line: 5, character: 0 } }, text: '{{nam}}' },
        ],
      });
    }
    const codes = await published(server, file, 11);
    assert.equal(codes.length, 10);
    const at = { textDocument: { uri: server.uri(file) }, position: { line: 5, character: 3 } };
    for (const method of ['completion', 'hover', 'definition', 'documentHighlight', 'codeLens', 'semanticTokens/full'])
      await server.connection.sendRequest(`textDocument/${method}`, at);
    await server.connection.sendRequest('textDocument/references', { ...at, context: { includeDeclaration: true } });
    await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri: server.uri(file) } });
    await server.until(() => server.published.at(-1)?.diagnostics.length === 0);
    assert.deepEqual(counts.take(), { reads: [], walks: [] });
  });

  test('when a file changes on disk: that file', async (t) => {
    const { server, counts, folder } = await counted(t);
    counts.take();
    const file = 'prompts/deep/b.prompt';
    writeFiles(folder, { [file]: '{{#if x}}' });
    await server.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [
        { uri: server.uri(file), type: 2 },
        { uri: server.uri('src/main.ts'), type: 2 },
        { uri: server.uri('node_modules/x/a.prompt'), type: 1 },
      ],
    });
    assert.deepEqual(await published(server, file, undefined), ['galley/unclosed-block']);
    assert.deepEqual(counts.take(), { reads: [file], walks: [] });
  });

  test('when galley.yaml is typed, as long as it names the same files: nothing but itself', async (t) => {
    const { server, counts } = await counted(t);
    counts.take();
    await open(server, 'galley.yaml', 'prompts: ["prompts/**"]\nhelpers: [shout]\n');
    await published(server, 'galley.yaml', 1);
    await open(server, 'prompts/a.prompt', `${head}{{shout name}}`);
    assert.deepEqual(await published(server, 'prompts/a.prompt', 1), []);
    const { reads, walks } = counts.take();
    assert.deepEqual([[...new Set(reads)], walks], [['galley.yaml'], []]);
  });
});

test('findings of one state are worked out once, whoever asks', () => {
  const workspace = new MemoryWorkspace({ 'a.prompt': '{{#if x}}', 'b.prompt': 'x', '_c.prompt': 'x' });
  const service = createLanguageService({ workspace });
  let times = 0;
  const scope = {
    ready: Promise.resolve(),
    files: () => workspace.files(),
    service: {
      ...service,
      diagnostics(uri: string) {
        times++;
        return service.diagnostics(uri);
      },
    },
  };
  const findings = new Findings({ of: () => scope, scopes: [scope] });
  assert.equal(findings.takeAffected().length, 3);
  const [a, b] = [uriOf('a.prompt'), uriOf('b.prompt')];
  const first = findings.of(a);
  assert.equal(findings.of(a), first);
  assert.deepEqual([first.diagnostics.length, findings.of(b).resultId, times], [1, findings.nothing, 2]);
  workspace.open('a.prompt', '{{#if x}}', 2);
  assert.deepEqual([findings.of(a).version, findings.of(a).resultId], [2, first.resultId]);
  assert.equal(times, 3);
  assert.deepEqual(findings.takeAffected(), [a], 'whoever publishes still hears of it');
  workspace.open('a.prompt', '', 3);
  assert.equal(findings.of(a).resultId, findings.nothing);
  workspace.open('a.prompt', '{{#if x}}', 4);
  assert.notEqual(findings.of(a).resultId, first.resultId, 'an id is never given twice');
});

test('the reading of folders is shown when it takes its time', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [`p/${index}.prompt`, 'x']));
  const folder = temporaryWorkspace(t, many);
  const timing = { refresh: 200, settings: 3_000, progress: 0 };
  const server = await startInProcess(t, folder, { window: { workDoneProgress: true } }, timing);
  const kinds = (): string[] =>
    server.heard
      .filter(({ method }) => method === '$/progress')
      .map(({ params }) => (params as { value: { kind: string } }).value.kind);
  await server.until(() => kinds().length === 2);
  assert.deepEqual(kinds(), ['begin', 'end']);
  assert.ok(server.heard.some(({ method }) => method === 'window/workDoneProgress/create'));
});
