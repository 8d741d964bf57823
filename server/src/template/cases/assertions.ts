/** What an assertion takes as its value. */
export type AssertionValueKind = 'none' | 'text' | 'texts' | 'any' | 'regex' | 'schema' | 'count';

/** What is known of a type of assertion. */
export interface AssertionRule {
  /** Markdown. */
  readonly documentation: string;
  readonly value: AssertionValueKind;
  readonly needsValue: boolean;
  /** The keys it takes beside `type`, `value`, `weight` and `metric`. */
  readonly options: readonly string[];
  readonly needsThreshold: boolean;
  /** The largest threshold that makes sense. */
  readonly maxThreshold: number;
}

/** Keys that every assertion takes. */
export const sharedAssertionOptions: readonly string[] = ['weight', 'metric'];

/** The assertions by name. Each can also be written with `not-` in front, which turns it round. */
export const assertionCatalogue: ReadonlyMap<string, AssertionRule> = new Map<string, AssertionRule>([
  ['equals', rule('any', 'The answer is exactly this text. A map or list is compared with the answer read as JSON.')],
  ['contains', rule('text', 'The answer holds this text, in the same case.')],
  ['icontains', rule('text', 'The answer holds this text, in any case.')],
  [
    'contains-any',
    rule('texts', 'The answer holds one of these texts, in the same case. A list, or text with commas.'),
  ],
  [
    'contains-all',
    rule('texts', 'The answer holds all of these texts, in the same case. A list, or text with commas.'),
  ],
  ['icontains-any', rule('texts', 'The answer holds one of these texts, in any case. A list, or text with commas.')],
  ['icontains-all', rule('texts', 'The answer holds all of these texts, in any case. A list, or text with commas.')],
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
    'contains-json',
    rule('schema', 'The answer holds a JSON object. With a JSON Schema as value, one that fits the schema.', {
      needsValue: false,
    }),
  ],
  [
    'levenshtein',
    rule('text', 'At most `threshold` single-character edits lie between the answer and this text; 5 when left out.', {
      options: ['threshold'],
    }),
  ],
  [
    'rouge-n',
    rule('text', 'The ROUGE-1 score (F1) against this text is at least `threshold`; 0.75 when left out.', {
      options: ['threshold'],
      maxThreshold: 1,
    }),
  ],
  [
    'bleu',
    rule(
      'texts',
      'The BLEU score against this text, or the best of a list, is at least `threshold`; 0.5 when left out.',
      {
        options: ['threshold'],
        maxThreshold: 1,
      },
    ),
  ],
  [
    'gleu',
    rule(
      'texts',
      'The GLEU score against this text, or the best of a list, is at least `threshold`; 0.5 when left out.',
      {
        options: ['threshold'],
        maxThreshold: 1,
      },
    ),
  ],
  ['word-count', rule('count', 'The answer has so many words: a number, or a map with `min`, `max` or both.')],
  ['finish-reason', rule('text', 'The model stopped for this reason, such as `stop` or `length`, in any case.')],
  [
    'is-refusal',
    rule('none', 'The model refused to answer, by the phrases that models use. An empty answer counts too.', {
      needsValue: false,
    }),
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
  more: {
    readonly needsValue?: boolean;
    readonly options?: readonly string[];
    readonly needsThreshold?: boolean;
    readonly maxThreshold?: number;
  } = {},
): AssertionRule {
  return {
    value,
    documentation,
    needsValue: more.needsValue ?? true,
    options: more.options ?? [],
    needsThreshold: more.needsThreshold ?? false,
    maxThreshold: more.maxThreshold ?? Infinity,
  };
}
