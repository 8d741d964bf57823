import type { Ulid } from '../../../base';
import type { AliasRecord, PromptRecord } from '../../../domain';
import type { Db, PromptsTable } from '../tables';
import { member, says } from './payload';
import { authorOf } from './rows';

export async function prompts(db: Db): Promise<readonly PromptRecord[]> {
  return (await promptRows(db).orderBy('name').orderBy('seq').execute()).map(promptOf);
}

export async function promptByName(db: Db, { name }: { readonly name: string }): Promise<PromptRecord | undefined> {
  return (await oldest(db).where('name', '=', name).execute()).map(promptOf)[0];
}

export async function promptByFile(db: Db, { file }: { readonly file: string }): Promise<PromptRecord | undefined> {
  return (await oldest(db).where('file', '=', file).execute()).map(promptOf)[0];
}

export async function promptByFormerName(
  db: Db,
  { name }: { readonly name: string },
): Promise<PromptRecord | undefined> {
  const named = db
    .selectFrom('facts')
    .select('payload')
    .where('kind', 'in', ['prompt-created', 'prompt-moved'])
    .where('skipped', 'is', null)
    .where(says(member('name', name)))
    .orderBy('seq', 'desc');
  for (const { payload } of await named.execute()) {
    const told = JSON.parse(payload) as { readonly prompt: Ulid; readonly name: string };
    const one = await db.selectFrom('prompt_ids').where('id', '=', told.prompt).select('prompt').executeTakeFirst();
    const [row] = await promptRows(db)
      .where('id', '=', one?.prompt ?? told.prompt)
      .execute();
    if (told.name === name && row !== undefined && row.name !== name) return promptOf(row);
  }
  return undefined;
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
  return promptRows(db).orderBy('seq').limit(1);
}

function promptRows(db: Db) {
  return db.selectFrom('prompts').select(['id', 'name', 'file', 'archived_time', 'archived_by', 'archived_reason']);
}

function promptOf(row: Omit<PromptsTable, 'seq' | 'author_name' | 'author_email' | 'time'>): PromptRecord {
  const { id, name, file, archived_time: time, archived_by: by, archived_reason: reason } = row;
  if (time === null) return { id, name, file };
  return { id, name, file, archived: { reason: reason ?? '', by: by ?? '', time } };
}
