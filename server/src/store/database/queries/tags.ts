import type { Ulid } from '../../../base';
import type { TagRecord } from '../../../domain';
import type { Db } from '../tables';
import { optional } from './rows';

export async function tags(db: Db, { prompt }: { readonly prompt?: Ulid }): Promise<readonly TagRecord[]> {
  const all = db.selectFrom('tags').selectAll().orderBy('prompt').orderBy('key').orderBy('version');
  const rows = await (prompt === undefined ? all : all.where('prompt', '=', prompt)).execute();
  return rows.map(({ prompt: of, version, key, value }) => ({
    ...{ prompt: of, ...(version === '' ? {} : { version }), key },
    ...optional('value', value),
  }));
}
