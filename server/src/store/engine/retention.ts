import path from 'node:path';
import type { Clock } from '../../base';
import { storeFiles, type Disk } from '../disk';
import { listGenerations, logFile } from '../journal/journal';
import { isIntact } from '../journal/salvage';
import { headerLength, sealedGeneration } from '../sqlite/seal';

/** What is kept where. */
export interface Retention {
  readonly disk: Disk;
  readonly directory: string;
  readonly clock: Clock;
  /** Journal files younger than this stay. Milliseconds. */
  readonly keepLogsMs: number;
  /** Whether to look for damage in the journal files that stay, too. */
  readonly thorough?: boolean;
}

/**
 * Deletes journal files that neither checkpoint needs, once two generations have followed and some time has passed. Damaged
 * ones are never deleted: they are set aside. Leftovers of processes that died go as well.
 * @param generation the present one
 */
export function retire({ disk, directory, clock, keepLogsMs, thorough = false }: Retention, generation: number): void {
  const { previous } = storeFiles(directory);
  const header = disk.readStart(previous, headerLength);
  const needed = header === undefined ? 1 : (sealedGeneration(header) ?? 1);
  const isOld = (file: string): boolean => clock.now() - (disk.stat(file)?.modified ?? Infinity) > keepLogsMs;
  for (const old of listGenerations(disk, directory)) {
    if (old >= needed || old > generation - 2) continue;
    const file = logFile(directory, old);
    const goes = isOld(file);
    if (!goes && !thorough) continue;
    const bytes = disk.read(file);
    if (bytes !== undefined && !isIntact(bytes, false)) setAside(disk, file);
    else if (goes) disk.remove(file);
  }
  for (const name of disk.list(directory)) {
    const left = path.join(directory, name);
    if (/^store\.(db\.tmp|lock)\./.test(name) && isOld(left)) disk.remove(left);
  }
}

/** Gives a damaged file an ending by which nothing reads it any more. The result is its new name. */
export function setAside(disk: Disk, file: string): string {
  let aside = `${file}.damaged`;
  for (let count = 2; disk.stat(aside) !== undefined; count++) aside = `${file}.damaged-${count}`;
  disk.rename(file, aside);
  return path.basename(aside);
}
