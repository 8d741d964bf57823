import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
  type MessageConnection,
  type ClientCapabilities,
  type InitializeResult,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver/node';
import { built } from '../../support/repo';

/** The header of a prompt with one input, `name`; five lines. */
export const head = '---\ninput:\n  schema:\n    name: string\n---\n';

/** What VS Code says of itself, as far as this server asks. */
export const fullCapabilities: ClientCapabilities = {
  workspace: {
    configuration: true,
    applyEdit: true,
    workspaceEdit: { documentChanges: true, resourceOperations: ['create', 'rename', 'delete'] },
    didChangeConfiguration: { dynamicRegistration: true },
    didChangeWatchedFiles: { dynamicRegistration: true },
    codeLens: { refreshSupport: true },
    semanticTokens: { refreshSupport: true },
    inlayHint: { refreshSupport: true },
    diagnostics: { refreshSupport: true },
    workspaceFolders: true,
    fileOperations: { willRename: true, didRename: true, didCreate: true, didDelete: true },
  },
  window: { workDoneProgress: true },
  textDocument: {
    publishDiagnostics: {
      relatedInformation: true,
      versionSupport: true,
      codeDescriptionSupport: true,
      dataSupport: true,
      tagSupport: { valueSet: [1, 2] },
    },
    diagnostic: { dynamicRegistration: true, relatedInformation: true, tagSupport: { valueSet: [1, 2] } },
    completion: { completionItem: { snippetSupport: true }, completionList: { itemDefaults: ['editRange', 'data'] } },
    hover: { contentFormat: ['markdown'] },
    definition: { linkSupport: true },
    typeDefinition: { linkSupport: true },
    rename: { prepareSupport: true },
    documentSymbol: { hierarchicalDocumentSymbolSupport: true },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix'] } } },
  },
};

/** How a server under test is started. */
export interface ServerOptions {
  /** Files of the workspace by path; undefined starts without a folder. */
  readonly files?: { readonly [path: string]: string };
  /** A folder that is there already, and stays; the files are written into it. */
  readonly folder?: string;
  /** The folders below it that the editor opens; the whole when absent. */
  readonly folders?: readonly string[];
  readonly capabilities?: ClientCapabilities;
  readonly settings?: unknown;
  readonly initializationOptions?: unknown;
  /** What to run instead of the built server, as arguments of Node. */
  readonly command?: readonly string[];
  readonly environment?: NodeJS.ProcessEnv;
  /** Leaves requests of the server without an answer other than "no such method". */
  readonly answersNothing?: boolean;
}

/** A client that records what the real, built server says over its real standard streams. */
export class RecordingClient {
  readonly folder: string;
  readonly connection: MessageConnection;
  readonly published: PublishDiagnosticsParams[] = [];
  readonly notifications: { readonly method: string; readonly params: unknown }[] = [];
  readonly registrations: string[] = [];
  /** What is answered to questions for settings; a function gives them for each folder. */
  settings: unknown;
  init: InitializeResult = { capabilities: {} };
  readonly #child: ChildProcess;
  readonly #waiting = new Set<() => void>();
  readonly #exited: Promise<number | null>;
  readonly #keepsFolder: boolean;
  #stderr = '';

