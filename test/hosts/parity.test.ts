import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { Diagnostic, DocumentDiagnosticReport, WorkspaceDiagnosticReport } from 'vscode-languageserver/node';
import { below, corpus, rounds } from '../corpus/corpus';
import { operations } from '../../server/src/protocol';
import { fromRoot, supportDesk } from '../support/repo';
import type { Files } from '../support/workspace';
import { ada, galley } from './cli/galley';
import { fullCapabilities, withServer, type RecordingClient } from './lsp/client';

/** The example workspace as files. */
const example: Files = Object.fromEntries(
  globSync('**/*.*', { cwd: supportDesk, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(supportDesk, path.join(entry.parentPath, entry.name)))
    .filter((file) => !/^(?:\.galley|releases)[\\/]/.test(file))
    .map((file) => [file.split(path.sep).join('/'), readFileSync(path.join(supportDesk, file), 'utf8')]),
);

const clean = corpus('clean');
const workspaces: readonly (readonly [name: string, files: Files])[] = [
  ['the clean corpus', below('prompts', clean)],
  ...rounds().map((round, index) => {
    const texts = Object.fromEntries([...round].map(([twin, { text }]) => [twin, text]));
    return [`the broken corpus, round ${index + 1}`, below('prompts', { ...clean, ...texts })] as const;
  }),
  ['the example workspace', example],
  [
    'settings, suppressions and a galley.yaml with a mistake',
    {
      'galley.yaml': 'severities: { unused-input: error, unknown-helper: off }\nhelpers: [money]\n',
      'nested/galley.yaml': 'prompts: [\n',
      'prompts/a.prompt':
        '---\ninput:\n  schema:\n    unused: string\n---\n{{money 1}}{{nobody 1}}{{é̂}}{{😀}} {{x}}\r\n{{y}}',
      'prompts/b.prompt': '{{!-- galley-ignore --}}\n{{#if a}}\n',
      'prompts/a.cases.yaml': 'cases:\n  - inputs: { other: 1 }\n',
    },
  ],
];

/** The languages that the extension brings along. */
const { languages } = (
  JSON.parse(readFileSync(fromRoot('package.json'), 'utf8')) as {
    contributes: { languages: { id: string; extensions?: string[] }[] };
  }
).contributes;

const severities = ['', 'error', 'warning', 'information', 'hint'];

/** Findings as lines, in an order of their own: what they say, how gravely, and where exactly. */
function drawn(client: RecordingClient, uri: string, diagnostics: readonly Diagnostic[]): string[] {
  const file = decodeURIComponent(uri.slice(client.uri('').length + 1));
  return diagnostics.map(({ code, severity = 0, range, message }) =>
    line(file, range, String(code), severities[severity] ?? '', typeof message === 'string' ? message : message.value),
  );
}

function line(file: string, { start, end }: Diagnostic['range'], code: string, severity: string, text: string): string {
  return `${file}:${start.line}:${start.character}-${end.line}:${end.character} ${severity} ${code} ${text}`;
}

/** What `galley lint` says. */
async function onTheCommandLine(client: RecordingClient): Promise<readonly string[]> {
  const { stdout, stderr, code } = await galley(client.folder, ['lint', '--json']);
  assert.equal(stderr, '');
  const { findings, files } = operations.lint.output.parse(JSON.parse(stdout));
  assert.ok(files > 0);
  assert.equal(code, findings.some(({ severity }) => severity === 'error' || severity === 'warning') ? 1 : 0);
  return findings.map(({ file, range, code: name, severity, message }) => line(file, range, name, severity, message));
}

/** What an editor is answered that asks for the whole workspace. */
async function pulled(client: RecordingClient): Promise<readonly string[]> {
  const params = { identifier: 'galley', previousResultIds: [] };
  const { items } = await client.request<WorkspaceDiagnosticReport>('workspace/diagnostic', params);
  return items.flatMap((item) => (item.kind === 'full' ? drawn(client, item.uri, item.items) : ['unchanged']));
}

/** What an editor is answered that has every file open and asks for each. */
async function pulledOpen(client: RecordingClient, files: Files): Promise<readonly string[]> {
  for (const [file, text] of Object.entries(files)) await client.open(file, text, 1, languageOf(file));
  const reports = Object.keys(files).map(async (file) => {
    const uri = client.uri(file);
    const params = { identifier: 'galley', textDocument: { uri } };
    const report = await client.request<DocumentDiagnosticReport>('textDocument/diagnostic', params);
    return report.kind === 'full' ? drawn(client, uri, report.items) : ['unchanged'];
  });
  return (await Promise.all(reports)).flat();
}

/** What an editor was last told of each file. */
function pushed(client: RecordingClient): readonly string[] {
  const last = new Map(client.published.map(({ uri, diagnostics }) => [uri, diagnostics]));
  return [...last].flatMap(([uri, diagnostics]) => drawn(client, uri, diagnostics));
}

/** The language that VS Code gives a file. */
function languageOf(file: string): string {
  return languages.find(({ extensions = [] }) => extensions.some((ending) => file.endsWith(ending)))?.id ?? 'plaintext';
}

const sorted = (lines: readonly string[]): readonly string[] => [...lines].sort();

describe('the editor and the command line say the same', () => {
  for (const [name, files] of workspaces) {
    test(`of ${name}`, async () => {
      await withServer({ files }, async (client) => {
        const expected = sorted(await onTheCommandLine(client));
        assert.deepEqual(sorted(await pulled(client)), expected);
        assert.deepEqual(sorted(await pulledOpen(client, files)), expected);
      });
    });
  }

  test('to an editor that is told without asking', async () => {
    const { diagnostic: _, ...textDocument } = fullCapabilities.textDocument ?? {};
    await withServer({ files: example, capabilities: { ...fullCapabilities, textDocument } }, async (client) => {
      const expected = sorted(await onTheCommandLine(client));
      assert.ok(expected.length > 5);
      await client.until('the same findings', () => sorted(pushed(client)).join('\n') === expected.join('\n'));
    });
  });

  test('of what was deployed with another interface', async () => {
    const head = (inputs: string): string => `---\ninput:\n  schema:\n    ${inputs}\n---\n{{name}}`;
    const files = { 'prompts/a.prompt': head('name: string') };
    await withServer({ files, environment: ada }, async (client) => {
      await client.request('galley/commit', { prompt: 'a', message: 'First' });
      await client.request('galley/deploy', { selectors: ['a@latest'], environment: 'development' });
      client.write('prompts/a.prompt', `${head('name: string\n    other: string')}{{other}}`);
      const changes = [{ uri: client.uri('prompts/a.prompt'), type: 2 }];
      await client.notify('workspace/didChangeWatchedFiles', { changes });
      const expected = await onTheCommandLine(client);
      assert.match(expected.join('\n'), /^prompts\/a\.prompt:1:0-1:5 information galley\/interface-drift .*other/);
      assert.deepEqual(await pulled(client), expected);
    });
  });
});
