import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import {
  CancellationTokenSource,
  type DocumentDiagnosticReport,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import { temporaryWorkspace } from '../../support/workspace';
import { errorOf, fullCapabilities, head, type RecordingClient, withServer } from './client';
import { startInProcess } from './in-process';

const good = `${head}Dear {{name}}`;
const bad = `${head}Dear {{name}} {{nam}}`;
const files = { 'a.prompt': good, 'bad.prompt': bad, 'use.prompt': '{{> sign}}', '_sign.prompt': 'Bye' };

function pull(client: RecordingClient, file: string, previousResultId?: string): Promise<DocumentDiagnosticReport> {
  return client.request('textDocument/diagnostic', {
    identifier: 'galley',
    textDocument: { uri: client.uri(file) },
    ...(previousResultId === undefined ? {} : { previousResultId }),
  });
}

/** What a report says: `unchanged`, or the codes. */
function said(report: DocumentDiagnosticReport | WorkspaceDocumentDiagnosticReport | undefined): string {
  if (report === undefined) return 'nothing';
  if (report.kind === 'unchanged') return 'unchanged';
  return report.items.map(({ code }) => String(code).replace('galley/', '')).join(' ');
}

/** What a report of the workspace says of each file. */
function saidOf(client: RecordingClient, { items }: WorkspaceDiagnosticReport): Record<string, string> {
  return Object.fromEntries(items.map((item) => [item.uri.slice(client.uri('').length + 1), said(item)]));
}

/** The result ids to come back with. */
function ids({ items }: WorkspaceDiagnosticReport): { uri: string; value: string }[] {
  return items.map(({ uri, resultId }) => ({ uri, value: resultId ?? '' }));
}

function pullWorkspace(
  client: RecordingClient,
  previousResultIds: readonly { uri: string; value: string }[] = [],
  more: object = {},
): Promise<WorkspaceDiagnosticReport> {
  return client.request('workspace/diagnostic', { identifier: 'galley', previousResultIds, ...more });
}

/** Changes a file on disk and says so. */
async function save(client: RecordingClient, file: string, text: string | undefined): Promise<void> {
  if (text === undefined) rmSync(path.join(client.folder, file));
  else client.write(file, text);
  await client.notify('workspace/didChangeWatchedFiles', {
    changes: [{ uri: client.uri(file), type: text === undefined ? 3 : 2 }],
  });
}

/** The publishes about one file, as `version: codes`. */
function publishes(client: RecordingClient, file: string): string[] {
  return client.published
    .filter(({ uri }) => uri === client.uri(file))
    .map(({ version, diagnostics }) => `${version ?? '-'}: ${diagnostics.map(({ code }) => code).join(' ')}`);
}

describe('a pull of a document', () => {
  test('is answered in full, then with nothing new, then in full again', async () => {
    await withServer({ files }, async (client) => {
      await client.open('a.prompt', bad);
      const first = await pull(client, 'a.prompt');
      assert.deepEqual([first.kind, said(first)], ['full', 'undeclared-variable']);
      assert.equal(said(await pull(client, 'a.prompt', first.resultId)), 'unchanged');
      await client.change('a.prompt', 2, good);
      const second = await pull(client, 'a.prompt', first.resultId);
      assert.deepEqual([second.kind, said(second)], ['full', '']);
      assert.equal(said(await pull(client, 'a.prompt', second.resultId)), 'unchanged');
      assert.equal(said(await pull(client, 'a.prompt', first.resultId)), '', 'an old id is known as old');
    });
  });

  test('sent with the first words of the connection waits until the folder is known', async () => {
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`p/${index}.prompt`, good]));
    await withServer({ files: { ...many, ...files } }, async (client) => {
      await client.open('use.prompt', '{{> sign}} {{> nobody}}');
      assert.equal(said(await pull(client, 'use.prompt')), 'missing-partial');
    });
  });

  test('sees what another open file has typed', async () => {
    await withServer({ files }, async (client) => {
      await client.open('use.prompt', '{{> sign}}');
      const first = await pull(client, 'use.prompt');
      await client.open('_sign.prompt', '{{> use}}');
      assert.equal(said(await pull(client, 'use.prompt', first.resultId)), 'circular-partial');
      const cases = 'cases:\n  - name: one\n    inputs: { name: Ada }\n';
      await client.open('a.cases.yaml', cases, 1, 'yaml');
      const fine = await pull(client, 'a.cases.yaml');
      await client.open('a.prompt', good.replaceAll('name', 'who'));
      assert.equal(said(await pull(client, 'a.cases.yaml', fine.resultId)), 'missing-input unknown-input');
    });
  });

  test('a document that is not known, or is no prompt, has no findings', async () => {
    await withServer({ files }, async (client) => {
      assert.equal(said(await pull(client, 'nowhere.prompt')), '');
      await client.open('package.json', '{"a": "{{x}}"}', 1, 'json');
      assert.equal(said(await pull(client, 'package.json')), '');
    });
  });

  test('leaves out what the editor does not know', async () => {
    const capabilities = { textDocument: { diagnostic: {} } };
    await withServer({ files, capabilities }, async (client) => {
      await client.open('a.prompt', `${head}x`);
      const report = await pull(client, 'a.prompt');
      assert.ok(report.kind === 'full' && report.items.length === 1);
      assert.deepEqual([report.items[0]?.tags, report.items[0]?.relatedInformation], [undefined, undefined]);
    });
  });
});

