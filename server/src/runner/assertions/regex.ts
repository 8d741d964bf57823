import { fail, fault, ok } from '../../base';
import { compilePattern } from './re2';
import { quoted, textValue } from './text';
import type { AssertionType } from './types';

/** `regex`: the pattern is found somewhere in the output. */
export const regex: AssertionType = {
  options: ['flags'],
  async prepare(spec) {
    const pattern = textValue(spec);
    if (!pattern.ok) return pattern;
    const flags = spec.options['flags'] ?? '';
    if (typeof flags !== 'string') return fail(fault('invalid-input', 'flags must be text.', { key: 'flags' }));
    const compiled = await compilePattern(pattern.value, flags, { pattern: 'value', flags: 'flags' });
    if (!compiled.ok) return compiled;
    return ok(({ output }) => {
      const passed = compiled.value.isIn(output);
      const message = `the output ${passed ? 'matches' : 'does not match'} ${quoted(pattern.value)}`;
      return { passed, message, expected: pattern.value };
    });
  },
};
