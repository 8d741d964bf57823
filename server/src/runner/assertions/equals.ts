import { isDeepStrictEqual } from 'node:util';
import { fail, fault, ok } from '../../base';
import type { AssertionType, Check } from './types';

/** `equals`: the same text; a map or list is compared with the output read as JSON. */
export const equals: AssertionType = {
  options: [],
  prepare({ value }) {
    if (value === undefined || value === null)
      return fail(fault('invalid-input', 'equals needs a value.', { key: 'value' }));
    return ok(typeof value === 'object' ? sameJson(value) : sameText(String(value)));
  },
};

function sameText(expected: string): Check {
  return ({ output }) => {
    if (output === expected) return { passed: true, message: 'the output equals the value', expected };
    const spaced = output.trim() === expected.trim();
    const how = spaced ? 'differs from the value in the white space around it' : 'does not equal the value';
    return { passed: false, message: `the output ${how}`, expected };
  };
}

function sameJson(value: object): Check {
  const expected = JSON.stringify(value, null, 2);
  return ({ output }) => {
    let actual: unknown;
    try {
      actual = JSON.parse(output);
    } catch {
      return { passed: false, message: 'the output is not JSON', expected };
    }
    const passed = isDeepStrictEqual(actual, value);
    const message = passed ? 'the output equals the value' : 'the output is JSON but does not equal the value';
    return { passed, message, expected, actual: JSON.stringify(actual, null, 2) };
  };
}
