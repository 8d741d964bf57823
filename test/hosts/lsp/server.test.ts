import assert from 'node:assert/strict';
import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, test } from 'node:test';
import { CancellationTokenSource } from 'vscode-languageserver/node';
import type {
  CodeAction,
  CodeLens,
  CompletionItem,
  CompletionList,
  Hover,
  Location,
  LocationLink,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import { applyEdits } from '../../language/harness';
import { cursorIn } from '../../support/markers';
import { LineIndex } from '../../../server/src/base';
import { errorOf, fullCapabilities, RecordingClient, withServer } from './client';

const head = '---\ninput:\n  schema:\n    name: string, who is greeted\n---\n';
const files = {
  'prompts/hello.prompt': `${head}Dear {{name}}`,
  'prompts/hello.cases.yaml': 'cases:\n  - name: Ada\n    inputs: { name: Ada }\n',
  'prompts/_sign.prompt': 'Bye {{name}}',
};
const hello = 'prompts/hello.prompt';

/** Opens a sample with a cursor, and gives the parameters that name the cursor. */
async function at(
  client: RecordingClient,
  file: string,
  sample: string,
  version = 1,
): Promise<{ textDocument: { uri: string }; position: { line: number; character: number } }> {
  const { text, offset } = cursorIn(sample);
  await client.open(file, text, version);
  return { textDocument: { uri: client.uri(file) }, position: new LineIndex(text).positionAt(offset) };
}

/** A message as it goes over the wire. */
function framed(message: object): string {
  const text = JSON.stringify(message);
  return `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

describe('documents', () => {
  test('findings carry the version, follow edits, and go back to the file on close', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, `${head}Dear {{nam}}`, 3);
      assert.deepEqual(await client.findings(hello, 3), ['unused-input', 'undeclared-variable']);
      await client.change(hello, 4, `${head}Dear {{name}}`);
      assert.deepEqual(await client.findings(hello, 4), []);
      await client.change(hello, 5, `${head}Dear {{nobody}}`);
      assert.deepEqual(await client.findings(hello, 5), ['unused-input', 'undeclared-variable']);
      await client.close(hello);
      await client.until('the findings of the file on disk', () => client.codes(hello)?.length === 0);
    });
  });

  test('a document outside of the folder is checked while it is open', async () => {
    await withServer({ files }, async (client) => {
      const outside = '../elsewhere.prompt';
      await client.open(outside, `${head}{{nam}}`, 1);
      assert.deepEqual(await client.findings(outside, 1), ['unused-input', 'undeclared-variable']);
      await client.close(outside);
      await client.until('its findings are taken back', () => client.codes(outside)?.length === 0);
    });
  });

  test('a document that was never saved is known by its language', async () => {
    await withServer({ files }, async (client) => {
      const uri = 'untitled:Untitled-1';
      await client.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'dotprompt', version: 1, text: `${head}{{nam}}` },
      });
      await client.until('its findings', () =>
        client.published.some((one) => one.uri === uri && one.diagnostics.length === 2),
      );
    });
  });

  test('without a folder, single files are checked', async () => {
    await withServer({}, async (client) => {
      await client.open('a.prompt', `${head}{{nam}}`, 1);
      assert.deepEqual(await client.findings('a.prompt', 1), ['unused-input', 'undeclared-variable']);
      const error = await errorOf(client.request('galley/list', {}));
      assert.equal((error.data as { code: string }).code, 'not-found');
    });
  });

  test('files nobody has open are checked too, and again when they change on disk', async () => {
    await withServer({ files: { ...files, 'prompts/bad.prompt': '{{#if a}}' } }, async (client) => {
      await client.until(
        'findings of a closed file',
        () => client.codes('prompts/bad.prompt')?.[0] === 'unclosed-block',
      );
      client.write('prompts/bad.prompt', 'fine');
      await client.notify('workspace/didChangeWatchedFiles', {
        changes: [{ uri: client.uri('prompts/bad.prompt'), type: 2 }],
      });
      await client.until('they are gone', () => client.codes('prompts/bad.prompt')?.length === 0);
      assert.equal(
        client.published.some(({ uri }) => uri === client.uri(hello)),
        false,
        'clean files are not published',
      );
    });
  });

  test('other open files follow a change', async () => {
    await withServer({ files }, async (client) => {
      const cases = 'prompts/hello.cases.yaml';
      await client.open(cases, files[cases], 1, 'yaml');
      assert.deepEqual(await client.findings(cases, 1), []);
      await client.open(hello, `${head.replace('name', 'who')}Dear {{who}}`, 1);
      await client.until('the case misses an input now', () => client.codes(cases)?.includes('missing-input'));
    });
  });

  test('an editor may spell the uri of a file in its own way', async () => {
    const odd = 'prompts/a [b] (c).prompt';
    await withServer({ files: { ...files, [odd]: 'x' } }, async (client) => {
      const uri = client.uri(odd).replace('[', '%5B').replace(']', '%5D').replace('(', '%28').replace(')', '%29');
      await client.notify('textDocument/didOpen', {
        textDocument: { uri, languageId: 'dotprompt', version: 1, text: `${head}{{nam}}` },
      });
      await client.until('findings under that uri', () => client.published.find((one) => one.uri === uri));
      const codes = client.published.findLast((one) => one.uri === uri)?.diagnostics.map(({ code }) => code);
      assert.deepEqual(codes, ['galley/unused-input', 'galley/undeclared-variable']);
    });
  });

  test('what is shown beside the text is asked for again when other files change', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, files[hello], 1);
      await client.settled();
      const cases = 'prompts/hello.cases.yaml';
      client.write(cases, `${files[cases]}  - name: Bo\n    inputs: { name: Bo }\n`);
      await client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: client.uri(cases), type: 2 }] });
      await client.until('requests to look again', () => client.refreshes.length >= 3);
      const lenses = await client.request<CodeLens[]>('textDocument/codeLens', {
        textDocument: { uri: client.uri(hello) },
      });
      assert.deepEqual(
        lenses.map(({ command }) => command?.title),
        ['run 2 cases'],
      );
    });
  });

  test('incremental edits add up, whatever the line ends', async () => {
    await withServer({ files }, async (client) => {
      const text = `${head}Dear {{name}}\r\né😀 {{name}}\n`;
      await client.open(hello, text, 1);
      const edits = [
        { line: 6, character: 4, remove: 0, insert: '{{‸' },
        { line: 6, character: 6, remove: 1, insert: 'nmae}}' },
      ];
      for (const [index, { line, character, remove, insert }] of edits.entries()) {
        await client.notify('textDocument/didChange', {
          textDocument: { uri: client.uri(hello), version: index + 2 },
          contentChanges: [
            { range: { start: { line, character }, end: { line, character: character + remove } }, text: insert },
          ],
        });
      }
      assert.deepEqual(await client.findings(hello, 3), ['undeclared-variable']);
      const range = client.published.at(-1)?.diagnostics[0]?.range;
      assert.deepEqual(range, { start: { line: 6, character: 6 }, end: { line: 6, character: 10 } });
    });
  });
});

describe('bursts', () => {
  test('200 quick edits: few publishes, the last one is about the last version and right', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, `${head}Dear {{name}}`, 1);
      await client.findings(hello, 1);
      const before = client.published.length;
      const start = { line: 5, character: 0 };
      const edits = Array.from({ length: 200 }, (_, index) => ({
        jsonrpc: '2.0',
        method: 'textDocument/didChange',
        params: {
          textDocument: { uri: client.uri(hello), version: index + 2 },
          contentChanges: [{ range: { start, end: start }, text: index === 199 ? '{{nam}} ' : 'x' }],
        },
      }));
      client.input.write(edits.map(framed).join('')); // in one piece, so that a busy machine makes no pauses
      assert.deepEqual(await client.findings(hello, 201), ['undeclared-variable']);
      const versions = client.published.slice(before).map(({ version }) => version);
      assert.ok(versions.length <= 40, `${versions.length} publishes for 200 edits`);
      assert.deepEqual(
        versions,
        versions.toSorted((a, b) => Number(a) - Number(b)),
        'versions only grow',
      );
    });
  });

  test('a single edit is answered at once', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, `${head}Dear {{name}}`, 1);
      await client.findings(hello, 1);
      for (let version = 2; version < 7; version++) {
        await client.change(hello, version, `${head}Dear {{name}}${'!'.repeat(version)}`);
        await client.findings(hello, version);
      }
      assert.deepEqual(
        client.published.filter(({ uri }) => uri === client.uri(hello)).map(({ version }) => version),
        [1, 2, 3, 4, 5, 6],
      );
    });
  });
});

describe('features over the protocol', () => {
  test('completion, and what an item is for', async () => {
    await withServer({ files }, async (client) => {
      const list = await client.request<CompletionList>(
        'textDocument/completion',
        await at(client, hello, `${head}{{‸}}`),
      );
      const item = list.items.find(({ label }) => label === 'name');
      assert.ok(item !== undefined && list.itemDefaults?.editRange !== undefined);
      const resolved = await client.request<CompletionItem>('completionItem/resolve', {
        ...item,
        data: list.itemDefaults.data as unknown,
      });
      assert.match(JSON.stringify(resolved.documentation), /who is greeted/);
    });
  });

  test('a rename changes header, body and cases', async () => {
    await withServer({ files }, async (client) => {
      const params = await at(client, hello, `${head}Dear {{na‸me}}`, 8);
      const edit = await client.request<WorkspaceEdit>('textDocument/rename', { ...params, newName: 'who' });
      const changes = (edit.documentChanges ?? []).flatMap((change) => ('textDocument' in change ? [change] : []));
      assert.deepEqual(
        changes.map(({ textDocument }) => [textDocument.uri, textDocument.version]),
        [
          [client.uri(hello), 8],
          [client.uri('prompts/hello.cases.yaml'), null],
        ],
      );
      const [prompt] = changes;
      assert.equal(
        applyEdits(`${head}Dear {{name}}`, (prompt?.edits ?? []) as never),
        `${head.replace('name', 'who')}Dear {{who}}`,
      );
    });
  });

  test('a rename that cannot be done says why', async () => {
    await withServer({ files }, async (client) => {
      const params = await at(client, hello, `${head}Dear {{na‸me}} {{json name}}`);
      const error = await errorOf(client.request('textDocument/rename', { ...params, newName: 'each' }));
      assert.deepEqual(
        [error.code, error.message],
        [-32803, 'each has a meaning of its own in this template language.'],
      );
    });
  });

  test('a quick fix, applied, removes its finding', async () => {
    await withServer({ files }, async (client) => {
      const params = await at(client, hello, `${head}Dear {{na‸m}} {{name}}`);
      await client.findings(hello, 1);
      const diagnostics = client.published.at(-1)?.diagnostics ?? [];
      const range = { start: params.position, end: params.position };
      const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
        textDocument: params.textDocument,
        range,
        context: { diagnostics },
      });
      const declare = actions.find(({ title }) => title === 'Declare the input nam');
      const [change] = declare?.edit?.documentChanges ?? [];
      assert.ok(change !== undefined && 'edits' in change);
      await client.change(hello, 2, applyEdits(`${head}Dear {{nam}} {{name}}`, change.edits as never));
      assert.deepEqual(await client.findings(hello, 2), []);
    });
  });

  test('files that move take their inclusions along', async () => {
    await withServer({ files: { ...files, 'prompts/use.prompt': '{{> sign}}' } }, async (client) => {
      const edit = await client.request<WorkspaceEdit>('workspace/willRenameFiles', {
        files: [{ oldUri: client.uri('prompts/_sign.prompt'), newUri: client.uri('prompts/_closing.prompt') }],
      });
      assert.match(JSON.stringify(edit), /"newText":"closing"/);
    });
  });
});

describe('an editor that can do little', () => {
  test('gets plain forms of every answer', async () => {
    await withServer(
      { files, capabilities: { textDocument: { hover: { contentFormat: ['plaintext'] } } } },
      async (client) => {
        const params = await at(client, hello, `${head}Dear {{na‸me}} {{nam}}`);
        const list = await client.request<CompletionList>('textDocument/completion', params);
        assert.equal(list.itemDefaults, undefined);
        const item = list.items.find(({ label }) => label === 'name');
        assert.ok(item?.textEdit !== undefined && item.insertTextFormat === undefined && item.data !== undefined);
        const hover = await client.request<Hover>('textDocument/hover', params);
        assert.match(JSON.stringify(hover.contents), /^\{"kind":"plaintext","value":"name: string/);
        const [location] = await client.request<Location[] | LocationLink[]>('textDocument/definition', params);
        assert.ok(location !== undefined && 'uri' in location);
        const edit = await client.request<WorkspaceEdit>('textDocument/rename', { ...params, newName: 'who' });
        assert.deepEqual(
          Object.keys(edit.changes ?? {}).sort(),
          [client.uri('prompts/hello.cases.yaml'), client.uri(hello)].sort(),
        );
        await client.findings(hello, 1);
        for (const diagnostic of client.published.at(-1)?.diagnostics ?? [])
          assert.equal(diagnostic.tags ?? diagnostic.relatedInformation, undefined);
        const symbols = await client.request<{ location?: unknown }[]>('textDocument/documentSymbol', {
          textDocument: params.textDocument,
        });
        assert.ok(symbols.every(({ location }) => location !== undefined));
        assert.deepEqual(client.registrations, []);
      },
    );
  });

  test('and answers no request of the server', async () => {
    await withServer({ files, answersNothing: true }, async (client) => {
      await client.open(hello, `${head}{{nam}}`, 1);
      assert.deepEqual(await client.findings(hello, 1), ['unused-input', 'undeclared-variable']);
    });
  });
});

describe('settings', () => {
  test('are asked for, and followed when they change', async () => {
    const settings = { severities: { 'undeclared-variable': 'off' }, helpers: ['shout'] };
    await withServer({ files, settings }, async (client) => {
      await client.until('registrations', () => client.registrations.length === 2);
      assert.deepEqual(client.registrations.sort(), [
        'workspace/didChangeConfiguration',
        'workspace/didChangeWatchedFiles',
      ]);
      await client.open(hello, `${head}{{name}}{{nobody}}{{shout name}}`, 1);
      assert.deepEqual(await client.findings(hello, 1), []);
      client.settings = { severities: { 'undeclared-variable': 'hint' } };
      await client.notify('workspace/didChangeConfiguration', { settings: null });
      await client.until(
        'the new severity',
        () =>
          client.published
            .at(-1)
            ?.diagnostics.map(({ severity }) => severity)
            .join() === '4,3',
      );
    });
  });

  test('that make no sense are named and left out', async () => {
    await withServer({ files, settings: { severities: { x: 'loud' }, helpers: 5 } }, async (client) => {
      await client.open(hello, `${head}{{nobody}}`, 1);
      assert.deepEqual(await client.findings(hello, 1), ['unused-input', 'undeclared-variable']);
      const logged = client.notifications
        .filter(({ method }) => method === 'window/logMessage')
        .map(({ params }) => JSON.stringify(params));
      assert.equal(logged.filter((line) => line.includes('Setting left out')).length, 2);
    });
  });

  test('a broken galley.yaml is a finding in it', async () => {
    await withServer({ files: { ...files, 'galley.yaml': 'promts: [a]\n' } }, async (client) => {
      await client.open('galley.yaml', 'promts: [a]\n', 1, 'yaml');
      assert.deepEqual(await client.findings('galley.yaml', 1), ['config-syntax']);
    });
  });
});

describe('operations', () => {
  test('are served by name, with faults as the data of errors', async () => {
    await withServer({ files }, async (client) => {
      const list = await client.request<{ name: string }[]>('galley/list', {});
      assert.deepEqual(
        list.map(({ name }) => name),
        ['hello'],
      );
      const rendered = await client.request<{ messages: { content: string }[] }>('galley/render', {
        selector: 'hello',
        inputs: { name: 'Ada' },
      });
      assert.match(rendered.messages[0]?.content ?? '', /Dear Ada/);
      const unknown = await errorOf(client.request('galley/show', { selector: 'nobody' }));
      assert.equal((unknown.data as { code: string }).code, 'not-found');
      const invalid = await errorOf(client.request('galley/show', { selektor: 'hello' }));
      assert.equal((invalid.data as { code: string }).code, 'invalid-input');
      const missing = await errorOf(client.request('galley/nonsense', {}));
      assert.match(missing.message, /nonsense/);
    });
  });

  test('see what is typed, not what is saved', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, `${head}Typed {{name}}`, 1);
      const rendered = await client.request<{ messages: { content: string }[] }>('galley/render', {
        selector: 'hello',
        inputs: { name: 'Ada' },
      });
      assert.match(rendered.messages[0]?.content ?? '', /Typed Ada/);
    });
  });

  test('a commit is told, and changes lenses and findings', async () => {
    await withServer({ files }, async (client) => {
      await client.open(hello, files[hello], 1);
      await client.request('galley/commit', { prompt: 'hello', message: 'first' });
      await client.until('it is told', () =>
        client.notifications.some(
          ({ method, params }) => method === 'galley/changed' && (params as { prompts: boolean }).prompts,
        ),
      );
      const refreshes = (): number =>
        client.notifications.filter(({ method }) => method === 'workspace/codeLens/refresh').length;
      let lenses: CodeLens[] = [];
      for (let seen = 0; lenses[0]?.command?.title !== '1.0.0'; seen++) {
        await client.until('lenses are asked for again', () => refreshes() > seen);
        lenses = await client.request('textDocument/codeLens', { textDocument: { uri: client.uri(hello) } });
      }
      assert.deepEqual(
        lenses.map(({ command }) => command?.title),
        ['1.0.0', 'run 1 case'],
      );
      await client.change(hello, 2, `${head}Dearest {{name}}`);
      const modified = await client.request<CodeLens[]>('textDocument/codeLens', {
        textDocument: { uri: client.uri(hello) },
      });
      assert.deepEqual(modified.map(({ command }) => command?.title).slice(0, 2), ['modified since 1.0.0', 'compare']);
    });
  });

  test('report progress and run events, and run nothing in Restricted Mode', async () => {
    await withServer({ files, initializationOptions: { trusted: false } }, async (client) => {
      const error = await errorOf(client.request('galley/test', { prompts: ['hello'], provider: 'render' }));
      assert.equal((error.data as { code: string }).code, 'untrusted');
      await client.request('galley/list', {});
    });
    await withServer({ files }, async (client) => {
      await client.request('galley/test', { prompts: ['hello'], provider: 'render', run: 'r1', workDoneToken: 'w1' });
      const kinds = client.notifications
        .filter(({ method }) => method === 'galley/runEvent')
        .map(({ params }) => (params as { kind: string; run: string }).kind);
      assert.deepEqual([kinds[0], kinds.at(-1)], ['started', 'finished']);
      const progress = client.notifications
        .filter(({ method }) => method === '$/progress')
        .map(({ params }) => params as { token: string; value: { kind: string } })
        .filter(({ token }) => token === 'w1')
        .map(({ value }) => value.kind);
      assert.deepEqual([progress[0], progress.at(-1)], ['begin', 'end']);
    });
  });
});

describe('what no editor should do', () => {
  test('requests for unknown documents, or with nonsense: each gets an answer, the server lives on', async () => {
    await withServer({ files }, async (client) => {
      const nowhere = { textDocument: { uri: client.uri('nowhere.prompt') }, position: { line: 5, character: 5 } };
      for (const method of [
        'completion',
        'hover',
        'definition',
        'documentSymbol',
        'codeLens',
        'rename',
        'semanticTokens/full',
      ]) {
        await client.request(`textDocument/${method}`, { ...nowhere, newName: 'x' });
      }
      for (const params of [
        {},
        { textDocument: null },
        { textDocument: { uri: 5 }, position: 'x' },
        { textDocument: { uri: client.uri(hello) }, position: { line: -1, character: 1e9 } },
      ]) {
        await client.request('textDocument/hover', params).catch((error: unknown) => assert.ok(error instanceof Error));
      }
      await errorOf(client.request('textDocument/nonsense', {}));
      await client
        .notify('textDocument/didChange', {
          textDocument: { uri: client.uri('nowhere.prompt'), version: 2 },
          contentChanges: [{ text: 'x' }],
        })
        .catch(() => undefined);
      await client.notify('$/nonsense', {});
      await client.notify('textDocument/didClose', { textDocument: { uri: client.uri('nowhere.prompt') } });
      await client.notify('workspace/didChangeWatchedFiles', {
        changes: [
          { uri: 'file:///nowhere/at/all.prompt', type: 3 },
          { uri: 'not a uri', type: 1 },
        ],
      });
      await client.open(hello, `${head}{{nam}}`, 1);
      assert.deepEqual(await client.findings(hello, 1), ['unused-input', 'undeclared-variable']);
    });
  });

  test('a cancelled request ends, and the next one is answered', async () => {
    await withServer({ files }, async (client) => {
      const source = new CancellationTokenSource();
      const running = client.connection.sendRequest('galley/lint', {}, source.token);
      source.cancel();
      await running.catch((error: unknown) => assert.equal((error as { code: number }).code, -32800));
      assert.ok(Array.isArray(await client.request('galley/list', {})));
    });
  });

  test('when the editor is gone, the server goes too', async () => {
    const client = await RecordingClient.start({ files });
    client.input.end();
    assert.equal(await client.exited, 1);
    await client.kill();
  });

  test('killed while it works, it leaves a folder that the next one takes over', async () => {
    const first = await RecordingClient.start({ files });
    await first.request('galley/commit', { prompt: 'hello', message: 'first' });
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const copy = mkdtempSync(`${tmpdir()}/galley-lsp-copy-`);
    cpSync(first.folder, copy, { recursive: true });
    await first.kill();
    await withServer({ files }, async (second) => {
      cpSync(`${copy}/.galley`, `${second.folder}/.galley`, { recursive: true });
      const log = await second.request<{ message: string }[]>('galley/log', { prompt: 'hello' });
      assert.deepEqual(
        log.map(({ message }) => message),
        ['first'],
      );
    });
  });
});

test('nothing is declared that VS Code has to implement privately', async () => {
  await withServer({ files, capabilities: fullCapabilities }, async (client) => {
    await client.open(hello, files[hello], 1);
    await client.findings(hello, 1);
    const own = client.notifications.filter(({ method }) => method.startsWith('galley/'));
    assert.deepEqual(own, []);
  });
});
