import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { errorOf, fullCapabilities, head, type RecordingClient, withServer } from './client';

const bad = `${head}Dear {{name}} {{nam}}`;
const hello = 'prompts/hello.prompt';
const files = { [hello]: `${head}Dear {{name}}`, 'prompts/bad.prompt': bad };

const inDocument = [
  'completion',
  'hover',
  'signatureHelp',
  'definition',
  'typeDefinition',
  'references',
  'prepareRename',
  'rename',
  'documentHighlight',
  'prepareCallHierarchy',
  'documentSymbol',
  'foldingRange',
  'selectionRange',
  'linkedEditingRange',
  'semanticTokens/full',
  'semanticTokens/range',
  'semanticTokens/full/delta',
  'inlayHint',
  'documentLink',
  'codeLens',
  'codeAction',
  'onTypeFormatting',
  'diagnostic',
].map((method) => `textDocument/${method}`);
const others = [
  'completionItem/resolve',
  'callHierarchy/incomingCalls',
  'callHierarchy/outgoingCalls',
  'workspace/symbol',
  'workspace/willRenameFiles',
  'galley/list',
  'galley/nonsense',
  'nonsense',
];
const notifications = [
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didSave',
  'textDocument/didClose',
  'workspace/didChangeConfiguration',
  'workspace/didChangeWatchedFiles',
  'workspace/didChangeWorkspaceFolders',
  'workspace/didCreateFiles',
  'workspace/didRenameFiles',
  'workspace/didDeleteFiles',
  '$/cancelRequest',
  '$/setTrace',
];

/** What is answered where nothing is, when that is not an empty list. */
const nothing: { readonly [method: string]: unknown } = {
  'textDocument/completion': null,
  'textDocument/hover': null,
  'textDocument/signatureHelp': null,
  'textDocument/prepareRename': null,
  'textDocument/rename': null,
  'textDocument/linkedEditingRange': null,
  'textDocument/semanticTokens/full': { data: [] },
  'textDocument/semanticTokens/range': { data: [] },
  'textDocument/semanticTokens/full/delta': { data: [] },
  'textDocument/diagnostic': { kind: 'full', resultId: '', items: [] },
  'workspace/willRenameFiles': null,
};
/** What is answered of a whole document, or of its nearest place. */
const ofTheWhole = [
  ...['prepareCallHierarchy', 'documentSymbol', 'foldingRange', 'selectionRange'],
  ...['semanticTokens/full', 'semanticTokens/full/delta'],
].map((method) => `textDocument/${method}`);

/** Sees that the server still checks what is typed. */
async function seeAlive(client: RecordingClient, file = 'prompts/alive.prompt'): Promise<void> {
  await client.open(file, bad, 1);
  assert.deepEqual(await client.findings(file, 1), ['undeclared-variable']);
}

/** The codes that are published for a document. */
function codesOf(client: RecordingClient, uri: string): Promise<string[]> {
  return client.until(`findings of ${uri}`, () =>
    client.published.findLast((one) => one.uri === uri)?.diagnostics.map(({ code }) => String(code)),
  );
}

describe('every request is answered, whatever it says', () => {
  const position = { line: 5, character: 3 };
  const nonsense: Record<string, (uri: string) => unknown> = {
    nothing: () => undefined,
    null: () => null,
    'a list': () => [1, 2],
    'an empty object': () => ({}),
    'no uri': () => ({ textDocument: {}, position }),
    'numbers for texts': () => ({
      textDocument: { uri: 5 },
      position: 'x',
      query: 7,
      files: 'x',
      item: 3,
      newName: {},
    }),
    'a text for the document': (uri) => ({ textDocument: uri, position }),
    'half a position': (uri) => ({ textDocument: { uri }, position: { line: 1 }, range: { start: position } }),
    'positions that are none': (uri) => ({
      textDocument: { uri },
      position: { line: 1.5, character: null },
      range: { start: { line: NaN, character: 'x' }, end: null },
      positions: [null, 3],
    }),
    'lists of the wrong things': (uri) => ({
      textDocument: { uri },
      position,
      files: [{ oldUri: 3 }, null],
      positions: {},
      previousResultIds: [null, 5, { uri: 3 }],
      context: { diagnostics: 'x', only: 5 },
      range: { start: position, end: position },
      ch: 3,
    }),
    'an item of nobody': () => ({ item: { uri: 'nowhere:x', name: 'x' }, label: 5, data: { uri: 7, name: [] } }),
  };
  test('nonsense', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, files[hello] ?? '', 1);
      for (const [name, params] of Object.entries(nonsense)) {
        for (const method of [...inDocument, ...others, 'workspace/diagnostic']) {
          const answer: unknown = await client
            .request(method, params(client.uri(hello)))
            .catch((error: unknown) => error);
          assert.ok(!(answer instanceof Error) || 'code' in answer, `${method}, ${name}: ${String(answer)}`);
        }
        for (const method of notifications) await client.notify(method, params(client.uri(hello)));
        await seeAlive(client, `prompts/${name}.prompt`);
      }
    });
  });

  const all = (uri: string, at: { line: number; character: number }): unknown => ({
    ...valid(uri, at),
    query: 'x'.repeat(100_000),
    item: { uri, name: 'x', kind: 1, range: { start: at, end: at }, selectionRange: { start: at, end: at } },
    files: [{ oldUri: uri, newUri: 'file:///elsewhere/x.prompt' }],
  });
  const places: Record<string, { line: number; character: number }> = {
    'before the start': { line: -1, character: -1 },
    'before the line': { line: 5, character: -7 },
    'after the line': { line: 5, character: 1e9 },
    'after the end': { line: 1e9, character: 0 },
    'beyond all numbers': { line: Number.MAX_SAFE_INTEGER, character: Number.MAX_SAFE_INTEGER },
  };
  test('places that are not there, in documents that may not be', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, files[hello] ?? '', 1);
      const uris = [client.uri(hello), client.uri('nowhere.prompt'), 'untitled:x', 'file:///%E0%A4%A', 'x', ''];
      for (const [name, at] of Object.entries(places)) {
        for (const uri of uris)
          for (const method of [...inDocument, ...others.slice(1, 5)]) {
            if (uri === client.uri(hello) && ofTheWhole.includes(method)) continue;
            const answer = await client.request<object | null>(method, all(uri, at));
            const said = answer !== null && 'resultId' in answer ? { ...answer, resultId: '' } : answer;
            assert.deepEqual(said, method in nothing ? nothing[method] : [], `${method} ${name} in ${uri}`);
          }
      }
      await seeAlive(client);
    });
  });
});