describe('findings are shown once', () => {
  test('an open document is pushed until it is pulled, and then no more', async () => {
    await withServer({ files }, async (client) => {
      await client.open('a.prompt', bad);
      assert.deepEqual(await client.findings('a.prompt', 1), ['undeclared-variable']);
      await pull(client, 'a.prompt');
      await client.until('what was pushed is cleared', () => publishes(client, 'a.prompt').length === 2);
      await client.change('a.prompt', 2, `${bad} {{x}}`);
      await pull(client, 'a.prompt');
      // Another document is still pushed: it comes after whatever would be sent for the first.
      await client.open('other.prompt', bad);
      await client.findings('other.prompt', 1);
      assert.deepEqual(publishes(client, 'a.prompt'), ['1: galley/undeclared-variable', '1: ']);
    });
  });

  test('a document that was pulled and is opened again is pushed again', async () => {
    await withServer({ files }, async (client) => {
      await client.open('a.prompt', bad);
      await pull(client, 'a.prompt');
      await client.close('a.prompt');
      await client.open('a.prompt', bad, 7);
      await client.until('a push', () => publishes(client, 'a.prompt').includes('7: galley/undeclared-variable'));
    });
  });

  test('a closed document has the findings of its file: pushed', async () => {
    await withServer({ files }, async (client) => {
      await client.open('bad.prompt', good);
      await client.findings('bad.prompt', 1);
      await client.close('bad.prompt');
      await client.until(
        'those on disk',
        () => publishes(client, 'bad.prompt').at(-1) === '-: galley/undeclared-variable',
      );
    });
  });

  test('a closed document has the findings of its file: pulled', async () => {
    await withServer({ files }, async (client) => {
      await client.open('bad.prompt', good);
      await pull(client, 'bad.prompt');
      const first = await pullWorkspace(client);
      assert.deepEqual(saidOf(client, first), {}, 'it is open, and right there');
      const held = pullWorkspace(client, ids(first));
      await client.close('bad.prompt');
      assert.deepEqual(saidOf(client, await held), { 'bad.prompt': 'undeclared-variable' });
      assert.deepEqual(client.published, []);
    });
  });

  test('closed files are pushed until the workspace is pulled, and then no more', async () => {
    await withServer({ files }, async (client) => {
      await client.until('a push', () => client.codes('bad.prompt')?.length === 1);
      const first = await pullWorkspace(client);
      assert.deepEqual(saidOf(client, first), { 'bad.prompt': 'undeclared-variable' });
      await client.until('it is cleared', () => client.codes('bad.prompt')?.length === 0);
      const before = client.published.length;
      const held = pullWorkspace(client, ids(first));
      await save(client, 'bad.prompt', `${bad} {{other}}`);
      assert.deepEqual(saidOf(client, await held), { 'bad.prompt': 'undeclared-variable undeclared-variable' });
      assert.equal(client.published.length, before);
    });
  });

  test('an open document that is pushed is not in the report of the workspace', async () => {
    await withServer({ files }, async (client) => {
      const first = await pullWorkspace(client);
      const held = pullWorkspace(client, ids(first));
      await client.open('bad.prompt', `${bad}!`);
      await client.findings('bad.prompt', 1);
      await save(client, 'a.prompt', bad);
      assert.deepEqual(saidOf(client, await held), { 'a.prompt': 'undeclared-variable', 'bad.prompt': '' });
    });
  });
});

