import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, test } from 'node:test';
import { readPlainYaml } from '../../server/src/template/yaml/plain';
import { readAnyYaml } from '../../server/src/template/yaml/read';
import { runs, seed } from './runs';

const keys = [
  'a',
  'name',
  'tone?',
  'items(array)',
  'x-y',
  'null',
  'true',
  'kind(enum, what it is)',
  'a.b',
  '$ref',
  '__proto__',
];
const plainValues = [
  'b',
  'some words',
  'string, what it is',
  '1',
  '0',
  '-3',
  '4.5',
  'True',
  'false',
  '"q"',
  "'s'",
  '"a: b # c"',
];
const otherValues = [
  ...[
    '{{name}}',
    'use {{name}} here',
    '[a, b]',
    '{ a: b }',
    '|',
    '>',
    'a: b',
    'a #b',
    'a#b',
    'a:b',
    'x:',
    '- x',
    '# c',
  ],
  ...[
    '007',
    '1e3',
    '0x10',
    '.5',
    '1.',
    '1.50',
    '12345678901234567890',
    'null',
    '~',
    'yes',
    '*a',
    '&a b',
    '!t b',
    '%x',
    '`x`',
  ],
  ...[
    "'it''s'",
    '"a\\n"',
    '"a" b',
    'a "b"',
    '(x)',
    '/p/q',
    '$x',
    '?',
    '? x',
    '=',
    '<<',
    'a,b',
    'a]',
    '@x',
    'a\tb',
    'x ',
  ],
  ...['ünïcode', '日本', '😀', 'x\u2028y', 'x\u0085y', '--- x', '...', 'http://x.y/z', '\ufeffx'],
];

const value = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...plainValues) }, fc.constantFrom(...otherValues));
const pair = fc
  .tuple(fc.constantFrom(...keys), fc.option(value, { freq: 3 }), fc.constantFrom('', '', '', ' '))
  .map(([key, written, end]) => `${key}:${written === null ? '' : ` ${written}`}${end}`);
const content = fc.oneof(
  { weight: 20, arbitrary: pair },
  fc.constantFrom('', '   ', '# comment', '- x', 'words', '"a": b', 'a : b'),
);
const line = fc.tuple(fc.constantFrom(0, 0, 2, 2, 4, 3), content).map(([indent, text]) => ' '.repeat(indent) + text);
const header = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\n', '\r\n'), fc.boolean())
  .map(([lines, ending, closed]) => lines.join(ending) + (closed ? ending : ''));

describe('the reader of plain YAML', () => {
  test('gives exactly what the full reader gives, wherever it gives anything', () => {
    let read = 0;
    fc.assert(
      fc.property(header, (text) => {
        const whole = `---\n${text}---\nrest: x\n`;
        const plain = readPlainYaml(whole, 4, 4 + text.length);
        if (plain === undefined) return;
        read++;
        assert.deepEqual({ root: plain, issues: [] }, readAnyYaml(whole, 4, 4 + text.length));
      }),
      { numRuns: runs(4_000), seed: seed(11) },
    );
    assert.ok(read > runs(4_000) / 20, `only ${read} were plain`);
  });

  const rows: readonly (readonly [what: string, text: string])[] = [
    ['nested maps', 'a:\n  b:\n    c: d\n\n  e: 1\nf:\n'],
    ['a last key without a value', 'a:\n  b:  \n\n'],
    ['indented throughout', '  a: b\n  c: "d"\n'],
    ['CRLF', "a:\r\n  b: c\r\n\r\nd: 'e'\r\n"],
    ['no line end', 'a: b'],
  ];
  for (const [what, text] of rows)
    test(what, () => assert.deepEqual(readPlainYaml(text, 0, text.length), readAnyYaml(text, 0, text.length).root));

  for (const text of [
    'a: b\n  c: d\n',
    '  a: b\nc: d\n',
    'a: [b]\n',
    'a: |\n  b\n',
    '- a\n',
    'a: b # c\n',
    '',
    '# a\n',
  ])
    test(`leaves to the full reader: ${JSON.stringify(text)}`, () =>
      assert.equal(readPlainYaml(text, 0, text.length), undefined));
});
