import type { Fault } from './fault';

/** The outcome of anything that can fail for a reason outside the program: exactly one of a value or a {@link Fault}. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

/** A successful result. */
export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failed result. */
export function fail<T = never>(fault: Fault): Result<T> {
  return { ok: false, fault };
}
