import { fail, fault, FaultError, ok, type Result } from '../../base';
import type { PlacedFact, Store } from '../../domain';
import { type Backup, type CountFacts, HistoryDigest, readFacts } from './read';
import { history } from './write';

/** So many UTF-16 units of facts are taken in at once. */
const groupLength = 4 * 1024 * 1024;

/**
 * Brings the facts of a backup that was checked into a store, and compares what it then holds of them. Facts that are there
 * are left out, so that a restoring that was interrupted can be done again.
 */
export async function restoreFacts(
  store: Store,
  file: string,
  backup: Backup,
  onFacts?: CountFacts,
): Promise<Result<undefined>> {
  try {
    let count = 0;
    for await (const group of groups(readFacts(file))) {
      const taken = await store.takeIn(group);
      if (!taken.ok) return taken;
      count += group.length;
      onFacts?.(count);
    }
    const digest = new HistoryDigest();
    for await (const fact of history(store)) if (backup.ids.has(fact.id)) digest.add(fact);
    if (digest.end() === backup.digest) return ok(undefined);
    const message = 'What the store holds now is not what the backup holds.';
    return fail(fault('damaged', message, { file, help: 'Run galley doctor, then restore again with --replace.' }));
  } catch (error) {
    if (error instanceof FaultError) return fail(error.fault);
    throw error;
  }
}

/** Ids of facts that a store holds and a backup does not; at most one. */
export async function strangerIn(store: Store, { ids }: Backup): Promise<Result<string | undefined>> {
  try {
    for await (const { id } of history(store)) if (!ids.has(id)) return ok(id);
    return ok(undefined);
  } catch (error) {
    if (error instanceof FaultError) return fail(error.fault);
    throw error;
  }
}

async function* groups(facts: AsyncIterable<PlacedFact>): AsyncGenerator<readonly PlacedFact[]> {
  let group: PlacedFact[] = [];
  let length = 0;
  for await (const fact of facts) {
    group.push(fact);
    length += JSON.stringify(fact).length;
    if (length < groupLength) continue;
    yield group;
    group = [];
    length = 0;
  }
  if (group.length > 0) yield group;
}
