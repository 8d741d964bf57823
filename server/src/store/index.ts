import { fail, ok, type Result } from '../base';
import type { Store } from '../domain';
import { Engine } from './engine/engine';
import { faultOf } from './engine/faults';
import type { StoreOptions } from './options';

export type { StoreOptions, StoreTuning } from './options';

/** Opens the store of a workspace in this thread. Nothing is written before the first append. */
export async function openStore(options: StoreOptions): Promise<Result<Store>> {
  try {
    return ok(await Engine.open(options));
  } catch (error) {
    return fail(faultOf(error));
  }
}
