import { fail, fault, ok, type Result } from '../../base';
import { describe } from './text';
import type { AssertionSpec } from './types';

/** The `threshold` of an assertion, else `otherwise`; a number from 0 to `most`. */
export function thresholdOf({ type, options }: AssertionSpec, otherwise: number, most: number): Result<number> {
  const { threshold = otherwise } = options;
  if (typeof threshold === 'number' && threshold >= 0 && threshold <= most) return ok(threshold);
  const range = Number.isFinite(most) ? `from 0 to ${most}` : 'that is not negative';
  const got = typeof threshold === 'number' ? String(threshold) : describe(threshold);
  return fail(fault('invalid-input', `threshold of ${type} is a number ${range}, not ${got}.`, { key: 'threshold' }));
}
