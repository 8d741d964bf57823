import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  CodeLens,
  InlayHint,
  Location,
  SymbolInformation,
  WorkspaceDiagnosticReport,
} from 'vscode-languageserver/node';
import { errorOf, head, type RecordingClient, withServer } from './client';

const bad = `${head}Dear {{name}} {{nam}}`;
/** Two folders that use the same names, one inside of another. */
const files = {
  'one/hello.prompt': `${head}One {{name}} {{> sign}}`,
  'one/_sign.prompt': 'one',
  'one/bad.prompt': bad,
  'two/hello.prompt': `${head}Two {{name}}`,
  'two/hello.cases.yaml': 'cases:\n  - name: Ada\n    inputs: { name: Ada }\n',
  'two/galley.yaml': 'severities: { undeclared-variable: off }\n',
  'two/bad.prompt': bad,
  'two/inner/hello.prompt': `${head}Inner {{name}}`,
  'two/inner/bad.prompt': bad,
};

function change(client: RecordingClient, added: readonly string[], removed: readonly string[]): Promise<void> {
  const folders = (names: readonly string[]): unknown => names.map((name) => ({ uri: client.uri(name), name }));
  return client.notify('workspace/didChangeWorkspaceFolders', {
    event: { added: folders(added), removed: folders(removed) },
  });
}

function short(client: RecordingClient, uri: string): string {
  return uri.slice(client.uri('').length + 1);
}

async function symbols(client: RecordingClient, query: string): Promise<string[]> {
  const found = await client.request<SymbolInformation[]>('workspace/symbol', { query });
  return found.map(({ location }) => short(client, location.uri)).sort();
}

describe('folders beside each other', () => {
  const folders = ['one', 'two'];

  test('each have rules and names of their own', async () => {
    await withServer({ files, folders }, async (client) => {
      await client.open('one/hello.prompt', files['one/hello.prompt']);
      assert.deepEqual(await client.findings('one/hello.prompt', 1), [], 'no second prompt of that name');
      await client.open('two/hello.prompt', `${head}{{name}} {{nobody}} {{> sign}}`);
      assert.deepEqual(
        await client.findings('two/hello.prompt', 1),
        ['missing-partial'],
        'the partial is in the other folder',
      );
      const at = { textDocument: { uri: client.uri('two/hello.prompt') }, position: { line: 3, character: 5 } };
      const references = await client.request<Location[]>('textDocument/references', {
        ...at,
        context: { includeDeclaration: false },
      });
      assert.deepEqual(
        [...new Set(references.map(({ uri }) => short(client, uri)))],
        ['two/hello.prompt', 'two/hello.cases.yaml'],
      );
      const lenses = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument: at.textDocument });
      assert.deepEqual(
        lenses.map(({ command }) => command?.title),
        ['run 1 case'],
      );
    });
  });

  test('what is asked of the workspace is asked of all', async () => {
    await withServer({ files, folders }, async (client) => {
      assert.deepEqual(await symbols(client, 'hello'), [
        'one/hello.prompt',
        'two/hello.prompt',
        'two/inner/hello.prompt',
      ]);
      const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', {
        previousResultIds: [],
      });
      assert.deepEqual(
        items.map(({ uri }) => short(client, uri)),
        ['one/bad.prompt'],
      );
    });
  });

  test('settings are asked for each of them', async () => {
    const settings = (scope: string | undefined): unknown =>
      scope?.endsWith('/one') === true ? { severities: { 'undeclared-variable': 'hint' } } : null;
    await withServer({ files, folders, settings }, async (client) => {
      await client.open('one/bad.prompt', bad);
      await client.findings('one/bad.prompt', 1);
      assert.deepEqual(
        client.published.at(-1)?.diagnostics.map(({ severity }) => severity),
        [4],
      );
      await client.open('two/bad.prompt', bad);
      assert.deepEqual(await client.findings('two/bad.prompt', 1), []);
    });
  });

  // galley.inlayHints.partialArguments, galley.inlayHints.exampleValues
  test('hints follow the settings of each, at once, and what makes no sense is left out', async () => {
    const hinted = {
      'one/hint.prompt': `${head}{{name}} {{> sign}}`,
      'one/_sign.prompt': '{{team}}',
      'one/hint.cases.yaml': 'cases:\n  - inputs: { name: Ada }\n',
    };
    const copy = Object.fromEntries(Object.entries(hinted).map(([file, text]) => [file.replace('one/', 'two/'), text]));
    await withServer({ files: { ...files, ...hinted, ...copy }, folders }, async (client) => {
      const labels = async (file: string): Promise<string[]> => {
        const range = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
        const textDocument = { uri: client.uri(file) };
        const hints = await client.request<InlayHint[]>('textDocument/inlayHint', { textDocument, range });
        return hints.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join()));
      };
      assert.deepEqual(await labels('one/hint.prompt'), ['reads team']);
      await client.settled();
      client.settings = (scope: string | undefined): unknown =>
        scope?.endsWith('/one') === true
          ? { inlayHints: { partialArguments: false, exampleValues: 'all' } }
          : { inlayHints: { partialArguments: 'perhaps', exampleValues: 'everywhere' } };
      await client.notify('workspace/didChangeConfiguration', { settings: null });
      await client.until('the hints', () => client.refreshes.includes('workspace/inlayHint/refresh'));
      assert.deepEqual(await labels('one/hint.prompt'), ['= "Ada"']);
      assert.deepEqual(await labels('two/hint.prompt'), ['reads team']);
    });
  });

  test('operations go to the folder they name, else to that of their document, else to the first', async () => {
    await withServer({ files, folders }, async (client) => {
      const files = async (params: object): Promise<string[]> =>
        (await client.request<{ file: string }[]>('galley/list', params)).map(({ file }) => file).sort();
      assert.deepEqual(await files({}), ['bad.prompt', 'hello.prompt']);
      const two = ['bad.prompt', 'hello.prompt', 'inner/bad.prompt', 'inner/hello.prompt'];
      assert.deepEqual(await files({ folder: client.uri('two') }), two);
      assert.deepEqual(await files({ folder: `${client.uri('two')}/` }), two);
      assert.deepEqual(await files({ folder: client.uri('two/hello.prompt') }), two);
      const error = await errorOf(client.request('galley/list', { folder: client.uri('three') }));
      assert.deepEqual([error.code, (error.data as { code: string }).code], [-32001, 'not-found']);
      await client.request('galley/commit', { folder: client.uri('two'), prompt: 'hello', message: 'first' });
      await client.until('the change, with its folder', () =>
        client.notifications.some(
          ({ method, params }) =>
            method === 'galley/changed' && (params as { folder: string }).folder === client.uri('two'),
        ),
      );
      assert.deepEqual(await client.request('galley/log', { prompt: 'hello' }).catch(() => []), []);
    });
  });
});

