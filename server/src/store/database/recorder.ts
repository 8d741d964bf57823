import { sql } from 'kysely';
import type { Fact } from '../../domain';
import { decodeFact } from '../facts/decode';
import { packFact } from '../facts/packing';
import { type Stamp, stampAfter, type Stamped } from '../facts/stamp';
import { upcastFact } from '../facts/upcast';
import { command, prepared, slotsFor, type Slots } from './prepared';
import { applyFact } from './projection';
import { withOnePrompt } from './projection/one-prompt';
import type { Db, FactsTable } from './tables';
import { Unappliable } from './unappliable';

/** What became of the facts of a frame. */
export interface RecordedFrame {
  /** Kinds of the facts that were applied. */
  readonly kinds: readonly Fact['kind'][];
  /** Why none of them was. */
  readonly refusal: Unappliable | undefined;
}

/** Facts that were appended together. */
export interface FactGroup {
  /** Parsed from JSON, of unknown shape. */
  readonly facts: readonly unknown[];
  /** The form of the facts. */
  readonly schema: number;
}

const beginFrame = command('savepoint frame');
const undoFrame = command('rollback to frame');
const endFrame = command('release frame');

/**
 * Applies the facts of a frame of the journal: all of them or, when one does not fit, none. Then they are kept as refused,
 * with the reason, for good. A fact that is already there is left out.
 * @param place names the frame: a refused fact goes by its place there, so that the same fact may still come later
 */
export async function recordFrame(db: Db, { facts, schema }: FactGroup, place: string): Promise<RecordedFrame> {
  await beginFrame(db, {});
  try {
    const recorded = await recordFacts(db, { facts, schema });
    return { kinds: recorded.map(({ fact }) => fact.kind), refusal: undefined };
  } catch (error) {
    if (!(error instanceof Unappliable)) throw error;
    await undoFrame(db, {});
    const stamp = (await lastStamp(db)) ?? '';
    for (const [index, raw] of facts.entries()) {
      await recordSkipped(db, raw, { id: `${place}:${index}`, stamp, problem: error.message });
    }
    return { kinds: [], refusal: error };
  } finally {
    await endFrame(db, {});
  }
}

/** A fact with its place in the order. */
export interface RecordedFact {
  readonly fact: Fact;
  readonly stamp: Stamp;
  /** Who PostgreSQL says stored it. */
  readonly dbUser?: string | undefined;
}

/**
 * Applies facts that are made now, each after all that is there. The result is those that are new.
 * @throws Unappliable when one does not fit: what was applied before it is to be undone
 */
export async function recordFacts(
  db: Db,
  { facts, schema }: FactGroup,
  dbUser?: string,
): Promise<readonly RecordedFact[]> {
  const recorded: RecordedFact[] = [];
  let last = await lastStamp(db);
  for (const raw of facts) {
    const { fact, problem } = decodeFact(upcastFact(raw, schema));
    if (fact === undefined) throw new Unappliable('invalid-input', problem);
    const placed = { fact, stamp: stampAfter(last, fact.time), dbUser };
    if (!(await record(db, placed, false))) continue;
    recorded.push(placed);
    last = placed.stamp;
  }
  return recorded;
}

/**
 * Applies a fact that was accepted where it was made: what other clones did meanwhile makes forks of it. When it does not
 * fit, as when what it refers to has not come yet, it waits under its own id.
 * @returns whether it is new
 */
export async function recordAccepted(db: Db, placed: RecordedFact): Promise<boolean> {
  await sql.raw('savepoint accepted').execute(db);
  try {
    return await record(db, placed, true);
  } catch (error) {
    if (!(error instanceof Unappliable)) throw error;
    await sql.raw('rollback to accepted').execute(db);
    await recordSkipped(db, placed.fact, { ...placed, id: placed.fact.id, problem: error.message });
    return true;
  } finally {
    await sql.raw('release accepted').execute(db);
  }
}

/** False when the fact is already there. */
async function record(db: Db, { fact, stamp, dbUser }: RecordedFact, concurrent: boolean): Promise<boolean> {
  const packed = packFact(fact);
  const { id, kind, time, door } = fact;
  const columns = {
    id,
    stamp,
    kind,
    time,
    door,
    author_name: fact.author.name,
    author_email: fact.author.email ?? null,
  };
  const seq = await insertFact(db, {
    ...columns,
    payload: packed.payload,
    skipped: null,
    db_user: dbUser ?? null,
  });
  if (seq === undefined) return false;
  await applyFact(db, await withOnePrompt(db, fact), { ...packed, seq, concurrent });
  return true;
}

/** Where and why a fact is kept that is not applied. */
interface SkippedFact {
  readonly id: string;
  readonly stamp: Stamp;
  readonly problem: string;
  readonly dbUser?: string | undefined;
}

/** Keeps a fact that cannot be applied. */
export async function recordSkipped(db: Db, raw: unknown, { id, stamp, problem, dbUser }: SkippedFact): Promise<void> {
  const kind = typeof raw === 'object' && raw !== null && 'kind' in raw ? raw.kind : undefined;
  await insertFact(db, {
    id,
    stamp,
    kind: typeof kind === 'string' ? kind : 'unknown',
    ...{ time: '', door: '', author_name: '', author_email: null },
    payload: JSON.stringify(raw),
    skipped: problem,
    db_user: dbUser ?? null,
  });
}

const newest = prepared((db) => db.selectFrom('facts').select(['stamp', 'id']).orderBy('seq', 'desc').limit(1));

/** The newest fact. */
export async function lastStamped(db: Db): Promise<Stamped | undefined> {
  const [last] = await newest(db, {});
  return last;
}

/** The stamp of the newest fact. */
export async function lastStamp(db: Db): Promise<Stamp | undefined> {
  return (await lastStamped(db))?.stamp;
}

const factColumns = [
  'id',
  'stamp',
  'kind',
  'time',
  'author_name',
  'author_email',
  'door',
  'payload',
  'skipped',
  'db_user',
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
