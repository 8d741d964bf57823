import { canonicalJson } from '../../base';
import type { Fact } from '../../domain';
import { copyHistory, history } from '../database/history';
import { storeFiles } from '../disk';
import { decodeFact } from '../facts/decode';
import { frameSchema, type Frame } from '../journal/frame';
import { listGenerations, logFile } from '../journal/journal';
import { isIntact, salvageFrames } from '../journal/salvage';
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

/**
 * Every fact in the journal files must be in the history, and the same. Each file is looked at by itself: those before it may
 * have been deleted or set aside.
 */
async function compareJournal(fresh: MemoryDatabase, { disk, directory }: Source): Promise<readonly string[]> {
  const generations = listGenerations(disk, directory);
  if (generations.length === 0) return [];
  const known = new Map<string, string>();
  for await (const { id, raw } of history(fresh.tables)) known.set(id, canonicalJson(raw));
  const differences: string[] = [];
  for (const generation of generations) {
    const file = logFile(directory, generation);
    const bytes = disk.read(file) ?? Buffer.alloc(0);
    if (!isIntact(bytes, generation === generations.at(-1)))
      differences.push(`${file}: commits in it cannot be read, or its end is missing`);
    for (const { frame, end } of salvageFrames(bytes, 0).frames) {
      differences.push(...missingFacts(frame, `${generation}.${end}`, known));
      if (differences.length >= mostDifferences) return differences.slice(0, mostDifferences);
    }
  }
  return differences;
}

/** The content of a version that was deleted, and the results of a run that was let go, stay in the journal until that is dropped. */
function isSame(fact: Fact, known: string | undefined): boolean {
  if (known === canonicalJson(fact)) return true;
  if (fact.kind === 'run-recorded') return known === canonicalJson({ ...fact, results: [] });
  if (fact.kind !== 'version-committed') return false;
  const { content: _, ...rest } = fact;
  return known === canonicalJson(rest);
}

/** A line for each fact of a frame that the history does not have as it is there. */
function missingFacts(frame: Frame, place: string, known: ReadonlyMap<string, string>): readonly string[] {
  if (frame.schema > frameSchema) return [`journal: a newer Galley wrote the frame at ${place}`];
  const facts = frame.segments === undefined ? frame.facts : sharedFacts(frame).map(({ fact }) => fact);
  return facts.flatMap((raw, index) => {
    const at = `${place}:${index}`;
    const { fact } = decodeFact(frame.segments === undefined ? upcastFact(raw, frame.schema) : raw);
    if (known.has(at) || (fact !== undefined && isSame(fact, known.get(fact.id)))) return [];
    return [`journal: the fact at ${at} is not in the database as it was written`];
  });
}
