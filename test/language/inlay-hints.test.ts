import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { InlayHint } from 'vscode-languageserver-types';
import { LineIndex } from '../../server/src/base';
import { uriOf, type MemoryConfig } from '../support/memory-workspace';
import { sample, type SampleFiles } from './harness';

const everything = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };

/** The first file with its hints written into it, each in `‹=  ›`. */
function drawn(files: SampleFiles, inlayHints: MemoryConfig['inlayHints'], range = everything): string {
  const [path = ''] = Object.keys(files);
  const one = sample(files, { config: { inlayHints: inlayHints ?? {} } });
  const lines = new LineIndex(one.text(path));
  const hints = one.service
    .inlayHints(uriOf(path), range)
    .toSorted((a, b) => lines.offsetAt(b.position) - lines.offsetAt(a.position));
  let text = one.text(path);
  for (const hint of hints) {
    const at = lines.offsetAt(hint.position);
    text = `${text.slice(0, at)}‹${labelOf(hint)}›${text.slice(at)}`;
  }
  return text;
}

function labelOf({ label }: InlayHint): string {
  return typeof label === 'string' ? label : label.map(({ value }) => value).join('');
}

const all = { exampleValues: 'all' } as const;
const caseWith = (inputs: string): string => `cases:\n  - name: one\n    inputs: ${inputs}\n`;

