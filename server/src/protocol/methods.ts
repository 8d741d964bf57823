import type { OperationName } from './operations';

/** The request that serves an operation to an editor. */
export function methodOf(operation: OperationName): `galley/${OperationName}` {
  return `galley/${operation}`;
}

/** Notifications of the server beside the protocol's own. None is needed for the language features. */
export const notifications = {
  /** {@link ChangedEvent}: views should ask again. */
  changed: 'galley/changed',
  /** {@link RunEvent}: progress of a test run. */
  runEvent: 'galley/runEvent',
} as const;

/** What the server asks of an editor that said it can answer. */
export const requests = {
  /** {@link StoreSecretRequest}; the answer is a {@link StoreSecret}, or null. */
  storeSecret: 'galley/storeSecret',
} as const;

/** Who comes to a store on PostgreSQL? */
export interface StoreSecretRequest {
  /** Its address, without a user. */
  readonly store: string;
}

/** What an editor remembers of a person for a store on PostgreSQL. */
export interface StoreSecret {
  readonly user?: string;
  readonly password?: string;
}

/** What changed since the last event. */
export interface ChangedEvent {
  /** Prompt files, versions, aliases. */
  readonly prompts: boolean;
  readonly environments: boolean;
  /** Threads and reviews. */
  readonly reviews: boolean;
  readonly cases: boolean;
  /** The uri of the folder it happened in; absent when it concerns all. */
  readonly folder?: string;
}
