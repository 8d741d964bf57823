import { sql } from 'kysely';
import type { Fact } from '../../domain';
import { decodeFact } from '../facts/decode';
import { packFact } from '../facts/packing';
import { applyFact } from './projection';
import type { Db, FactsTable } from './tables';
import { Unappliable } from './unappliable';

/**
 * Applies facts that this program is about to append: all of them, inside the transaction of the caller.
 * @param facts as they will be read back from JSON
 * @returns those that were not there yet
 * @throws Unappliable when one of them does not fit; the caller rolls back
 */
export async function recordOwn(db: Db, facts: readonly unknown[]): Promise<readonly Fact[]> {
  const fresh: Fact[] = [];
  for (const raw of facts) {
    const { fact, problem } = decodeFact(raw);
    if (fact === undefined) throw new Unappliable('invalid-input', problem);
    if (await record(db, fact)) fresh.push(fact);
  }
  return fresh;
}

/**
 * Applies the facts of a frame of the journal inside the transaction of the caller. A fact that cannot be applied is kept
 * as skipped, with the reason, and the rest go on.
 * @param place names the frame: a skipped fact goes by its place there, so that the same fact may still come later
 * @returns the kinds of the facts that were applied
 */
export async function recordFrame(db: Db, facts: readonly unknown[], place: string): Promise<readonly Fact['kind'][]> {
  const kinds: Fact['kind'][] = [];
  for (const [index, raw] of facts.entries()) {
    const kind = await recordOrSkip(db, raw, `${place}:${index}`);
    if (kind !== undefined) kinds.push(kind);
  }
  return kinds;
}

/** Applies one fact or keeps it as skipped, under the id `place`. The result is its kind if it was applied. */
export async function recordOrSkip(db: Db, raw: unknown, place: string): Promise<Fact['kind'] | undefined> {
  const { fact, problem } = decodeFact(raw);
  if (fact === undefined) {
    await recordSkipped(db, raw, place, problem);
    return undefined;
  }
  await sql.raw('savepoint fact').execute(db);
  try {
    return (await record(db, fact)) ? fact.kind : undefined;
  } catch (error) {
    if (!(error instanceof Unappliable)) throw error;
    await sql.raw('rollback to fact').execute(db);
    await recordSkipped(db, raw, place, error.message);
    return undefined;
  } finally {
    await sql.raw('release fact').execute(db);
  }
}

/** False when the fact is already there. */
async function record(db: Db, fact: Fact): Promise<boolean> {
  const packed = packFact(fact);
  const { id, kind, time, door } = fact;
  const columns = { id, kind, time, door, author_name: fact.author.name, author_email: fact.author.email ?? null };
  const seq = await insertFact(db, { ...columns, payload: packed.payload, skipped: null });
  if (seq === undefined) return false;
  await applyFact(db, fact, { ...packed, seq });
  return true;
}

async function recordSkipped(db: Db, raw: unknown, place: string, problem: string): Promise<void> {
  const kind = typeof raw === 'object' && raw !== null && 'kind' in raw ? raw.kind : undefined;
  await insertFact(db, {
    id: place,
    kind: typeof kind === 'string' ? kind : 'unknown',
    ...{ time: '', door: '', author_name: '', author_email: null },
    payload: JSON.stringify(raw),
    skipped: problem,
  });
}

/** The place of the fact in the order; undefined when it is already there. */
async function insertFact(db: Db, row: Omit<FactsTable, 'seq'>): Promise<number | undefined> {
  const seq = sql<number>`(select coalesce(max(seq), 0) + 1 from facts)`;
  const inserted = await db
    .insertInto('facts')
    .values({ seq, ...row })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('seq')
    .executeTakeFirst();
  return inserted?.seq;
}
