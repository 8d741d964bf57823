import { fail, ok, type Result } from '../base';
import type { Store } from '../domain';
import { Engine } from './engine/engine';
import { faultOf } from './engine/faults';
import type { StoreOptions } from './options';
import type { ServerLogin } from './postgres/login';
import type { SetUp } from './postgres/setup';
import type { WorkerOptions } from './remote/protocol';
import { RemoteStore } from './remote/remote-store';

export { type BackupPlan, type BackupReport, backUp } from './backup/write';
export { type Backup, checkBackup, HistoryDigest } from './backup/read';
export { restoreFacts, strangerIn } from './backup/restore';
export type { StoreOptions, StoreTuning } from './options';
export type { ServerLogin } from './postgres/login';
export type { SetUp } from './postgres/setup';
export type { ServerTuning } from './postgres/tuning';

/** Makes the roles and the schema of a store on PostgreSQL, or brings them to the newest form. */
export async function setUpStore(login: ServerLogin): Promise<Result<SetUp>> {
  const { setUpServer } = await import('./postgres/setup');
  return setUpServer(login);
}

/** Opens the store of a workspace in this thread. Nothing is written before the first append. */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  const { server } = options;
  try {
    if (server !== undefined) {
      const { PostgresStore } = await import('./postgres/store');
      return ok(await PostgresStore.open({ ...options, server }));
    }
    return ok(await Engine.open(options));
  } catch (error) {
    return fail(faultOf(error));
  }
}

/** How a store is opened in a thread of its own. */
export interface StoreWorkerOptions extends WorkerOptions {
  /** Path of the bundled `store-worker.js`, with `sql-wasm.wasm` beside it. */
  readonly workerPath: string;
}

/** Opens the store of a workspace in a worker thread. Until it is closed, the thread keeps the process alive. */
export async function openStoreInWorker({ workerPath, ...options }: StoreWorkerOptions): Promise<Result<Store>> {
  return RemoteStore.open(workerPath, options);
}
