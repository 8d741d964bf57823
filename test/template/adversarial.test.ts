import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cursorContext, dialects, parseCases, parsePrompt, type Dialect } from '../../server/src/template';
import { assertLinear } from '../support/linear';

/** Texts made to hurt a parser, by their length in characters. */
const shapes: { readonly [name: string]: (length: number) => string } = {
  'opening braces': (n) => '{'.repeat(n),
  'closing braces': (n) => '}'.repeat(n),
  'unclosed blocks': (n) => '{{#if a}}'.repeat(n / 9),
  'unclosed blocks with parameters': (n) => '{{#each a as |b c|}}'.repeat(n / 20),
  'blocks with parameters of their own': (n) =>
    Array.from({ length: n / 30 }, (_, i) => `{{#each a as |b${i}|}}{{b0}}{{x}}`).join(''),
  'unclosed sections with dots': (n) => '{{#a.b}}{{c}}'.repeat(n / 13),
  'unclosed loops': (n) => '{% for a in a.b %}'.repeat(n / 18),
  'closing tags without blocks': (n) => '{{#a}}'.repeat(n / 13) + '{{/b}}'.repeat(n / 13),
  'unclosed raw blocks': (n) => '{{{{a}}}} '.repeat(n / 10),
  'unclosed raw statements': (n) => '{%raw%}{% '.repeat(n / 10),
  'unclosed comments': (n) => '{{!-- {# '.repeat(n / 9),
  'unclosed strings': (n) => `{{a "'\n`.repeat(n / 7),
  'strings that swallow tags': (n) => '{{a "}} b '.repeat(n / 10),
  'escaped quotes': (n) => `{{a "${'\\"'.repeat(n / 2)}`,
  'escaped quotes by line': (n) => '{{a "\\"\n'.repeat(n / 8),
  'unclosed brackets': (n) => '{{a [ (\n'.repeat(n / 8),
  parentheses: (n) => `{{a ${'('.repeat(n)}}}`,
  'paired parentheses': (n) => `{{ ${'('.repeat(n / 2)}a${')'.repeat(n / 2)} }}`,
  'nested lists': (n) => `{{ ${'['.repeat(n / 2)}${']'.repeat(n / 2)} }}`,
  'long path': (n) => `{{ a${'.b'.repeat(n / 2)} }}`,
  'many filters': (n) => `{{ a${'|b'.repeat(n / 2)} }}`,
  'filters that name members': (n) => `{{ a${'|map(attribute="b")'.repeat(n / 21)} }}`,
  'filters in parentheses': (n) => `{{ ${'('.repeat(n / 10)}a${'|first).b'.repeat(n / 10)} }}`,
  'lookups in lookups': (n) => `{{ ${'(lookup a "b" '.repeat(n / 15)} }}`,
  'names set in branches': (n) => `{% if a %}${'{% set b = c %}{% elif a %}'.repeat(n / 27)}{% endif %}`,
  'names set in nested branches': (n) => '{% if a %}{% set b = c %}'.repeat(n / 36) + '{% endif %}'.repeat(n / 36),
  'templates included below many names': (n) =>
    Array.from({ length: n / 40 }, (_, i) => `{% set a${i} = b %}{% include "c" %}`).join(''),
  'templates included below names of the whole template': (n) =>
    Array.from({ length: n / 60 }, (_, i) => `{% include "c" %}{% set a${i} = b %}`).join(''),
  'parameters with defaults': (n) =>
    `{% macro m(${Array.from({ length: n / 12 }, (_, i) => `a${i}=a${i}`).join(', ')}) %}`,
  'parameters without defaults': (n) =>
    `{% macro m(${Array.from({ length: n / 14 }, (_, i) => `a${i}`).join(', ')}, b=1${', c=1'.repeat(n / 10)}) %}`,
  'many macros': (n) =>
    Array.from({ length: n / 50 }, (_, i) => `{% macro m${i}(a, b=a) %}{{ m0(a) }}{% endmacro %}`).join(''),
  'many operators': (n) => `{{ a${' + not b'.repeat(n / 8)} }}`,
  'chained conditions': (n) => `{{ a${' if b else c'.repeat(n / 12)} }}`,
  'chained conditions without else': (n) => `{{ a${' if b'.repeat(n / 5)} }}`,
  'else tags': (n) => `{{#if a}}${'{{else if b}}'.repeat(n / 13)}`,
  'escaped tags': (n) => '\\{{'.repeat(n / 3),
  'changing delimiters': (n) => '{{=<% %>=}}'.repeat(n / 11),
  'JSON objects': (n) => '{"a":'.repeat(n / 5),
  'nested fields': (n) => '{a:{'.repeat(n / 4),
  'input marks': (n) => '${input:a'.repeat(n / 9),
  'role lines': (n) => 'system[a=1,\n'.repeat(n / 12),
  'one line': (n) => 'word {{a}} '.repeat(n / 11),
  'a hundred thousand tags': (n) => '{a}{{a}}'.repeat(n / 8),
  'opening and closing tags in turn': (n) => '{{#{{/'.repeat(n / 6),
  'opening and closing blocks in turn': (n) => '{{#a}}{{/b}}'.repeat(n / 12),
  'chained else blocks': (n) => `{{#if a}}${'{{else if b}}{{#if c}}'.repeat(n / 22)}`,
  'chained elif': (n) => `{% if a %}${'{% elif b %}{% if c %}'.repeat(n / 22)}`,
  'names set in open branches': (n) => '{% if a %}{% set x = x %}{% else %}'.repeat(n / 35),
  'names set in a row': (n) => '{% set a = a %}'.repeat(n / 15),
  'names set in branches that end': (n) =>
    `{% if a %}${'{% if a %}{% set b = 1 %}{% endif %}'.repeat(n / 36)}{% endif %}`,
  'different names set in nested branches': (n) =>
    Array.from({ length: n / 50 }, (_, i) => `{% if a %}{% set x${i} = 1 %}`).join('') + '{% endif %}'.repeat(n / 50),
  'branches in branches': (n) => '{% if a %}'.repeat(n / 10),
  macros: (n) => '{% macro m(a, b=a) %}'.repeat(n / 21),
  'maps in maps': (n) => `{{ ${'{a: '.repeat(n / 4)} }}`,
  'one long comment': (n) => `{{! ${'x'.repeat(n)} }}{# ${'x'.repeat(n)} #}`,
  'unterminated strings': (n) => `{{ a("${'x'.repeat(n)}`,
  'strings over lines': (n) => `{{a "${'x\n'.repeat(n / 2)}`,
  'delimiters that change and stay': (n) => '{{=<% %>=}}<%a%><%={{ }}=%>{{a}}'.repeat(n / 31),
  'new delimiters each time': (n) =>
    Array.from({ length: Math.floor(n / 30) }, (_, i) =>
      i % 2 === 0 ? '{{=<% %>=}}<%#a%><%b' : '<%={{ }}=%>{{a}}{{{',
    ).join(''),
  'blanks in tags': (n) => `{{${' '.repeat(n)}`,
  'many tags of blanks': (n) => `{{${' '.repeat(50)}`.repeat(n / 52),
  'nested specifications': (n) => '{a:{b:{c:'.repeat(n / 9),
  'specifications without end': (n) => '{a:>{b}'.repeat(n / 7),
  'carriage returns': (n) => '{{a}}\r'.repeat(n / 6),
  'line ends of all kinds': (n) => '{{#a}}\r\n\r\n\u2028{{/a}}\n'.repeat(n / 17),
  'lone surrogates': (n) => '{{\ud800}}{\udc00}'.repeat(n / 8),
  'zero bytes': (n) => '{{a\u0000}}{% \u0000 %}'.repeat(n / 13),
  'bytes that are no text': (n) => '{{\ufffd\ufffd}}\ufffd'.repeat(n / 7),
};

