import { sql } from 'kysely';
import type { AliasMoved, PromptCreated, PromptMoved, VersionCommitted } from '../../../domain';
import type { Body } from '../../facts/packing';
import type { Db } from '../tables';
import { expectFound, Unappliable } from '../unappliable';
import { by, type FactContext } from './context';

export async function applyPromptCreated(db: Db, fact: PromptCreated, { seq }: FactContext): Promise<void> {
  const { prompt: id, name, file } = fact;
  await db
    .insertInto('prompts')
    .values({ id, seq, name, file, ...by(fact) })
    .execute();
}

export async function applyPromptMoved(db: Db, { prompt, name, file }: PromptMoved): Promise<void> {
  const updated = await db.updateTable('prompts').set({ name, file }).where('id', '=', prompt).executeTakeFirst();
  expectFound(updated, 'prompt', prompt);
}

export async function applyVersionCommitted(db: Db, fact: VersionCommitted, context: FactContext): Promise<void> {
  const { version: id, prompt, semver, hash, branch, message } = fact;
  const source = await keepBody(db, context.source);
  const behaviour = await keepBody(db, context.behaviour);
  const number = sql<number>`(select coalesce(max(number), 0) + 1 from versions where prompt = ${prompt})`;
  const bumpReason = fact.bumpReason ?? null;
  const own = { id, seq: context.seq, prompt, number, semver, hash, branch, message, bump_reason: bumpReason };
  await db
    .insertInto('versions')
    .values({ ...own, ...by(fact), door: fact.door, source, behaviour })
    .execute();
  for (const [position, parent] of fact.parents.entries()) {
    await db.insertInto('version_parents').values({ version: id, position, parent }).execute();
  }
  await db
    .insertInto('branches')
    .values({ prompt, name: branch, head: id })
    .onConflict((conflict) => conflict.columns(['prompt', 'name']).doUpdateSet({ head: id }))
    .execute();
}

export async function applyAliasMoved(db: Db, fact: AliasMoved, { seq }: FactContext): Promise<void> {
  const { id, prompt, alias, from, to, reason, door } = fact;
  const aliases = db.selectFrom('aliases').where('prompt', '=', prompt).where('alias', '=', alias);
  const current = await aliases.select('version').executeTakeFirst();
  if (current?.version !== from) {
    throw new Unappliable('conflict', `The alias ${alias} points to ${current?.version ?? 'nothing'} by now.`);
  }
  const move = { id, seq, prompt, alias, from_version: from ?? null, to_version: to ?? null, reason };
  await db
    .insertInto('alias_moves')
    .values({ ...move, ...by(fact), door })
    .execute();
  if (to === undefined) {
    await db.deleteFrom('aliases').where('prompt', '=', prompt).where('alias', '=', alias).execute();
    return;
  }
  await db
    .insertInto('aliases')
    .values({ prompt, alias, version: to, ...by(fact) })
    .onConflict((conflict) => conflict.columns(['prompt', 'alias']).doUpdateSet({ version: to, ...by(fact) }))
    .execute();
}

/** Stores a long text unless it is there, and gives its hash. */
export async function keepBody(db: Db, body: Body | undefined): Promise<string> {
  if (body === undefined) throw new Error('a fact with a long text was packed without it');
  await db
    .insertInto('bodies')
    .values(body)
    .onConflict((conflict) => conflict.column('hash').doNothing())
    .execute();
  return body.hash;
}
