import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';

/** Runs one statement; rows are objects by column name. */
export type Execute = (
  sql: string,
  parameters: readonly unknown[],
) => { readonly rows: unknown[]; readonly changes: number };

/**
 * Kysely's dialect for one SQLite database that answers at once. Transactions belong to the caller, who has the database
 * for himself: they are begun and ended with plain statements.
 */
export function sqliteDialect(execute: Execute): Dialect {
  const connection: DatabaseConnection = {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, changes } = execute(sql, parameters);
      return { rows: rows as Row[], numAffectedRows: BigInt(changes) };
    },
    streamQuery: () => {
      throw new Error('rows are not streamed: the database is in memory');
    },
  };
  const driver: Driver = {
    init: async () => undefined,
    acquireConnection: async () => connection,
    releaseConnection: async () => undefined,
    beginTransaction: async () => void execute('begin', []),
    commitTransaction: async () => void execute('commit', []),
    rollbackTransaction: async () => void execute('rollback', []),
    destroy: async () => undefined,
  };
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}
