import { nodeDisk, type Disk } from '../../../server/src/store/disk';

/** The real disk with some calls replaced. */
export function diskWith(replaced: Partial<Disk>): Disk {
  return { ...nodeDisk, ...replaced };
}

/** The real disk, and the names of its calls in order, as `sync`, `rename`, … */
export function recordingDisk(): { readonly disk: Disk; readonly calls: string[] } {
  const calls: string[] = [];
  const recorded = Object.entries(nodeDisk).map(([name, call]) => {
    const wrapped = (...parameters: readonly unknown[]): unknown => {
      calls.push(name);
      return (call as (...parameters: readonly unknown[]) => unknown)(...parameters);
    };
    return [name, wrapped] as const;
  });
  return { disk: Object.fromEntries(recorded) as unknown as Disk, calls };
}

/** An error as the file system gives it. */
export function diskError(code: string): Error {
  return Object.assign(new Error(`${code}: injected, write`), { code, syscall: 'write' });
}
