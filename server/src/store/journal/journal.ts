import path from 'node:path';
import { fault, type Fault } from '../../base';
import type { Disk, FileStat } from '../disk';
import { Chain } from './chain';
import { encodeFrame, frameSchema, journalLines, type Frame, type JournalLine, type SegmentNote } from './frame';

/** A place in the journal: everything before it has been applied. */
export interface JournalPosition {
  readonly generation: number;
  /** Bytes from the start of the generation's file; the end of a valid frame. */
  readonly offset: number;
}

/** A valid frame and the place after it. */
export interface JournalEntry {
  readonly frame: Frame;
  readonly after: JournalPosition;
}

/**
 * Why reading stopped. `moved`: the files this reader was at are no longer there; start again from `store.db`.
 * `damaged`: acknowledged frames cannot be read. `newer`: a newer program wrote what follows.
 */
export interface JournalStop {
  readonly reason: 'moved' | 'damaged' | 'newer';
  readonly message: string;
}

/** What has come since the last read, in order. */
export interface JournalRead {
  readonly entries: readonly JournalEntry[];
  readonly stop: JournalStop | undefined;
}

/** What a frame is made of. */
export interface FrameContent {
  readonly facts: readonly unknown[];
  /** The facts as JSON. */
  readonly json: string;
  readonly segments?: readonly SegmentNote[] | undefined;
}

/** An open generation. */
interface OpenLog {
  readonly handle: number;
  readonly inode: number;
  readonly writable: boolean;
}