describe('folders in each other', () => {
  test('a file belongs to the innermost, and is checked once', async () => {
    await withServer({ files, folders: ['two', 'two/inner'] }, async (client) => {
      await client.until('the inner one', () => client.codes('two/inner/bad.prompt')?.length === 1);
      await client.open('two/inner/hello.prompt', `${head}{{name}} {{nobody}}`);
      assert.deepEqual(await client.findings('two/inner/hello.prompt', 1), ['undeclared-variable']);
      await client.open('two/hello.prompt', `${head}{{name}} {{nobody}}`);
      assert.deepEqual(await client.findings('two/hello.prompt', 1), []);
      assert.deepEqual(await symbols(client, 'hello'), ['two/hello.prompt', 'two/inner/hello.prompt']);
    });
  });
});

describe('folders that come and go', () => {
  test('the findings of one that goes are cleared; its open documents are single files then', async () => {
    await withServer({ files, folders: ['one', 'two'] }, async (client) => {
      await client.until('findings', () => client.codes('one/bad.prompt')?.length === 1);
      await client.open('one/hello.prompt', `${head}{{name}} {{nobody}} {{> gone}}`);
      assert.deepEqual(await client.findings('one/hello.prompt', 1), ['undeclared-variable', 'missing-partial']);
      await change(client, [], ['one']);
      await client.until('they are cleared', () => client.codes('one/bad.prompt')?.length === 0);
      await client.until(
        'what can be said of a single file',
        () => client.codes('one/hello.prompt')?.join() === 'undeclared-variable',
      );
      assert.deepEqual(await symbols(client, 'bad'), ['two/bad.prompt', 'two/inner/bad.prompt']);
      const error = await errorOf(client.request('galley/list', { folder: client.uri('one') }));
      assert.equal((error.data as { code: string }).code, 'not-found');
    });
  });

  test('pulled findings are cleared too', async () => {
    await withServer({ files, folders: ['one', 'two'] }, async (client) => {
      const first = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
      const previousResultIds = first.items.map(({ uri, resultId }) => ({ uri, value: resultId }));
      const held = client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds });
      await change(client, [], ['one']);
      const { items } = await held;
      assert.deepEqual(
        items.map((item) => [short(client, item.uri), item.kind === 'full' ? item.items : item.kind]),
        [['one/bad.prompt', []]],
      );
    });
  });

  test('one that comes takes its open documents, its settings and its store', async () => {
    await withServer({ files, folders: ['two'] }, async (client) => {
      await client.open('one/hello.prompt', `${head}{{name}} {{nobody}} {{> gone}}`);
      assert.deepEqual(await client.findings('one/hello.prompt', 1), ['undeclared-variable']);
      await change(client, ['one'], []);
      await client.until('views are told', () =>
        client.notifications.some(({ method }) => method === 'galley/changed'),
      );
      await client.until('it is checked with its folder', () =>
        client.codes('one/hello.prompt')?.includes('missing-partial'),
      );
      await client.until('its closed files too', () => client.codes('one/bad.prompt')?.length === 1);
      await client.change('one/hello.prompt', 2, `${head}{{name}} {{> sign}}`);
      assert.deepEqual(await client.findings('one/hello.prompt', 2), []);
    });
  });

  test('one inside of another takes its files away and gives them back', async () => {
    await withServer({ files, folders: ['two'] }, async (client) => {
      await client.open('two/inner/hello.prompt', `${head}{{name}} {{nobody}}`);
      assert.deepEqual(await client.findings('two/inner/hello.prompt', 1), []);
      await change(client, ['two/inner'], []);
      await client.until('the rules of the inner one', () => client.codes('two/inner/hello.prompt')?.length === 1);
      assert.deepEqual(await symbols(client, 'hello'), ['two/hello.prompt', 'two/inner/hello.prompt']);
      await change(client, [], ['two/inner']);
      await client.until('those of the outer one', () => client.codes('two/inner/hello.prompt')?.length === 0);
      assert.deepEqual(await symbols(client, 'hello'), ['two/hello.prompt', 'two/inner/hello.prompt']);
    });
  });

  test('nonsense changes nothing', async () => {
    await withServer({ files, folders: ['two'] }, async (client) => {
      await client.notify('workspace/didChangeWorkspaceFolders', {});
      await client.notify('workspace/didChangeWorkspaceFolders', {
        event: { added: [5, { uri: 'git:/x' }], removed: null },
      });
      await change(client, ['two'], ['nowhere']);
      assert.deepEqual(await symbols(client, 'hello'), ['two/hello.prompt', 'two/inner/hello.prompt']);
    });
  });
});

