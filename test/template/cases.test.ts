import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { assertionCatalogue, casesOfPrompt, parseCases } from '../../server/src/template';
import { drawRanges, parseMarks } from '../support/markers';
import { parse } from './support';

const file = 'x.cases.yaml';

describe('case files', () => {
  const text = `prompt: triage
provider: replay
defaults: { inputs: { locale: en, a: 1 } }
cases:
  - name: first
    inputs: { a: 2, "b": [x] }
    assert:
      - { type: contains, value: billing, weight: 2 }
      - type: not-is-json
      - { type: regex, value: '(?i)^a\\b', flags: m }
    tags: [smoke, 1]
    description: d
    options: { k: v }
  - inputs: {}
    skip: not today
  - name: third
    only: true
    skip: true
`;
  const document = parseCases(text, { file });

  test('hold prompt, provider, inputs over defaults, assertions, tags', () => {
    assert.deepEqual(document.problems, []);
    assert.equal(document.prompt?.name, 'triage');
    assert.equal(text.slice(document.prompt?.range.start, document.prompt?.range.end), 'triage');
    assert.equal(document.provider, 'replay');
    const [first, second, third] = document.cases;
    assert.deepEqual(
      first?.inputs.map(({ name, value }) => [name, value]),
      [
        ['locale', 'en'],
        ['a', 2],
        ['b', ['x']],
      ],
    );
    assert.deepEqual(first?.tags, ['smoke', '1']);
    assert.deepEqual([first?.description, first?.options, first?.only], ['d', { k: 'v' }, undefined]);
    assert.deepEqual([second?.name, second?.skip, second?.inputs.length], ['case 2', 'not today', 2]);
    assert.deepEqual([third?.only, third?.skip], [true, 'skipped']);
  });

  test('have the places of names, inputs and assertions', () => {
    const [first] = document.cases;
    const at = (range: { start: number; end: number } | undefined): string => text.slice(range?.start, range?.end);
    assert.equal(at(first?.nameRange), 'first');
    assert.deepEqual(
      first?.inputs.map(({ nameRange, valueRange }) => `${at(nameRange)}=${at(valueRange)}`),
      ['locale=en', 'a=2', 'b=[x]'],
    );
    assert.deepEqual(
      first?.assertions.map(({ type, negated, typeRange, valueRange }) => [
        type,
        negated,
        at(typeRange),
        at(valueRange),
      ]),
      [
        ['contains', false, 'contains', 'billing'],
        ['is-json', true, 'not-is-json', text],
        ['regex', false, 'regex', "'(?i)^a\\b'"],
      ],
    );
    assert.deepEqual(
      first?.assertions.map(({ options }) => options),
      [{ weight: 2 }, {}, { flags: 'm' }],
    );
  });

  const defects: readonly (readonly [name: string, sample: string, codes: readonly string[]])[] = [
    ['no map', '⟦- a⟧', ['case-syntax']],
    ['broken YAML', 'cases:\n  - name: ⟦"a: b⟧\n', ['case-syntax']],
    ['cases is no list', 'cases: ⟦1⟧', ['case-syntax']],
    ['a case is no map', 'cases:\n  - ⟦a⟧\n', ['case-syntax']],
    ['inputs is no map', 'cases:\n  - inputs: ⟦[a]⟧\n', ['case-syntax']],
    ['two cases of one name', 'cases:\n  - name: a\n  - name: ⟦a⟧\n', ['case-syntax']],
    ['unknown key at the top', '⟦casses⟧: []\n', ['case-key']],
    ['unknown key in a case', 'cases:\n  - ⟦input⟧: {}\n', ['case-key']],
    ["other tools' words", 'cases:\n  - ⟦vars⟧: {}\n', ['case-key']],
    [
      'unknown key of an assertion',
      'cases:\n  - assert:\n      - { type: contains, value: a, ⟦flag⟧: i }\n',
      ['case-key'],
    ],
    ['unknown assertion', 'cases:\n  - assert:\n      - { type: ⟦not-containz⟧, value: a }\n', ['unknown-assertion']],
    ['assertion without type', 'cases:\n  - assert:\n      - ⟦{ value: a }⟧\n', ['bad-assertion']],
    ['assertion is no map', 'cases:\n  - assert:\n      - ⟦contains⟧\n', ['bad-assertion']],
    ['assert is no list', 'cases:\n  - assert: ⟦{ type: contains }⟧\n', ['bad-assertion']],
    ['value missing', 'cases:\n  - assert:\n      - { type: ⟦contains⟧ }\n', ['bad-assertion']],
    ['empty text', 'cases:\n  - assert:\n      - { type: contains, value: ⟦""⟧ }\n', ['bad-assertion']],
    ['text expected', 'cases:\n  - assert:\n      - { type: contains, value: ⟦[a]⟧ }\n', ['bad-assertion']],
    ['pattern that cannot be read', 'cases:\n  - assert:\n      - { type: regex, value: ⟦"("⟧ }\n', ['bad-assertion']],
    ['look-ahead', 'cases:\n  - assert:\n      - { type: regex, value: ⟦"a(?=b)"⟧ }\n', ['bad-assertion']],
    ['back reference', "cases:\n  - assert:\n      - { type: regex, value: ⟦'(a)\\1'⟧ }\n", ['bad-assertion']],
    ['unknown flag', 'cases:\n  - assert:\n      - { type: regex, value: ⟦a⟧, flags: x }\n', ['bad-assertion']],
    [
      'schema with a misspelt type',
      'cases:\n  - assert:\n      - { type: is-json, value: { type: ⟦strin⟧ } }\n',
      ['bad-assertion'],
    ],
    ['threshold missing', 'cases:\n  - assert:\n      - { type: ⟦latency⟧ }\n', ['bad-assertion']],
    ['threshold below zero', 'cases:\n  - assert:\n      - { type: latency, threshold: ⟦-1⟧ }\n', ['bad-assertion']],
    [
      'value where none belongs',
      'cases:\n  - assert:\n      - { type: latency, threshold: 1, value: ⟦2⟧ }\n',
      ['bad-assertion'],
    ],
  ];
  for (const [name, sample, codes] of defects)
    test(name, () => {
      const { text: plain } = parseMarks(sample);
      const { problems } = parseCases(plain, { file });
      assert.equal(
        drawRanges(
          plain,
          problems.map(({ range }) => range),
        ),
        sample,
        problems.map(({ message }) => message).join('\n'),
      );
      assert.deepEqual(
        problems.map(({ code }) => code),
        codes,
      );
    });

  test('misspellings come with what is meant', () => {
    const meant = (assertion: string): unknown =>
      parseCases(`cases:\n  - assert:\n      - { type: ${assertion}, value: a }\n`, { file }).problems[0]?.data?.[
        'replace'
      ];
    assert.equal(meant('not-containz'), 'not-contains');
    assert.equal(meant('start-with'), 'starts-with');
  });

  const patterns = [
    '(?i)\\b(tomorrow|today)\\b',
    '\\d{3}',
    '[[:alpha:]]+',
    '(?P<n>a)',
    '\\Qa.b(\\E',
    '\\pL\\p{Greek}',
    '(?s:a.b)',
    '\\(?=',
    'a\\\\1',
    '[^\\]]',
  ];
  for (const pattern of patterns)
    test(`RE2 takes ${pattern}`, () =>
      assert.deepEqual(
        parseCases(`cases:\n  - assert:\n      - { type: regex, value: '${pattern}' }\n`, { file }).problems,
        [],
      ));

  test('a second case of the same name is told apart', () => {
    assert.deepEqual(
      parseCases('cases:\n  - name: a\n  - name: a\n  - name: a\n', { file }).cases.map(({ name }) => name),
      ['a', 'a (2)', 'a (3)'],
    );
  });

  test('every assertion has a sentence', () => {
    for (const [name, { documentation }] of assertionCatalogue) assert.match(documentation, /\.$/, name);
  });
});

