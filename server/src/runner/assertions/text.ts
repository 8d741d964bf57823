import { fail, fault, type Json, ok, type Result } from '../../base';
import type { AssertionSpec, AssertionType } from './types';

/** The value as text; numbers and booleans count as theirs. */
export function textValue(spec: AssertionSpec): Result<string> {
  const { value } = spec;
  if (typeof value === 'string' && value !== '') return ok(value);
  if (typeof value === 'number' || typeof value === 'boolean') return ok(String(value));
  const got = value === '' ? 'an empty text' : describe(value);
  return fail(fault('invalid-input', `${spec.type} needs a text as value, not ${got}.`, { key: 'value' }));
}

/** What a value is, for messages. */
export function describe(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : `a ${typeof value}`;
}

/** The shortest quotation that shows what a message is about. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}

interface TextTest {
  readonly holds: (output: string, value: string) => boolean;
  readonly yes: string;
  readonly no: string;
}

function textAssertion({ holds, yes, no }: TextTest): AssertionType {
  return {
    options: [],
    prepare(spec) {
      const value = textValue(spec);
      if (!value.ok) return value;
      return ok(({ output }) => {
        const passed = holds(output, value.value);
        return { passed, message: `the output ${passed ? yes : no} ${quoted(value.value)}`, expected: value.value };
      });
    },
  };
}

/** `contains`: substring, case-sensitive. */
export const contains: AssertionType = textAssertion({
  holds: (output, value) => output.includes(value),
  yes: 'contains',
  no: 'does not contain',
});

/** `icontains`: substring, whatever the case. */
export const icontains: AssertionType = textAssertion({
  holds: (output, value) => output.toLowerCase().includes(value.toLowerCase()),
  yes: 'contains, whatever the case,',
  no: 'does not contain, whatever the case,',
});

/** `starts-with`: case-sensitive. */
export const startsWith: AssertionType = textAssertion({
  holds: (output, value) => output.startsWith(value),
  yes: 'starts with',
  no: 'does not start with',
});

/** `ends-with`: case-sensitive. */
export const endsWith: AssertionType = textAssertion({
  holds: (output, value) => output.endsWith(value),
  yes: 'ends with',
  no: 'does not end with',
});
