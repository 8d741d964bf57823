import type { StoreStatus } from '../../domain';
import { storeFiles, type Disk } from '../disk';
import { listGenerations, logFile } from '../journal/journal';

/** What lies in the folder of a store. */
export function filesOf(disk: Disk, directory: string): NonNullable<StoreStatus['files']> {
  const generations = listGenerations(disk, directory);
  const sizes = generations.map((generation) => disk.stat(logFile(directory, generation))?.size ?? 0);
  const checkpoint = disk.stat(storeFiles(directory).database);
  return {
    generations: generations.length,
    logBytes: sizes.reduce((sum, size) => sum + size, 0),
    ...(checkpoint === undefined ? {} : { checkpointed: new Date(checkpoint.modified).toISOString() }),
  };
}
