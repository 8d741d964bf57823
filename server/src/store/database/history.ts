import { unpackFact } from '../facts/packing';
import type { Db } from './tables';

/** A fact as it was read from the journal. */
export interface RawFact {
  /** The id of its row: its own, or its place in the journal if it was skipped. */
  readonly id: string;
  /** JSON of unknown shape. */
  readonly raw: unknown;
  readonly skipped: boolean;
}

/** How many rows are in memory at once. */
const pageSize = 500;

/** Every fact that the tables hold, in the order of the journal. */
export async function* history(db: Db): AsyncGenerator<RawFact> {
  const bodies = db.selectFrom('bodies').select('text');
  const textOf = async (hash: string): Promise<string> =>
    (await bodies.where('hash', '=', hash).executeTakeFirstOrThrow()).text;
  const facts = db.selectFrom('facts').selectAll().orderBy('seq').limit(pageSize);
  for (let after = 0; ;) {
    const page = await facts.where('seq', '>', after).execute();
    for (const row of page) {
      const { id, payload } = row;
      const skipped = row.skipped !== null;
      const raw = skipped ? (JSON.parse(payload) as unknown) : await unpackFact(row, payload, textOf);
      yield { id, raw, skipped };
    }
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.seq;
  }
}
