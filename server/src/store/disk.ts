import fs from 'node:fs';
import path from 'node:path';

/** What the store asks of a file's directory entry. */
export interface FileStat {
  readonly inode: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the Unix epoch. */
  readonly modified: number;
}

/**
 * The file system as the store uses it: every call is one system call or a short sequence with one meaning. Tests replace
 * single calls to fail or to die at a named point. Calls throw Node's errors (with `code`) unless they say otherwise.
 */
export interface Disk {
  /** Undefined when there is no such file. */
  stat(file: string): FileStat | undefined;
  /** Names in a folder; empty when there is no such folder. */
  list(folder: string): readonly string[];
  /** A whole file; undefined when there is none. */
  read(file: string): Buffer | undefined;
  /** The first bytes of a file; undefined when there is none. */
  readStart(file: string, length: number): Buffer | undefined;
  makeFolder(folder: string): void;
  /** Opens a file for reading and appending, which must exist; `writable` is false when only reading is permitted. */
  openLog(file: string): { readonly handle: number; readonly writable: boolean } | undefined;
  /** Creates a file; false when it exists. There is none, or an empty one, when its text cannot be written. */
  create(file: string, text?: string): boolean;
  /** Bytes read at a position: fewer than asked for at the end of the file. */
  readAt(handle: number, position: number, length: number): Buffer;
  /** One write at the end of the file; the number of bytes that were taken. */
  append(handle: number, bytes: Uint8Array): number;
  /** Waits until the file's data is on disk. */
  sync(handle: number): Promise<void>;
  close(handle: number): void;
  /** Writes a new file and waits until it is on disk. Only the owner may read it if it is private. */
  writeWhole(file: string, bytes: Uint8Array, isPrivate?: boolean): Promise<void>;
  /** Waits until the entries of a folder are on disk. */
  syncFolder(folder: string): void;
  rename(from: string, to: string): void;
  /** A second name for a file; false when that name is taken. */
  link(from: string, to: string): boolean;
  /** No error when there is no such file. */
  remove(file: string): void;
}

/** The real file system. */
export const nodeDisk: Disk = {
  stat(file) {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    return stat === undefined ? undefined : { inode: stat.ino, size: stat.size, modified: stat.mtimeMs };
  },
  list: (folder) => whenPresent(() => fs.readdirSync(folder)) ?? [],
  read: (file) => whenPresent(() => fs.readFileSync(file)),
  readStart: (file, length) =>
    whenPresent(() => {
      const handle = fs.openSync(file, 'r');
      try {
        return nodeDisk.readAt(handle, 0, length);
      } finally {
        fs.closeSync(handle);
      }
    }),
  makeFolder: (folder) => void fs.mkdirSync(folder, { recursive: true }),
  openLog(file) {
    const { O_RDWR, O_APPEND } = fs.constants;
    try {
      return whenPresent(() => ({ handle: fs.openSync(file, O_RDWR | O_APPEND), writable: true }));
    } catch (error) {
      if (!hasCode(error, 'EACCES', 'EPERM', 'EROFS')) throw error;
      return { handle: fs.openSync(file, 'r'), writable: false };
    }
  },
  create(file, text = '') {
    let handle: number;
    try {
      handle = fs.openSync(file, 'wx');
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    }
    try {
      fs.writeFileSync(handle, text);
    } catch (error) {
      fs.rmSync(file, { force: true });
      throw error;
    } finally {
      fs.closeSync(handle);
    }
    return true;
  },
  readAt(handle, position, length) {
    const bytes = Buffer.allocUnsafe(length);
    let filled = 0;
    while (filled < length) {
      const count = fs.readSync(handle, bytes, filled, length - filled, position + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  },
  append: (handle, bytes) => fs.writeSync(handle, bytes),
  sync: (handle) =>
    new Promise((resolve, reject) => {
      fs.fdatasync(handle, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    }),
  close: (handle) => fs.closeSync(handle),
  async writeWhole(file, bytes, isPrivate = false) {
    const handle = await fs.promises.open(file, 'w', isPrivate ? 0o600 : 0o666);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  syncFolder(folder) {
    if (process.platform === 'win32') return; // a folder cannot be opened there; NTFS journals its entries
    const handle = fs.openSync(folder, 'r');
    try {
      fs.fsyncSync(handle);
    } finally {
      fs.closeSync(handle);
    }
  },
  rename: (from, to) => fs.renameSync(from, to),
  link(from, to) {
    try {
      fs.linkSync(from, to);
      return true;
    } catch (error) {
      if (hasCode(error, 'EEXIST')) return false;
      throw error;
    }
  },
  remove: (file) => fs.rmSync(file, { force: true }),
};

/** Whether an error of the file system carries one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

/** Names of the files of a store, below its folder. */
export function storeFiles(folder: string): {
  readonly [name in 'database' | 'previous' | 'lock' | 'ignore' | 'facts']: string;
} {
  return {
    database: path.join(folder, 'store.db'),
    previous: path.join(folder, 'store.db.prev'),
    lock: path.join(folder, 'store.lock'),
    ignore: path.join(folder, '.gitignore'),
    facts: path.join(folder, 'facts'),
  };
}

/** What git sees of a store: the facts that are shared. */
const ignoreFile = '/*\n!/.gitignore\n!/facts/\n';

/** Makes the folder of a store, hidden from git but for the facts that are shared. */
export function prepareFolder(disk: Disk, folder: string): void {
  const { ignore } = storeFiles(folder);
  disk.makeFolder(folder);
  if (disk.stat(ignore)?.size === 0) disk.remove(ignore); // its writer found the disk full, or died
  if (disk.create(ignore, ignoreFile)) disk.syncFolder(path.dirname(folder));
}

function whenPresent<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}
