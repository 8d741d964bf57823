import { Galley } from '../../../client/src/galley';
import type { ServerClient } from '../../../client/src/server/view';
import type {
  ChangedEvent,
  Fault,
  OperationInput,
  OperationName,
  OperationOutput,
  RunEvent,
} from '../../../server/src/protocol';
import { FakeEditor } from './editor';
import { Disposable, EventEmitter } from './values';

/** What the fake server answers: a value, or a fault. */
export type Answers = {
  [Name in OperationName]?: (
    input: OperationInput<Name>,
    talk: { readonly progress: (message: string) => void; readonly emit: (event: RunEvent) => void },
  ) => OperationOutput<Name> | Fault | Promise<OperationOutput<Name> | Fault>;
};

const quiet = {
  list: () => [],
  'commit.dependents': () => ({ commits: [], skipped: [] }),
  cases: () => [],
  providers: () => [],
  env: () => [],
  'review.list': () => [],
  forks: () => [],
} satisfies Answers;

/** The client on a fake editor and a fake server. */
export class ClientSession {
  readonly editor = new FakeEditor();
  /** Every request but those of the views, as `name input`. */
  readonly requests: string[] = [];
  readonly galley: Galley;
  /** How often a server was started. */
  starts = 0;
  /** How many requests were cancelled by their token. */
  cancelled = 0;
  /** What the editor keeps secret, by key. */
  readonly kept = new Map<string, string>();
  readonly secrets = {
    get: (key: string) => Promise.resolve(this.kept.get(key)),
    store: (key: string, value: string) => Promise.resolve(void this.kept.set(key, value)),
    delete: (key: string) => Promise.resolve(void this.kept.delete(key)),
  };
  readonly #asked = new Map<string, (params: unknown) => unknown>();
  readonly #answers: Answers;
  readonly #notified = new Map<string, EventEmitter<unknown>>();
  readonly #state = new EventEmitter<'starting' | 'running' | 'stopped'>();
  readonly #progress = new Map<string, (message: string) => void>();

  private constructor(answers: Answers, prepare: (editor: FakeEditor) => void, startError: Error | undefined) {
    this.#answers = { ...quiet, ...answers };
    prepare(this.editor);
    this.galley = new Galley(this.editor.api, {
      createClient: () => Promise.resolve(this.#client(startError)),
      secrets: this.secrets,
      now: () => Date.parse('2026-03-01T12:00:00Z'),
    });
  }

  /** Starts the client and waits until its views have loaded. */
  static async start(
    answers: Answers = {},
    prepare: (editor: FakeEditor) => void = () => undefined,
    startError?: Error,
  ): Promise<ClientSession> {
    const session = new ClientSession(answers, prepare, startError);
    await session.settle();
    return session;
  }

  /** Lets everything that waits for nothing but other code go on. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  notifyChanged(changed: Partial<ChangedEvent>): void {
    const none = { prompts: false, environments: false, reviews: false, cases: false };
    this.#emitter('galley/changed').fire({ ...none, ...changed });
  }

  /** The server asks the client. */
  async ask(method: string, params: unknown): Promise<unknown> {
    return this.#asked.get(method)?.(params);
  }

  /** The server's process has ended, and the protocol's client starts it again. */
  crash(): void {
    this.#state.fire('stopped');
    this.#state.fire('starting');
    this.#state.fire('running');
  }

  get transcript(): string {
    return this.editor.transcript.join('\n');
  }

  #emitter(method: string): EventEmitter<unknown> {
    const known = this.#notified.get(method) ?? new EventEmitter<unknown>();
    this.#notified.set(method, known);
    return known;
  }

  #client(startError: Error | undefined): ServerClient {
    this.starts++;
    return {
      start: async () => {
        this.#state.fire('starting');
        await Promise.resolve();
        if (startError !== undefined) throw startError;
        this.#state.fire('running');
      },
      stop: () => Promise.resolve(),
      request: (method, params, token) => {
        token?.onCancellationRequested(() => this.cancelled++);
        return this.#answer(method.replace('galley/', '') as OperationName, params);
      },
      onProgress: (token, listener) => {
        this.#progress.set(token, listener);
        return new Disposable(() => this.#progress.delete(token));
      },
      onRequest: (method, answer) => {
        this.#asked.set(method, answer);
        return new Disposable(() => this.#asked.delete(method));
      },
      onNotification: (method, listener) => this.#emitter(method).event(listener),
      onDidChangeState: (listener) => this.#state.event(listener as (state: string) => void),
    };
  }

  async #answer(name: OperationName, params: unknown): Promise<unknown> {
    const { workDoneToken = '', ...input } = params as { workDoneToken?: string };
    if (!(name in quiet)) this.requests.push(`${name} ${JSON.stringify(input)}`);
    // The table pairs each name with its own input; the pairing is lost in a look-up by a name in a variable.
    const answer = this.#answers[name] as ((input: unknown, talk: unknown) => unknown) | undefined;
    if (answer === undefined) throw Object.assign(new Error(`no answer for ${name}`), { code: -32601 });
    const talk = {
      progress: (message: string) => this.#progress.get(workDoneToken)?.(message),
      emit: (event: RunEvent) => this.#emitter('galley/runEvent').fire(event),
    };
    const result = await answer(input, talk);
    if (isFault(result)) throw Object.assign(new Error(result.message), { data: result });
    return result;
  }
}

function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}
