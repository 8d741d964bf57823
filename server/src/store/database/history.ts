import { fault, FaultError } from '../../base';
import { unpackFact } from '../facts/packing';
import { recordFrame, recordSkipped } from './recorder';
import type { Db } from './tables';

/** A fact as it was read from the journal. */
export interface RawFact {
  /** The id of its row: its own, or its place in the journal if it was skipped. */
  readonly id: string;
  /** JSON of unknown shape. */
  readonly raw: unknown;
  /** Why it was skipped; undefined when it was applied. */
  readonly problem: string | undefined;
}

/** How many rows are in memory at once. */
const pageSize = 500;

/** Every fact that the tables hold, in the order of the journal. */
export async function* history(db: Db): AsyncGenerator<RawFact> {
  const bodies = db.selectFrom('bodies').select('text');
  const textOf = async (hash: string): Promise<string> => {
    const body = await bodies.where('hash', '=', hash).executeTakeFirst();
    if (body === undefined)
      throw new FaultError(fault('damaged', `The text ${hash} of a fact is not in the database.`));
    return body.text;
  };
  const facts = db.selectFrom('facts').selectAll().orderBy('seq').limit(pageSize);
  for (let after = 0; ;) {
    const page = await facts.where('seq', '>', after).execute();
    for (const row of page) {
      const { id, payload } = row;
      const raw = row.skipped === null ? await unpackFact(row, payload, textOf) : (JSON.parse(payload) as unknown);
      yield { id, raw, problem: row.skipped ?? undefined };
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}

/** Applies the history of one database to another, which is empty. */
export async function copyHistory(from: Db, to: Db): Promise<void> {
  for await (const { id, raw, problem } of history(from)) {
    if (problem === undefined) await recordFrame(to, [raw], id);
    else await recordSkipped(to, raw, id, problem);
  }
}
