import { Emitter, fail, fault, FaultError, ok, type Fault, type Result } from '../../base';
import {
  formatStoreUrl,
  type Expectation,
  type Fact,
  type PlacedFact,
  type QueryName,
  type ShareReport,
  type Store,
  type StoreChange,
  type StoreQueries,
  type StoreStatus,
} from '../../domain';
import { countFacts } from '../database/history';
import { queries } from '../database/queries';
import { nodeDisk } from '../disk';
import { emptyDatabase, rebuilt } from '../engine/apply';
import { faultOf } from '../engine/faults';
import { Serial } from '../engine/serial';
import { takeFacts } from '../facts/intake';
import type { StoreOptions } from '../options';
import { tableDigests } from '../sqlite/digest';
import { defaultWasm } from '../sqlite/memory-database';
import type { Connection } from './connection';
import { appendedEntry, copiedEntry } from './entries';
import { ConnectionLost, refusalFault } from './faults';
import { Link } from './link';
import { LocalCopy } from './local-copy';
import type { ServerLogin } from './login';
import { ServerReplica } from './replica';
import { newestSchemaStep } from './schema';
import { newerFault, store, type Attempt, type Entry } from './transaction';
import { defaultServerTuning, type ServerTuning } from './tuning';

/** How a store on PostgreSQL is opened. */
export type ServerStoreOptions = StoreOptions & { readonly server: ServerLogin };

interface StoreParts {
  readonly options: ServerStoreOptions;
  readonly tuning: ServerTuning;
  readonly wasm: string;
  readonly copy: LocalCopy;
  readonly replica: ServerReplica;
}

/**
 * A store whose facts are on PostgreSQL, as one process sees it: the tables follow from the facts in memory, as those of a
 * journal do. While the server is away it answers from what it has, and cannot be written.
 */
export class PostgresStore implements Store {
  readonly #login: ServerLogin;
  readonly #tuning: ServerTuning;
  readonly #wasm: string;
  readonly #copy: LocalCopy;
  readonly #link: Link;
  readonly #changes = new Emitter<StoreChange>();
  /** Whoever uses the tables or the connection has both to himself. */
  readonly #exclusive = new Serial();
  readonly #heartbeat: NodeJS.Timeout;
  readonly #watch: boolean;
  #replica: ServerReplica;
  /** The connection on which the tables are known to follow from what is there. */
  #followed: Connection | undefined;
  /** When the last look began; of the process's monotonic clock, in milliseconds. */
  #lookedAt = -Infinity;
  #looking = false;
  #idle: NodeJS.Timeout | undefined;
  /** The tables are not what the facts say. */
  #broken: Fault | undefined;
  #closed: Promise<void> | undefined;

  /** @throws FaultError when the server cannot be used and no copy from before is there */
  static async open(options: ServerStoreOptions): Promise<PostgresStore> {
    const { directory, server, disk = nodeDisk, wasm = defaultWasm } = options;
    const copy = new LocalCopy({ disk, directory, wasm, url: server.url });
    const found = options.salvage === true ? undefined : await copy.load();
    const tables = found ?? { memory: await emptyDatabase(wasm), seq: 0 };
    const replica = new ServerReplica(tables, { wasm, clone: copy.clone });
    const tuning = { ...defaultServerTuning, ...options.serverTuning };
    const opened = new PostgresStore({ options, tuning, wasm, copy, replica });
    await opened.#start(found !== undefined);
    return opened;
  }

