import { canonicalJson } from '../../base';
import { copyHistory, history } from '../database/history';
import { storeFiles } from '../disk';
import { decodeFact } from '../facts/decode';
import { Journal, listGenerations } from '../journal/journal';
import { upcastFact } from '../facts/upcast';
import { tableDigests } from '../sqlite/digest';
import type { MemoryDatabase } from '../sqlite/memory-database';
import { isSealed } from '../sqlite/seal';
import { sharedFacts } from './apply';
import { openBase, type Source } from './load';
import type { Replica } from './replica';

/** No more differences of one kind than these are told. */
const mostDifferences = 20;

/**
 * Compares what the store answers with what follows from its facts, recomputed from the first one; the facts with the
 * journal files that are there; and looks at the database itself. One line for each difference.
 */
export async function verify(replica: Replica, source: Source): Promise<readonly string[]> {
  const { memory: fresh } = await openBase(source.wasm);
  try {
    return [
      ...checkDatabase(replica, source),
      ...(await compareTables(replica.memory, fresh)),
      ...(await compareJournal(fresh, source)),
    ];
  } finally {
    fresh.close();
  }
}

function checkDatabase({ memory }: Replica, { disk, directory }: Source): readonly string[] {
  const problems = memory.rows('pragma integrity_check').map((row) => String(row['integrity_check']));
  const { database } = storeFiles(directory);
  const bytes = disk.read(database);
  const unsealed = bytes === undefined || isSealed(bytes) ? [] : [`${database} is not as the store wrote it`];
  return [...problems.filter((problem) => problem !== 'ok').map((problem) => `database: ${problem}`), ...unsealed];
}

/** Replays the history into the fresh database and compares table by table. */
async function compareTables(actual: MemoryDatabase, fresh: MemoryDatabase): Promise<readonly string[]> {
  await copyHistory(actual.tables, fresh.tables);
  const expected = tableDigests(fresh);
  const differences: string[] = [];
  for (const [name, { rows, digest }] of tableDigests(actual)) {
    const own = expected.get(name);
    if (own === undefined) differences.push(`${name}: the facts give no such table`);
    else if (own.digest !== digest)
      differences.push(`${name}: ${rows} rows differ from the ${own.rows} that the facts give`);
  }
  return differences;
}

/** Every fact in the journal files must be in the history, and the same. */
async function compareJournal(fresh: MemoryDatabase, { disk, directory }: Source): Promise<readonly string[]> {
  const [generation] = listGenerations(disk, directory);
  if (generation === undefined) return [];
  const known = new Map<string, string>();
  for await (const { id, raw } of history(fresh.tables)) known.set(id, canonicalJson(raw));
  const journal = new Journal(disk, directory, '', { generation, offset: 0 });
  const { entries, stop } = journal.read();
  journal.close();
  const differences = stop === undefined ? [] : [stop.message];
  for (const { frame, after } of entries) {
    const facts = frame.segments === undefined ? frame.facts : sharedFacts(frame).map(({ fact }) => fact);
    for (const [index, raw] of facts.entries()) {
      const place = `${after.generation}.${after.offset}:${index}`;
      const fact = decodeFact(frame.segments === undefined ? upcastFact(raw, frame.schema) : raw).fact;
      if (known.has(place) || (fact !== undefined && known.get(fact.id) === canonicalJson(fact))) continue;
      differences.push(`journal: the fact at ${place} is not in the database as it was written`);
      if (differences.length >= mostDifferences) return differences;
    }
  }
  return differences;
}
