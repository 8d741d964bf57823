import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { stringify, type Scalar } from 'yaml';
import { offsetMap, pairsOf, readYaml, valueOf, type YamlScalar } from '../../server/src/template/yaml';
import { runs, seed } from './runs';
import { jsonOf } from '../../server/src/template/yaml/json';
import { parse } from './support';

function scalarOf(text: string): YamlScalar {
  const node = valueOf(readYaml(text, 0, text.length).root, 'content');
  assert.ok(node?.kind === 'scalar', text);
  return node;
}

/** The marks of a value must be found, character by character, in the source. */
function assertMapped(text: string): boolean {
  const scalar = scalarOf(text);
  const map = offsetMap(text, scalar);
  if (map === undefined) return false;
  const value = String(scalar.value);
  for (const { index } of value.matchAll(/[a-z]/g))
    assert.equal(text[map.at(index)], value[index], `${JSON.stringify(text)} at ${index}`);
  for (let offset = 1; offset <= value.length; offset++)
    assert.ok(map.at(offset) >= map.at(offset - 1), 'the map is monotone');
  assert.ok(map.at(value.length) <= map.range.end && map.range.end <= text.length);
  return true;
}

describe('offsets in YAML scalars', () => {
  const samples = [
    'content: a {{x}} b',
    'content: "a \\"{{x}}\\" \\u00e9 \\x41 \\U0001F600 {{y}}"',
    "content: 'it''s {{x}} and {{y}}'",
    'content: |\n  {{x}}\n\n    {{y}} é\n  {{z}}\n',
    'content: >\n  {{x}} a\n  {{y}}\n\n  {{z}}\n    more {{w}}\n  end {{v}}\n',
    'content: "multi {{x}}\n  line {{y}}\n\n  {{z}}"',
    'content: multi {{x}}\n  line {{y}}\n',
    'content: |2\n    {{x}}\n  {{y}}\n',
    'content: >-\n  {{x}}\n\n\n  {{y}}\n',
    'content: "a\\\n  {{x}} \\\n  b"',
    'content: |+\n  {{x}}\n\n\n',
    'content: | # note\n  {{x}}\n',
    'content: |-\n\n  {{x}}',
    "content: 'a\n\n\n  b'",
  ];
  for (const sample of samples)
    for (const [name, ending] of [
      ['LF', '\n'],
      ['CRLF', '\r\n'],
    ] as const)
      test(`${JSON.stringify(sample)} with ${name}`, () => assert.ok(assertMapped(sample.replaceAll('\n', ending))));

  test('the names of marks are found in every style', () => {
    const text =
      'messages:\n  - role: user\n    content: "\\t{{one}}\\n{{two}}"\n  - role: user\n    content: |\n      a\n        {{three}}\n';
    const document = parse(text, { file: 'x.prompt.yml' });
    assert.deepEqual(
      document.analysis.variables.map(({ range }) => text.slice(range.start, range.end)),
      ['one', 'two', 'three'],
    );
    assert.deepEqual(
      document.parts.map(({ role, text: value }) => [role, value]),
      [
        ['user', '\t{{one}}\n{{two}}'],
        ['user', 'a\n  {{three}}\n'],
      ],
    );
  });

  const line = fc
    .array(fc.constantFrom('a', 'bc', ' ', '  ', '"', "'", '\\', '{{x}}', ':', '#', '- ', 'é', '😀', '\t', '%'), {
      maxLength: 6,
    })
    .map((parts) => parts.join(''));
  const value = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n'));
  const style = fc.constantFrom<Scalar.Type>('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');
  test('whatever the value, style and width, the map is exact', () => {
    let mapped = 0;
    let all = 0;
    fc.assert(
      fc.property(
        value,
        style,
        fc.constantFrom(0, 20, 80),
        fc.boolean(),
        (content, defaultStringType, lineWidth, windows) => {
          const yaml = stringify({ content }, { defaultStringType, lineWidth, minContentWidth: 0 });
          all++;
          if (assertMapped(windows ? yaml.replaceAll('\n', '\r\n') : yaml)) mapped++;
        },
      ),
      { numRuns: runs(2_000), seed: seed(7) },
    );
    // Where the replay does not give the value, nothing is placed; that must stay rare.
    assert.ok(mapped >= all * 0.998, `${mapped} of ${all} values could be placed`);
  });
});

describe('YAML values', () => {
  test('aliases stand for their anchors', () => {
    const text = 'a: &x { k: 1 }\nb: *x\n';
    const { root, issues } = readYaml(text, 0, text.length);
    assert.deepEqual(issues, []);
    assert.deepEqual(jsonOf(root), { a: { k: 1 }, b: { k: 1 } });
    const [, second] = pairsOf(root);
    assert.equal(text.slice(second?.value?.range.start, second?.value?.range.end), '*x');
  });

  test('keys and values that are no text keep their spelling', () => {
    const text = '1: yes\n1.50: .inf\ntrue: ~\n2020-01-01: 0x1f\n';
    assert.deepEqual(jsonOf(readYaml(text, 0, text.length).root), {
      '1': 'yes',
      '1.50': '.inf',
      true: null,
      '2020-01-01': 31,
    });
  });
});
