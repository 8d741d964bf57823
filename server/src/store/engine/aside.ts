import path from 'node:path';
import { FaultError } from '../../base';
import { storeFiles, type Disk } from '../disk';
import { listGenerations, logFile } from '../journal/journal';
import type { LockFile } from '../lock';
import { lockedFault } from './faults';

/** What is set aside, and where. */
export interface AsidePlan {
  readonly disk: Disk;
  readonly directory: string;
  readonly lock: LockFile;
  /** How long to wait for the lock. Milliseconds. */
  readonly patience: number;
  /** Name of the folder, in that of the store, that takes the files. */
  readonly name: string;
}

/**
 * Moves the journal and the checkpoints of a store into a folder of their own, so that an empty one can begin. The facts that
 * clones share stay: they belong to git. Whoever has the store open and writes goes on in the new one.
 * @throws FaultError when another process keeps the lock, or Node's error
 */
export async function moveAside({ disk, directory, lock, patience, name }: AsidePlan): Promise<void> {
  const { database, previous } = storeFiles(directory);
  const logs = listGenerations(disk, directory).map((generation) => logFile(directory, generation));
  const present = [...logs, previous, database].filter((file) => disk.stat(file) !== undefined);
  if (present.length === 0) return;
  const held = await lock.acquire(patience);
  if (held === undefined) throw new FaultError(lockedFault());
  try {
    const folder = path.join(directory, name);
    disk.makeFolder(folder);
    for (const file of present) disk.rename(file, path.join(folder, path.basename(file)));
    disk.syncFolder(folder);
    disk.syncFolder(directory);
  } finally {
    held.release();
  }
}
