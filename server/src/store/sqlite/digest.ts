import { createHash } from 'node:crypto';
import { canonicalJson } from '../../base';
import type { MemoryDatabase } from './memory-database';

/**
 * Number of rows and hex SHA-256 of the content of each table that follows from the facts, by name.
 * @param jsonByValue texts that are JSON objects or lists count by their value: PostgreSQL gives keys in an order of its own
 */
export function tableDigests(
  memory: MemoryDatabase,
  { jsonByValue = false }: { readonly jsonByValue?: boolean } = {},
): ReadonlyMap<string, { readonly rows: number; readonly digest: string }> {
  const names = memory.rows(`select name from sqlite_master where type = 'table' and name <> 'meta' order by name`);
  return new Map(
    names.map(({ name }) => {
      const rows = memory
        .rows(`select * from "${String(name)}"`)
        .map((row) => JSON.stringify(row, jsonByValue ? orderedJson : undefined));
      const hash = createHash('sha256');
      for (const row of rows.sort()) hash.update(row).update('\n');
      return [String(name), { rows: rows.length, digest: hash.digest('hex') }];
    }),
  );
}

function orderedJson(_key: string, value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value)) return value;
  try {
    return canonicalJson(JSON.parse(value));
  } catch {
    return value;
  }
}
