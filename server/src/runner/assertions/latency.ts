import { fail, fault, ok } from '../../base';
import { describe } from './text';
import type { AssertionType } from './types';

/** `latency`: the answer took at most `threshold` milliseconds. A recorded or kept answer is not judged. */
export const latency: AssertionType = {
  options: ['threshold'],
  prepare({ options, value }) {
    const { threshold } = options;
    if (value !== undefined && value !== null)
      return fail(fault('invalid-input', 'latency takes a threshold, not a value.', { key: 'value' }));
    if (typeof threshold !== 'number' || threshold < 0) {
      const got = describe(threshold);
      return fail(
        fault('invalid-input', `latency needs a threshold in milliseconds, not ${got}.`, { key: 'threshold' }),
      );
    }
    return ok(({ latencyMs, cached }) => {
      const expected = `at most ${threshold} ms`;
      if (cached) {
        return {
          passed: true,
          skipped: true,
          message: 'not judged: the answer did not come from a model just now',
          expected,
        };
      }
      const actual = `${Math.round(latencyMs)} ms`;
      const passed = latencyMs <= threshold;
      return {
        passed,
        message: `the answer took ${actual}, ${passed ? 'within' : 'over'} ${threshold} ms`,
        expected,
        actual,
      };
    });
  },
};