  private constructor(child: ChildProcess, folder: string, options: ServerOptions) {
    assert.ok(child.stdout !== null && child.stdin !== null && child.stderr !== null);
    this.#child = child;
    this.folder = folder;
    this.#keepsFolder = options.folder !== undefined;
    this.settings = options.settings ?? null;
    this.connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    child.stderr.on('data', (chunk) => (this.#stderr += String(chunk)));
    this.#exited = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
    this.connection.onNotification((method, params) => this.#hear(method, params));
    this.connection.onUnhandledProgress((params) => this.#hear('$/progress', params));
    if (options.answersNothing !== true) this.#answer();
    this.connection.listen();
  }

  /** Starts the server on a new folder and initializes it. */
  static async start(options: ServerOptions = {}): Promise<RecordingClient> {
    const folder = options.folder ?? realpathSync(mkdtempSync(path.join(tmpdir(), 'galley-lsp-')));
    for (const [file, text] of Object.entries(options.files ?? {})) write(folder, file, text);
    const child = spawn(process.execPath, options.command ?? [built.cli, 'lsp', '--stdio'], {
      cwd: folder,
      stdio: 'pipe',
      env: { ...process.env, ...options.environment },
    });
    const client = new RecordingClient(child, folder, options);
    const folders = options.files === undefined ? [] : (options.folders ?? ['']);
    const workspaceFolders = folders.map((name) => ({ uri: client.uri(name), name }));
    client.init = await client.request<InitializeResult>('initialize', {
      processId: process.pid,
      rootUri: workspaceFolders[0]?.uri ?? null,
      workspaceFolders: options.files === undefined ? null : workspaceFolders,
      capabilities: options.capabilities ?? fullCapabilities,
      ...(options.initializationOptions === undefined ? {} : { initializationOptions: options.initializationOptions }),
    });
    await client.notify('initialized', {});
    return client;
  }

  /** The uri of a file, or of the folder itself for an empty path. */
  uri(file: string): string {
    return pathToFileURL(path.join(this.folder, file)).href;
  }

  get pid(): number {
    assert.ok(this.#child.pid !== undefined);
    return this.#child.pid;
  }

  get stderr(): string {
    return this.#stderr;
  }

  request<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  notify(method: string, params: unknown): Promise<void> {
    return this.connection.sendNotification(method, params);
  }

  write(file: string, text: string): void {
    write(this.folder, file, text);
  }

  open(file: string, text: string, version = 1, languageId = 'dotprompt'): Promise<void> {
    return this.notify('textDocument/didOpen', { textDocument: { uri: this.uri(file), languageId, version, text } });
  }

  change(file: string, version: number, text: string): Promise<void> {
    return this.notify('textDocument/didChange', {
      textDocument: { uri: this.uri(file), version },
      contentChanges: [{ text }],
    });
  }

  close(file: string): Promise<void> {
    return this.notify('textDocument/didClose', { textDocument: { uri: this.uri(file) } });
  }

  /** The codes last published for a file. */
  codes(file: string): string[] | undefined {
    const uri = this.uri(file);
    return this.published
      .findLast((one) => one.uri === uri)
      ?.diagnostics.map(({ code }) => String(code).replace('galley/', ''));
  }

  /** Waits until something holds; it is looked at again with everything the server says. */
  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    const deadline = new Promise<never>((_, reject) => {
      setTimeout(
        () =>
          reject(
            new Error(`waited 60 s in vain: ${what}; published ${JSON.stringify(this.published).slice(0, 2_000)}`),
          ),
        60_000,
      ).unref();
    });
    const seen = new Promise<T>((resolve) => {
      const check = (): void => {
        const found = look();
        if (found === undefined || found === false) return;
        this.#waiting.delete(check);
        resolve(found);
      };
      this.#waiting.add(check);
      check();
    });
    return Promise.race([seen, deadline]);
  }

  /** Waits for the findings of a version. */
  findings(file: string, version: number): Promise<string[]> {
    const uri = this.uri(file);
    return this.until(`findings of ${file} at ${version}`, () =>
      this.published.some((one) => one.uri === uri && one.version === version) ? this.codes(file) : undefined,
    );
  }

  /** The requests to look at something again, since the last {@link settled}. */
  get refreshes(): readonly string[] {
    return this.notifications.map(({ method }) => method).filter((method) => method.endsWith('/refresh'));
  }

  /** Waits for the requests to look again that reading the folder leads to: those that come later have another cause. */
  async settled(): Promise<void> {
    await this.until('the folder is read', () => this.refreshes.length >= 3);
    this.notifications.length = 0;
  }

  /** Ends the server as editors do, and removes the folder. The server must go in peace, having said nothing on stderr. */
  async stop(): Promise<void> {
    await this.request('shutdown', null);
    await this.notify('exit', null);
    const code = await this.#exited;
    this.connection.dispose();
    if (!this.#keepsFolder) rmSync(this.folder, { recursive: true, force: true });
    assert.deepEqual({ code, stderr: this.#stderr }, { code: 0, stderr: '' });
  }

  /** Kills the server at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
    this.connection.dispose();
    if (!this.#keepsFolder) rmSync(this.folder, { recursive: true, force: true });
  }

  get exited(): Promise<number | null> {
    return this.#exited;
  }

  /** The raw stream to the server, for what no well-behaved client sends. */
  get input(): NodeJS.WritableStream {
    assert.ok(this.#child.stdin !== null);
    return this.#child.stdin;
  }

  #hear(method: string, params: unknown): void {
    if (method === 'textDocument/publishDiagnostics') this.published.push(params as PublishDiagnosticsParams);
    else this.notifications.push({ method, params });
    for (const check of [...this.#waiting]) check();
  }

  #answer(): void {
    this.connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri?: string }[] }) =>
      items.map(({ scopeUri }): unknown =>
        typeof this.settings === 'function' ? this.settings(scopeUri) : this.settings,
      ),
    );
    this.connection.onRequest(
      'client/registerCapability',
      ({ registrations }: { registrations: { method: string }[] }) => {
        this.registrations.push(...registrations.map(({ method }) => method));
        for (const check of [...this.#waiting]) check();
        return null;
      },
    );
    const views = ['codeLens', 'semanticTokens', 'inlayHint', 'diagnostic'];
    for (const method of [...views.map((view) => `workspace/${view}/refresh`), 'window/workDoneProgress/create']) {
      this.connection.onRequest(method, () => {
        this.#hear(method, null);
        return null;
      });
    }
  }
}

/** Runs a test with a server that is ended afterwards, also when the test fails. */
export async function withServer(
  options: ServerOptions,
  run: (client: RecordingClient) => Promise<void>,
): Promise<void> {
  const client = await RecordingClient.start(options);
  try {
    await run(client);
  } catch (error) {
    await client.kill();
    throw error;
  }
  await client.stop();
}

/** The error a request ends with. */
export async function errorOf(work: Promise<unknown>): Promise<ResponseError<unknown>> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ResponseError, String(error));
    return error;
  }
  throw new Error('the request did not fail');
}

function write(folder: string, file: string, text: string): void {
  const target = path.join(folder, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
}
