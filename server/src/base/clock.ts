/** Where the time comes from; tests give a fixed one. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** The time of `clock` as an ISO 8601 string in UTC. */
export function isoTime(clock: Clock): string {
  return new Date(clock.now()).toISOString();
}