describe('documents that are no files', () => {
  const uris = [
    'untitled:Untitled-1',
    'untitled:/folder/new.prompt',
    'git:/folder/hello.prompt?%7B%22ref%22%3A%22HEAD%22%7D',
    'vscode-notebook-cell:/folder/book.ipynb#W0sZmlsZQ%3D%3D',
    'inmemory://model/1',
    'vscode-vfs://github/owner/repo/hello.prompt',
  ];
  test('are checked alone while they are open', async () => {
    await withServer({ files }, async (client) => {
      for (const uri of uris) {
        await client.notify('textDocument/didOpen', {
          textDocument: { uri, languageId: 'dotprompt', version: 1, text: bad },
        });
        assert.deepEqual(await codesOf(client, uri), ['galley/undeclared-variable'], uri);
      }
      await client.open(hello, files[hello] ?? '', 1);
      assert.deepEqual(await client.findings(hello, 1), [], 'none of them is a second prompt of its name');
      for (const uri of uris) {
        await client.notify('textDocument/didClose', { textDocument: { uri } });
        await client.until(`${uri} is cleared`, () =>
          client.published.some((one) => one.uri === uri && one.diagnostics.length === 0),
        );
      }
    });
  });

  test('two versions of one file, side by side, are no two prompts', async () => {
    const named = `---\nname: hello\n${head.slice(4)}Dear {{name}}`;
    await withServer({ files }, async (client) => {
      for (const uri of ['git:/a/hello.prompt?1', 'git:/a/hello.prompt?2'])
        await client.notify('textDocument/didOpen', {
          textDocument: { uri, languageId: 'dotprompt', version: 1, text: named },
        });
      assert.deepEqual(await codesOf(client, 'git:/a/hello.prompt?2'), []);
    });
  });
});

describe('texts on disk and in the editor', () => {
  test('a byte order mark, any line ends, and what is no UTF-8', async () => {
    await withServer({ files }, async (client) => {
      const use = '{{#if a}}';
      const texts: Record<string, Buffer> = {
        'bom.prompt': Buffer.from(`\ufeff${bad}`),
        'crlf.prompt': Buffer.from(bad.replaceAll('\n', '\r\n')),
        'cr.prompt': Buffer.from(`Dear\r{{name}}\r ${use}`),
        'latin.prompt': Buffer.concat([
          Buffer.from(`${head}{{name}} `),
          Buffer.from([0xe9, 0xff, 0xc3]),
          Buffer.from(` {{nam}} {{#if name}}`),
        ]),
        'nul.prompt': Buffer.from(`${head}{{name}}\0{{nam}}`),
        'empty.prompt': Buffer.alloc(0),
      };
      for (const [file, bytes] of Object.entries(texts)) writeFileSync(path.join(client.folder, file), bytes);
      await client.notify('workspace/didCreateFiles', {
        files: Object.keys(texts).map((file) => ({ uri: client.uri(file) })),
      });
      const expected: Record<string, string[]> = {
        'bom.prompt': ['undeclared-variable'],
        'crlf.prompt': ['undeclared-variable'],
        'cr.prompt': ['unclosed-block'],
        'latin.prompt': ['undeclared-variable', 'unclosed-block'],
        'nul.prompt': ['undeclared-variable'],
      };
      for (const [file, codes] of Object.entries(expected))
        await client.until(file, () => client.codes(file)?.join() === codes.join());
      assert.equal(client.codes('empty.prompt'), undefined);
      const range = client.published.findLast(({ uri }) => uri === client.uri('cr.prompt'))?.diagnostics[0]?.range;
      assert.equal(range?.start.line, 2);
    });
  });

  test('edits in the middle of a character', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, `${head}Dear 😀{{name}}`, 1);
      const edit = (version: number, start: number, end: number, text: string): Promise<void> =>
        client.notify('textDocument/didChange', {
          textDocument: { uri: client.uri(hello), version },
          contentChanges: [{ range: { start: { line: 5, character: start }, end: { line: 5, character: end } }, text }],
        });
      await edit(2, 6, 6, '{{x}}');
      assert.deepEqual(await client.findings(hello, 2), ['undeclared-variable']);
      for (const method of ['semanticTokens/full', 'documentSymbol', 'codeLens'])
        await client.request(`textDocument/${method}`, { textDocument: { uri: client.uri(hello) } });
      await edit(3, 5, 6, '');
      await edit(4, 5, 11, '');
      assert.deepEqual(await client.findings(hello, 4), []);
      await edit(5, 0, 5, '\ude00\ud83d');
      assert.deepEqual(await client.findings(hello, 5), []);
    });
  });
});

