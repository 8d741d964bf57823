import { sql } from 'kysely';
import type { Fact } from '../../domain';
import { decodeFact } from '../facts/decode';
import { packFact } from '../facts/packing';
import { prepared, slotsFor, type Slots } from './prepared';
import { applyFact } from './projection';
import type { Db, FactsTable } from './tables';
import { Unappliable } from './unappliable';

/** What became of the facts of a frame. */
export interface RecordedFrame {
  /** Kinds of the facts that were applied. */
  readonly kinds: readonly Fact['kind'][];
  /** Why none of them was. */
  readonly refusal: Unappliable | undefined;
}

/**
 * Applies the facts of a frame of the journal: all of them or, when one does not fit, none. Then they are kept as skipped,
 * with the reason. A fact that is already there is left out.
 * @param facts parsed from JSON, of unknown shape
 * @param place names the frame: a skipped fact goes by its place there, so that the same fact may still come later
 */
export async function recordFrame(db: Db, facts: readonly unknown[], place: string): Promise<RecordedFrame> {
  await sql.raw('savepoint frame').execute(db);
  try {
    return { kinds: await recordAll(db, facts), refusal: undefined };
  } catch (error) {
    if (!(error instanceof Unappliable)) throw error;
    await sql.raw('rollback to frame').execute(db);
    for (const [index, raw] of facts.entries()) await recordSkipped(db, raw, `${place}:${index}`, error.message);
    return { kinds: [], refusal: error };
  } finally {
    await sql.raw('release frame').execute(db);
  }
}

async function recordAll(db: Db, facts: readonly unknown[]): Promise<readonly Fact['kind'][]> {
  const kinds: Fact['kind'][] = [];
  for (const raw of facts) {
    const { fact, problem } = decodeFact(raw);
    if (fact === undefined) throw new Unappliable('invalid-input', problem);
    if (await record(db, fact)) kinds.push(fact.kind);
  }
  return kinds;
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

/** Keeps a fact that cannot be applied, under the id `place`. */
export async function recordSkipped(db: Db, raw: unknown, place: string, problem: string): Promise<void> {
  const kind = typeof raw === 'object' && raw !== null && 'kind' in raw ? raw.kind : undefined;
  await insertFact(db, {
    id: place,
    kind: typeof kind === 'string' ? kind : 'unknown',
    ...{ time: '', door: '', author_name: '', author_email: null },
    payload: JSON.stringify(raw),
    skipped: problem,
  });
}

const factColumns = [
  'id',
  'kind',
  'time',
  'author_name',
  'author_email',
  'door',
  'payload',
  'skipped',
] as const satisfies readonly (keyof FactsTable)[];

const insertRow = prepared((db, slot: Slots<Omit<FactsTable, 'seq'>>) =>
  db
    .insertInto('facts')
    .values({
      seq: sql<number>`(select coalesce(max(seq), 0) + 1 from facts)`,
      ...slotsFor(slot, factColumns),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('seq'),
);

/** The place of the fact in the order; undefined when it is already there. */
async function insertFact(db: Db, row: Omit<FactsTable, 'seq'>): Promise<number | undefined> {
  const [inserted] = await insertRow(db, row);
  return inserted?.seq;
}
