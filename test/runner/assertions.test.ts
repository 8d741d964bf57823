import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Answer, AssertionPreparer, assertionTypes } from '../../server/src/runner';
import { assertionCatalogue, parseCases, sharedAssertionOptions } from '../../server/src/template';
import { assertionOf } from './behaviours';

type Written = Parameters<typeof assertionOf>[0];

/** `pass` or `fail` and the message, or what is wrong with the assertion itself. */
async function verdict(
  written: Written,
  output: string,
  answer: Omit<Answer, 'output'> = { latencyMs: 100, cached: false },
): Promise<string> {
  const prepared = await new AssertionPreparer().prepare(assertionOf(written));
  if (!prepared.ok) return `${prepared.fault.code} ${prepared.fault.key ?? ''}: ${prepared.fault.message}`;
  const result = prepared.value({ output, ...answer });
  return `${result.passed ? 'pass' : 'fail'}${result.skipped === true ? ' skipped' : ''}: ${result.message}`;
}

const queue = { type: 'object', required: ['queue'], properties: { queue: { type: 'string', pattern: '^[a-z]+$' } } };

describe('assertions', () => {
  const rows: readonly [written: Written, output: string, expected: 'pass' | 'fail'][] = [
    [{ type: 'equals', value: 'billing' }, 'billing', 'pass'],
    [{ type: 'equals', value: 'billing' }, 'Billing', 'fail'],
    [{ type: 'equals', value: 'billing' }, 'billing\n', 'fail'],
    [{ type: 'equals', value: 42 }, '42', 'pass'],
    [{ type: 'equals', value: '' }, '', 'pass'],
    [{ type: 'equals', value: { b: [1, { c: null }], a: 'x' } }, '{"a": "x", "b": [1, {"c": null}]}', 'pass'],
    [{ type: 'equals', value: { a: 1 } }, '{"a": 1, "b": 2}', 'fail'],
    [{ type: 'equals', value: { a: 1 } }, '{"a": "1"}', 'fail'],
    [{ type: 'equals', value: [1, 2] }, '[2, 1]', 'fail'],
    [{ type: 'equals', value: { a: 1 } }, 'no JSON', 'fail'],
    [{ type: 'equals', value: {} }, '{"__proto__": {}}', 'fail'],
    [{ type: 'contains', value: 'bill' }, 'the billing queue', 'pass'],
    [{ type: 'contains', value: 'Bill' }, 'the billing queue', 'fail'],
    [{ type: 'contains', value: 7 }, 'T-1704', 'pass'],
    [{ type: 'contains', value: '{{name}}' }, 'text {{name}}', 'pass'],
    [{ type: 'icontains', value: 'BILL' }, 'the Billing queue', 'pass'],
    [{ type: 'icontains', value: 'refund' }, 'the billing queue', 'fail'],
    [{ type: 'starts-with', value: 'Hello' }, 'Hello Tom', 'pass'],
    [{ type: 'starts-with', value: 'Tom' }, 'Hello Tom', 'fail'],
    [{ type: 'starts-with', value: 'hello' }, 'Hello Tom', 'fail'],
    [{ type: 'ends-with', value: 'Tom' }, 'Hello Tom', 'pass'],
    [{ type: 'ends-with', value: 'tom' }, 'Hello Tom', 'fail'],
    [{ type: 'regex', value: '\\b\\d{4}\\b' }, 'in 2026.', 'pass'],
    [{ type: 'regex', value: '^in$' }, 'in 2026', 'fail'],
    [{ type: 'regex', value: '(?i)HELLO' }, 'hello', 'pass'],
    [{ type: 'regex', value: 'HELLO', flags: 'i' }, 'hello', 'pass'],
    [{ type: 'regex', value: '^b$', flags: 'm' }, 'a\nb\nc', 'pass'],
    [{ type: 'regex', value: '^b$' }, 'a\nb\nc', 'fail'],
    [{ type: 'regex', value: 'a.c', flags: 's' }, 'a\nc', 'pass'],
    [{ type: 'regex', value: 'a.c' }, 'a\nc', 'fail'],
    [{ type: 'regex', value: '(?<year>\\d+)\\/(?P<day>\\d+)' }, '2026/1', 'pass'],
    [{ type: 'regex', value: '\\p{L}+ß\\z' }, 'groß', 'pass'],
    [{ type: 'regex', value: '[[:alpha:]]\\Q.*\\E' }, 'a.*', 'pass'],
    [{ type: 'regex', value: '(a+)+$' }, `${'a'.repeat(50_000)}!`, 'fail'],
    [{ type: 'is-json' }, ' {"a": [1]} ', 'pass'],
    [{ type: 'is-json' }, '{a: 1}', 'fail'],
    [{ type: 'is-json' }, '', 'fail'],
    [{ type: 'is-json', value: queue }, '{"queue": "billing"}', 'pass'],
    [{ type: 'is-json', value: queue }, '{"queue": "Billing!"}', 'fail'],
    [{ type: 'is-json', value: queue }, '{}', 'fail'],
    [{ type: 'is-json', value: queue }, 'queue', 'fail'],
    [{ type: 'is-json', value: 'type: object\nrequired: [queue]' }, '{"queue": 1}', 'pass'],
    [{ type: 'is-json', value: '{"type": "array"}' }, '{}', 'fail'],
    [{ type: 'is-json', value: { type: 'array', prefixItems: [{ type: 'string' }] } }, '[1]', 'fail'],
    [
      { type: 'is-json', value: { $schema: 'http://json-schema.org/draft-07/schema#', items: [{ type: 'string' }] } },
      '[1]',
      'fail',
    ],
    [
      { type: 'is-json', value: { $id: 'https://example.com/q', $ref: '#/$defs/q', $defs: { q: { const: 1 } } } },
      '1',
      'pass',
    ],
    [
      { type: 'is-json', value: { $id: 'https://example.com/q', $ref: '#/$defs/q', $defs: { q: { const: 2 } } } },
      '1',
      'fail',
    ],
    [{ type: 'is-json', value: { type: 'string', format: 'email' } }, '"ann@example.com"', 'pass'],
    [{ type: 'is-json', value: { type: 'string', format: 'email' } }, '"ann at example"', 'fail'],
    [{ type: 'is-json', value: { type: 'string', format: 'date' } }, '"2026-02-29"', 'fail'],
    [{ type: 'contains-any', value: ['refund', 'bill'] }, 'the billing queue', 'pass'],
    [{ type: 'contains-any', value: ['refund', 'Bill'] }, 'the billing queue', 'fail'],
    [{ type: 'contains-any', value: 'refund, "queue, the"' }, 'a queue, the last', 'pass'],
    [{ type: 'contains-any', value: 'refund, "queue, the"' }, 'a queue the last', 'fail'],
    [{ type: 'contains-any', value: 'say "yes", no' }, 'they say "yes"', 'pass'],
    [{ type: 'contains-any', value: 7 }, 'T-1704', 'pass'],
    [{ type: 'contains-all', value: ['billing', 'queue'] }, 'the billing queue', 'pass'],
    [{ type: 'contains-all', value: 'billing,queue' }, 'the billing queue', 'pass'],
    [{ type: 'contains-all', value: ['billing', 'Queue'] }, 'the billing queue', 'fail'],
    [{ type: 'icontains-any', value: ['refund', 'BILL'] }, 'the Billing queue', 'pass'],
    [{ type: 'icontains-any', value: ['refund', 'cash'] }, 'the Billing queue', 'fail'],
    [{ type: 'icontains-all', value: ['BILLING', 'Queue'] }, 'the billing queue', 'pass'],
    [{ type: 'icontains-all', value: ['BILLING', 'cash'] }, 'the billing queue', 'fail'],
    [{ type: 'contains-json' }, 'Here it is: {"a": "}"}. Done', 'pass'],
    [{ type: 'contains-json' }, 'a {set} of {braces', 'fail'],
    [{ type: 'contains-json' }, '[1, 2]', 'fail'],
    [{ type: 'contains-json', value: queue }, '{"a": 1} and {"queue": "billing"}', 'pass'],
    [{ type: 'contains-json', value: queue }, 'not {x} but {"queue": "billing"}', 'pass'],
    [{ type: 'contains-json', value: queue }, '{"answer": {"queue": "billing"}}', 'fail'],
    [{ type: 'contains-json' }, '{'.repeat(200_000), 'fail'],
    [{ type: 'levenshtein', value: 'kitten' }, 'sitting', 'pass'],
    [{ type: 'levenshtein', value: 'kitten', threshold: 3 }, 'sitting', 'pass'],
    [{ type: 'levenshtein', value: 'kitten', threshold: 2 }, 'sitting', 'fail'],
    [{ type: 'levenshtein', value: 'same', threshold: 0 }, 'same', 'pass'],
    [{ type: 'levenshtein', value: 'kitten' }, 'x'.repeat(2_000_000), 'fail'],
    [{ type: 'rouge-n', value: 'The cat sat down.' }, 'the cat sat down.', 'pass'],
    [{ type: 'rouge-n', value: 'the cat ate' }, 'the cat sat', 'fail'],
    [{ type: 'rouge-n', value: 'the cat ate', threshold: 0.66 }, 'the cat sat', 'pass'],
    [{ type: 'rouge-n', value: 'the the', threshold: 0.5 }, 'the a the b the c the d', 'fail'],
    [{ type: 'rouge-n', value: 'x', threshold: 0.1 }, '', 'fail'],
    [{ type: 'bleu', value: 'a b c d f' }, 'A b  c d e', 'pass'],
    [{ type: 'bleu', value: 'a b c d f', threshold: 0.67 }, 'a b c d e', 'fail'],
    [{ type: 'bleu', value: ['x y z', 'a b c d f'] }, 'a b c d e', 'pass'],
    [{ type: 'bleu', value: 'a b c d e', threshold: 0.78 }, 'a b c d', 'fail'],
    [{ type: 'bleu', value: 'a b c d e', threshold: 0.77 }, 'a b c d', 'pass'],
    [{ type: 'bleu', value: 'a' }, '', 'fail'],
    [{ type: 'gleu', value: 'a b c d f' }, 'a b c d e', 'pass'],
    [{ type: 'gleu', value: 'a b c d f', threshold: 0.72 }, 'a b c d e', 'fail'],
    [{ type: 'gleu', value: 'Yes.', threshold: 1 }, 'yes', 'pass'],
    [{ type: 'gleu', value: ['no', 'a b'], threshold: 1 }, 'a b', 'pass'],
    [{ type: 'gleu', value: 'a b' }, ' ', 'fail'],
    [{ type: 'word-count', value: 3 }, ' one  two\nthree ', 'pass'],
    [{ type: 'word-count', value: '3' }, 'one two', 'fail'],
    [{ type: 'word-count', value: 0 }, ' ', 'pass'],
    [{ type: 'word-count', value: { min: 2, max: 3 } }, 'one two', 'pass'],
    [{ type: 'word-count', value: { min: 2 } }, 'one', 'fail'],
    [{ type: 'word-count', value: { max: 2 } }, 'one two three', 'fail'],
    [{ type: 'is-refusal' }, 'I’m sorry, but I can’t help with that.', 'pass'],
    [{ type: 'is-refusal' }, 'As an AI language model, I have no pets.', 'pass'],
    [{ type: 'is-refusal' }, ' ', 'pass'],
    [{ type: 'is-refusal' }, 'Sorry for the wait! Your refund is on its way.', 'fail'],
    [{ type: 'latency', threshold: 100 }, '', 'pass'],
    [{ type: 'latency', threshold: 99 }, '', 'fail'],
  ];
  for (const [written, output, expected] of rows) {
    test(`${JSON.stringify(written).slice(0, 100)} on ${JSON.stringify(output).slice(0, 40)}: ${expected}`, async () => {
      assert.match(await verdict(written, output), new RegExp(`^${expected}: `));
      const opposite = expected === 'pass' ? 'fail' : 'pass';
      assert.match(await verdict({ ...written, type: `not-${written.type}` }, output), new RegExp(`^${opposite}: `));
    });
  }

  const messages: readonly [written: Written, output: string, expected: string][] = [
    [{ type: 'contains', value: 'x' }, 'abc', 'fail: the output does not contain "x"'],
    [{ type: 'not-contains', value: 'b' }, 'abc', 'fail: the output contains "b"'],
    [{ type: 'equals', value: 'a' }, ' a', 'fail: the output differs from the value in the white space around it'],
    [
      { type: 'is-json', value: queue },
      '{"queue": 1}',
      'fail: the output does not fit the schema: /queue must be string',
    ],
    [{ type: 'contains-all', value: ['a', 'x'] }, 'abc', 'fail: the output does not contain "x"'],
    [{ type: 'not-contains-any', value: ['x', 'b'] }, 'abc', 'fail: the output contains "b"'],
    [{ type: 'bleu', value: 'a b c d f' }, 'a b c d e', 'pass: the BLEU score is 0.669, at or above 0.5'],
    [{ type: 'gleu', value: 'a b c d f' }, 'a b c d e', 'pass: the GLEU score is 0.714, at or above 0.5'],
    [{ type: 'rouge-n', value: 'the cat ate' }, 'the cat sat', 'fail: the ROUGE-1 score is 0.667, below 0.75'],
    [
      { type: 'levenshtein', value: 'kitten', threshold: 2 },
      'sitting',
      'fail: the output is 3 edits away from the value, over 2',
    ],
    [
      { type: 'levenshtein', value: 'a' },
      'x'.repeat(100),
      'fail: the output is at least 99 edits away from the value, over 5',
    ],
    [
      { type: 'word-count', value: { min: 4 } },
      'a b',
      'fail: the output has 2 words; wanted: 4 to any number of words',
    ],
    [
      { type: 'contains-json', value: queue },
      'so {"queue": 1}',
      'fail: no JSON in the output fits the schema: /queue must be string',
    ],
    [{ type: 'latency', threshold: 50 }, '', 'fail: the answer took 100 ms, over 50 ms'],
    [{ type: 'contains', value: 'x', weight: 0 }, 'a', 'pass: the output does not contain "x" (weight 0: not counted)'],
  ];
  for (const [written, output, expected] of messages) {
    test(`says: ${expected}`, async () => assert.equal(await verdict(written, output), expected));
  }

  test('a recorded answer is not judged by its latency, with not- neither', async () => {
    const recorded = { latencyMs: 9000, cached: true };
    for (const type of ['latency', 'not-latency']) {
      assert.match(await verdict({ type, threshold: 10 }, '', recorded), /^pass skipped: not judged/);
    }
  });

  test('the reason for which a model stopped is compared in any case, and wanted only of models', async () => {
    const length = { latencyMs: 1, cached: false, finishReason: 'LENGTH' };
    assert.match(await verdict({ type: 'finish-reason', value: 'length' }, '', length), /^pass: /);
    assert.match(await verdict({ type: 'finish-reason', value: 'stop' }, '', length), /^fail: .* for "LENGTH"$/);
    assert.match(await verdict({ type: 'not-finish-reason', value: 'stop' }, '', length), /^pass: /);
    assert.match(await verdict({ type: 'finish-reason', value: 'stop' }, ''), /^fail: the provider gave no reason/);
    const recorded = { latencyMs: 0, cached: true };
    for (const type of ['finish-reason', 'not-finish-reason']) {
      assert.match(await verdict({ type, value: 'stop' }, '', recorded), /^pass skipped: not judged/);
    }
  });

  const wrong: readonly [written: Written, key: string, message: RegExp][] = [
    [{ type: 'contians', value: 'x' }, 'type', /"contians" does not exist. Did you mean "contains"\?/],
    [{ type: 'constructor', value: 'x' }, 'type', /"constructor" does not exist/],
    [{ type: '__proto__', value: 'x' }, 'type', /does not exist/],
    [{ type: 'contains', value: 'x', flags: 'i' }, 'flags', /"flags" is not known for contains; expected value/],
    [{ type: 'contains', value: '' }, 'value', /needs a text as value, not an empty text/],
    [{ type: 'contains', value: ['a'] }, 'value', /not a list/],
    [{ type: 'contains' }, 'value', /not nothing/],
    [{ type: 'equals' }, 'value', /needs a value/],
    [{ type: 'regex', value: '(' }, 'value', /The pattern cannot be read/],
    [{ type: 'regex', value: '(?=a)' }, 'value', /The pattern cannot be read/],
    [{ type: 'regex', value: '(a)\\1' }, 'value', /The pattern cannot be read/],
    [{ type: 'regex', value: 'a', flags: 'y' }, 'flags', /The flag "y" is not known; use i, m, s/],
    [{ type: 'regex', value: 'a', flags: 1 }, 'flags', /flags must be text/],
    [{ type: 'is-json', value: { type: 'objekt' } }, 'value', /The JSON Schema cannot be used/],
    [{ type: 'is-json', value: { requierd: ['a'] } }, 'value', /unknown keyword: "requierd"/],
    [{ type: 'is-json', value: { format: 'e-mail' } }, 'value', /unknown format "e-mail"/],
    [{ type: 'is-json', value: { $ref: 'https://example.com/s' } }, 'value', /cannot be used/],
    [{ type: 'is-json', value: { properties: { a: { pattern: '(' } } } }, 'value', /cannot be used/],
    [{ type: 'is-json', value: { $async: true } }, 'value', /cannot be \$async/],
    [{ type: 'is-json', value: 7 }, 'value', /not a number/],
    [{ type: 'is-json', value: 'a: [' }, 'value', /no YAML/],
    [{ type: 'contains-any', value: [] }, 'value', /not an empty list/],
    [{ type: 'contains-any', value: '' }, 'value', /not an empty text/],
    [{ type: 'contains-all', value: ['a', ''] }, 'value', /a list with an empty text/],
    [{ type: 'icontains-all', value: ['a', ['b']] }, 'value', /not a list in it/],
    [{ type: 'icontains-any' }, 'value', /not nothing/],
    [{ type: 'contains-json', value: 7 }, 'value', /contains-json needs a JSON Schema as value/],
    [{ type: 'levenshtein', value: 'a', threshold: -1 }, 'threshold', /a number that is not negative, not -1/],
    [{ type: 'levenshtein', value: 'a', threshold: 'b' }, 'threshold', /not a string/],
    [{ type: 'bleu', value: 'a', threshold: 50 }, 'threshold', /a number from 0 to 1, not 50/],
    [{ type: 'bleu', value: [['a']] }, 'value', /not a list/],
    [{ type: 'gleu', value: [] }, 'value', /an empty list/],
    [{ type: 'rouge-n', value: ['a'] }, 'value', /not a list/],
    [{ type: 'word-count' }, 'value', /not nothing/],
    [{ type: 'word-count', value: -1 }, 'value', /not negative/],
    [{ type: 'word-count', value: {} }, 'value', /needs min or max/],
    [{ type: 'word-count', value: { min: 3, max: 2 } }, 'value', /min of 3 over its max of 2/],
    [{ type: 'word-count', value: { least: 2 } }, 'value', /not "least"/],
    [{ type: 'finish-reason' }, 'value', /not nothing/],
    [{ type: 'is-refusal', value: 'no' }, 'value', /takes no value/],
    [{ type: 'latency' }, 'threshold', /threshold in milliseconds, not nothing/],
    [{ type: 'latency', threshold: '5' }, 'threshold', /not a string/],
    [{ type: 'latency', threshold: 5, value: 5 }, 'value', /takes a threshold, not a value/],
    [{ type: 'equals', value: 'a', weight: -1 }, 'weight', /weight must be a number/],
  ];
  for (const [written, key, message] of wrong) {
    test(`is wrong, not failed: ${JSON.stringify(written)}`, async () => {
      for (const type of [written.type, `not-${written.type}`]) {
        const said = await verdict({ ...written, type }, 'abc');
        assert.match(said, new RegExp(`^invalid-input ${key.replace('$', '\\$')}: `));
        assert.match(said, message);
      }
    });
  }

  /** What is said of an assertion while it is typed. */
  function typed(written: Written): readonly string[] {
    const file = 'prompts/a.cases.yaml';
    const { problems } = parseCases(`cases:\n  - assert:\n      - ${JSON.stringify(written)}\n`, { file });
    return problems.map(({ code }) => code);
  }

  test('what can run is right while it is typed', () => {
    for (const [written] of [...rows, ...messages]) assert.deepEqual(typed(written), [], JSON.stringify(written));
  });

  test('what is wrong is told while it is typed, but what only a compiler of schemas knows', () => {
    const schemas = wrong.filter(([{ type, value }]) => type.endsWith('-json') && typeof value !== 'number');
    for (const row of wrong) {
      if (!schemas.includes(row)) assert.notDeepEqual(typed(row[0]), [], JSON.stringify(row[0]));
    }
  });

  test('what failed shows what was expected and what came', async () => {
    const prepared = await new AssertionPreparer().prepare(
      assertionOf({ type: 'equals', value: { a: 1 }, metric: 'form' }),
    );
    assert.ok(prepared.ok);
    const { expected, actual, metric } = prepared.value({ output: '{"a":2}', latencyMs: 0, cached: false });
    assert.deepEqual([expected, actual, metric], ['{\n  "a": 1\n}', '{\n  "a": 2\n}', 'form']);
  });

  test('a schema with a pattern that would take for ever is judged at once', async () => {
    const schema = { type: 'string', pattern: '^(a+)+$' };
    assert.match(await verdict({ type: 'is-json', value: schema }, JSON.stringify(`${'a'.repeat(10_000)}!`)), /^fail/);
  });

  test('equal assertions are prepared once', () => {
    const preparer = new AssertionPreparer();
    const first = preparer.prepare(assertionOf({ type: 'is-json', value: { type: 'object', required: ['a'] } }));
    assert.equal(preparer.prepare(assertionOf({ type: 'is-json', value: { required: ['a'], type: 'object' } })), first);
    assert.notEqual(
      preparer.prepare(assertionOf({ type: 'not-is-json', value: { required: ['a'], type: 'object' } })),
      first,
    );
  });

  test('the assertions that run are those that are checked while one types, with the same keys', () => {
    const run = Object.entries(assertionTypes).map(([name, type]) => [name, [...type.options, 'weight', 'metric']]);
    const checked = [...assertionCatalogue].map(([name, rule]) => [name, [...rule.options, ...sharedAssertionOptions]]);
    assert.deepEqual(run.sort(), checked.sort());
  });
});
