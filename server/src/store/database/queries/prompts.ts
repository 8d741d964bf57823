import type { Ulid } from '../../../base';
import type { AliasRecord, PromptRecord } from '../../../domain';
import type { Db } from '../tables';
import { authorOf } from './rows';

export async function prompts(db: Db): Promise<readonly PromptRecord[]> {
  return db.selectFrom('prompts').select(['id', 'name', 'file']).orderBy('name').orderBy('seq').execute();
}

export async function promptByName(db: Db, { name }: { readonly name: string }): Promise<PromptRecord | undefined> {
  return oldest(db).where('name', '=', name).executeTakeFirst();
}

export async function promptByFile(db: Db, { file }: { readonly file: string }): Promise<PromptRecord | undefined> {
  return oldest(db).where('file', '=', file).executeTakeFirst();
}

export async function aliases(db: Db, { prompt }: { readonly prompt?: Ulid }): Promise<readonly AliasRecord[]> {
  const all = db.selectFrom('aliases').selectAll().orderBy('prompt').orderBy('alias');
  const rows = await (prompt === undefined ? all : all.where('prompt', '=', prompt)).execute();
  return rows.map((row) => {
    const { alias, version, move, time } = row;
    return { prompt: row.prompt, alias, version, move, time, author: authorOf(row) };
  });
}

/** Two clones may have made prompts of the same name or file: the one that came first goes by it. */
function oldest(db: Db) {
  return db.selectFrom('prompts').select(['id', 'name', 'file']).orderBy('seq').limit(1);
}
