/** What the language server is doing. */
export type ServerState =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'running' }
  | { readonly kind: 'failed'; readonly reason: string };

/**
 * Runs a task so that it never overlaps with itself: triggers that come while it runs lead to one more run, however
 * many they are.
 */
export class Coalesced {
  readonly #task: () => Promise<void>;
  #running: Promise<void> | undefined;
  #again = false;

  /** @param task must not reject */
  constructor(task: () => Promise<void>) {
    this.#task = task;
  }

  /** Resolves when a run that began after this call has ended. */
  trigger(): Promise<void> {
    if (this.#running === undefined) this.#running = this.#loop();
    else this.#again = true;
    return this.#running;
  }

  async #loop(): Promise<void> {
    do {
      this.#again = false;
      await this.#task();
    } while (this.#again);
    this.#running = undefined;
  }
}

/** How the status item of the server reads. */
export function serverStatus(state: ServerState): {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'error';
  readonly busy: boolean;
} {
  switch (state.kind) {
    case 'running':
      return { text: 'Galley', detail: 'checks this file', severity: 'information', busy: false };
    case 'starting':
      return { text: 'Galley', detail: 'is starting', severity: 'information', busy: true };
    case 'stopped':
      return { text: 'Galley', detail: 'is stopped', severity: 'error', busy: false };
    case 'failed':
      return { text: 'Galley', detail: `does not run: ${state.reason}`, severity: 'error', busy: false };
  }
}
