import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { DatabaseSync } from 'node:sqlite';
import type { Fault, Result } from '../../../server/src/base';
import type { Store } from '../../../server/src/domain';
import { openStore, type StoreOptions } from '../../../server/src/store';
import type { StorePlace } from './place';

/** The folder of a store in a workspace of its own, which goes when the test ends. The folder itself is not made. */
export class StoreFolder implements StorePlace {
  readonly workspace: string;
  readonly directory: string;
  readonly #test: TestContext;

  constructor(test: TestContext) {
    this.#test = test;
    this.workspace = mkdtempSync(path.join(tmpdir(), 'galley-store-'));
    this.directory = path.join(this.workspace, '.galley');
    test.after(() => this.remove());
  }

  /** Another one that goes with the same test. */
  sibling(): StoreFolder {
    return new StoreFolder(this.#test);
  }

  /** Removes the workspace before the test ends. */
  remove(): void {
    rmSync(this.workspace, { recursive: true, force: true });
  }

  /** Opens the store without watching; it is closed when the test ends. */
  async open(options: Partial<StoreOptions> = {}): Promise<Store> {
    const store = unwrap(await this.tryOpen(options));
    this.#test.after(() => store.close());
    return store;
  }

  tryOpen(options: Partial<StoreOptions> = {}): Promise<Result<Store>> {
    return openStore({ directory: this.directory, watch: false, ...options });
  }

  file(name: string): string {
    return path.join(this.directory, name);
  }

  read(name: string): Buffer {
    return readFileSync(this.file(name));
  }

  /** Names of the files, sorted, without `.gitignore`. */
  names(): readonly string[] {
    return readdirSync(this.directory)
      .filter((name) => name !== '.gitignore')
      .sort();
  }

  /** Names of the journal files, oldest first. */
  logs(): readonly string[] {
    return this.names().filter((name) => name.startsWith('store.log.'));
  }

  /** Every row of every table in `store.db` but `meta`, read by another SQLite than the store's. */
  dump(): { readonly [table: string]: readonly unknown[] } {
    return dumpDatabase(this.file('store.db'));
  }
}

export function dumpDatabase(file: string): { readonly [table: string]: readonly unknown[] } {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare(`select name from sqlite_master where type = 'table' order by name`).all();
    const names = tables.map(({ name }) => String(name)).filter((name) => name !== 'meta');
    return Object.fromEntries(names.map((name) => [name, database.prepare(`select * from "${name}"`).all()]));
  } finally {
    database.close();
  }
}

/** The value of a result that must be there. */
export function unwrap<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.fault.code}: ${result.fault.message}`);
  return result.value;
}

/** The fault of a result that must have failed. */
export function faultOf(result: Result<unknown>): Fault {
  if (result.ok) throw new Error('a fault was expected');
  return result.fault;
}