describe('documents of no folder', () => {
  test('see those beside them, and nothing else', async () => {
    await withServer({ files, folders: ['two'] }, async (client) => {
      await client.open('one/hello.prompt', `${head}{{name}}`);
      assert.deepEqual(await client.findings('one/hello.prompt', 1), []);
      await client.open('one/hello.cases.yaml', 'cases:\n  - name: Ada\n', 1, 'yaml');
      assert.deepEqual(await client.findings('one/hello.cases.yaml', 1), ['missing-input']);
      await client.open('three/hello.prompt', `${head}{{name}} {{> sign}}`);
      assert.deepEqual(await client.findings('three/hello.prompt', 1), [], 'nobody knows which partials are there');
    });
  });

  test('take the settings that an editor sends with its first words, when it cannot be asked', async () => {
    const initializationOptions = { severities: { 'undeclared-variable': 'off' } };
    await withServer({ files, folders: ['two'], capabilities: {}, initializationOptions }, async (client) => {
      await client.open('one/bad.prompt', bad);
      await client.until('silence', () => client.codes('one/bad.prompt')?.length === 0);
    });
  });

  test('follow the settings', async () => {
    await withServer({ files, folders: ['two'] }, async (client) => {
      await client.open('one/bad.prompt', bad);
      assert.deepEqual(await client.findings('one/bad.prompt', 1), ['undeclared-variable']);
      client.settings = { severities: { 'undeclared-variable': 'off' } };
      await client.notify('workspace/didChangeConfiguration', { settings: null });
      await client.until('silence', () => client.codes('one/bad.prompt')?.length === 0);
    });
  });
});
