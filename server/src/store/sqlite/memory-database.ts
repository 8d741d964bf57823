import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Kysely } from 'kysely';
import initSqlJs, { type Database, type SqlJsStatic, type Statement } from 'sql.js';
import { answersAtOnce, LongText } from '../database/prepared';
import type { Db, Tables } from '../database/tables';
import { Unappliable } from '../database/unappliable';
import { sqliteDialect } from './dialect';

/** Where SQLite's WebAssembly lies by default: beside the running bundle. */
export const defaultWasm: string = path.join(__dirname, 'sql-wasm.wasm');

/** The file below the database is memory too and does not outlive the process. The cache holds 16 MB. */
const pragmas = [
  'foreign_keys = on',
  'journal_mode = memory',
  'synchronous = off',
  'locking_mode = exclusive',
  'cache_size = -16384',
];

/**
 * A SQLite database in memory. Statements are prepared once and kept. One transaction is open at all times until the next
 * export, so that pages are written once then and not at every change; what callers see as transactions are savepoints.
 */
export class MemoryDatabase {
  /** The typed way in; it answers from the same connection. */
  readonly tables: Db;
  readonly #database: Database;
  readonly #statements = new Map<string, Statement>();

  /** @param bytes a database file; it is taken over, not copied. Without it the database is empty */
  static async open(wasm: string, bytes?: Uint8Array): Promise<MemoryDatabase> {
    const { Database: SqlJsDatabase } = await loadSqlJs(wasm);
    const plain = bytes === undefined ? undefined : new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new MemoryDatabase(new SqlJsDatabase(plain));
  }

  private constructor(database: Database) {
    this.#database = database;
    for (const pragma of pragmas) database.run(`pragma ${pragma}`);
    database.run('begin');
    const execute = (sql: string, parameters: readonly unknown[]): { rows: unknown[]; changes: number } => {
      const rows = this.#all(sql, parameters);
      return { rows, changes: database.getRowsModified() };
    };
    this.tables = new Kysely<Tables>({ dialect: sqliteDialect(execute) });
    answersAtOnce(this.tables, (sql, parameters) => this.#all(sql, parameters));
  }

  /** Runs `work` in a transaction, which is kept if it says so. Transactions nest; the caller keeps others out. */
  async transaction<T>(work: () => Promise<{ readonly keep: boolean; readonly result: T }>): Promise<T> {
    this.#all('savepoint work', []);
    let keep = false;
    try {
      const outcome = await work();
      keep = outcome.keep;
      return outcome.result;
    } finally {
      if (!keep) this.#all('rollback to work', []);
      this.#all('release work', []);
    }
  }

  /** The rows of a statement as objects by column name. */
  rows(sql: string): readonly { readonly [column: string]: unknown }[] {
    return this.#all(sql, []) as { [column: string]: unknown }[];
  }

  /** The bytes of a database file with everything that is in it. Not to be called in a transaction. */
  export(): Uint8Array {
    this.#database.run('commit');
    try {
      return this.#database.export();
    } finally {
      this.#database.run('begin');
    }
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  #all(sql: string, parameters: readonly unknown[]): unknown[] {
    const statement = this.#statement(sql);
    try {
      if (parameters.length > 0) statement.bind(parameters.map(bindable));
      const rows: unknown[] = [];
      while (statement.step()) rows.push(statement.getAsObject());
      return rows;
    } catch (error) {
      throw unappliable(error) ?? error;
    } finally {
      statement.reset();
    }
  }

  #statement(sql: string): Statement {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

/** Bytes are bound many times faster than a string, and `cast(? as text)` makes text of them again. */
function bindable(value: unknown): string | number | null | Uint8Array {
  return value instanceof LongText ? Buffer.from(value.text, 'utf8') : (value as string | number | null);
}

/** What a constraint of the tables says of the row that was to be written; undefined for any other error. */
function unappliable(error: unknown): Unappliable | undefined {
  const message = error instanceof Error ? error.message : '';
  if (message.startsWith('FOREIGN KEY'))
    return new Unappliable('not-found', 'It refers to something that is not there.');
  if (message.startsWith('UNIQUE')) return new Unappliable('conflict', 'There is one already.');
  if (/constraint failed|^cannot store/.test(message)) return new Unappliable('invalid-input', message);
  return undefined;
}

let loaded: Promise<SqlJsStatic> | undefined;

/** SQLite's WebAssembly is compiled once in a process; later calls get the same, whatever path they name. */
async function loadSqlJs(wasm: string): Promise<SqlJsStatic> {
  loaded ??= readFile(wasm).then((wasmBinary) => initSqlJs({ wasmBinary: new Uint8Array(wasmBinary).buffer }));
  try {
    return await loaded;
  } catch (error) {
    loaded = undefined;
    throw error;
  }
}