describe('hostile texts: time grows with the length alone, nothing throws', () => {
  for (const dialect of dialects)
    test(dialect, () => {
      for (const [name, make] of Object.entries(shapes))
        assertLinear(name, (length) => void parsePrompt(make(length), { file: 'x.txt', dialect }));
    });

  for (const dialect of dialects)
    test(`openers in a row are one mistake in ${dialect}`, () => {
      for (const text of ['{'.repeat(1_000), '{{'.repeat(50), '{{{'.repeat(50)]) {
        const { problems } = parsePrompt(text, { file: 'x.txt', dialect });
        assert.ok(problems.length <= 1, `${text.slice(0, 6)}: ${problems.length} problems`);
      }
    });

  test('cursors in tags without end', () => {
    const tags: { readonly [name: string]: (length: number) => string } = {
      'a long name': (n) => `{{ ${'a'.repeat(n)}`,
      'a long path': (n) => `{{ ${'a.'.repeat(n / 2)}`,
      'members as text': (n) => `{{ ${'a["b"].'.repeat(n / 7)}c["`,
      'a text behind a long name': (n) => `{{ ${'a'.repeat(n)}["`,
      'blanks in a statement': (n) => `{% set${' '.repeat(n)}`,
      'words in a statement': (n) => `{% for ${'in is not '.repeat(n / 10)}`,
      'words of another template': (n) => `{% from "a" import ${'a as b, '.repeat(n / 8)}`,
      brackets: (n) => `{{ ${'a['.repeat(n / 2)}`,
      'brackets in blocks': (n) => `{{#a ${'(b '.repeat(n / 3)}`,
      dollars: (n) => `\${input:${'a'.repeat(n)}`,
    };
    for (const [name, make] of Object.entries(tags))
      for (const dialect of dialects)
        assertLinear(`${name} in ${dialect}`, (length) => {
          const text = make(length);
          cursorContext(parsePrompt(text, { file: 'x.txt', dialect }), text.length);
        });
  });

  const headers: { readonly [name: string]: (length: number) => string } = {
    'blank lines after the fence': (n) => `---\n${'\n'.repeat(n)}`,
    'comment lines before the fence': (n) => '# a\n'.repeat(n / 4),
    fences: (n) => '---\n'.repeat(n / 4),
    'long role line': (n) => `---\n---\nsystem[${'a=1,'.repeat(n / 4)}`,
    'a long key': (n) => `---\n${'k'.repeat(n)}: 1\n---\n`,
    'a long value': (n) => `---\nname: ${'v'.repeat(n)}\n---\n`,
    'many keys': (n) => `---\n${Array.from({ length: n / 12 }, (_, i) => `key${i}: 1\n`).join('')}---\n`,
    'many inputs': (n) =>
      `---\ninput:\n  schema:\n${Array.from({ length: n / 20 }, (_, i) => `    in${i}: string\n`).join('')}---\n`,
    'the same key again': (n) => `---\n${'key: 1\n'.repeat(n / 7)}---\n`,
    'nested maps': (n) =>
      `---\n${Array.from({ length: Math.sqrt(n) }, (_, i) => `${' '.repeat(i)}a:\n`).join('')}---\n`,
    'anchors and aliases': (n) => `---\n${'a: &a 1\nb: *a\n'.repeat(n / 14)}---\n`,
    'unclosed quotes': (n) => `---\n${'a: "\n'.repeat(n / 6)}---\n`,
    'tabs and dashes': (n) => `---\n${'\t- -\n'.repeat(n / 5)}---\n`,
  };
  test('headers', () => {
    for (const [name, make] of Object.entries(headers))
      for (const file of ['x.prompt', 'x.prompty'])
        assertLinear(name, (length) => void parsePrompt(make(length), { file }));
  });

  test('a line of a million characters', () => {
    for (const dialect of dialects) {
      const document = parsePrompt('x {{a}} '.repeat(125_000), { file: 'x.txt', dialect });
      assert.equal(document.text.length, 1_000_000);
    }
  });

  test('a file too large to check is named', () => {
    const document = parsePrompt('{{'.repeat(2_100_000), { file: 'x.prompt' });
    assert.deepEqual(
      document.problems.map(({ code }) => code),
      ['file-too-large'],
    );
    assert.deepEqual(document.analysis.tags, []);
  });

  const deep = [
    ['5,000 nested sub-expressions', 'handlebars', `{{json ${'(lookup '.repeat(5_000)}a${')'.repeat(5_000)}}}`],
    ['5,000 nested parentheses', 'jinja', `{{ ${'('.repeat(5_000)}a${')'.repeat(5_000)} }}`],
  ] as const;
  for (const [name, dialect, text] of deep)
    test(`${name} are no mistake`, () => assert.deepEqual(parsePrompt(text, { file: 'x.txt', dialect }).problems, []));

  test('8,000 unclosed blocks: at most 200 problems, each at its block', () => {
    const { problems } = parsePrompt('{{#if a}}'.repeat(8_000), { file: 'x.prompt' });
    assert.equal(problems.length, 200);
    assert.deepEqual(problems[1]?.range, { start: 12, end: 14 });
  });

  test('YAML that nests or repeats without end is refused, not followed', () => {
    const bombs = [
      '['.repeat(20_000),
      '- '.repeat(20_000),
      `a: &a [x]\n${[...'bcdefghijk'].map((name, i) => `${name}: &${name} [${`*${'abcdefghijk'[i] ?? 'a'},`.repeat(9)}]`).join('\n')}`,
    ];
    for (const bomb of bombs) {
      parsePrompt(`---\n${bomb}\n---\n{{a}}`, { file: 'x.prompt' });
      parsePrompt(bomb, { file: 'x.prompt.yml' });
      parseCases(`cases:\n  - inputs:\n      ${bomb.replaceAll('\n', '\n      ')}`, { file: 'x.cases.yaml' });
    }
  });

  test('names of the prototype are names like any other', () => {
    const header =
      '---\ninput:\n  schema:\n    __proto__: string\n    constructor: string\n    toString?: string\n  default: { __proto__: 1, hasOwnProperty: 2 }\nconfig: { __proto__: { polluted: true } }\n---\n';
    const document = parsePrompt(`${header}{{__proto__}} {{constructor.name}} {{#toString}}{{valueOf}}{{/toString}}`, {
      file: 'x.prompt',
    });
    assert.deepEqual(
      document.inputs.map(({ name }) => name),
      ['__proto__', 'constructor', 'toString'],
    );
    assert.equal(Object.getPrototypeOf(document.parameters), Object.prototype);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    for (const dialect of dialects)
      parsePrompt(
        '{{__proto__}} {{#constructor}} {constructor} {% constructor %} {{ toString() | valueOf }} ${input:__proto__}',
        { file: 'x.txt', dialect },
      );
  });

  const odd = [
    '\ud800{{a}}\udfff',
    '{{\ud800}}',
    '{{a\u0000b}}',
    '\u0000',
    '\ufeff{{a}}',
    '{{\u2028a\u2029}}',
    '{{a}}\r{{b}}\r\n{{c}}',
    '\ufeff---\r\ninput:\r\n  schema:\r\n    a: string\r\n---\r\n{{a}}',
  ];
  for (const text of odd)
    test(`odd characters: ${JSON.stringify(text)}`, () => {
      for (const dialect of dialects as readonly Dialect[])
        for (const file of ['x.prompt', 'x.prompty', 'x.prompt.yml', 'x.txt', 'x.prompt.md']) {
          const document = parsePrompt(text, { file, dialect });
          for (let offset = 0; offset <= text.length; offset++) cursorContext(document, offset);
          for (const { range } of [...document.problems, ...document.analysis.variables])
            assert.ok(range.start >= 0 && range.end <= text.length);
        }
    });

  test('a byte order mark and carriage returns do not hide the header', () => {
    const document = parsePrompt('\ufeff---\r\ninput:\r\n  schema:\r\n    a: string\r\n---\r\n{{a}}', {
      file: 'x.prompt',
    });
    assert.deepEqual(document.problems, []);
    assert.deepEqual(
      document.inputs.map(({ name }) => name),
      ['a'],
    );
  });
});
