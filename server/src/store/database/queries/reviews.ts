import { groupBy, type Ulid } from '../../../base';
import type { ReviewRecord } from '../../../domain';
import type { Db } from '../tables';
import { authorOf } from './rows';

export async function reviews(
  db: Db,
  { prompt, version }: { readonly prompt?: Ulid; readonly version?: Ulid },
): Promise<readonly ReviewRecord[]> {
  let wanted = wantedReviews(db);
  if (prompt !== undefined) wanted = wanted.where('prompt', '=', prompt);
  if (version !== undefined) wanted = wanted.where('version', '=', version);
  return recordsOf(db, wanted);
}

export async function review(db: Db, { id }: { readonly id: Ulid }): Promise<ReviewRecord | undefined> {
  const [record] = await recordsOf(db, wantedReviews(db).where('id', '=', id));
  return record;
}

function wantedReviews(db: Db) {
  return db.selectFrom('reviews').select('id');
}

/** Newest first; decisions in the order in which they were made. */
async function recordsOf(db: Db, wanted: ReturnType<typeof wantedReviews>): Promise<readonly ReviewRecord[]> {
  const rows = await db.selectFrom('reviews').selectAll().where('id', 'in', wanted).orderBy('seq', 'desc').execute();
  const decided = await db
    .selectFrom('review_decisions')
    .selectAll()
    .where('review', 'in', wanted)
    .orderBy('seq')
    .execute();
  const decisionsOf = groupBy(decided, (row) => row.review);
  return rows.map((row) => {
    const { id, prompt, version, state, message, time } = row;
    const decisions = (decisionsOf.get(id) ?? []).map((one) => {
      return { decision: one.decision, reason: one.reason, author: authorOf(one), time: one.time };
    });
    return { id, prompt, version, state, message, author: authorOf(row), time, decisions };
  });
}