/** The generations that are there, in order. */
export function listGenerations(disk: Disk, folder: string): readonly number[] {
  const found = disk.list(folder).flatMap((name) => {
    const digits = /^store\.log\.(\d{6,})$/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  return found.sort((a, b) => a - b);
}

/**
 * Appends a frame to a generation.
 * @throws Node's error, or a RangeError when the disk took only a part of it
 */
export function appendWhole(disk: Disk, handle: number, bytes: Uint8Array): void {
  const taken = disk.append(handle, bytes);
  if (taken !== bytes.length) throw new RangeError(`the disk took ${taken} of ${bytes.length} bytes`);
}

/** The file of a generation. */
export function logFile(folder: string, generation: number): string {
  return path.join(folder, `store.log.${String(generation).padStart(6, '0')}`);
}

/**
 * Reads the journal as it grows, across generations, and appends to it. Files are only ever appended to: neither
 * truncated nor rewritten, whoever else writes at the same time.
 */
export class Journal {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #writer: string;
  #generation: number;
  #chain: Chain;
  /** Up to here lines have been looked at. */
  #scanned: number;
  #log: OpenLog | undefined;
  #number = 0;
  /** What was appended last, to be known again without parsing it. */
  #written: { readonly frame: Frame; readonly bytes: Buffer } | undefined;
  /** The generation whose entry in the folder this process has made durable. */
  #durableGeneration = 0;
  #syncFailed: Fault | undefined;

  constructor(disk: Disk, folder: string, writer: string, from: JournalPosition) {
    this.#disk = disk;
    this.#folder = folder;
    this.#writer = writer;
    this.#generation = from.generation;
    this.#chain = new Chain(from.offset);
    this.#scanned = from.offset;
  }

  /** Everything before this has been given out by {@link read}. */
  get position(): JournalPosition {
    return { generation: this.#generation, offset: this.#chain.end };
  }

  /** False when the file of the current generation may only be read. */
  get writable(): boolean {
    return this.#log?.writable !== false;
  }

  /** The valid frames that have come since the last call. After a stop other than `newer` the journal is of no more use. */
  read(): JournalRead {
    const entries: JournalEntry[] = [];
    for (;;) {
      const stat = this.#disk.stat(this.#file());
      const stop = this.#open(stat) ?? this.#scan(stat?.size ?? 0, entries);
      if (stop !== undefined || !this.#chain.closed || !this.#advance()) return { entries, stop };
    }
  }

  /**
   * Writes one frame at the end of the file with one system call and returns its number. Whether it counts is known once
   * {@link read} has given it out: another writer's frame may have come first, and then this one is void.
   * @throws Node's error, or a RangeError when the disk took only a part of the frame
   */
  append(content: FrameContent | { readonly close: true }): number {
    const log = this.#ensureLog();
    const close = 'close' in content;
    const facts = 'facts' in content ? content.facts : [];
    const number = ++this.#number;
    const segments = 'segments' in content && content.segments !== undefined ? { segments: content.segments } : {};
    const own = { writer: this.#writer, number, schema: frameSchema };
    const frame: Frame = { base: this.#chain.end, ...own, facts, close, ...segments };
    const bytes = encodeFrame(frame, 'json' in content ? content.json : undefined);
    appendWhole(this.#disk, log.handle, bytes);
    this.#written = { frame, bytes };
    return number;
  }

  /** Whether a frame is the one that {@link append} numbered so. */
  isOwn(frame: Frame, number: number): boolean {
    return frame.writer === this.#writer && frame.number === number;
  }

  /**
   * Waits until everything appended is on disk, and the file's entry in its folder too. Once the disk has failed to say so
   * nobody knows what it holds: the fault stays, and nothing may be written until the store is opened again.
   */
  async sync(): Promise<Fault | undefined> {
    if (this.#log === undefined || this.#syncFailed !== undefined) return this.#syncFailed;
    try {
      await this.#disk.sync(this.#log.handle);
      if (this.#durableGeneration !== this.#generation) this.#disk.syncFolder(this.#folder);
      this.#durableGeneration = this.#generation;
    } catch (error) {
      const why = error instanceof Error ? error.message : 'unknown error';
      const message = `The disk did not confirm a write (${why}): it may or may not be stored. The store is read-only now.`;
      this.#syncFailed = fault('io', message, { help: 'Reload the window, or run the command again.' });
    }
    return this.#syncFailed;
  }

  /** What {@link sync} found, once it has failed. */
  get syncFailed(): Fault | undefined {
    return this.#syncFailed;
  }

  /** Makes sure that the file of the current generation is there. */
  create(): void {
    this.#ensureLog();
  }

  close(): void {
    const log = this.#log;
    this.#log = undefined;
    if (log !== undefined) this.#disk.close(log.handle);
  }

  #file(generation = this.#generation): string {
    return logFile(this.#folder, generation);
  }

  /** Opens the current generation if it is there, and checks that it is still the file that was opened. */
  #open(stat: FileStat | undefined): JournalStop | undefined {
    if (stat === undefined) return this.#absent();
    if (this.#log !== undefined && this.#log.inode !== stat.inode) return moved('was replaced', this.#file());
    if (stat.size < this.#scanned) {
      return damaged(`${this.#file()} is shorter (${stat.size} bytes) than what was read from it (${this.#scanned}).`);
    }
    if (this.#log === undefined) {
      const opened = this.#disk.openLog(this.#file());
      if (opened === undefined) return this.#absent();
      this.#log = { ...opened, inode: stat.inode };
    }
    return undefined;
  }

  #absent(): JournalStop | undefined {
    if (this.#log !== undefined) return moved('is gone', this.#file());
    if (this.#scanned > 0 || this.#hasLater()) return moved('is missing', this.#file());
    return undefined;
  }

  /** Adds what has come in the current generation, which is `size` bytes long. */
  #scan(size: number, entries: JournalEntry[]): JournalStop | undefined {
    if (this.#log === undefined || size <= this.#scanned) return undefined;
    const bytes = this.#disk.readAt(this.#log.handle, this.#scanned, size - this.#scanned);
    for (const { end, frame } of this.#lines(bytes)) {
      if (frame !== undefined) {
        if (frame.schema > frameSchema && this.#chain.follows(frame)) return newer(frame.schema);
        const verdict = this.#chain.judge(frame, end);
        if (verdict === 'broken') return damaged(`${this.#file()}: commits before byte ${end} cannot be read.`);
        if (verdict === 'valid') entries.push({ frame, after: this.position });
      }
      this.#scanned = end;
    }
    return undefined;
  }

  /** The lines of what has come: mostly the one frame that was just appended. */
  #lines(bytes: Buffer): Iterable<Pick<JournalLine, 'end' | 'frame'>> {
    const written = this.#written;
    this.#written = undefined;
    if (written?.bytes.equals(bytes) === true) return [{ end: this.#scanned + bytes.length, frame: written.frame }];
    return journalLines(bytes, this.#scanned);
  }

  /** Goes on to the next generation; false when there is none yet. */
  #advance(): boolean {
    this.close();
    this.#generation++;
    this.#chain = new Chain(0);
    this.#scanned = 0;
    return this.#disk.stat(this.#file()) !== undefined || this.#absent() !== undefined;
  }

  #ensureLog(): OpenLog {
    if (this.#log !== undefined) return this.#log;
    const created = this.#disk.create(this.#file());
    if (created && this.#hasLater()) {
      // This process slept while others went on and deleted this generation: nobody would read what it writes here.
      this.#disk.remove(this.#file());
      throw new Error(`${this.#file()} has been left behind`);
    }
    const opened = this.#disk.openLog(this.#file());
    const inode = this.#disk.stat(this.#file())?.inode;
    if (opened === undefined || inode === undefined) throw new Error(`${this.#file()} could not be created`);
    this.#log = { ...opened, inode };
    return this.#log;
  }

  #hasLater(): boolean {
    return listGenerations(this.#disk, this.#folder).some((generation) => generation > this.#generation);
  }
}

function moved(what: string, file: string): JournalStop {
  return { reason: 'moved', message: `${file} ${what}.` };
}

function damaged(message: string): JournalStop {
  return { reason: 'damaged', message };
}

function newer(schema: number): JournalStop {
  const message = `The store holds facts of form ${schema}, written by a newer Galley; this one reads up to form ${frameSchema}.`;
  return { reason: 'newer', message };
}
