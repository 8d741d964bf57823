import type { Fact } from '../../domain';
import { copyOne } from '../database/history';
import type { Db } from '../database/tables';
import { emptyDatabase } from '../engine/apply';
import { factSchema } from '../facts/upcast';
import type { MemoryDatabase } from '../sqlite/memory-database';
import type { Connection } from './connection';
import type { CopiedTables } from './local-copy';
import { beginAfter, pageSize, receiveRow, selectAfter } from './rows';

/** What reading brought. */
export interface Received {
  readonly kinds: readonly Fact['kind'][];
  /** There may be more. */
  readonly more: boolean;
}

/** The tables in memory that follow from the facts on a server, up to one of them. */
export class ServerReplica {
  readonly #wasm: string;
  readonly #clone: string;
  #memory: MemoryDatabase;
  #seq: number;
  #newer = false;

  constructor({ memory, seq }: CopiedTables, { wasm, clone }: { readonly wasm: string; readonly clone: string }) {
    this.#memory = memory;
    this.#seq = seq;
    this.#wasm = wasm;
    this.#clone = clone;
  }

  get tables(): Db {
    return this.#memory.tables;
  }

  get memory(): MemoryDatabase {
    return this.#memory;
  }

  /** The number of the last fact that was applied. */
  get seq(): number {
    return this.#seq;
  }

  /** A newer program stored what follows. */
  get newer(): boolean {
    return this.#newer;
  }

  /** Reads what follows, a page of it. With `locked` a transaction is begun that keeps other writers out. */
  async receive(connection: Connection, locked = false): Promise<Received> {
    const statement = locked ? beginAfter : selectAfter;
    const rows = await connection.run(statement(this.#seq, this.#clone));
    const kinds: Fact['kind'][] = [];
    for (const row of rows) {
      const { seq, form, ...received } = receiveRow(row);
      this.#newer = form > factSchema;
      if (this.#newer) return { kinds, more: false };
      await copyOne(this.tables, received, form);
      this.#seq = seq;
      kinds.push((received.raw as Fact).kind);
    }
    return { kinds, more: rows.length === pageSize };
  }

  /** Reads all that follows. */
  async receiveAll(connection: Connection): Promise<readonly Fact['kind'][]> {
    const all = new Set<Fact['kind']>();
    for (let more = true; more;) {
      const received = await this.receive(connection);
      for (const kind of received.kinds) all.add(kind);
      more = received.more;
    }
    return [...all];
  }

  /** Whether the server's facts up to here are those that are applied; not so when it was restored or replaced. */
  async isOf(connection: Connection): Promise<boolean> {
    if (this.#seq === 0) return true;
    const own = this.tables.selectFrom('facts').select('id').orderBy('seq', 'desc').limit(1);
    const last = await own.executeTakeFirst();
    const [found] = await connection.run('select id from galley.facts where seq = $1', [this.#seq]);
    return last !== undefined && found?.['id'] === last.id;
  }

  /** The facts up to a number have been applied as they were stored. */
  advance(seq: number): void {
    this.#seq = seq;
  }

  /** Forgets everything. */
  async reset(): Promise<void> {
    const fresh = await emptyDatabase(this.#wasm);
    this.#memory.close();
    this.#memory = fresh;
    this.#seq = 0;
  }

  close(): void {
    this.#memory.close();
  }
}
