import assert from 'node:assert/strict';
import type { Result } from '../../server/src/base';

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>, what = 'it'): T {
  assert.ok(result.ok, result.ok ? '' : `${what} failed: ${JSON.stringify(result.fault)}`);
  return result.value;
}
