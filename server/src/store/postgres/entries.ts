import type { Expectation, PlacedFact } from '../../domain';
import { lastStamped, recordAccepted, recordFacts } from '../database/recorder';
import type { Db } from '../database/tables';
import { Unappliable } from '../database/unappliable';
import { knownFacts } from '../engine/apply';
import type { TakenFacts } from '../facts/intake';
import { compareStamped } from '../facts/stamp';
import { factSchema } from '../facts/upcast';
import type { NewRow } from './rows';
import type { Entry } from './transaction';

/** Facts that are made now. */
export function appendedEntry({ facts }: TakenFacts, expectations: readonly Expectation[]): Entry {
  const known = facts as readonly { readonly id: string; readonly kind: string }[]; // they have been decoded once
  return {
    ids: known.map(({ id }) => id),
    kinds: known.map(({ kind }) => kind),
    ...{ expectations, copied: false },
    record: (db, user) => recordFacts(db, { facts, schema: factSchema }, user),
  };
}

/** Facts that were accepted in another store, in their order. They come after all that is there. */
export function copiedEntry(facts: readonly PlacedFact[]): Entry {
  return {
    ids: facts.map(({ id }) => id),
    kinds: ['facts of another store'],
    ...{ expectations: [], copied: true },
    record: (db) => recordCopied(db, facts),
  };
}

async function recordCopied(db: Db, facts: readonly PlacedFact[]): Promise<readonly NewRow[]> {
  const known = await knownFacts(
    db,
    facts.map(({ id }) => id),
  );
  const rows: NewRow[] = [];
  let last = await lastStamped(db);
  for (const placed of facts) {
    if (known.has(placed.id)) continue;
    if (last !== undefined && compareStamped(placed, last) < 0)
      throw new Unappliable('conflict', 'The store holds facts that come after those to be copied.');
    await recordAccepted(db, placed);
    rows.push({ fact: placed.fact, stamp: placed.stamp, fork: await isFork(db, placed) });
    last = placed;
  }
  return rows;
}

/** Whether a deployment was accepted beside the one that stands. */
async function isFork(db: Db, { fact }: PlacedFact): Promise<boolean> {
  if (fact.kind !== 'environment-deployed') return false;
  const forks = db.selectFrom('forks').where('id', '=', fact.deployment).where('kind', '=', 'environment');
  return (await forks.select('id').executeTakeFirst()) !== undefined;
}
