import { writeFileSync } from 'node:fs';
import { nodeDisk, type Disk } from '../../../server/src/store/disk';
import { diskError } from './disks';

/** What a failing disk does instead of a call. `short`: it takes half of what was to be written. */
export type DiskFailure = 'ENOSPC' | 'EIO' | 'EACCES' | 'short';

/** Calls that can fail so in real life. */
const possible: { readonly [failure in DiskFailure]: (call: keyof Disk) => boolean } = {
  ENOSPC: (call) => ['makeFolder', 'create', 'append', 'sync', 'writeWhole', 'rename', 'link'].includes(call),
  EIO: () => true,
  EACCES: (call) => ['makeFolder', 'create', 'openLog', 'writeWhole', 'rename', 'link', 'remove'].includes(call),
  short: (call) => ['append', 'writeWhole', 'create'].includes(call),
};

/** The real disk, which does not wait until what was written has reached the platter. */
export const unhurriedDisk: Disk = {
  ...nodeDisk,
  sync: async () => undefined,
  syncFolder: () => undefined,
  writeWhole: async (file, bytes) => writeFileSync(file, bytes),
};

/** The real disk, unhurried, of which one call fails. */
export interface FailingDisk {
  readonly disk: Disk;
  /** The calls that could fail so, in order. */
  readonly calls: readonly (keyof Disk)[];
}

/**
 * Fails the call with the number `at`, counted from 0 among those that can fail so.
 * @param lasting whether all that follow fail too, as on a disk that stays full
 */
export function failingDisk(failure: DiskFailure, at: number, lasting = false): FailingDisk {
  const calls: (keyof Disk)[] = [];
  const wrap = (name: keyof Disk, call: (...parameters: readonly unknown[]) => unknown): unknown => {
    if (!possible[failure](name)) return call;
    return (...parameters: readonly unknown[]): unknown => {
      const index = calls.push(name) - 1;
      if (lasting ? index < at : index !== at) return call(...parameters);
      return failure === 'short' ? half(name, parameters) : refuse(name, failure);
    };
  };
  const entries = Object.entries(unhurriedDisk).map(([name, call]) => {
    return [name, wrap(name as keyof Disk, call as (...parameters: readonly unknown[]) => unknown)] as const;
  });
  return { disk: Object.fromEntries(entries) as unknown as Disk, calls };
}

function refuse(call: keyof Disk, failure: string): Promise<never> {
  const error = diskError(failure);
  if (call === 'sync' || call === 'writeWhole') return Promise.reject(error);
  throw error;
}

/** The disk becomes full in the middle of a write. */
async function halfFile(...[file, bytes]: Parameters<Disk['writeWhole']>): Promise<never> {
  await unhurriedDisk.writeWhole(file, bytes.subarray(0, bytes.length >> 1));
  throw diskError('ENOSPC');
}

function half(call: keyof Disk, parameters: readonly unknown[]): unknown {
  if (call === 'writeWhole') return halfFile(...(parameters as Parameters<Disk['writeWhole']>));
  if (call === 'append') {
    const [handle, bytes] = parameters as Parameters<Disk['append']>;
    return nodeDisk.append(handle, bytes.subarray(0, bytes.length >> 1));
  }
  const [file] = parameters as Parameters<Disk['create']>;
  if (!nodeDisk.create(file)) return false;
  throw diskError('ENOSPC');
}
