import { fail, fault, ok, type Result } from '../../base';

/** A compiled pattern. It takes linear time, whatever the pattern. */
export interface Pattern {
  /** Where the pattern is found, in order, as UTF-16 offsets; end exclusive. */
  findAll(text: string): Iterable<readonly [start: number, end: number]>;
  /** Whether it is found anywhere. */
  isIn(text: string): boolean;
}

/**
 * Compiles a regular expression of RE2: no look-around and no back references.
 * @param flags of `i`, `m`, `s`, `u` and `g`
 * @param keys what a fault names as wrong
 */
export async function compilePattern(
  pattern: string,
  flags: string,
  keys: { readonly pattern: string; readonly flags: string },
): Promise<Result<Pattern>> {
  const { RE2JS } = await import('re2js');
  const known = new Map([
    ['i', RE2JS.CASE_INSENSITIVE],
    ['m', RE2JS.MULTILINE],
    ['s', RE2JS.DOTALL],
    ['u', 0],
    ['g', 0],
  ]);
  let bits = 0;
  for (const flag of flags) {
    const bit = known.get(flag);
    if (bit === undefined) {
      const names = [...known.keys()].join(', ');
      return fail(fault('invalid-input', `The flag "${flag}" is not known; use ${names}.`, { key: keys.flags }));
    }
    bits |= bit;
  }
  try {
    const compiled = RE2JS.compile(RE2JS.translateRegExp(pattern), bits);
    return ok({
      isIn: (text) => compiled.matcher(text).find(),
      *findAll(text) {
        for (const matcher = compiled.matcher(text); matcher.find();) yield [matcher.start(), matcher.end()];
      },
    });
  } catch (error) {
    const help = 'Patterns are RE2: no look-around and no back references.';
    const message = `The pattern cannot be read: ${(error as Error).message}`;
    return fail(fault('invalid-input', message, { key: keys.pattern, help }));
  }
}
