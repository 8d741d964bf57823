import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AssertionPreparer, assertionTypes } from '../../server/src/runner';
import { assertionCatalogue, sharedAssertionOptions } from '../../server/src/template';
import { assertionOf } from './behaviours';

type Written = Parameters<typeof assertionOf>[0];

/** `pass` or `fail` and the message, or what is wrong with the assertion itself. */
async function verdict(written: Written, output: string, answer = { latencyMs: 100, cached: false }): Promise<string> {
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
