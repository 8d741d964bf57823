import type { Result } from '../../base';
import type { Store, StoreChange } from '../../domain';
import type { StoreOptions } from '../options';

/** What can cross into the worker; the rest of the options is code. */
export type WorkerOptions = Omit<StoreOptions, 'clock' | 'ids' | 'disk'>;

/** The calls of a store that have an answer. */
export type StoreMethod =
  'append' | 'takeIn' | 'query' | 'status' | 'checkpoint' | 'compact' | 'verify' | 'share' | 'close';

/** One call, to the worker. Answers come in any order and carry its id. */
export interface StoreRequest {
  readonly id: number;
  readonly method: StoreMethod;
  /** The parameters of the method of {@link Store} with that name. */
  readonly parameters: readonly unknown[];
}

/** What the worker says. */
export type StoreMessage =
  /** Said once, first. */
  | { readonly kind: 'opened'; readonly result: Result<undefined> }
  | { readonly kind: 'answer'; readonly id: number; readonly result: Result<unknown> }
  | { readonly kind: 'changed'; readonly change: StoreChange };

/** Makes the call of a request on a store. */
export async function answer(store: Store, { method, parameters }: StoreRequest): Promise<Result<unknown>> {
  switch (method) {
    case 'append':
      return store.append(...(parameters as Parameters<Store['append']>));
    case 'takeIn':
      return store.takeIn(...(parameters as Parameters<Store['takeIn']>));
    case 'query':
      return store.query(...(parameters as Parameters<Store['query']>));
    case 'status':
      return store.status();
    case 'checkpoint':
      return store.checkpoint();
    case 'verify':
      return store.verify();
    case 'compact':
      return store.compact();
    case 'share':
      return store.share();
    case 'close':
      await store.close();
      return { ok: true, value: undefined };
  }
}
