import os from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { hasCode, type Disk, type FileStat } from './disk';

/** When a lock of another process is taken for left behind. */
export interface LockRules {
  /** Age at which a lock is stale, whoever holds it. Milliseconds. */
  readonly lease: number;
  /** Age at which a lock without an owner in it is stale: its holder died between making and writing it. Milliseconds. */
  readonly emptyAfter: number;
}

/** A lock that this process has taken. */
export interface HeldLock {
  /** Whether it has been broken by another process in the meantime: then nothing may be replaced any more. */
  isHeld(): boolean;
  release(): void;
}

interface Owner {
  readonly pid: number;
  readonly host: string;
  readonly writer: string;
}

/**
 * The lock file of a store. Commits are safe without it (they compare and append) and take it only to keep out of each
 * other's way; checkpoints need it and check before the rename that it is still theirs.
 */
export class LockFile {
  readonly #disk: Disk;
  readonly #file: string;
  readonly #writer: string;
  readonly #rules: LockRules;
  #taken = 0;

  constructor(disk: Disk, file: string, writer: string, rules: LockRules) {
    this.#disk = disk;
    this.#file = file;
    this.#writer = writer;
    this.#rules = rules;
  }

  /** Waits up to `patience` milliseconds for the lock; undefined when another process keeps it for longer. */
  async acquire(patience: number): Promise<HeldLock | undefined> {
    const deadline = performance.now() + patience;
    for (let pause = 1; ; pause = Math.min(pause * 2, 16)) {
      const held = this.#tryOnce();
      if (held !== undefined) return held;
      if (performance.now() >= deadline) return undefined;
      await wait(Math.random() * pause + 0.5);
    }
  }

  /** Whether somebody has it, or left it behind. */
  isTaken(): boolean {
    return this.#disk.stat(this.#file) !== undefined;
  }

  #tryOnce(): HeldLock | undefined {
    const owner: Owner = { pid: process.pid, host: os.hostname(), writer: `${this.#writer}.${++this.#taken}` };
    const text = JSON.stringify(owner);
    if (!this.#create(text)) {
      const stale = this.#stale();
      if (stale === undefined || !this.#breakAside(stale) || !this.#create(text)) return undefined;
    }
    const isHeld = (): boolean => this.#disk.read(this.#file)?.toString('utf8') === text;
    return {
      isHeld,
      release: () => {
        if (isHeld()) this.#disk.remove(this.#file);
      },
    };
  }

  /** On Windows a file that is being deleted cannot be made again at once: that counts as taken. */
  #create(text: string): boolean {
    try {
      return this.#disk.create(this.#file, text);
    } catch (error) {
      if (hasCode(error, 'EPERM', 'EBUSY', 'EACCES') && this.#disk.stat(this.#file) !== undefined) return false;
      throw error;
    }
  }

  /** The entry of a lock that nobody holds any more. */
  #stale(): FileStat | undefined {
    const stat = this.#disk.stat(this.#file);
    if (stat === undefined) return undefined;
    const age = Date.now() - stat.modified;
    if (age > this.#rules.lease) return stat;
    const owner = parseOwner(this.#disk.read(this.#file));
    if (owner === undefined) return age > this.#rules.emptyAfter ? stat : undefined;
    return owner.host === os.hostname() && !isAlive(owner.pid) ? stat : undefined;
  }

  /** Moves a stale lock out of the way. If it turns out to be another, younger one, that is put back. */
  #breakAside(stale: FileStat): boolean {
    const aside = `${this.#file}.${this.#writer}`;
    try {
      this.#disk.rename(this.#file, aside);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return true;
      throw error;
    }
    const moved = this.#disk.stat(aside);
    const ours = moved?.inode === stale.inode && moved.modified === stale.modified;
    if (!ours) this.#disk.link(aside, this.#file);
    this.#disk.remove(aside);
    return ours;
  }
}

function parseOwner(bytes: Buffer | undefined): Owner | undefined {
  try {
    const value = JSON.parse(bytes?.toString('utf8') ?? '') as Partial<Owner> | null;
    if (typeof value?.pid !== 'number' || typeof value.host !== 'string') return undefined;
    return { pid: value.pid, host: value.host, writer: value.writer ?? '' };
  } catch {
    return undefined;
  }
}

/** Whether a process of this machine is running, whoever owns it. */
function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return !hasCode(error, 'ESRCH');
  }
}
