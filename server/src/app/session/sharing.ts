import type { Disposable } from '../../base';
import { localFactKinds, type Store, type StoreChange } from '../../domain';

/** Facts that come one after the other go into one file. Milliseconds. */
const pause = 1000;

/** Shares what this process adds to a store, soon after and at the end, where galley.yaml asks for it. */
export class AutomaticSharing {
  readonly #store: Store;
  readonly #isWanted: () => Promise<boolean>;
  readonly #subscription: Disposable;
  #due = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, isWanted: () => Promise<boolean>) {
    this.#store = store;
    this.#isWanted = isWanted;
    this.#subscription = store.onDidChange((change) => this.#changed(change));
  }

  /** Shares what is left. */
  async finish(): Promise<void> {
    this.#subscription.dispose();
    clearTimeout(this.#timer);
    await this.#share();
  }

  #changed({ kinds, foreign }: StoreChange): void {
    if (foreign || kinds.every((kind) => localFactKinds.has(kind))) return;
    this.#due = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#share(), pause);
    this.#timer.unref();
  }

  /** What could not be shared is shared with the next; `galley status` counts it meanwhile. */
  async #share(): Promise<void> {
    if (!this.#due) return;
    this.#due = false;
    if (await this.#isWanted()) await this.#store.share();
  }
}
