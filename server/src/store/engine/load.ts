import { fault, FaultError } from '../../base';
import { newestSchema } from '../database/migrations';
import { storeFiles, type Disk, type FileStat } from '../disk';
import { Journal, listGenerations, type JournalPosition, type JournalStop } from '../journal/journal';
import { MemoryDatabase } from '../sqlite/memory-database';
import { isSealed } from '../sqlite/seal';
import { emptyDatabase, rebuilt } from './apply';
import { salvageHelp } from './faults';
import { Replica } from './replica';

/** Where a store is loaded from. */
export interface Source {
  readonly disk: Disk;
  readonly directory: string;
  readonly wasm: string;
  /** Names this process in the journal. */
  readonly writer: string;
}

/** A store as it was found on disk. */
export interface Loaded {
  readonly replica: Replica;
  /** The entry of `store.db` if it was sound. */
  readonly known: FileStat | undefined;
  /** What a person should know of how it was found. */
  readonly warnings: readonly string[];
  /** Why the journal could not be read to its end. */
  readonly stop: JournalStop | undefined;
}

/** A database file that can be started from. */
export interface Base {
  readonly memory: MemoryDatabase;
  readonly position: JournalPosition;
}

/** A file that looks like a database of this store and is not as the store wrote it. */
export type BrokenFile = 'foreign' | 'damaged';

/**
 * Builds the tables from `store.db` and the journal since. If `store.db` was changed or damaged, `store.db.prev` and the
 * journal since then give the same. Reads only.
 * @throws FaultError `damaged` when nothing can be started from
 */
export async function load(source: Source): Promise<Loaded> {
  const { disk, directory, writer } = source;
  const { base, known, warnings } = await findBase(source);
  const replica = new Replica(base.memory, new Journal(disk, directory, writer, base.position), source.wasm);
  const { stop } = await replica.catchUp();
  return { replica, known, warnings, stop: stop ?? (await unclosed(source, replica)) };
}

/**
 * A generation that goes on without having been closed has lost its end. A generation is closed before the next one is
 * made: all that are listed must be reached by a reading that starts after the listing, however many others make meanwhile.
 */
async function unclosed({ disk, directory }: Source, replica: Replica): Promise<JournalStop | undefined> {
  const newest = listGenerations(disk, directory).at(-1) ?? 0;
  if (newest <= replica.journal.position.generation) return undefined;
  const { stop } = await replica.catchUp();
  const { generation } = replica.journal.position;
  if (stop !== undefined || generation >= newest) return stop;
  return { reason: 'damaged', message: `The journal goes on after generation ${generation}, which has lost its end.` };
}

/** What was found of the checkpoints. */
interface FoundBase {
  /** Undefined when neither checkpoint is there and sound. */
  readonly base: Base | undefined;
  /** The entry of `store.db` if it was sound. */
  readonly known: FileStat | undefined;
  readonly warnings: readonly string[];
}

/** Opens `store.db`, or `store.db.prev` if another program changed or damaged it. */
export async function soundBase({ disk, directory, wasm }: Source): Promise<FoundBase> {
  const { database, previous } = storeFiles(directory);
  const warnings: string[] = [];
  for (const file of [database, previous]) {
    const stat = disk.stat(file);
    const bytes = disk.read(file);
    if (bytes === undefined) continue;
    if (isSealed(bytes)) {
      return { base: await openBase(wasm, bytes), known: file === database ? stat : undefined, warnings };
    }
    const broken = await describeBroken(wasm, bytes);
    warnings.push(
      broken === 'foreign'
        ? `${file} was changed by another program. The change is not used; the file is set aside at the next checkpoint.`
        : `${file} is damaged. The store was rebuilt from the checkpoint before it and the journal.`,
    );
  }
  return { base: undefined, known: undefined, warnings };
}

/** @throws FaultError when there are files, but none to start from */
async function findBase(source: Source): Promise<FoundBase & { readonly base: Base }> {
  const found = await soundBase(source);
  if (found.base !== undefined) return { ...found, base: found.base };
  const [first] = listGenerations(source.disk, source.directory);
  if (first === undefined ? found.warnings.length > 0 : first > 1) throw new FaultError(noBase(source.directory));
  return { ...found, base: await openBase(source.wasm) };
}

/** Opens a database in memory, or makes an empty one, with the newest tables. */
export async function openBase(wasm: string, bytes?: Uint8Array): Promise<Base> {
  if (bytes === undefined) return { memory: await emptyDatabase(wasm), position: { generation: 1, offset: 0 } };
  const memory = await MemoryDatabase.open(wasm, bytes);
  const { generation, offset, schema } = await memory.tables.selectFrom('meta').selectAll().executeTakeFirstOrThrow();
  if (schema > newestSchema) throw new FaultError(newerTables(schema));
  const position = { generation, offset };
  return { memory: schema < newestSchema ? await replayed(wasm, memory) : memory, position };
}

/** The tables in their newest form: whatever an older program made of the facts, they are applied again. */
async function replayed(wasm: string, old: MemoryDatabase): Promise<MemoryDatabase> {
  const { fact_schema: schema = 1 } = await old.tables.selectFrom('meta').selectAll().executeTakeFirstOrThrow();
  return rebuilt(old, wasm, { schema });
}

/** Tells another program's change from damage. */
export async function describeBroken(wasm: string, bytes: Uint8Array): Promise<BrokenFile> {
  try {
    const memory = await MemoryDatabase.open(wasm, bytes);
    try {
      const [row] = memory.rows('pragma quick_check(1)');
      return row?.['quick_check'] === 'ok' && bytes.length > 0 ? 'foreign' : 'damaged';
    } finally {
      memory.close();
    }
  } catch {
    return 'damaged';
  }
}

function noBase(directory: string) {
  const message = `The store in ${directory} cannot be read: its checkpoints are missing or damaged, and the journal does not reach back to the start.`;
  return fault('damaged', message, { help: salvageHelp });
}

function newerTables(schema: number) {
  const message = `The store has tables of form ${schema}, written by a newer Galley; this one knows form ${newestSchema}.`;
  return fault('read-only', message, { help: 'Update Galley and reload the window.' });
}