  private constructor({ options, tuning, wasm, copy, replica }: StoreParts) {
    this.#login = options.server;
    this.#tuning = tuning;
    this.#wasm = wasm;
    this.#copy = copy;
    this.#replica = replica;
    this.#watch = options.watch !== false;
    this.#link = new Link({
      ...{ login: options.server, tuning, clock: options.clock ?? Date },
      onFacts: () => this.#touched(),
      onTurn: () => this.#turned(),
    });
    this.#heartbeat = setInterval(() => this.#look(), tuning.heartbeatMs);
    this.#heartbeat.unref();
  }

  /** A person is needed where the server is there and does not let us in; else a copy will do for reading. */
  async #start(hasCopy: boolean): Promise<void> {
    await this.#link.connect();
    const { reason } = this.#link;
    if (reason !== undefined && (!hasCopy || reason.code !== 'io')) {
      await this.close();
      throw new FaultError(reason);
    }
    await this.#exclusive.run(() => this.#catchUp());
  }

  get onDidChange(): Store['onDidChange'] {
    return this.#changes.event;
  }

  append(facts: readonly Fact[], expectations: readonly Expectation[] = []): Promise<Result<undefined>> {
    if (this.#closed !== undefined) return Promise.resolve(fail(closedFault()));
    const taken = takeFacts(facts);
    return taken.ok ? this.#store(appendedEntry(taken.value, expectations)) : Promise.resolve(taken);
  }

  takeIn(facts: readonly PlacedFact[]): Promise<Result<undefined>> {
    if (this.#closed !== undefined) return Promise.resolve(fail(closedFault()));
    return this.#store(copiedEntry(facts));
  }

  query<Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<Result<StoreQueries[Name][1]>> {
    return this.#answer(() => queries[name](this.#replica.tables, input));
  }

  status(): Promise<Result<StoreStatus>> {
    return this.#answer(async () => {
      const counts = await countFacts(this.#replica.tables);
      const readOnly = this.#readOnly;
      return {
        ...counts,
        path: formatStoreUrl(this.#login.url),
        readOnly: readOnly?.message,
        readOnlyHelp: readOnly?.help,
        databaseBytes: this.#copy.bytes,
        journalBytes: 0,
        unshared: undefined,
        warnings: [],
      };
    });
  }

  checkpoint(): Promise<Result<undefined>> {
    return this.#answer(() => this.#save());
  }

  compact(): Promise<Result<undefined>> {
    return this.#answer(async () => {
      const memory = await rebuilt(this.#replica.memory, this.#wasm);
      this.#replica = new ServerReplica({ memory, seq: this.#replica.seq }, this.#replicaPlace);
      await this.#save();
      return undefined;
    });
  }

  /** Makes the tables anew from the facts on the server and compares. */
  verify(): Promise<Result<readonly string[]>> {
    return this.#answer(async () => {
      const { connection } = this.#link;
      if (connection === undefined) throw new FaultError(this.#link.absence ?? closedFault());
      const fresh = new ServerReplica({ memory: await emptyDatabase(this.#wasm), seq: 0 }, this.#replicaPlace);
      try {
        await this.#watched(connection, () => fresh.receiveAll(connection));
        const expected = tableDigests(fresh.memory, { jsonByValue: true });
        return [...tableDigests(this.#replica.memory, { jsonByValue: true })].flatMap(([name, { rows, digest }]) => {
          const own = expected.get(name);
          return own?.digest === digest
            ? []
            : [`${name}: ${rows} rows differ from the ${own?.rows ?? 0} of the server`];
        });
      } finally {
        fresh.close();
      }
    });
  }

  share(): Promise<Result<ShareReport>> {
    const message = 'What is stored on PostgreSQL is shared as it is; no files are written for git.';
    return Promise.resolve(fail(fault('invalid-input', message)));
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#idle);
    await this.#exclusive.run(async () => {
      const isSmall = this.#copy.bytes < this.#tuning.closeCopyBytes;
      if (isSmall && this.#broken === undefined) await guard(() => this.#save());
      await this.#link.close();
      this.#replica.close();
    });
    this.#changes.dispose();
  }

  get #replicaPlace(): { readonly wasm: string; readonly clone: string } {
    return { wasm: this.#wasm, clone: this.#copy.clone };
  }

  /** Why nothing may be written. */
  get #readOnly(): Fault | undefined {
    const schema = this.#link.connection?.schema ?? newestSchemaStep;
    if (this.#broken !== undefined) return this.#broken;
    if (this.#replica.newer || schema > newestSchemaStep) return newerFault();
    if (schema < newestSchemaStep) return olderFault(this.#login);
    return this.#link.absence;
  }

  /** Answers from the newest state, by whoever it was stored. */
  #answer<T>(ask: () => Promise<T>): Promise<Result<T>> {
    if (this.#closed !== undefined) return Promise.resolve(fail(closedFault()));
    const answer = this.#exclusive.run(async () => {
      if (performance.now() - this.#lookedAt >= this.#tuning.freshMs) await this.#catchUp();
      if (this.#broken !== undefined) throw new FaultError(this.#broken);
      return ask();
    });
    return guard(() => answer);
  }

  /** Takes in what others have stored; when the server is away, nothing. */
  async #catchUp(): Promise<void> {
    const { connection } = this.#link;
    if (connection === undefined) return;
    try {
      this.#announce(await this.#watched(connection, () => this.#receive(connection)), true);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  async #receive(connection: Connection): Promise<readonly Fact['kind'][]> {
    this.#lookedAt = performance.now();
    await this.#follow(connection);
    return this.#replica.receiveAll(connection);
  }

  /** A server that was restored or replaced meanwhile is read from the start. */
  async #follow(connection: Connection): Promise<void> {
    if (this.#followed === connection) return;
    if (!(await this.#replica.isOf(connection))) await this.#replica.reset();
    this.#followed = connection;
  }

  /** Works with a connection, and gives it up when it is lost. Whatever else goes wrong, the tables are of no more use. */
  async #watched<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof ConnectionLost) this.#link.lost(connection, error);
      else if (!(error instanceof FaultError)) {
        const message = error instanceof Error ? error.message : 'unknown';
        this.#broken ??= fault('damaged', `The store stopped: ${message}.`, { help: 'Reload the window.' });
        throw new FaultError(this.#broken);
      }
      throw error;
    }
  }

  #store(entry: Entry): Promise<Result<undefined>> {
    const attempt: Attempt = { entry, commitSent: false };
    return this.#exclusive.run(async () => {
      const stored = await guard(() => this.#storeOnce(attempt));
      return stored.ok && stored.value !== undefined ? fail(stored.value) : (stored as Result<undefined>);
    });
  }

  /**
   * What a lost connection leaves open the server tells once it can be reached again: whether the facts are there, and if
   * not, they are stored then.
   */
  async #storeOnce(attempt: Attempt): Promise<Fault | undefined> {
    for (let tries = 0; ; tries++) {
      const connection = await this.#reach(attempt);
      if (this.#readOnly !== undefined) return this.#readOnly;
      try {
        return await this.#watched(connection, () => this.#storeOn(connection, attempt));
      } catch (error) {
        if (!(error instanceof ConnectionLost) || tries > 2) throw error;
      }
    }
  }

  async #reach(attempt: Attempt): Promise<Connection> {
    try {
      return await this.#link.reach(attempt.commitSent ? this.#tuning.settleMs : 0);
    } catch (error) {
      if (attempt.commitSent && error instanceof FaultError) throw new FaultError(unknownEnd(error.fault));
      throw error;
    }
  }

  async #storeOn(connection: Connection, attempt: Attempt): Promise<Fault | undefined> {
    await this.#follow(connection);
    this.#lookedAt = performance.now();
    const refused = (error: Parameters<typeof refusalFault>[0]): Fault =>
      refusalFault(error, this.#login, attempt.entry.kinds);
    const { ownKinds, foreignKinds, reason } = await store(attempt, connection, {
      ...{ replica: this.#replica, copy: this.#copy },
      refused,
    });
    this.#announce(foreignKinds, true);
    this.#announce(ownKinds, false);
    return reason;
  }

  #announce(kinds: readonly Fact['kind'][], foreign: boolean): void {
    if (kinds.length === 0) return;
    this.#changes.fire({ kinds: [...new Set(kinds)], foreign });
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => void this.checkpoint(), this.#tuning.idleMs);
    this.#idle.unref();
  }

  async #save(): Promise<undefined> {
    const { memory, seq } = this.#replica;
    if (seq > 0 && seq !== this.#copy.written) await this.#copy.save({ memory, seq });
    return undefined;
  }

  /** The server has told of facts: the next answer holds them, and whoever watches hears of them. */
  #touched(): void {
    this.#lookedAt = -Infinity;
    if (this.#watch) this.#look();
  }

  /** The server came or went. */
  #turned(): void {
    if (this.#closed !== undefined) return;
    this.#changes.fire({ kinds: [], foreign: true });
    if (this.#link.connection !== undefined) this.#touched();
  }

  /** Looks for what others stored, while nobody asks. Looks that come too fast are one. */
  #look(): void {
    if (this.#looking || this.#closed !== undefined) return;
    this.#looking = true;
    const look = this.#exclusive.run(async () => {
      this.#looking = false;
      if (this.#closed === undefined) await this.#catchUp();
    });
    void guard(() => look);
  }
}

async function guard<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof ConnectionLost) return fail(lostFault(error));
    return fail(faultOf(error));
  }
}

function closedFault(): Fault {
  return fault('io', 'The store has been closed.');
}

function lostFault({ message }: ConnectionLost): Fault {
  return fault('io', `The connection to PostgreSQL keeps breaking: ${message}.`, { help: 'Try again.' });
}

function unknownEnd({ message }: Fault): Fault {
  const unknown = `The connection broke while it was being stored: it may or may not be. ${message}`;
  return fault('io', unknown, { help: 'Look at the present state once the server is back.' });
}

function olderFault({ url }: ServerLogin): Fault {
  const message = `The store at ${formatStoreUrl(url)} has the schema of an older Galley: it can be read but not written.`;
  return fault('read-only', message, { help: 'An administrator of the database runs galley store migrate.' });
}
