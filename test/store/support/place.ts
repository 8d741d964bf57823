import type { Result } from '../../../server/src/base';
import type { Store } from '../../../server/src/domain';
import type { StoreOptions } from '../../../server/src/store';

/** Where a store lies, for one test. */
export interface StorePlace {
  /** The `.galley` folder of a workspace. */
  readonly directory: string;
  /** Opens the store; it is closed when the test ends. It watches nothing unless it is asked to. */
  open(options?: Partial<StoreOptions>): Promise<Store>;
  tryOpen(options?: Partial<StoreOptions>): Promise<Result<Store>>;
}
