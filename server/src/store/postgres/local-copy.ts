import { createHash } from 'node:crypto';
import path from 'node:path';
import { ulid } from 'ulid';
import { FaultError } from '../../base';
import { formatStoreUrl, type StoreUrl } from '../../domain';
import { prepareFolder, type Disk } from '../disk';
import { openBase } from '../engine/load';
import type { MemoryDatabase } from '../sqlite/memory-database';
import { isSealed, seal } from '../sqlite/seal';

/** Tables with the number of the last fact in them. */
export interface CopiedTables {
  readonly memory: MemoryDatabase;
  /** 0: none. */
  readonly seq: number;
}

/**
 * What a folder keeps of a store on PostgreSQL: a copy of the tables, for reading while the server is away and for starting
 * sooner, and the name of this clone. Only the owner of the file may read it.
 */
export class LocalCopy {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #wasm: string;
  readonly #file: string;
  /** Names this folder among those that use the same store. */
  readonly clone: string;
  /** The number of the last fact in the file. */
  #written = 0;

  constructor(place: {
    readonly disk: Disk;
    readonly directory: string;
    readonly wasm: string;
    readonly url: StoreUrl;
  }) {
    const { disk, directory, wasm, url } = place;
    this.#disk = disk;
    this.#directory = directory;
    this.#wasm = wasm;
    const digest = createHash('sha256').update(formatStoreUrl(url)).digest('hex');
    this.#file = path.join(directory, `postgres-${digest.slice(0, 12)}.db`);
    this.clone = readClone(disk, directory) ?? ulid();
  }

  get written(): number {
    return this.#written;
  }

  /** Bytes of the file; 0 when there is none. */
  get bytes(): number {
    return this.#disk.stat(this.#file)?.size ?? 0;
  }

  /** The tables of the file; undefined when there is none that can be used. */
  async load(): Promise<CopiedTables | undefined> {
    const bytes = this.#disk.read(this.#file);
    if (bytes === undefined || !isSealed(bytes)) return undefined;
    try {
      const { memory, position } = await openBase(this.#wasm, bytes);
      this.#written = position.offset;
      return { memory, seq: position.offset };
    } catch (error) {
      if (error instanceof FaultError) return undefined; // a newer program wrote it
      throw error;
    }
  }

  async save({ memory, seq }: CopiedTables): Promise<void> {
    await memory.tables.updateTable('meta').set({ generation: 1, offset: seq }).execute();
    const bytes = memory.export();
    seal(bytes, 1);
    prepareFolder(this.#disk, this.#directory);
    const temporary = `${this.#file}.tmp.${process.pid}`;
    try {
      await this.#disk.writeWhole(temporary, bytes, true);
      this.#disk.rename(temporary, this.#file);
    } finally {
      this.#disk.remove(temporary);
    }
    this.#written = seq;
  }

  /** Makes the name of this clone last. */
  keepClone(): void {
    prepareFolder(this.#disk, this.#directory);
    this.#disk.create(cloneFile(this.#directory), `${this.clone}\n`);
  }
}

function cloneFile(directory: string): string {
  return path.join(directory, 'clone');
}

function readClone(disk: Disk, directory: string): string | undefined {
  return /^[0-9A-Z]{26}$/.exec(disk.read(cloneFile(directory))?.toString('latin1').trim() ?? '')?.[0];
}
