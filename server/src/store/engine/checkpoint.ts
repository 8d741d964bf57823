import { setTimeout as wait } from 'node:timers/promises';
import { fault, FaultError } from '../../base';
import { hasCode, storeFiles, type Disk, type FileStat } from '../disk';
import type { JournalPosition, JournalStop } from '../journal/journal';
import type { HeldLock } from '../lock';
import { isSealed, seal } from '../sqlite/seal';
import { writeFault } from './commit';
import { describeBroken } from './load';
import type { Replica } from './replica';
import { retire, type Retention } from './retention';

/**
 * Closes the current generation and goes on in the next. Resolves to why the journal can be read no further.
 * @throws FaultError when the journal cannot be written; the replica is then as good as before
 */
export async function rotate(replica: Replica): Promise<JournalStop | undefined> {
  const { journal } = replica;
  for (let closed = false; !closed;) {
    writeOrThrow(() => journal.append({ close: true }));
    await syncOrThrow(replica); // before the next generation exists: one that goes on without its close frame is damage
    const { entries, stop } = journal.read();
    await replica.apply(entries);
    if (stop !== undefined) return stop;
    closed = entries.some(({ frame }) => frame.close);
  }
  writeOrThrow(() => journal.create());
  await syncOrThrow(replica);
  return undefined;
}

/** @throws FaultError when the journal could not be written */
export function writeOrThrow(write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new FaultError(writeFault(error));
  }
}

async function syncOrThrow({ journal }: Replica): Promise<void> {
  const failed = await journal.sync();
  if (failed !== undefined) throw new FaultError(failed);
}

/** The bytes of `store.db`, and the place in the journal they stand for. */
export interface CheckpointImage {
  readonly bytes: Uint8Array;
  readonly position: JournalPosition;
}

/** Takes an image of the tables. What it holds of the journal is made durable first: it must not outlive its facts. */
export async function takeImage(replica: Replica): Promise<CheckpointImage> {
  await syncOrThrow(replica);
  const { position } = replica.journal;
  await replica.tables.updateTable('meta').set({ generation: position.generation, offset: position.offset }).execute();
  const bytes = replica.memory.export();
  seal(bytes, position.generation);
  return { bytes, position };
}

/** What publishing needs. */
export interface Publication extends Retention {
  readonly wasm: string;
  readonly writer: string;
  /** `store.db` as this process last wrote it or found it sound. */
  readonly known: FileStat | undefined;
}

/** A published checkpoint. */
export interface Published {
  /** `store.db` as it lies there now. */
  readonly known: FileStat | undefined;
  readonly warning: string | undefined;
}

/**
 * Puts an image in the place of `store.db`: temporary file, fsync, check that the lock is still ours, rename, fsync of the
 * folder. The file before it becomes `store.db.prev`; one that another program changed is set aside. Then journal files
 * that no checkpoint needs go.
 * @throws FaultError or Node's error; `store.db` and the journal are then as good as before
 */
export async function publish(image: CheckpointImage, held: HeldLock, publication: Publication): Promise<Published> {
  const { disk, directory, writer } = publication;
  const { database } = storeFiles(directory);
  const temporary = `${database}.tmp.${writer}`;
  let room: Room;
  try {
    await disk.writeWhole(temporary, image.bytes);
    room = await findRoom(publication);
    if (!held.isHeld())
      throw new FaultError(fault('io', 'The checkpoint was dropped: another process took over the lock.'));
    if (room.target !== undefined) await renameWithPatience(disk, database, room.target);
    await renameWithPatience(disk, temporary, database);
  } finally {
    disk.remove(temporary);
  }
  disk.syncFolder(directory);
  retire(publication, image.position.generation);
  return { known: disk.stat(database), warning: room.warning };
}

/** Where the present `store.db` goes. */
interface Room {
  readonly target: string | undefined;
  readonly warning: string | undefined;
}

async function findRoom({ disk, directory, known, wasm, clock }: Publication): Promise<Room> {
  const { database, previous } = storeFiles(directory);
  const stat = disk.stat(database);
  const bytes = stat === undefined || isSame(stat, known) ? undefined : disk.read(database);
  if (stat === undefined) return { target: undefined, warning: undefined };
  if (bytes === undefined || isSealed(bytes)) return { target: previous, warning: undefined };
  const stamp = new Date(clock.now()).toISOString().replace(/[-:]|\.\d+/g, '');
  const target = `${database}.${await describeBroken(wasm, bytes)}-${stamp}`;
  return { target, warning: `store.db had not been written by the store: it was set aside as ${target}.` };
}

function isSame(a: FileStat, b: FileStat | undefined): boolean {
  return a.inode === b?.inode && a.size === b.size && a.modified === b.modified;
}

/** Virus scanners on Windows keep files open for a moment. */
async function renameWithPatience(disk: Disk, from: string, to: string): Promise<void> {
  for (let pause = 10; ; pause *= 2) {
    try {
      disk.rename(from, to);
      return;
    } catch (error) {
      if (!hasCode(error, 'EPERM', 'EACCES', 'EBUSY') || pause > 1000) throw error;
    }
    await wait(pause);
  }
}
