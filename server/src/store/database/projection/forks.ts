import type { ForkResolved } from '../../../domain';
import type { Db, ForksTable } from '../tables';
import { expectFound } from '../unappliable';

/** What forked: the end of a line that is not in force. */
export type ForkEnd = Omit<ForksTable, 'state'>;

/** Keeps the end of a line that is not in force. */
export async function keepFork(db: Db, end: ForkEnd): Promise<void> {
  await db
    .insertInto('forks')
    .values({ ...end, state: 'open' })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

/** The ends are no ends any more: something comes after them. */
export async function followForks(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.updateTable('forks').set({ state: 'followed' }).where('id', 'in', ids).execute();
}

export async function applyForkResolved(db: Db, { closes }: ForkResolved): Promise<void> {
  for (const id of closes) {
    const rows = db.updateTable('forks').set({ state: 'resolved' }).where('id', '=', id);
    expectFound(await rows.executeTakeFirst(), 'fork', id);
  }
}