describe('folders that play tricks', () => {
  test('links in circles, what cannot be read, what turns into something else', async () => {
    await withServer({ files }, async (client) => {
      const at = (file: string): string => path.join(client.folder, file);
      symlinkSync('loop.prompt', at('loop.prompt'));
      symlinkSync(client.folder, at('prompts/again'));
      writeFileSync(at('locked.prompt'), bad, { mode: 0o000 });
      mkdirSync(at('locked'));
      chmodSync(at('locked'), 0o000);
      rmSync(at('prompts/bad.prompt'));
      mkdirSync(at('prompts/bad.prompt'));
      client.write('prompts/bad.prompt/in.prompt', bad);
      const changed = ['loop.prompt', 'prompts/again', 'locked.prompt', 'locked', 'prompts/bad.prompt', 'prompts'];
      await client.notify('workspace/didChangeWatchedFiles', {
        changes: changed.map((file) => ({ uri: client.uri(file), type: 2 })),
      });
      await client.until(
        'the file in the new folder',
        () => client.codes('prompts/bad.prompt/in.prompt')?.length === 1,
      );
      await client.open('loop.prompt', bad);
      assert.deepEqual(await client.findings('loop.prompt', 1), ['undeclared-variable']);
      chmodSync(at('locked'), 0o700);
      await seeAlive(client);
    });
  });

  test('a folder that is not there', async () => {
    await withServer({ files, folders: ['nowhere'] }, async (client) => {
      await seeAlive(client, 'nowhere/a.prompt');
      assert.deepEqual(await client.request('workspace/symbol', { query: 'bad' }), []);
    });
  });
});

describe('editors that can do little', () => {
  test('one with no capabilities is answered everything that it asks', async () => {
    await withServer({ files, capabilities: {} }, async (client) => {
      await client.open(hello, bad, 1);
      assert.deepEqual(await client.findings(hello, 1), ['undeclared-variable']);
      const at = valid(client.uri(hello), { line: 5, character: 8 });
      for (const method of inDocument.filter((one) => one !== 'textDocument/diagnostic'))
        await client.request(method, at);
      await client.request('workspace/symbol', { query: 'h' });
      await errorOf(client.request('textDocument/diagnostic', at));
      const asked = client.notifications.map(({ method }) => method).filter((method) => method !== 'window/logMessage');
      assert.deepEqual([asked, client.registrations], [[], []]);
    });
  });

  test('one that knows none of the requests of the server', async () => {
    await withServer({ files, capabilities: fullCapabilities, answersNothing: true }, async (client) => {
      await client.until('findings of a closed file', () => client.codes('prompts/bad.prompt')?.length === 1);
      await client.open(hello, bad, 1);
      assert.deepEqual(await client.findings(hello, 1), ['undeclared-variable']);
      await client.notify('workspace/didChangeConfiguration', { settings: null });
      const report = await client.request<{ items: unknown[] }>('textDocument/diagnostic', {
        textDocument: { uri: client.uri(hello) },
      });
      assert.equal(report.items.length, 1);
      client.write('galley.yaml', 'severities: { undeclared-variable: off }\n');
      await client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: client.uri('galley.yaml'), type: 1 }],
      });
      await client.until('the closed file is silent', () => client.codes('prompts/bad.prompt')?.length === 0);
    });
  });

  test('one that never answers a question for settings', async () => {
    const silence = new Promise(() => undefined);
    await withServer({ files, settings: () => silence }, async (client) => {
      await seeAlive(client);
    });
  });
});

/** The parameters of all requests about a place. */
function valid(uri: string, at: { line: number; character: number }): object {
  return {
    textDocument: { uri },
    position: at,
    range: { start: at, end: at },
    positions: [at],
    context: { includeDeclaration: true, diagnostics: [] },
    newName: 'who',
    ch: '}',
    previousResultId: 'x',
  };
}