describe('example values', () => {
  const rows: readonly (readonly [name: string, file: string, body: string, inputs: string, expected: string])[] = [
    [
      'Handlebars',
      'a.prompt',
      '{{name}} {{#if vip}}x{{/if}}',
      '{ name: Ada, vip: true }',
      '{{name‹= "Ada"›}} {{#if vip‹= true›}}x{{/if}}',
    ],
    [
      'Jinja',
      'a.j2',
      '{{ name | upper }}{% if n > 2 %}{% endif %}',
      '{ name: Ada, n: 3 }',
      '{{ name‹= "Ada"› | upper }}{% if n‹= 3› > 2 %}{% endif %}',
    ],
    ['Mustache', 'a.mustache', '{{name}}{{{name}}}', '{ name: Ada }', '{{name‹= "Ada"›}}{{{name‹= "Ada"›}}}'],
    [
      'VS Code prompt files',
      'a.prompt.md',
      'Say ${input:name:who?}',
      '{ name: Ada }',
      'Say ${input:name‹= "Ada"›:who?}',
    ],
    ['a member', 'a.prompt', '{{order.id}}{{order.no}}', '{ order: { id: 7 } }', '{{order.id‹= 7›}}{{order.no}}'],
    [
      'lists and objects',
      'a.prompt',
      '{{#each xs}}{{this}}{{/each}}{{json o}}',
      '{ xs: [1, 2], o: { a: 1, b: 2 } }',
      '{{#each xs‹= [2 items]›}}{{this}}{{/each}}{{json o‹= {a, b}›}}',
    ],
    ['null', 'a.prompt', '{{x}}', '{ x: null }', '{{x‹= null›}}'],
    ['no value, no hint', 'a.prompt', '{{x}}{{y}}', '{ y: "" }', '{{x}}{{y‹= ""›}}'],
    [
      'names of blocks are no inputs',
      'a.prompt',
      '{{#each xs as |name|}}{{name}}{{/each}}',
      '{ name: Ada }',
      '{{#each xs as |name|}}{{name}}{{/each}}',
    ],
  ];
  for (const [name, file, body, inputs, expected] of rows)
    test(name, () => {
      const cases = file.replace(/\.[^.]+$|\.prompt\.md$/, '') + '.cases.yaml';
      assert.equal(drawn({ [file]: body, [cases.replace('.prompt', '')]: caseWith(inputs) }, all), expected);
    });

  test('f-strings', () => {
    const config = { inlayHints: all, dialects: { 'a.txt': 'fstring' } } as const;
    const one = sample({ 'a.txt': 'Dear {name}', 'a.cases.yaml': caseWith('{ name: Ada }') }, { config });
    assert.deepEqual(one.service.inlayHints(uriOf('a.txt'), everything).map(labelOf), ['= "Ada"']);
  });

  test('of the first case, else of the header, else of the next case that has one', () => {
    const head =
      '---\ninput:\n  schema:\n    a: string\n    b?: string\n    c?: string\n  default:\n    a: default\n    b: default\n---\n';
    const cases = 'cases:\n  - inputs: { a: first }\n  - inputs: { a: second, b: second, c: second }\n';
    assert.equal(
      drawn({ 'a.prompt': `${head}{{a}} {{b}} {{c}}`, 'a.cases.yaml': cases }, all),
      `${head}{{a‹= "first"›}} {{b‹= "default"›}} {{c‹= "second"›}}`,
    );
    const prompty = '---\nname: x\nsample:\n  who: Ada\n---\n';
    assert.equal(drawn({ 'a.prompty': `${prompty}{{who}}` }, all), `${prompty}{{who‹= "Ada"›}}`);
  });

  test('at the first use of each, at all, or at none', () => {
    const files = { 'a.prompt': '{{a}} {{b}} {{a}}', 'a.cases.yaml': caseWith('{ a: 1, b: 2 }') };
    assert.equal(drawn(files, { exampleValues: 'first' }), '{{a‹= 1›}} {{b‹= 2›}} {{a}}');
    assert.equal(drawn(files, all), '{{a‹= 1›}} {{b‹= 2›}} {{a‹= 1›}}');
    assert.equal(drawn(files, { exampleValues: 'off' }), '{{a}} {{b}} {{a}}');
    assert.equal(drawn(files, {}), '{{a}} {{b}} {{a}}');
  });

  test('only in the part that is asked for: what is first is first in the file', () => {
    const files = { 'a.prompt': '{{a}}\n{{a}}{{b}}\n{{b}}', 'a.cases.yaml': caseWith('{ a: 1, b: 2 }') };
    const second = { start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
    assert.equal(drawn(files, { exampleValues: 'first' }, second), '{{a}}\n{{a}}{{b‹= 2›}}\n{{b}}');
  });

  test('a hint tells which case, and leads there', () => {
    const one = sample(
      { 'a.prompt': '{{a}}', 'a.cases.yaml': caseWith('{ a: hello }') },
      { config: { inlayHints: all } },
    );
    const [hint] = one.service.inlayHints(one.uri, everything);
    assert.ok(hint !== undefined && typeof hint.label !== 'string');
    assert.deepEqual(hint.label[0]?.location, {
      uri: uriOf('a.cases.yaml'),
      range: { start: { line: 2, character: 17 }, end: { line: 2, character: 22 } },
    });
    assert.deepEqual(hint.tooltip, {
      kind: 'markdown',
      value: '`hello`\n\nAn example, from the case one in `a.cases.yaml`.',
    });
  });

  const hostile: readonly (readonly [name: string, value: string, label: string])[] = [
    ['a long text', 'x'.repeat(5_000), `= "${'x'.repeat(15)}…"`],
    ['a text of the length that fits', 'x'.repeat(16), `= "${'x'.repeat(16)}"`],
    ['lines', 'a\nb', String.raw`= "a\nb"`],
    ['an escape where it is cut', `${'x'.repeat(14)}\nyyy`, `= "${'x'.repeat(14)}…"`],
    ['half a pair where it is cut', `${'x'.repeat(14)}😀yyy`, `= "${'x'.repeat(14)}…"`],
    ['text that turns around', 'a\u202Eb\u2028c', '= "a\uFFFDb\uFFFDc"'],
    ['Markdown', '[x](command:y)', '= "[x](command:y)"'],
  ];
  for (const [name, value, label] of hostile)
    test(`harmless: ${name}`, () => {
      const cases = caseWith(`{ a: ${JSON.stringify(value)} }`);
      const one = sample({ 'a.prompt': '{{a}}', 'a.cases.yaml': cases }, { config: { inlayHints: all } });
      const [hint] = one.service.inlayHints(one.uri, everything);
      assert.equal(hint && labelOf(hint), label);
      assert.ok(labelOf(hint as InlayHint).length <= 20);
      const tooltip = (hint?.tooltip as { readonly value: string }).value;
      assert.ok(tooltip.startsWith('`') && tooltip.length < 700 && !/[\u202E\u2028]/.test(tooltip), tooltip);
    });
});

describe('partial arguments', () => {
  const files = { 'a.prompt': '{{> sign team="x"}}', '_sign.prompt': '{{agent}}{{team}}' };

  test('an inclusion shows what the partial takes from the context', () => {
    assert.equal(drawn(files, undefined), '{{> sign team="x"‹reads agent›}}');
    assert.equal(drawn({ 'a.prompt': '{{a}}' }, undefined), '{{a}}');
  });

  test('unless a setting says no', () => {
    assert.equal(drawn(files, { partialArguments: false }), '{{> sign team="x"}}');
  });
});
