import type { Fact } from '../../domain';
import { copyHistory, type CopyOptions } from '../database/history';
import { migrate } from '../database/migrations';
import { lastStamped, recordAccepted, recordFrame, type RecordedFrame } from '../database/recorder';
import type { Db } from '../database/tables';
import { decodeFact } from '../facts/decode';
import type { SharedFact } from '../facts/segment';
import { compareStamped, isStamp } from '../facts/stamp';
import { upcastFact } from '../facts/upcast';
import type { Frame } from '../journal/frame';
import { MemoryDatabase } from '../sqlite/memory-database';

/** A frame to apply, and to what. */
interface Application {
  readonly memory: MemoryDatabase;
  readonly wasm: string;
  readonly frame: Frame;
  /** Names the frame. */
  readonly place: string;
}

/** What became of a frame, and the database that holds it. */
interface Applied extends RecordedFrame {
  readonly memory: MemoryDatabase;
}

/** Applies a frame of the journal. When facts of other clones come before what is there, all facts are applied anew. */
export async function applyFrame({ memory, wasm, frame, place }: Application): Promise<Applied> {
  if (frame.segments === undefined) return { memory, ...(await recordFrame(memory.tables, frame, place)) };
  const shared = await newFacts(memory.tables, sharedFacts(frame));
  const [first] = shared;
  const last = await lastStamped(memory.tables);
  let holding = memory;
  if (first === undefined || last === undefined || last.stamp < first.stamp) {
    for (const one of shared) await recordAccepted(memory.tables, one);
  } else holding = await rebuilt(memory, wasm, { shared });
  for (const note of frame.segments) await keepNote(holding.tables, note);
  return { memory: holding, kinds: shared.map(({ fact }): Fact['kind'] => fact.kind), refusal: undefined };
}

/** The facts of a frame that others shared, in their order. */
export function sharedFacts({ facts, schema }: Frame): readonly SharedFact[] {
  const found = facts.flatMap((line): readonly SharedFact[] => {
    const { stamp, fact: raw } = (line ?? {}) as { readonly [key: string]: unknown };
    const { fact } = decodeFact(upcastFact(raw, schema));
    return fact === undefined || !isStamp(stamp) ? [] : [{ id: fact.id, stamp, fact }];
  });
  return found.sort(compareStamped);
}

async function newFacts(db: Db, facts: readonly SharedFact[]): Promise<readonly SharedFact[]> {
  const known = await knownFacts(
    db,
    facts.map(({ id }) => id),
  );
  return facts.filter(({ id }) => !known.has(id));
}

/** Which of these ids are those of facts that the tables hold. */
export async function knownFacts(db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let at = 0; at < ids.length; at += 500) {
    const rows = db.selectFrom('facts').where('id', 'in', ids.slice(at, at + 500));
    for (const { id } of await rows.select('id').execute()) known.add(id);
  }
  return known;
}

async function keepNote(db: Db, note: NonNullable<Frame['segments']>[number]): Promise<void> {
  const content = { bytes: note.bytes, facts: JSON.stringify(note.facts) };
  await db
    .insertInto('segments')
    .values({ name: note.name, ...content })
    .onConflict((conflict) => conflict.column('name').doUpdateSet(content))
    .execute();
}

/** A database with all facts of another one applied anew; that one is closed. */
export async function rebuilt(old: MemoryDatabase, wasm: string, options?: CopyOptions): Promise<MemoryDatabase> {
  const fresh = await emptyDatabase(wasm);
  try {
    await copyHistory(old.tables, fresh.tables, options);
  } catch (error) {
    fresh.close();
    throw error;
  }
  old.close();
  return fresh;
}

let blank: Promise<Uint8Array> | undefined;

/** A database without facts, with the newest tables. They are made once in a process, and copied. */
export async function emptyDatabase(wasm: string): Promise<MemoryDatabase> {
  blank ??= migrated(wasm);
  try {
    return await MemoryDatabase.open(wasm, (await blank).slice());
  } catch (error) {
    blank = undefined;
    throw error;
  }
}

async function migrated(wasm: string): Promise<Uint8Array> {
  const memory = await MemoryDatabase.open(wasm);
  try {
    await migrate(memory.tables, 0);
    return memory.export();
  } finally {
    memory.close();
  }
}
