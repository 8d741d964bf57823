import { fail, fault, ok, type Result } from '../../base';
import { quoted, textValue } from './text';
import type { AssertionSpec, AssertionType, Check } from './types';

/** Where RE2 stops a pattern or a flag, said so that a person can mend it. */
function bad(key: string, message: string): Result<Check> {
  return fail(
    fault('invalid-input', message, { key, help: 'Patterns are RE2: no look-around and no back references.' }),
  );
}

/** `regex`: the pattern is found somewhere in the output. RE2 takes linear time, whatever the pattern. */
export const regex: AssertionType = {
  options: ['flags'],
  async prepare(spec) {
    const pattern = textValue(spec);
    if (!pattern.ok) return pattern;
    const flags = await flagsOf(spec);
    if (!flags.ok) return flags;
    const { RE2JS } = await import('re2js');
    try {
      const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern.value), flags.value);
      return ok(({ output }) => {
        const passed = compiled.matcher(output).find();
        const message = `the output ${passed ? 'matches' : 'does not match'} ${quoted(pattern.value)}`;
        return { passed, message, expected: pattern.value };
      });
    } catch (error) {
      return bad('value', `The pattern cannot be read: ${(error as Error).message}`);
    }
  },
};

async function flagsOf(spec: AssertionSpec): Promise<Result<number>> {
  const { RE2JS } = await import('re2js');
  const known = new Map([
    ['i', RE2JS.CASE_INSENSITIVE],
    ['m', RE2JS.MULTILINE],
    ['s', RE2JS.DOTALL],
    ['u', 0],
    ['g', 0],
  ]);
  const flags = spec.options['flags'] ?? '';
  if (typeof flags !== 'string') return fail(fault('invalid-input', 'flags must be text.', { key: 'flags' }));
  let bits = 0;
  for (const flag of flags) {
    const bit = known.get(flag);
    if (bit === undefined) {
      const names = [...known.keys()].join(', ');
      return fail(fault('invalid-input', `The flag "${flag}" is not known; use ${names}.`, { key: 'flags' }));
    }
    bits |= bit;
  }
  return ok(bits);
}
