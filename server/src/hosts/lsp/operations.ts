import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver/node';
import { Emitter, fault, type Fault } from '../../base';
import type { HostWorkspace, Session } from '../../app';
import type { Catalog } from '../../language';
import { notifications } from '../../protocol';

/** An operation failed: its fault is the data of the error. A code of our own range, outside of those the protocol keeps. */
const faultError = -32001;
const cancelledError = -32800;
const methodNotFound = -32601;

/** What runs prompts or changes what an environment holds: refused while the workspace is not trusted. */
const trustedOnly: ReadonlySet<string> = new Set(['test', 'deploy', 'rollback', 'publish']);

/** What the operations need. */
export interface OperationsOptions {
  readonly connection: Connection;
  readonly folder: HostWorkspace | undefined;
  readonly trusted: boolean;
}

/**
 * Serves every operation as `galley/<name>`. The session, and with it all that only operations need, is loaded with the
 * first of them, or when the folder has a store.
 */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #catalogChanged = new Emitter<void>();
  #session: Promise<Session> | undefined;
  #opened: Session | undefined;

  /** Says nothing until the session is there. */
  readonly catalog: Catalog = {
    entry: (prompt) => this.#opened?.catalog.entry(prompt),
    onDidChange: this.#catalogChanged.event,
  };

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** Answers a request of the name `galley/<name>`. @throws {ResponseError} */
  async request(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const name = method.startsWith('galley/') ? method.slice('galley/'.length) : undefined;
    if (name === undefined) throw new ResponseError(methodNotFound, `There is no method ${method}.`);
    const { folder, trusted } = this.#options;
    if (folder === undefined)
      throw errorOf(fault('not-found', 'No folder is open.', { help: 'Open a folder with prompts.' }));
    if (!trusted && trustedOnly.has(name)) throw errorOf(fault('untrusted', 'This folder is open in Restricted Mode.'));
    const { input, progress } = this.#split(params);
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    progress.begin(name);
    try {
      const session = await this.#load(folder);
      const result = await session.dispatch(name, input, {
        signal: stop.signal,
        onRunEvent: (event) => this.#notify(notifications.runEvent, event),
        streamed: true,
        onProgress: (message) => progress.report(message),
      });
      if (result.ok) return result.value;
      throw errorOf(result.fault);
    } finally {
      listening.dispose();
      progress.end();
    }
  }

  /** Loads the session when the folder has a store, so that lenses know versions before a view asks for them. */
  async loadIfStored(): Promise<void> {
    const { folder } = this.#options;
    if (folder === undefined || !existsSync(path.join(folder.root, '.galley'))) return;
    const session = await this.#load(folder);
    await session.dispatch('status', {});
  }

  async dispose(): Promise<void> {
    const session = await this.#session;
    await session?.dispose();
  }

  #load(folder: HostWorkspace): Promise<Session> {
    this.#session ??= this.#open(folder).catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  async #open(folder: HostWorkspace): Promise<Session> {
    const { openSession } = await import('../../app');
    const session = openSession({
      workspace: folder,
      door: 'editor',
      environment: process.env,
      runnerWorker: beside('runner-worker.js'),
      openStore: async () => {
        const { openStoreInWorker } = await import('../../store');
        return openStoreInWorker({
          directory: path.join(folder.root, '.galley'),
          workerPath: beside('store-worker.js'),
        });
      },
    });
    session.onDidChange((event) => this.#notify(notifications.changed, event));
    session.catalog.onDidChange(() => this.#catalogChanged.fire());
    this.#opened = session;
    return session;
  }

  #notify(method: string, params: unknown): void {
    this.#options.connection.sendNotification(method, params).catch(() => undefined);
  }

  /** Takes the token for reports of progress out of the parameters: it is the protocol's, not the operation's. */
  #split(params: unknown): { readonly input: unknown; readonly progress: Progress } {
    if (typeof params !== 'object' || params === null || Array.isArray(params))
      return { input: params ?? {}, progress: silent };
    const { workDoneToken, ...input } = params as Readonly<Record<string, unknown>>;
    const isToken = typeof workDoneToken === 'string' || typeof workDoneToken === 'number';
    if (!isToken) return { input: params, progress: silent };
    const send = (value: unknown): void => this.#notify('$/progress', { token: workDoneToken, value });
    return {
      input,
      progress: {
        begin: (title) => send({ kind: 'begin', title, cancellable: true }),
        report: (message) => send({ kind: 'report', message }),
        end: () => send({ kind: 'end' }),
      },
    };
  }
}

interface Progress {
  begin(title: string): void;
  report(message: string): void;
  end(): void;
}

const silent: Progress = { begin: () => undefined, report: () => undefined, end: () => undefined };

function errorOf(reason: Fault): ResponseError<Fault> {
  return new ResponseError(reason.code === 'cancelled' ? cancelledError : faultError, reason.message, reason);
}

function beside(file: string): string {
  return fileURLToPath(new URL(`./${file}`, import.meta.url));
}
