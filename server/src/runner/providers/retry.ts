import { setTimeout as sleep } from 'node:timers/promises';
import { fail, fault, type Fault, type Result } from '../../base';

/** The outcome of one try. A failure says whether another try makes sense, and when. */
export type Attempt<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly fault: Fault;
      /** True when the server said that it did nothing, so that trying again is paid for once. */
      readonly again: boolean;
      /** What the server asks to wait, in milliseconds. */
      readonly waitMs?: number;
    };

/** A server that asks for more patience than this is not waited for. */
const maxWaitMs = 60_000;

/** What all calls to one server share: when it asks to wait, every call waits. */
export class Pace {
  #notBefore = 0;

  /** Lets no call start for the next `ms` milliseconds. */
  hold(ms: number): void {
    this.#notBefore = Math.max(this.#notBefore, performance.now() + ms);
  }

  /** Resolves when calls may start. */
  async ready(signal: AbortSignal | undefined): Promise<void> {
    for (let ms = this.#left(); ms > 0; ms = this.#left()) await sleep(ms, undefined, { ...(signal && { signal }) });
  }

  #left(): number {
    return Math.ceil(this.#notBefore - performance.now());
  }
}

/** How {@link withRetries} works. */
export interface RetryOptions {
  /** How often to try again. */
  readonly retries: number;
  /** The first wait when the server names none, in milliseconds; it doubles with each try, less up to half at random. */
  readonly firstWaitMs: number;
  readonly pace: Pace;
  readonly signal: AbortSignal | undefined;
}

/** Tries until it works, a failure is final, the tries are used up, or the signal says stop (`cancelled`). */
export async function withRetries<T>(attempt: () => Promise<Attempt<T>>, options: RetryOptions): Promise<Result<T>> {
  for (let tries = 1; ; tries++) {
    try {
      await options.pace.ready(options.signal);
    } catch {
      return fail(fault('cancelled', 'The call was stopped.'));
    }
    const outcome = await attempt();
    if (outcome.ok) return outcome;
    const waitMs = outcome.waitMs ?? options.firstWaitMs * 2 ** (tries - 1) * (0.5 + Math.random() / 2);
    if (!outcome.again) return fail(outcome.fault);
    if (tries > options.retries || waitMs > maxWaitMs) return fail(final(outcome.fault, tries, outcome.waitMs));
    options.pace.hold(waitMs);
  }
}

function final(reason: Fault, tries: number, waitMs: number | undefined): Fault {
  const patience = waitMs === undefined ? '' : ` The server asks to wait ${Math.ceil(waitMs / 1000)} s.`;
  const count = tries === 1 ? '' : ` Tried ${tries} times.`;
  return { ...reason, message: reason.message + count + patience };
}
