import type { ServerPatience } from './connection';

/** What is done when in a store on PostgreSQL. Milliseconds, unless said otherwise. */
export interface ServerTuning extends ServerPatience {
  /** For how long an append whose end is not known waits for the server to come back and tell. */
  readonly settleMs: number;
  /** Answers may be this old; the server tells of changes meanwhile. */
  readonly freshMs: number;
  /** How often the connection is tried while nothing happens. */
  readonly heartbeatMs: number;
  /** How long the first pause before another attempt to connect is at most; each is twice as long as the one before. */
  readonly firstPauseMs: number;
  readonly longestPauseMs: number;
  /** The local copy is written after this long without a change. */
  readonly idleMs: number;
  /** A larger local copy is not written at the end. Bytes. */
  readonly closeCopyBytes: number;
}

export const defaultServerTuning: ServerTuning = {
  connectMs: 5_000,
  answerMs: 20_000,
  lockMs: 10_000,
  settleMs: 10_000,
  freshMs: 100,
  heartbeatMs: 30_000,
  firstPauseMs: 500,
  longestPauseMs: 30_000,
  idleMs: 30_000,
  closeCopyBytes: 16 * 1024 * 1024,
};
