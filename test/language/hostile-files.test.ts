import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Position } from 'vscode-languageserver-types';
import { LineIndex } from '../../server/src/base';
import type { LanguageService } from '../../server/src/language';
import { assertLinear } from '../support/linear';
import { findings, sample, type Sample } from './harness';

const numbers = (length: number): readonly number[] => Array.from({ length: Math.floor(length) }, (_, i) => i);

/** Asks for everything about a file, at its start, in its middle and at its end. */
function askAll(one: Sample): void {
  const { service, uri } = one;
  const text = one.text(one.path);
  const { length } = text;
  const lines = new LineIndex(text);
  service.diagnostics(uri);
  service.semanticTokens(uri);
  service.foldingRanges(uri);
  service.formatting(uri);
  service.documentSymbols(uri);
  service.inlayHints(uri, { start: lines.positionAt(0), end: lines.positionAt(length) });
  const { diagnostics = [] } = service.diagnostics(uri) ?? {};
  service.codeActions(uri, { start: lines.positionAt(0), end: lines.positionAt(length) }, { diagnostics });
  for (const at of [0, 4, length >> 1, length - 3, length]) askAt(service, uri, lines.positionAt(at));
}

function askAt(service: LanguageService, uri: string, position: Position): void {
  service.completion(uri, position, { snippets: true });
  service.hover(uri, position);
  service.signatureHelp(uri, position);
  service.definition(uri, position);
  service.references(uri, position, true);
}

const shapes: readonly (readonly [name: string, path: string, make: (length: number) => string])[] = [
  ['empty lines', 'a.prompt', (n) => `---\nmodel: a\n---\n${'\n'.repeat(n)}`],
  ['blanks', 'a.prompt', (n) => `---\nmodel: a\n---\n${' '.repeat(n)}x`],
  ['blanks in a header', 'a.prompt', (n) => `---\nmodel: a${' '.repeat(n)}b\n---\n`],
  ['blanks in a message', 'a.prompt.yml', (n) => `messages:\n  - content: |\n      a${' '.repeat(n)}\n      {{b}}\n`],
  ['blanks behind many texts', 'a.prompt', (n) => `---\n${'a: |\n  x \n'.repeat(n / 10)}---\n`],
  ['open blocks with parameters', 'a.prompt', (n) => '{{#each a as |b c|}}'.repeat(n / 20)],
  ['a path of parents', 'a.mustache', (n) => `{{${'../'.repeat(n / 3)}a}}`],
  ['a long path', 'a.prompt', (n) => `{{a${'.b'.repeat(n / 2)}}}`],
  ['a long path of literal names', 'a.prompt', (n) => `{{a${'.[b c]'.repeat(n / 6)}}}`],
  ['a long path in Jinja', 'a.prompty', (n) => `---\ninputs:\n  x: string\n---\n{{ a${'.b'.repeat(n / 2)} }}`],
  ['comments and tags in turn', 'a.prompt', (n) => '{{! a }}{{ b }}'.repeat(n / 15)],
  ['texts and blanks in a tag', 'a.prompt', (n) => `{{json ${'"a"  '.repeat(n / 5)}}}`],
  ['comments that silence', 'a.prompt', (n) => '<!-- galley-ignore '.repeat(n / 19)],
  ['marks that silence nothing', 'a.prompt', (n) => 'galley-ignore '.repeat(n / 14)],
  ['marks behind one another', 'a.cases.yaml', (n) => '# galley-ignore '.repeat(n / 16)],
  ['bars', 'a.txt', (n) => `{{${'|'.repeat(n)}`],
  ['long keys that are alike', 'a.prompt', (n) => `---\nmodel: a\n${'k'.repeat(n)}: 1\n${'k'.repeat(n)}i: 1\n---\n`],
  ['lists in lists', 'a.prompt', (n) => `---\ninput:\n  default: ${'['.repeat(n / 2)}${']'.repeat(n / 2)}\n---\n`],
  ['maps in maps of cases', 'a.cases.yaml', (n) => `cases: ${'{a: '.repeat(n / 5)}${'}'.repeat(n / 5)}\n`],
  ['lists in lists of settings', 'galley.yaml', (n) => `prompts: ${'['.repeat(n)}`],
  ['items in items', 'a.cases.yaml', (n) => '- '.repeat(n / 2)],
  [
    'a list with many names',
    'a.prompt',
    (n) =>
      `---\na: &a [${'1, '.repeat(n / 9)}]\n${numbers(n / 12)
        .map((i) => `b${i}: *a\n`)
        .join('')}---\n`,
  ],
  [
    'types that hold others twice',
    'a.prompt',
    (n) =>
      `---\ninput:\n  schema:\n    a0: &a0 { x: string }\n${numbers(n / 40)
        .map((i) => `    a${i + 1}: &a${i + 1} { x: *a${i}, y: *a${i} }\n`)
        .join('')}---\n`,
  ],
];

describe('everything that can be asked of a hostile file takes time that grows with its length alone', () => {
  for (const [name, path, make] of shapes)
    test(name, () => assertLinear(name, (length) => askAll(sample({ [path]: make(length) }))));
});

describe('what is not read of a hostile header is said once', () => {
  const cases: readonly (readonly [name: string, text: string, message: RegExp])[] = [
    ['1,000 lists in lists', `---\na: ${'['.repeat(1_000)}${']'.repeat(1_000)}\n---\n{{a}}`, /read 200 deep/],
    ['100,000 open lists', `---\na: ${'['.repeat(100_000)}\n---\n{{a}}`, /read 200 deep/],
    ['100,000 items in items', `---\n${'- '.repeat(100_000)}\n---\n{{a}}`, /read 200 deep/],
    [
      'types 1,000 deep',
      `---\ninput:\n  schema: ${'{a: '.repeat(1_000)}string${'}'.repeat(1_000)}\n---\n{{a}}`,
      /read 200 deep/,
    ],
    [
      'aliases of aliases',
      `---\na0: &a0 [x]\n${numbers(40)
        .map((i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`)
        .join('')}---\n{{a}}`,
      /more than 10000 values/,
    ],
  ];
  for (const [name, text, message] of cases)
    test(name, () => {
      const { messages } = findings(sample(text));
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', message);
    });

  test('what is nested as deeply as people do is read', () => {
    const { codes } = findings(sample(`---\na: ${'['.repeat(100)}${']'.repeat(100)}\n---\n{{a}}`));
    assert.deepEqual(codes, []);
  });
});

test('partials to which many ways lead are looked at once', () => {
  const files = Object.fromEntries(
    numbers(40).map((i) => [`_p${i}.prompt`, `{{x}}{{> p${i + 1}}}{{> p${i + 1} y=1}}`] as const),
  );
  const prompt = '---\ninput:\n  schema:\n    x: string\n    y: string\n---\n{{x}}{{> p0}}';
  const { codes } = findings(sample({ 'a.prompt': prompt, ...files, '_p40.prompt': '{{x}}{{y}}' }));
  assert.deepEqual(codes, []);
});
