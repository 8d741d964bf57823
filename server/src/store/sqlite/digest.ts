import { createHash } from 'node:crypto';
import type { MemoryDatabase } from './memory-database';

/** Number of rows and hex SHA-256 of the content of each table that follows from the facts, by name. */
export function tableDigests(
  memory: MemoryDatabase,
): ReadonlyMap<string, { readonly rows: number; readonly digest: string }> {
  const names = memory.rows(`select name from sqlite_master where type = 'table' and name <> 'meta' order by name`);
  return new Map(
    names.map(({ name }) => {
      const rows = memory.rows(`select * from "${String(name)}"`).map((row) => JSON.stringify(row));
      const hash = createHash('sha256');
      for (const row of rows.sort()) hash.update(row).update('\n');
      return [String(name), { rows: rows.length, digest: hash.digest('hex') }];
    }),
  );
}
