import type * as vscode from 'vscode';
import {
  notifications,
  type ChangedEvent,
  type OperationInput,
  type OperationName,
  type OperationOutput,
  type RunEvent,
} from '../../../server/src/protocol';
import { callOperation, type Answer, type CallOptions, type Calls, type Connection } from '../call';
import type { Vscode } from '../vscode';
import { Coalesced, type ServerState } from './model';

/** One life of the language server. The client of the protocol starts a crashed server again by itself. */
export interface ServerClient extends Connection {
  /** Resolves when the server answers; rejects when it cannot be started. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Answers what the server asks. */
  onRequest(method: string, answer: (params: unknown) => unknown): vscode.Disposable;
  onNotification(method: string, listener: (params: unknown) => void): vscode.Disposable;
  readonly onDidChangeState: vscode.Event<'starting' | 'running' | 'stopped'>;
}

const everything: ChangedEvent = { prompts: true, environments: true, reviews: true, cases: true };

/** Keeps one language server running, and calls its operations. */
export class GalleyServer implements Calls, vscode.Disposable {
  readonly #create: () => Promise<ServerClient>;
  readonly #log: vscode.LogOutputChannel;
  readonly #answers = new Map<string, (params: unknown) => unknown>();
  readonly #restarts: Coalesced;
  readonly #changed: vscode.EventEmitter<ChangedEvent>;
  readonly #runEvents: vscode.EventEmitter<RunEvent>;
  readonly #stateChanged: vscode.EventEmitter<ServerState>;
  #client: ServerClient | undefined;
  #state: ServerState = { kind: 'stopped' };

  readonly onDidChange: vscode.Event<ChangedEvent>;
  readonly onRunEvent: vscode.Event<RunEvent>;
  readonly onDidChangeState: vscode.Event<ServerState>;

  /** @param create makes a client that has not been started */
  constructor(vscode: Vscode, log: vscode.LogOutputChannel, create: () => Promise<ServerClient>) {
    this.#create = create;
    this.#log = log;
    this.#changed = new vscode.EventEmitter();
    this.#runEvents = new vscode.EventEmitter();
    this.#stateChanged = new vscode.EventEmitter();
    this.onDidChange = this.#changed.event;
    this.onRunEvent = this.#runEvents.event;
    this.onDidChangeState = this.#stateChanged.event;
    this.#restarts = new Coalesced(() => this.#startAnew());
  }

  get state(): ServerState {
    return this.#state;
  }

  /** Starts the server, or stops it and starts it again. Requests during a restart lead to one more. */
  restart(): Promise<void> {
    this.#setState({ kind: 'starting' });
    return this.#restarts.trigger();
  }

  call<Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
    options: CallOptions = {},
  ): Promise<Answer<OperationOutput<Name>>> {
    return callOperation(() => this.#connected(), name, input, options);
  }

  /** Makes every view ask again. */
  announceAll(): void {
    this.#changed.fire(everything);
  }

  async stop(): Promise<void> {
    await this.#letGo();
    this.#setState({ kind: 'stopped' });
  }

  dispose(): void {
    this.#changed.dispose();
    this.#runEvents.dispose();
    this.#stateChanged.dispose();
  }

  async #letGo(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.stop().catch((error: unknown) => this.#log.warn(`stopping the server: ${String(error)}`));
  }

  /** Calls that are made meanwhile wait for the new server. */
  async #startAnew(): Promise<void> {
    this.#setState({ kind: 'starting' });
    await this.#letGo();
    try {
      const client = await this.#create();
      this.#client = client;
      this.#listen(client);
      await client.start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.error(`the server does not start: ${reason}`);
      this.#client = undefined;
      this.#setState({ kind: 'failed', reason });
    }
  }

  #listen(client: ServerClient): void {
    client.onDidChangeState((kind) => {
      if (this.#client !== client) return;
      this.#setState({ kind });
      if (kind === 'running') this.#changed.fire(everything);
    });
    for (const [method, how] of this.#answers) client.onRequest(method, how);
    // Both come from our own server, which encodes them by the types named here.
    client.onNotification(notifications.changed, (params) => this.#changed.fire(params as ChangedEvent));
    client.onNotification(notifications.runEvent, (params) => this.#runEvents.fire(params as RunEvent));
  }

  /** Answers what the server asks, in all its lives. */
  answer(method: string, how: (params: unknown) => unknown): void {
    this.#answers.set(method, how);
  }

  #setState(state: ServerState): void {
    if (state.kind === this.#state.kind && state.kind !== 'failed') return;
    this.#state = state;
    if (state.kind !== 'failed') this.#log.info(`the server is ${state.kind}`);
    this.#stateChanged.fire(state);
  }

  /** Waits while the server starts. */
  #connected(): Promise<Answer<Connection>> {
    return new Promise((resolve) => {
      const settle = (): boolean => {
        const client = this.#client;
        if (this.#state.kind === 'starting') return false;
        const running = this.#state.kind === 'running' && client !== undefined;
        resolve(running ? { ok: true, value: client } : { ok: false, fault: notRunning(this.#state) });
        return true;
      };
      if (settle()) return;
      const waiting = this.onDidChangeState(() => {
        if (settle()) waiting.dispose();
      });
    });
  }
}

function notRunning(state: ServerState): { code: 'io'; message: string; help: string } {
  const why = state.kind === 'failed' ? `: ${state.reason}` : '';
  return {
    code: 'io',
    message: `the language server is not running${why}`,
    help: 'Run "Galley: Restart server".',
  };
}
