import { fault, FaultError, type Fault } from '../../base';
import type { Fact } from '../../domain';
import { storeFiles, type FileStat } from '../disk';
import { listGenerations, type JournalStop } from '../journal/journal';
import { faultOf, reopen, salvageHelp } from './faults';
import { load, type Loaded, type Source } from './load';
import type { Replica } from './replica';
import { Serial } from './serial';

/** Told what kinds of facts have come, and whether another process wrote them. */
export type Announce = (kinds: readonly Fact['kind'][], foreign: boolean) => void;

/** Files may be replaced while they are being read; this many loads in a row that meet that are damage. */
const mostLoads = 3;

/**
 * Keeps a replica abreast of the journal. It says when the store may not be written any more, and starts over from
 * `store.db` when the journal has moved on without it.
 */
export class Follower {
  readonly source: Source;
  /** Whoever uses the replica has it for himself. */
  readonly exclusive: Serial = new Serial();
  /** What a person should know of how the store was found. */
  readonly warnings: Set<string>;
  /** `store.db` as it was last found or written by this process, if it is sound. */
  known: FileStat | undefined;
  readonly #announce: Announce;
  #replica: Replica;
  /** The journal can be followed no further. */
  #stopped = false;
  #metOthers = -Infinity;
  #forbidden: Fault | undefined;
  /** Why the tables in memory are not what the journal says: they are loaded anew before they are used again. */
  #broken: Fault | undefined;

  static async open(source: Source, announce: Announce): Promise<Follower> {
    const loaded = await loadSettled(source);
    return new Follower(source, announce, loaded);
  }

  private constructor(source: Source, announce: Announce, loaded: Loaded) {
    this.source = source;
    this.#announce = announce;
    this.#replica = loaded.replica;
    this.known = loaded.known;
    this.warnings = new Set(loaded.warnings);
    if (loaded.stop !== undefined) this.#stop(loaded.stop);
  }

  /** Why nothing may be written. */
  get readOnly(): Fault | undefined {
    const { journal } = this.#replica;
    return this.#forbidden ?? journal.syncFailed ?? (journal.writable ? undefined : deniedFault(this.source.directory));
  }

  get replica(): Replica {
    if (this.#broken !== undefined) throw new FaultError(this.#broken);
    return this.#replica;
  }

  /** Applies what others wrote. To be called by whoever has the replica for himself, like all that follow. */
  async catchUp(): Promise<void> {
    while (!this.#stopped) {
      const { kinds, stop } = await this.guarded((replica) => replica.catchUp());
      this.announce(kinds, true);
      if (stop === undefined) return;
      await this.handle(stop);
    }
  }

  /** Bytes of journal that a checkpoint would take in. */
  get journalBytes(): number {
    return this.#replica.journalBytes;
  }

  /**
   * Runs work that moves the replica on: if it throws anything but a fault, the replica is of no more use, and the next work
   * begins with another one, as the disk has it then.
   */
  async guarded<T>(work: (replica: Replica) => Promise<T>): Promise<T> {
    if (this.#broken !== undefined) await this.#loadAnew();
    try {
      return await work(this.replica);
    } catch (error) {
      if (error instanceof FaultError) throw error;
      const message = error instanceof Error ? error.message : 'unknown';
      this.#broken ??= fault('damaged', `The store stopped: ${message}.`, { help: reopen });
      throw new FaultError(faultOf(error));
    }
  }

  /** Starts over, or makes the store read-only, as the stop demands. */
  async handle(stop: JournalStop): Promise<void> {
    if (stop.reason !== 'moved') return this.#stop(stop);
    if (this.#isRemoved()) return this.#forbid(removedFault(this.source.directory));
    try {
      await this.#loadAnew();
    } catch (error) {
      this.#forbid(faultOf(error));
    }
  }

  /** @throws FaultError or Node's error, when the files cannot be read; everything is as before then */
  async #loadAnew(): Promise<void> {
    const loaded = await loadSettled(this.source);
    this.#forbidden ??= this.#replica.journal.syncFailed;
    this.#letGo();
    this.#replica = loaded.replica;
    this.#broken = undefined;
    this.known = loaded.known;
    for (const warning of loaded.warnings) this.warnings.add(warning);
    if (loaded.stop !== undefined) this.#stop(loaded.stop);
    const kinds = await loaded.replica.tables.selectFrom('facts').select('kind').distinct().execute();
    this.announce(
      kinds.map(({ kind }) => kind as Fact['kind']),
      true,
    );
  }

  /** When another process's facts were last seen; of the process's monotonic clock, in milliseconds. */
  get metOthers(): number {
    return this.#metOthers;
  }

  announce(kinds: readonly Fact['kind'][], foreign: boolean): void {
    if (foreign && kinds.length > 0) this.#metOthers = performance.now();
    if (kinds.length > 0) this.#announce([...new Set(kinds)], foreign);
  }

  close(): void {
    this.#letGo();
  }

  /** A file that cannot be closed holds nothing that is not on disk. */
  #letGo(): void {
    try {
      this.#replica.close();
    } catch (error) {
      faultOf(error);
    }
  }

  #stop({ reason, message }: JournalStop): void {
    if (reason === 'newer') this.#forbid(fault('read-only', message, { help: 'Update Galley and reload the window.' }));
    else this.#forbid(fault('damaged', `${message} The store can be read but not written.`, { help: salvageHelp }));
  }

  #forbid(reason: Fault): void {
    this.#stopped = true;
    this.#forbidden = reason;
  }

  /** Whether nothing of the store is left on disk. */
  #isRemoved(): boolean {
    const { disk, directory } = this.source;
    const { database, previous } = storeFiles(directory);
    const present = disk.stat(database) ?? disk.stat(previous);
    return present === undefined && listGenerations(disk, directory).length === 0;
  }
}

/** Loads until the files hold still; a journal that keeps missing files is damaged. */
async function loadSettled(source: Source): Promise<Loaded> {
  for (let count = 1; ; count++) {
    const loaded = await load(source);
    if (loaded.stop?.reason !== 'moved') return loaded;
    if (count === mostLoads) return { ...loaded, stop: { ...loaded.stop, reason: 'damaged' } };
    loaded.replica.close();
  }
}

function removedFault(directory: string): Fault {
  const message = `The files of the store in ${directory} were removed while it was open. It can be read but not written.`;
  return fault('damaged', message, { help: 'Put the folder back, or reload the window to start with an empty store.' });
}

function deniedFault(directory: string): Fault {
  const message = `The files of the store in ${directory} may be read but not written.`;
  return fault('read-only', message, { help: 'Check the permissions of the folder and reload the window.' });
}
