/** What an assertion takes as its value. */
export type AssertionValueKind = 'none' | 'text' | 'any' | 'regex' | 'schema';

/** What is known of a type of assertion. */
export interface AssertionRule {
  /** Markdown. */
  readonly documentation: string;
  readonly value: AssertionValueKind;
  readonly needsValue: boolean;
  /** The keys it takes beside `type`, `value`, `weight` and `metric`. */
  readonly options: readonly string[];
  readonly needsThreshold: boolean;
}

/** Keys that every assertion takes. */
export const sharedAssertionOptions: readonly string[] = ['weight', 'metric'];

/** The assertions by name. Each can also be written with `not-` in front, which turns it round. */
export const assertionCatalogue: ReadonlyMap<string, AssertionRule> = new Map<string, AssertionRule>([
  ['equals', rule('any', 'The answer is exactly this text. A map or list is compared with the answer read as JSON.')],
  ['contains', rule('text', 'The answer holds this text, in the same case.')],
  ['icontains', rule('text', 'The answer holds this text, in any case.')],
  ['starts-with', rule('text', 'The answer starts with this text, in the same case.')],
  ['ends-with', rule('text', 'The answer ends with this text, in the same case.')],
  [
    'regex',
    rule('regex', 'The answer holds a match of this RE2 pattern. `flags` takes `i`, `m` and `s`.', {
      options: ['flags'],
    }),
  ],
  [
    'is-json',
    rule('schema', 'The answer is JSON. With a JSON Schema as value, it also fits the schema.', { needsValue: false }),
  ],
  [
    'latency',
    rule('none', 'The answer came within `threshold` milliseconds.', {
      needsValue: false,
      options: ['threshold'],
      needsThreshold: true,
    }),
  ],
]);

function rule(
  value: AssertionValueKind,
  documentation: string,
  more: { readonly needsValue?: boolean; readonly options?: readonly string[]; readonly needsThreshold?: boolean } = {},
): AssertionRule {
  return {
    value,
    documentation,
    needsValue: more.needsValue ?? true,
    options: more.options ?? [],
    needsThreshold: more.needsThreshold ?? false,
  };
}
