import type { PromptArchived, PromptUnarchived, TagRemoved, TagSet } from '../../../domain';
import type { Db } from '../tables';
import { expectFound, Unappliable } from '../unappliable';
import { by } from './context';

export async function applyPromptArchived(db: Db, { prompt, reason, time, author }: PromptArchived): Promise<void> {
  await setArchived(db, prompt, { archived_time: time, archived_by: author.name, archived_reason: reason });
}

export async function applyPromptUnarchived(db: Db, { prompt }: PromptUnarchived): Promise<void> {
  await setArchived(db, prompt, { archived_time: null, archived_by: null, archived_reason: null });
}

async function setArchived(
  db: Db,
  prompt: string,
  columns: {
    readonly archived_time: string | null;
    readonly archived_by: string | null;
    readonly archived_reason: string | null;
  },
): Promise<void> {
  const updated = await db.updateTable('prompts').set(columns).where('id', '=', prompt).executeTakeFirst();
  expectFound(updated, 'prompt', prompt);
}

/** The newest one counts, whoever set it. */
export async function applyTagSet(db: Db, fact: TagSet): Promise<void> {
  const { prompt, version = '', key } = fact;
  if (version !== '') {
    const known = db.selectFrom('versions').where('id', '=', version).where('prompt', '=', prompt).select('id');
    if ((await known.executeTakeFirst()) === undefined)
      throw new Unappliable('not-found', `There is no version ${version}.`);
  }
  const own = { value: fact.value ?? null, ...by(fact) };
  await db
    .insertInto('tags')
    .values({ prompt, version, key, ...own })
    .onConflict((conflict) => conflict.columns(['prompt', 'version', 'key']).doUpdateSet(own))
    .execute();
}

export async function applyTagRemoved(db: Db, { prompt, version = '', key }: TagRemoved): Promise<void> {
  const own = db.deleteFrom('tags').where('prompt', '=', prompt).where('version', '=', version);
  await own.where('key', '=', key).execute();
}
