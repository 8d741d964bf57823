import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, type TestContext } from 'node:test';
import type { Result } from '../../../server/src/base';
import type { Store } from '../../../server/src/domain';
import { openStore, type StoreOptions } from '../../../server/src/store';
import { type Database, sharedCluster, skipPostgres } from '../../support/postgres';
import type { StorePlace } from './place';
import { StoreFolder, unwrap } from './store-folder';

/** A store on PostgreSQL. Every open is as another clone would, unless it names a folder. */
export class ServerPlace implements StorePlace {
  readonly database: Database;
  readonly directory: string;
  readonly #workspace: string;
  readonly #opened: Store[] = [];

  constructor(test: TestContext, database: Database) {
    this.database = database;
    this.#workspace = mkdtempSync(path.join(tmpdir(), 'galley-server-store-'));
    this.directory = path.join(this.#workspace, '.galley');
    test.after(async () => {
      for (const store of this.#opened) await store.close(); // writes a copy into the folder
      rmSync(this.#workspace, { recursive: true, force: true });
    });
  }

  static async of(test: TestContext): Promise<ServerPlace> {
    return new ServerPlace(test, await (await sharedCluster()).database());
  }

  async open(options: Partial<StoreOptions> = {}): Promise<Store> {
    const store = unwrap(await this.tryOpen(options));
    this.#opened.push(store);
    return store;
  }

  tryOpen({ serverTuning, ...options }: Partial<StoreOptions> = {}): Promise<Result<Store>> {
    const { directory } = this;
    const tuning = { freshMs: 0, ...serverTuning };
    return openStore({ directory, watch: false, server: this.database.login(), serverTuning: tuning, ...options });
  }
}

/** What keeps the facts of a store. */
export interface Backend {
  readonly name: string;
  readonly place: (test: TestContext) => Promise<StorePlace>;
}

const backends: readonly (Backend & { readonly skip: string | false })[] = [
  { name: 'the journal', skip: false, place: (test) => Promise.resolve(new StoreFolder(test)) },
  { name: 'PostgreSQL', skip: skipPostgres, place: (test) => ServerPlace.of(test) },
];

/** One suite for every backend: what a store does is the same on each. */
export function describeOnEachBackend(title: string, suite: (backend: Backend) => void): void {
  for (const { skip, ...backend } of backends)
    describe(`${title}, on ${backend.name}`, { skip: skip === false ? false : skip }, () => suite(backend));
}
