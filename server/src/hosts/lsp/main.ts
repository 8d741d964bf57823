import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { createConnection, type Connection } from 'vscode-languageserver/node';
import { LanguageServer } from './server';

const transports = ['--stdio', '--node-ipc', '--socket', '--pipe'];

/**
 * Serves the language server protocol until the editor ends it: over standard input and output unless `words` name
 * another transport (`--node-ipc`, `--socket=<port>`, `--pipe=<name>`). The connection ends the process.
 */
export async function runLsp(words: readonly string[]): Promise<number> {
  const connection = connect(words);
  const tell = (error: unknown): void =>
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.on('unhandledRejection', tell);
  process.on('uncaughtException', tell);
  // Over a channel between processes, nothing else tells that the editor is gone.
  process.on('disconnect', () => process.exit(1));
  new LanguageServer(connection, { documentation: documentationPage(), build: buildOf(import.meta.filename) }).listen();
  return new Promise(() => undefined);
}

function connect(words: readonly string[]): Connection {
  // With a transport on the command line, the library reads the rest of it too: ports, names, the editor's process.
  const named = words.some((word) => transports.includes(word.split('=', 1)[0] ?? ''));
  return named ? createConnection() : createConnection(process.stdin, process.stdout);
}

/** The page that explains the findings, when it was installed with the server. */
function documentationPage(): string | undefined {
  const page = path.join(import.meta.dirname, '../../docs/diagnostics.md');
  return existsSync(page) ? pathToFileURL(page).href : undefined;
}

/** What another build of the server differs in. */
function buildOf(program: string): string {
  const { size, mtimeMs } = statSync(program);
  return `${program} ${size} ${mtimeMs}`;
}
