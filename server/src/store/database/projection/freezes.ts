import type { EnvironmentFrozen, EnvironmentUnfrozen } from '../../../domain';
import type { Db } from '../tables';
import { by, type FactContext } from './context';

export async function applyEnvironmentFrozen(db: Db, fact: EnvironmentFrozen, { seq }: FactContext): Promise<void> {
  const { freeze: id, environment, reason, door } = fact;
  const holds = { ended_time: null, ended_by: null, ended_reason: null };
  await db
    .insertInto('freezes')
    .values({ id, seq, environment, reason, ...by(fact), door, ...holds })
    .execute();
}

/** Two people may have frozen it at the same time in two clones: all of that ends. */
export async function applyEnvironmentUnfrozen(db: Db, fact: EnvironmentUnfrozen): Promise<void> {
  const ended = { ended_time: fact.time, ended_by: fact.author.name, ended_reason: fact.reason };
  const rows = db.updateTable('freezes').set(ended).where('environment', '=', fact.environment);
  await rows.where('ended_time', 'is', null).execute();
}
