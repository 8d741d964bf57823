import fs from 'node:fs';
import path from 'node:path';

/** What is special about the place where a store lies. */
export interface Surroundings {
  /** Appending is not atomic here: commits need the lock too. */
  readonly lockIsMust: boolean;
  readonly warnings: readonly string[];
}

/** Types of `statfs` on Linux under which two machines may write; from linux/magic.h and the sources of the drivers. */
const networkTypes: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xfe534d42, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0x01021997, '9P'],
  [0x786f4256, 'a VirtualBox shared folder'],
  [0x65735546, 'FUSE'],
]);

const syncedFolder = /^(dropbox|onedrive|google ?drive|my drive|icloud ?drive|mobile documents|box ?sync)\b/i;

/** Looks at the path and the file system of a folder, which need not exist yet. */
export function surroundingsOf(folder: string): Surroundings {
  const network = networkOf(folder);
  const synced = folder.split(/[\\/]/).find((part) => syncedFolder.test(part));
  const warnings: string[] = [];
  if (network !== undefined) {
    warnings.push(`The store lies on ${network}: commits wait for each other, and crash safety depends on the server.`);
  }
  if (synced !== undefined) {
    warnings.push(
      `The store lies in a synchronised folder (${synced}): two machines that write at once may damage it.`,
    );
  }
  return { lockIsMust: network !== undefined, warnings };
}

function networkOf(folder: string): string | undefined {
  if (/^(\\\\|\/\/)[^?.]/.test(folder)) return 'a network share';
  const present = nearest(folder);
  return process.platform === 'linux' ? networkTypes.get(fs.statfsSync(present).type >>> 0) : undefined;
}

function nearest(folder: string): string {
  let present = folder;
  while (!fs.existsSync(present) && present !== path.dirname(present)) present = path.dirname(present);
  return present;
}