describe('cases in a prompt', () => {
  test('of a Dotprompt header', () => {
    const document = parse(
      '---\nmodel: m\ntests:\n  - name: a\n    inputs: { x: 1 }\n    assert: [{ type: equals, value: y }, { type: nope }]\n---\n{{x}}',
    );
    const cases = casesOfPrompt(document);
    assert.deepEqual(
      cases.cases.map(({ name, assertions }) => [name, assertions.length]),
      [['a', 2]],
    );
    assert.deepEqual(
      cases.problems.map(({ code }) => code),
      ['unknown-assertion'],
    );
    assert.deepEqual(casesOfPrompt(parse('x')).cases, []);
  });

  test('of a GitHub Models prompt: test data times evaluators, values put in once', () => {
    const text = `messages:
  - role: user
    content: '{{a}}'
testData:
  - a: '{{b}}'
    b: two
  - a: A.1
evaluators:
  - name: one
    string: { contains: '{{a}}!' }
  - name: two
    string: { startsWith: '{{a}}' }
  - name: three
    string: { endsWith: end, equals: '{{c}}' }
  - name: judge
    llm: { modelId: m, prompt: p }
`;
    const document = parse(text, { file: 'x.prompt.yml' });
    assert.deepEqual(document.impliedInputs, ['a', 'b']);
    const { cases } = casesOfPrompt(document);
    assert.deepEqual(
      cases.map(({ name, inputs }) => [
        name,
        inputs.map((input) => `${input.name}=${String(input.value as string)}`).join(' '),
      ]),
      [
        ['case 1', 'a={{b}} b=two'],
        ['case 2', 'a=A.1'],
      ],
    );
    assert.deepEqual(
      cases.map(({ assertions }) => assertions.map(({ type, value, options }) => [type, value, options])),
      [
        [
          ['icontains', '{{b}}!', { metric: 'one' }],
          ['regex', '^\\{\\{b\\}\\}', { flags: 'i', metric: 'two' }],
          ['equals', '{{c}}', { metric: 'three' }],
        ],
        [
          ['icontains', 'A.1!', { metric: 'one' }],
          ['regex', '^A\\.1', { flags: 'i', metric: 'two' }],
          ['equals', '{{c}}', { metric: 'three' }],
        ],
      ],
    );
  });
});
