import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import type { QueryName, StoreQueries } from '../../../server/src/domain';
import { queries } from '../../../server/src/store/database/queries';
import type { Tables } from '../../../server/src/store/database/tables';
import { sqliteDialect } from '../../../server/src/store/sqlite/dialect';

/** The queries of the store, answered by native SQLite from a `store.db`. */
export class NativeQueries {
  readonly #database: DatabaseSync;
  readonly #tables: Kysely<Tables>;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { readOnly: true });
    const dialect = sqliteDialect((sql, parameters) => {
      const rows = this.#statement(sql).all(...(parameters as SQLInputValue[]));
      return { rows, changes: 0 };
    });
    this.#tables = new Kysely<Tables>({ dialect });
  }

  query<Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<StoreQueries[Name][1]> {
    return queries[name](this.#tables, input);
  }

  close(): void {
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, known);
    return known;
  }
}
