import type { Fact } from '../../domain';
import type { RecordedFrame } from '../database/recorder';
import type { Db } from '../database/tables';
import type { Journal, JournalEntry, JournalPosition, JournalStop } from '../journal/journal';
import type { MemoryDatabase } from '../sqlite/memory-database';
import { applyFrame, rebuilt } from './apply';

/** What a look at the journal brought. */
export interface CaughtUp {
  /** Kinds of the facts that other processes wrote. */
  readonly kinds: readonly Fact['kind'][];
  readonly stop: JournalStop | undefined;
}

/** The tables in memory together with the place in the journal that they stand for. */
export class Replica {
  readonly journal: Journal;
  #memory: MemoryDatabase;
  readonly #wasm: string;
  /** What `store.db` on disk is known to hold. */
  checkpointed: JournalPosition;

  constructor(memory: MemoryDatabase, journal: Journal, wasm: string) {
    this.#memory = memory;
    this.#wasm = wasm;
    this.journal = journal;
    this.checkpointed = journal.position;
  }

  get memory(): MemoryDatabase {
    return this.#memory;
  }

  /** Another database after facts of other clones came in between: not to be kept across a catch-up. */
  get tables(): Db {
    return this.#memory.tables;
  }

  /** Bytes of journal that a checkpoint would take in. */
  get journalBytes(): number {
    const { generation, offset } = this.journal.position;
    return generation === this.checkpointed.generation ? offset - this.checkpointed.offset : offset;
  }

  /** Applies what has come into the journal. */
  async catchUp(): Promise<CaughtUp> {
    const { entries, stop } = this.journal.read();
    return { kinds: await this.apply(entries), stop };
  }

  /** Applies frames that have been read. */
  async apply(entries: readonly JournalEntry[]): Promise<readonly Fact['kind'][]> {
    const kinds: Fact['kind'][] = [];
    for (const entry of entries) kinds.push(...(await this.applyFrame(entry)).kinds);
    return kinds;
  }

  async applyFrame({ frame, after }: JournalEntry): Promise<RecordedFrame> {
    const place = `${after.generation}.${after.offset}`;
    const { memory, ...recorded } = await applyFrame({ memory: this.#memory, wasm: this.#wasm, frame, place });
    this.#memory = memory;
    return recorded;
  }

  /** Applies all facts anew, so that the database holds nothing else. */
  async rebuild(): Promise<void> {
    this.#memory = await rebuilt(this.#memory, this.#wasm);
  }

  close(): void {
    this.journal.close();
    this.#memory.close();
  }
}
