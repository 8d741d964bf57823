import pg from 'pg';
import { FaultError } from '../../base';
import { ConnectionLost, isServerError, loginFault, noRoleFault, noSchemaFault } from './faults';
import { clientConfig, type ServerLogin } from './login';
import { channel } from './schema';

/** How long things may take, in milliseconds. */
export interface ServerPatience {
  /** Until a connection stands. */
  readonly connectMs: number;
  /** Until an answer has come; then the connection counts as lost. */
  readonly answerMs: number;
  /** For other writers to end. */
  readonly lockMs: number;
}

/** A row as PostgreSQL gave it. */
export type ServerRow = { readonly [column: string]: unknown };

/** What is known of a connection once it stands. */
interface Greeting {
  readonly user: string;
  readonly process: number;
  readonly schema: number;
  readonly answerMs: number;
}

/** One connection to the server, by which it is also told of new facts. */
export class Connection {
  /** Who the database says this is. */
  readonly user: string;
  /** How many steps the schema has. */
  readonly schema: number;
  readonly #client: pg.Client;
  readonly #answerMs: number;
  /** The server's process behind this connection. */
  readonly #process: number;
  #ended = false;

  /** @throws FaultError when there is no way in, or no store behind it */
  static async open(login: ServerLogin, patience: ServerPatience): Promise<Connection> {
    const client = await logIn(login, patience.connectMs);
    try {
      return await Connection.#greet(client, login, patience);
    } catch (error) {
      await client.end().catch(() => undefined);
      throw new FaultError(loginFault(error, login));
    }
  }

  /** Listens first, so that nothing that comes after the first look is missed. */
  static async #greet(
    client: pg.Client,
    login: ServerLogin,
    { answerMs, lockMs }: ServerPatience,
  ): Promise<Connection> {
    await client.query(
      `set lock_timeout = ${lockMs}; set idle_in_transaction_session_timeout = ${2 * answerMs};
       set client_min_messages = warning; listen ${channel}`,
    );
    const { rows } = await client.query<{ user: string; process: number; present: boolean; allowed: boolean }>(
      `select session_user::text as user, pg_backend_pid() as process, found.oid is not null as present,
         coalesce(has_schema_privilege(found.oid, 'usage'), false) as allowed
       from (select 1) as one left join pg_namespace as found on found.nspname = 'galley'`,
    );
    const [{ user = '', process = 0, present = false, allowed = false } = {}] = rows;
    if (!present) throw new FaultError(noSchemaFault(login));
    if (!allowed) throw new FaultError(noRoleFault(login));
    const meta = await client.query<{ schema: number }>('select schema from galley.meta');
    return new Connection(client, { user, process, schema: meta.rows[0]?.schema ?? 0, answerMs });
  }

  private constructor(client: pg.Client, { user, process, schema, answerMs }: Greeting) {
    this.#process = process;
    this.#client = client;
    this.user = user;
    this.schema = schema;
    this.#answerMs = answerMs;
    client.on('end', () => (this.#ended = true));
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Calls when the server tells of facts that came another way, and once when the connection is gone. */
  listen(onFacts: () => void, onEnd: () => void): void {
    this.#client.on('notification', ({ processId }) => {
      if (processId !== this.#process) onFacts();
    });
    if (this.#ended) onEnd();
    else this.#client.once('end', onEnd);
  }

  /**
   * Runs statements in one go and gives the rows of the last.
   * @throws ConnectionLost, or what PostgreSQL says of a statement
   */
  async run(text: string, values?: readonly unknown[]): Promise<readonly ServerRow[]> {
    const query = { text, query_timeout: this.#answerMs, ...(values === undefined ? {} : { values: [...values] }) };
    try {
      const answer = (await this.#client.query(query)) as pg.QueryResult<ServerRow> | pg.QueryResult<ServerRow>[];
      return (Array.isArray(answer) ? answer.at(-1) : answer)?.rows ?? [];
    } catch (error) {
      if (isServerError(error)) throw error;
      this.destroy();
      throw new ConnectionLost(error);
    }
  }

  /** Says goodbye. */
  async close(): Promise<void> {
    if (this.#ended) return;
    await this.#client.end().catch(() => undefined);
  }

  /** Lets go without waiting for anybody. */
  destroy(): void {
    streamOf(this.#client)?.destroy();
  }
}

async function logIn(login: ServerLogin, connectMs: number): Promise<pg.Client> {
  const client = new pg.Client(clientConfig(login, connectMs));
  client.on('error', () => undefined); // 'end' follows, and every query that waits rejects
  try {
    await client.connect();
  } catch (error) {
    streamOf(client)?.destroy();
    throw new FaultError(loginFault(error, login));
  }
  return client;
}

/** The socket below: the client has no way of its own to give up at once. */
function streamOf(client: pg.Client): { destroy(): void } | undefined {
  return (client as unknown as { readonly connection?: { readonly stream?: { destroy(): void } } }).connection?.stream;
}