describe('a pull of the workspace', () => {
  test('is held while there is nothing new, and answered when there is', async () => {
    await withServer({ files }, async (client) => {
      const first = await pullWorkspace(client);
      let isAnswered = false;
      const held = pullWorkspace(client, ids(first)).finally(() => (isAnswered = true));
      await client.open('a.prompt', `${good}!`);
      await client.findings('a.prompt', 1);
      assert.equal(isAnswered, false, 'what is typed in an open file is no news');
      await save(client, 'use.prompt', '{{> nobody}}');
      const second = await held;
      assert.deepEqual(saidOf(client, second), { 'bad.prompt': 'unchanged', 'use.prompt': 'missing-partial' });
      const third = pullWorkspace(client, ids(second));
      await save(client, 'use.prompt', undefined);
      assert.deepEqual(saidOf(client, await third), { 'bad.prompt': 'unchanged', 'use.prompt': '' });
    });
  });

  test('ends when it is cancelled, and when the server ends', async () => {
    await withServer({ files }, async (client) => {
      const first = await pullWorkspace(client);
      const source = new CancellationTokenSource();
      const params = { previousResultIds: ids(first) };
      const held = client.connection.sendRequest('workspace/diagnostic', params, source.token);
      await client.request('textDocument/hover', {
        textDocument: { uri: client.uri('a.prompt') },
        position: { line: 0, character: 0 },
      });
      source.cancel();
      assert.equal((await errorOf(held)).code, -32800);
      const last = errorOf(pullWorkspace(client, ids(first)));
      await client.request('shutdown', null);
      assert.equal((await last).code, -32800);
    });
  });

  test('of two that wait, the older one is let go', async () => {
    await withServer({ files }, async (client) => {
      const first = await pullWorkspace(client);
      const older = pullWorkspace(client, ids(first));
      const newer = pullWorkspace(client, ids(first));
      assert.deepEqual(saidOf(client, await older), { 'bad.prompt': 'unchanged' });
      await save(client, 'bad.prompt', good);
      assert.deepEqual(saidOf(client, await newer), { 'bad.prompt': '' });
    });
  });

  test('is answered in parts where that is asked for', async () => {
    const many = Object.fromEntries(Array.from({ length: 120 }, (_, index) => [`p/${index}.prompt`, bad]));
    await withServer({ files: many }, async (client) => {
      const report = await pullWorkspace(client, [], { partialResultToken: 'parts' });
      assert.deepEqual(report, { items: [] });
      const parts = client.notifications
        .filter(({ method }) => method === '$/progress')
        .map(({ params }) => params as { token: string; value: WorkspaceDiagnosticReport })
        .filter(({ token }) => token === 'parts');
      assert.ok(parts.length >= 3 && parts.every(({ value }) => value.items.length <= 50));
      assert.equal(new Set(parts.flatMap(({ value }) => value.items.map(({ uri }) => uri))).size, 120);
    });
  });

  test('lets the editor be served in between', async (t) => {
    const many = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`p/${index}.prompt`, `${bad} ${index}`]),
    );
    const { connection, uri } = await startInProcess(t, temporaryWorkspace(t, many), fullCapabilities);
    const at = { textDocument: { uri: uri('p/0.prompt') }, position: { line: 5, character: 8 } };
    await connection.sendRequest('textDocument/hover', at); // the files have been read
    const answered: string[] = [];
    const asked = Array.from({ length: 10 }, (_, index) => `completion ${index}`);
    const report = connection.sendRequest<WorkspaceDiagnosticReport>('workspace/diagnostic', { previousResultIds: [] });
    const completions = asked.map((name) =>
      connection.sendRequest('textDocument/completion', at).then(() => answered.push(name)),
    );
    const { items } = await report.finally(() => answered.push('report'));
    await Promise.all(completions);
    assert.deepEqual([answered, items.length], [[...asked, 'report'], 1_000]);
  });

  test('ids of another life of the server count for nothing', async () => {
    let known: { uri: string; value: string }[] = [];
    await withServer({ files }, async (client) => {
      known = ids(await pullWorkspace(client));
    });
    await withServer({ files }, async (client) => {
      const mine = known.map(({ value }) => ({ uri: client.uri('bad.prompt'), value }));
      assert.deepEqual(saidOf(client, await pullWorkspace(client, mine)), { 'bad.prompt': 'undeclared-variable' });
    });
  });

  test('takes back what it said of files that are gone', async () => {
    await withServer({ files }, async (client) => {
      const ghost = { uri: client.uri('ghost.prompt'), value: 'old' };
      assert.deepEqual(saidOf(client, await pullWorkspace(client, [ghost])), {
        'bad.prompt': 'undeclared-variable',
        'ghost.prompt': '',
      });
    });
  });
});

