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
