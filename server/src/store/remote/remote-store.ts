import { Emitter, fail, fault, ok, type Result } from '../../base';
import type {
  Expectation,
  Fact,
  PlacedFact,
  QueryName,
  ShareReport,
  Store,
  StoreChange,
  StoreQueries,
  StoreStatus,
} from '../../domain';
import { Connection } from './connection';
import type { StoreMethod, WorkerOptions } from './protocol';

/** A store in a worker thread, so that this thread never waits for the disk. If the thread dies, the next call starts another. */
export class RemoteStore implements Store {
  readonly #connect: () => Connection;
  readonly #changes = new Emitter<StoreChange>();
  #connection: Connection;
  #closed: Promise<void> | undefined;

  static async open(workerPath: string, options: WorkerOptions): Promise<Result<Store>> {
    const store = new RemoteStore(workerPath, options);
    const opened = await store.#connection.opened;
    if (opened.ok) return ok(store);
    await store.#connection.stop();
    return opened;
  }

  private constructor(workerPath: string, options: WorkerOptions) {
    const { setAside: first, ...again } = options;
    let setAside = first; // once, not when the thread is started again
    this.#connect = () => {
      const own = setAside === undefined ? again : { ...again, setAside };
      setAside = undefined;
      return new Connection(workerPath, own, (change) => this.#changes.fire(change));
    };
    this.#connection = this.#connect();
  }

  get onDidChange(): Store['onDidChange'] {
    return this.#changes.event;
  }

  append(facts: readonly Fact[], expectations: readonly Expectation[] = []): Promise<Result<undefined>> {
    return this.#call('append', [facts, expectations]);
  }

  takeIn(facts: readonly PlacedFact[]): Promise<Result<undefined>> {
    return this.#call('takeIn', [facts]);
  }

  query<Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<Result<StoreQueries[Name][1]>> {
    return this.#call('query', [name, input]);
  }

  status(): Promise<Result<StoreStatus>> {
    return this.#call('status', []);
  }

  checkpoint(): Promise<Result<undefined>> {
    return this.#call('checkpoint', []);
  }

  verify(): Promise<Result<readonly string[]>> {
    return this.#call('verify', []);
  }

  compact(): Promise<Result<undefined>> {
    return this.#call('compact', []);
  }

  share(): Promise<Result<ShareReport>> {
    return this.#call('share', []);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#connection.call('close', []);
    await this.#connection.stop();
    this.#changes.dispose();
  }

  async #call<T>(method: StoreMethod, parameters: readonly unknown[]): Promise<Result<T>> {
    if (this.#closed !== undefined) return fail(fault('io', 'The store has been closed.'));
    if (this.#connection.ended) this.#connection = this.#connect();
    const connection = this.#connection;
    const opened = await connection.opened;
    if (!opened.ok) return opened;
    return (await connection.call(method, parameters)) as Result<T>;
  }
}
