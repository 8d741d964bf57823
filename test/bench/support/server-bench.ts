import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { createConnection, TextDocuments, TextDocumentSyncKind, type Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { RecordingClient, type ServerOptions } from '../../hosts/lsp/client';

const role = 'GALLEY_BENCH_ROLE';

/** Whether this process was started as the yardstick; then it serves and never returns to the bench. */
export function isNullServer(): boolean {
  return process.env[role] === 'null-server';
}

/** The least a language server can do: it answers everything at once with nothing. */
export function serveNothing(): void {
  const connection: Connection = createConnection(process.stdin, process.stdout);
  const documents = new TextDocuments(TextDocument);
  connection.onInitialize(() => ({
    capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental, completionProvider: {}, hoverProvider: true },
  }));
  documents.onDidChangeContent(
    ({ document: { uri, version } }) => void connection.sendDiagnostics({ uri, version, diagnostics: [] }),
  );
  connection.onCompletion(() => []);
  connection.onHover(() => null);
  documents.listen(connection);
  connection.listen();
}

/** Starts the built server, or the yardstick, on a folder with these files. */
export function startServer(
  which: 'galley' | 'null',
  files: ServerOptions['files'],
  options: Pick<ServerOptions, 'folder' | 'environment'> = {},
): Promise<RecordingClient> {
  const [, script = ''] = process.argv;
  const yardstick = { command: [script], environment: { [role]: 'null-server' } };
  return RecordingClient.start({
    ...options,
    ...(files === undefined ? {} : { files }),
    ...(which === 'null' ? yardstick : {}),
  });
}

/** The processor time the threads of a process have used, in milliseconds. Only Linux tells. */
export function cpuOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const times = threads.map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  );
  return times.reduce((sum, time) => sum + time, 0) / 1e6;
}

/** The memory a process holds, in MiB. */
export function memoryOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

/** A Dotprompt file with so many lines and inputs, each input used. */
export function bigPrompt(lines: number, inputs: number): string {
  const names = Array.from({ length: inputs }, (_, index) => `input_${String(index).padStart(3, '0')}`);
  const head = [
    '---',
    'name: big',
    'input:',
    '  schema:',
    ...names.map((name) => `    ${name}: string, what ${name} is`),
    '---',
  ];
  const body: string[] = [];
  for (let line = head.length, next = 0; line < lines; line++) {
    const name = names[next++ % inputs] ?? '';
    body.push(
      line % 10 === 5
        ? `{{#if ${name}}}Only with {{${name}}}.{{/if}}`
        : `Line ${line} uses {{${name}}} and some plain words to fill it up.`,
    );
  }
  return [...head, ...body, ''].join('\n');
}