describe('the editor is asked to pull again', () => {
  const cases: [string, (client: RecordingClient) => Promise<void>][] = [
    [
      'when settings change',
      async (client) => {
        client.settings = { severities: { 'undeclared-variable': 'off' } };
        await client.notify('workspace/didChangeConfiguration', { settings: null });
      },
    ],
    [
      'when galley.yaml changes on disk',
      (client) => save(client, 'galley.yaml', 'severities: { undeclared-variable: off }\n'),
    ],
    [
      'when galley.yaml is typed',
      (client) => client.open('galley.yaml', 'severities: { undeclared-variable: off }\n', 1, 'yaml'),
    ],
  ];
  for (const [name, change] of cases) {
    test(name, async () => {
      await withServer({ files }, async (client) => {
        await client.settled();
        await client.open('a.prompt', bad);
        const first = await pull(client, 'a.prompt');
        assert.equal(said(first), 'undeclared-variable');
        const held = pullWorkspace(client, ids(await pullWorkspace(client)));
        await change(client);
        await client.until('a request to pull', () => client.refreshes.includes('workspace/diagnostic/refresh'));
        assert.equal(said(await pull(client, 'a.prompt', first.resultId)), '');
        assert.deepEqual(saidOf(client, await held), { 'a.prompt': '', 'bad.prompt': '' });
      });
    });
  }

  test('when another file changes, and only when it pulls', async () => {
    await withServer({ files }, async (client) => {
      await client.settled();
      await client.open('use.prompt', files['use.prompt']);
      await client.findings('use.prompt', 1);
      await save(client, '_sign.prompt', undefined);
      await client.until('the views', () => client.refreshes.includes('workspace/inlayHint/refresh'));
      assert.equal(client.refreshes.includes('workspace/diagnostic/refresh'), false);
      assert.equal(said(await pull(client, 'use.prompt')), 'missing-partial');
      await save(client, '_sign.prompt', 'x');
      await client.until('the pulls', () => client.refreshes.includes('workspace/diagnostic/refresh'));
      assert.equal(said(await pull(client, 'use.prompt')), '');
    });
  });
});

test('an editor that cannot pull is not told that it could', async () => {
  await withServer({ files, capabilities: {} }, async (client) => {
    assert.equal(client.init.capabilities.diagnosticProvider, undefined);
    await errorOf(pull(client, 'a.prompt'));
  });
});
