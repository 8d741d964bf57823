import { setTimeout as wait } from 'node:timers/promises';
import { type Clock, fault, type Fault, FaultError } from '../../base';
import { formatStoreUrl } from '../../domain';
import { Connection } from './connection';
import { loginFault } from './faults';
import type { ServerLogin } from './login';
import type { ServerTuning } from './tuning';

/** What a link is made of, and whom it tells. */
export interface LinkParts {
  readonly login: ServerLogin;
  readonly tuning: ServerTuning;
  readonly clock: Clock;
  /** The server has told of facts. */
  readonly onFacts: () => void;
  /** The server can be reached again, or no longer. */
  readonly onTurn: () => void;
}

/** Since when and why the server is out of reach. */
interface Absence {
  /** Milliseconds since the Unix epoch. */
  readonly since: number;
  readonly reason: Fault;
}

/** Keeps one connection to a server. When it is lost, another is tried for, after pauses that grow and differ by chance. */
export class Link {
  readonly #parts: LinkParts;
  #connection: Connection | undefined;
  #absence: Absence | undefined;
  #attempt: Promise<void> | undefined;
  #failures = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
  }

  /** Undefined while the server is out of reach. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** Why no connection stands. */
  get reason(): Fault | undefined {
    return this.#absence?.reason;
  }

  /** Why nothing can be written now; undefined while the server can be reached. */
  get absence(): Fault | undefined {
    if (this.#absence === undefined) return undefined;
    const { since, reason } = this.#absence;
    const place = formatStoreUrl(this.#parts.login.url);
    const message = `${place} has been out of reach since ${new Date(since).toISOString()}: the store can be read as it was then, but not written. ${reason.message}`;
    return fault('read-only', message, reason.help === undefined ? {} : { help: reason.help });
  }

  /**
   * The connection; when there is none, one is tried for at once, and again until `patienceMs` have passed.
   * @throws FaultError when there is still none
   */
  async reach(patienceMs = 0): Promise<Connection> {
    const deadline = performance.now() + patienceMs;
    const { firstPauseMs, longestPauseMs } = this.#parts.tuning;
    for (let pause = firstPauseMs; ; pause = Math.min(pause * 2, longestPauseMs)) {
      await this.connect();
      if (this.#connection !== undefined) return this.#connection;
      const left = deadline - performance.now();
      if (left <= 0 || this.#closed) throw new FaultError(this.absence ?? closedFault());
      await wait(Math.min(left, pause * (0.5 + Math.random() / 2)));
    }
  }

  /** Tries once, unless a connection stands. Callers that come meanwhile wait for the same attempt. */
  connect(): Promise<void> {
    if (this.#connection !== undefined || this.#closed) return Promise.resolve();
    clearTimeout(this.#timer);
    this.#attempt ??= this.#try().finally(() => (this.#attempt = undefined));
    return this.#attempt;
  }

  async #try(): Promise<void> {
    const { login, tuning, onTurn } = this.#parts;
    try {
      const connection = await Connection.open(login, tuning);
      if (this.#closed) return await connection.close();
      const wasAway = this.#absence !== undefined;
      this.#connection = connection;
      this.#absence = undefined;
      this.#failures = 0;
      connection.listen(
        () => this.#parts.onFacts(),
        () => this.lost(connection, new Error('the connection ended')),
      );
      if (wasAway) onTurn();
    } catch (error) {
      this.#leave(error instanceof FaultError ? error.fault : loginFault(error, login));
    }
  }

  /** A connection has turned out to be of no more use. */
  lost(connection: Connection, cause: Error): void {
    if (this.#connection !== connection) return;
    connection.destroy();
    this.#connection = undefined;
    if (!this.#closed) this.#leave(loginFault(cause, this.#parts.login));
  }

  #leave(reason: Fault): void {
    const { clock, onTurn, tuning } = this.#parts;
    const turned = this.#absence === undefined;
    this.#absence = { since: this.#absence?.since ?? clock.now(), reason };
    const pause = Math.min(tuning.firstPauseMs * 2 ** this.#failures++, tuning.longestPauseMs);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.connect(), pause * (0.5 + Math.random() / 2));
    this.#timer.unref();
    if (turned) onTurn();
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#attempt;
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.close();
  }
}

function closedFault(): Fault {
  return fault('io', 'The store has been closed.');
}
