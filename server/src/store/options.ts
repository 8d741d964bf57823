import type { Clock, IdSource } from '../base';
import type { Disk } from './disk';
import type { LockRules } from './lock';
import type { ServerLogin } from './postgres/login';
import type { ServerTuning } from './postgres/tuning';

/** What is done when. The defaults are for people; tests make things happen sooner. */
export interface StoreTuning {
  /** A checkpoint is written once the journal has grown by this many bytes, and the generation is closed. */
  readonly checkpointBytes: number;
  /** A checkpoint is written after this long without a commit. Milliseconds. */
  readonly idleMs: number;
  /** On close, a checkpoint is written if the database is smaller than this. Bytes. */
  readonly closeCheckpointBytes: number;
  /** How often the journal is looked at, beside the notifications of the file system. Milliseconds. */
  readonly pollMs: number;
  /** For how long after another process's commit commits take the lock. Milliseconds. */
  readonly companyMs: number;
  /**
   * How long a commit waits for the lock of another process before it goes on without; a checkpoint that nobody asked for
   * is dropped then. Milliseconds.
   */
  readonly commitPatienceMs: number;
  /** How long a checkpoint that was asked for waits for the lock, and a commit where the lock is a must. Milliseconds. */
  readonly lockPatienceMs: number;
  /** Journal files are deleted when two generations back and this old. Milliseconds. */
  readonly keepLogsMs: number;
  readonly lock: LockRules;
}

/** How a store is opened. */
export interface StoreOptions {
  /** Absolute path of the `.galley` folder of a workspace. It is made by the first append. */
  readonly directory: string;
  /** Path of `sql-wasm.wasm`; default: beside the running bundle. */
  readonly wasm?: string;
  /** Goes on from whatever can be read of a damaged store, and keeps the damaged files aside. */
  readonly salvage?: boolean;
  /** Name of a folder, in that of the store, into which the files of the present store go first; it begins empty then. */
  readonly setAside?: string;
  /** Whether to look for what other processes write while nobody asks. Default: yes. */
  readonly watch?: boolean;
  /** Keeps the facts on PostgreSQL; the folder then holds only what it takes to read them without it. */
  readonly server?: ServerLogin;
  readonly serverTuning?: Partial<ServerTuning>;
  readonly tuning?: Partial<StoreTuning>;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  readonly disk?: Disk;
}

const megabyte = 1024 * 1024;

export const defaultTuning: StoreTuning = {
  checkpointBytes: 4 * megabyte,
  idleMs: 30_000,
  closeCheckpointBytes: 16 * megabyte,
  pollMs: 2_000,
  companyMs: 10_000,
  commitPatienceMs: 250,
  lockPatienceMs: 2_000,
  keepLogsMs: 10 * 60_000,
  lock: { lease: 10_000, emptyAfter: 500 },
};
