import { fault, FaultError } from '../../base';
import { localFactKinds, type HistoryPage, type PlacedFact, type StoreQueries } from '../../domain';
import { decodeFact } from '../facts/decode';
import { unpackFact } from '../facts/packing';
import type { SharedFact } from '../facts/segment';
import { compareStamped, stampAfter, type Stamped } from '../facts/stamp';
import { factSchema, upcastFact } from '../facts/upcast';
import { lastStamp, recordAccepted, recordSkipped } from './recorder';
import type { Db, FactsTable } from './tables';

/** A fact as it was read from the tables. */
export interface RawFact extends Stamped {
  /** The id of its row: its own, or its place in the journal if it was refused. */
  readonly id: string;
  /** JSON of unknown shape. */
  readonly raw: unknown;
  /** Why it was skipped; undefined when it was applied. */
  readonly problem: string | undefined;
  /** Who PostgreSQL says stored it. */
  readonly dbUser?: string | undefined;
}

/** How many rows are in memory at once. */
const pageSize = 500;

/** Every fact that the tables hold, in their order. */
export async function* history(db: Db): AsyncGenerator<RawFact> {
  const facts = db.selectFrom('facts').selectAll().orderBy('seq').limit(pageSize);
  for (let after = 0; ;) {
    const page = await facts.where('seq', '>', after).execute();
    for (const row of page) yield await rawFact(db, row);
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

async function rawFact(db: Db, row: FactsTable): Promise<RawFact> {
  const { id, stamp, payload, skipped } = row;
  const textOf = async (hash: string): Promise<string> => {
    const body = await db.selectFrom('bodies').where('hash', '=', hash).select('text').executeTakeFirst();
    if (body === undefined)
      throw new FaultError(fault('damaged', `The text ${hash} of a fact is not in the database.`));
    return body.text;
  };
  const raw = skipped === null ? await unpackFact(row, payload, textOf) : (JSON.parse(payload) as unknown);
  return { id, stamp, raw, problem: skipped ?? undefined, dbUser: row.db_user ?? undefined };
}

/** A part of what was accepted, what waits included. */
export async function historyPage(db: Db, { after = 0, limit }: StoreQueries['history'][0]): Promise<HistoryPage> {
  const rows = db.selectFrom('facts').selectAll().where('seq', '>', after).orderBy('seq').limit(limit);
  const page = await rows.execute();
  const facts: PlacedFact[] = [];
  for (const row of page) {
    const { id, stamp, raw, problem } = await rawFact(db, row);
    const { fact } = problem === undefined || isWaiting(raw, id) ? decodeFact(raw) : {};
    if (fact !== undefined) facts.push({ id, stamp, fact });
  }
  return { facts, next: page.length < limit ? undefined : page.at(-1)?.seq };
}

/** How many facts are applied, and how many are not. */
export async function countFacts(db: Db): Promise<{ readonly facts: number; readonly skipped: number }> {
  const count = db.selectFrom('facts').select((one) => one.fn.countAll<number>().as('count'));
  const { count: all } = await count.executeTakeFirstOrThrow();
  const { count: skipped } = await count.where('skipped', 'is not', null).executeTakeFirstOrThrow();
  return { facts: all - skipped, skipped };
}

/** Ids of the facts that other clones may know, in their order; what was refused is none of them. */
export async function sharedFactIds(db: Db): Promise<readonly string[]> {
  const all = db.selectFrom('facts').where('kind', 'not in', [...localFactKinds]);
  const accepted = all.where((where) => where.or([where('skipped', 'is', null), where('id', 'not like', '%:%')]));
  return (await accepted.select('id').orderBy('seq').execute()).map(({ id }) => id);
}

/** Facts by their ids, in their order. */
export async function factsById(db: Db, ids: ReadonlySet<string>): Promise<readonly SharedFact[]> {
  const found: SharedFact[] = [];
  const wanted = [...ids];
  for (let at = 0; at < wanted.length; at += pageSize) {
    const rows = db
      .selectFrom('facts')
      .selectAll()
      .where('id', 'in', wanted.slice(at, at + pageSize));
    for (const row of await rows.execute()) {
      const { id, stamp, raw } = await rawFact(db, row);
      const { fact } = decodeFact(raw);
      if (fact !== undefined) found.push({ id, stamp, fact });
    }
  }
  return found.sort(compareStamped);
}

/** How the history of a database is copied. */
export interface CopyOptions {
  /** The form of the facts; default: the newest. */
  readonly schema?: number;
  /** Facts that come in between, in their order. */
  readonly shared?: readonly SharedFact[];
  /** What is left behind. */
  readonly without?: ReadonlySet<string>;
}

/** Applies the history of one database to another, which is empty; what waited may fit now. */
export async function copyHistory(from: Db, to: Db, options: CopyOptions = {}): Promise<void> {
  const { schema = factSchema, shared = [], without } = options;
  let next = 0;
  const takeShared = async (before?: Stamped): Promise<void> => {
    for (; next < shared.length; next++) {
      const one = shared[next] as SharedFact;
      if (before !== undefined && compareStamped(one, before) > 0) return;
      await recordAccepted(to, one);
    }
  };
  for await (const one of history(from)) {
    if (without?.has(one.id) === true) continue;
    await takeShared(one);
    await copyOne(to, one, schema);
  }
  await takeShared();
  const segments = schema === factSchema ? await from.selectFrom('segments').selectAll().execute() : [];
  for (const segment of segments) await to.insertInto('segments').values(segment).execute();
}

/** Applies a fact as it was read from the tables of another database, in the order of that one. */
export async function copyOne(to: Db, { id, stamp, raw, problem, dbUser }: RawFact, schema: number): Promise<void> {
  const fact = problem === undefined || isWaiting(raw, id) ? decodeFact(upcastFact(raw, schema)).fact : undefined;
  const own = stamp ?? '';
  if (fact === undefined) {
    await recordSkipped(to, raw, { id, stamp: own, problem: problem ?? 'It is no fact.', dbUser });
    return;
  }
  const placed = own === '' ? stampAfter(await lastStamp(to), fact.time) : own;
  await recordAccepted(to, { fact, stamp: placed, dbUser });
}

/** What was refused goes by its place in the journal, what waits for others by its own id. */
function isWaiting(raw: unknown, id: string): boolean {
  return typeof raw === 'object' && raw !== null && 'id' in raw && raw.id === id;
}
