import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { LSPErrorCodes, ResponseError, type CancellationToken } from 'vscode-languageserver/node';
import { Emitter, fail, fault, type Fault } from '../../base';
import type { HostWorkspace, Session } from '../../app';
import type { Catalog } from '../../language';
import { notifications, type StoreSecret } from '../../protocol';

/** An operation failed: its fault is the data of the error. A code of our own range, outside of those the protocol keeps. */
const faultError = -32001;

/** What runs prompts or changes what an environment holds: refused while the workspace is not trusted. */
const trustedOnly: ReadonlySet<string> = new Set(['test', 'compare', 'deploy', 'promote', 'rollback', 'publish']);

/** What the operations of one folder need. */
export interface OperationsOptions {
  readonly notify: (method: string, params: unknown) => void;
  /** The uri of the folder, as the editor spells it. */
  readonly folder: string;
  readonly workspace: HostWorkspace;
  readonly trusted: boolean;
  /** Asks the editor who comes to a store on PostgreSQL; absent where it cannot say. */
  readonly storeSecret?: ((store: string) => Promise<StoreSecret | undefined>) | undefined;
}

/**
 * Serves the operations on one folder. The session, and with it all that only operations need, is loaded with the first of
 * them, or when the folder has a store.
 */
export class Operations {
  readonly #options: OperationsOptions;
  readonly #catalogChanged = new Emitter<void>();
  #session: Promise<Session> | undefined;
  #opened: Session | undefined;
  #disposed = false;

  /** Says nothing until the session is there. */
  readonly catalog: Catalog = {
    entry: (prompt) => this.#opened?.catalog.entry(prompt),
    onDidChange: this.#catalogChanged.event,
  };

  constructor(options: OperationsOptions) {
    this.#options = options;
  }

  /** Runs the operation `name`. @throws {ResponseError} */
  async request(name: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (!this.#options.trusted && trustedOnly.has(name)) throw errorOf(untrustedFault());
    const { input, progress } = this.#split(params);
    const stop = new AbortController();
    const listening = token.onCancellationRequested(() => stop.abort());
    progress.begin(name);
    try {
      const session = await this.#load();
      const result = await session.dispatch(name, input, {
        signal: stop.signal,
        onRunEvent: (event) => this.#options.notify(notifications.runEvent, event),
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
    const { hasStore } = await import('../../app');
    const { workspace } = this.#options;
    await workspace.ready;
    if (!hasStore(workspace)) return;
    const session = await this.#load();
    await session.dispatch('status', {});
  }

  /** Has the session look whether files of environments are among those that changed. @param uris of files */
  async checkTargets(uris: readonly string[]): Promise<void> {
    await this.#opened?.checkTargets(uris.map((uri) => fileURLToPath(uri)));
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    const session = await this.#session;
    await session?.dispose();
  }

  #load(): Promise<Session> {
    if (this.#disposed) throw errorOf(fault('not-found', 'This folder is not open any more.'));
    this.#session ??= this.#open().catch((error: unknown) => {
      this.#session = undefined;
      throw error;
    });
    return this.#session;
  }

  async #open(): Promise<Session> {
    const { openSession } = await import('../../app');
    const { workspace, folder, notify, trusted, storeSecret } = this.#options;
    const session = openSession({
      workspace,
      door: 'editor',
      environment: process.env,
      runnerWorker: beside('runner-worker.js'),
      ...(storeSecret === undefined || !trusted ? {} : { storeSecret }),
      openStore: async (options) => {
        // Whoever wrote galley.yaml is not to be told who is here, and with what password.
        if (options.server !== undefined && !trusted) return fail(untrustedFault());
        const { openStoreInWorker } = await import('../../store');
        return openStoreInWorker({
          directory: path.join(workspace.root, '.galley'),
          workerPath: beside('store-worker.js'),
          ...options,
        });
      },
    });
    session.onDidChange((event) => notify(notifications.changed, { ...event, folder }));
    session.catalog.onDidChange(() => this.#catalogChanged.fire());
    this.#opened = session;
    return session;
  }

  /** Takes the token for reports of progress out of the parameters: it is the protocol's, not the operation's. */
  #split(params: unknown): { readonly input: unknown; readonly progress: Progress } {
    if (typeof params !== 'object' || params === null || Array.isArray(params))
      return { input: params ?? {}, progress: silent };
    const { workDoneToken, ...input } = params as Readonly<Record<string, unknown>>;
    const isToken = typeof workDoneToken === 'string' || typeof workDoneToken === 'number';
    if (!isToken) return { input: params, progress: silent };
    const send = (value: unknown): void => this.#options.notify('$/progress', { token: workDoneToken, value });
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

function untrustedFault(): Fault {
  return fault('untrusted', 'This folder is open in Restricted Mode.');
}

/** A fault as the protocol knows errors. */
export function errorOf(reason: Fault): ResponseError<Fault> {
  return new ResponseError(
    reason.code === 'cancelled' ? LSPErrorCodes.RequestCancelled : faultError,
    reason.message,
    reason,
  );
}

function beside(file: string): string {
  return fileURLToPath(new URL(`./${file}`, import.meta.url));
}
