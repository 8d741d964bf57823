/** A fact that does not fit what is there: every reader skips it in the same way. */
export class Unappliable extends Error {
  readonly code: 'not-found' | 'conflict' | 'invalid-input';

  constructor(code: 'not-found' | 'conflict' | 'invalid-input', message: string) {
    super(message);
    this.name = 'Unappliable';
    this.code = code;
  }
}

/** Fails unless an update has met a row. */
export function expectFound(updated: { readonly numUpdatedRows: bigint }, what: string, id: string): void {
  if (updated.numUpdatedRows === 0n) throw new Unappliable('not-found', `There is no ${what} ${id}.`);
}
