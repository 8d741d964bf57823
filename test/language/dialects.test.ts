import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { applied, applyEdits, findings, sample, type SampleFiles, type SampleOptions } from './harness';
import { github } from './matrix/samples';

const prompty = (inputs: string, body: string): string =>
  `---\nname: p\ninputs:\n${inputs.replace(/^/gm, '  ')}\n---\n${body}`;

interface Row {
  readonly name: string;
  readonly files: SampleFiles;
  /** Codes in order of place; the marks in the first file show the places. */
  readonly expected: readonly string[];
  readonly options?: SampleOptions;
}

describe('findings in every dialect', () => {
  const rows: readonly Row[] = [
    {
      name: 'Prompty: undeclared and unused',
      files: {
        'a.prompty': prompty('name: { type: string }\n⟦mood⟧: { type: string }', 'system:\nHi {{ ⟦nmae⟧ }} {{ name }}'),
      },
      expected: ['unused-input', 'undeclared-variable'],
    },
    {
      name: 'Prompty 2: a list of inputs',
      files: {
        'a.prompty': '---\nname: p\ninputs:\n  - name: first\n    kind: string\n---\nuser:\n{{first}} {{⟦last⟧}}',
      },
      expected: ['undeclared-variable'],
    },
    {
      name: 'Jinja: loops, set, macros and globals declare names',
      files: {
        'a.prompty': prompty(
          'xs: { type: array }\nname: { type: string }',
          'system:\n{% for x in xs %}{{ loop.index }}{{ x.id }}{% endfor %}{% set y = name %}{{ y }}{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1) }}{{ range(3) }}',
        ),
      },
      expected: [],
    },
    {
      name: 'Jinja: an unknown filter',
      files: { 'a.prompty': prompty('name: { type: string }', 'system:\n{{ name | ⟦uper⟧ }}') },
      expected: ['unknown-helper'],
    },
    {
      name: 'Jinja: a default copes with a name that nobody gives',
      files: { 'a.prompty': prompty('name: { type: string }', 'system:\n{{ name }}{{ zebra | default("x") }}') },
      expected: [],
    },
    {
      name: 'Jinja: a loop over a text',
      files: { 'a.prompty': prompty('name: { type: string }', 'system:\n{% for c in ⟦name⟧ %}{{ c }}{% endfor %}') },
      expected: ['type-misuse'],
    },
    {
      name: 'Jinja: a name after the loop is no longer the element',
      files: { 'prompts/a.j2': '{% for x in xs %}{{ x }}{% endfor %}{{ x }}' },
      expected: [],
    },
    {
      name: 'Mustache: sections and their elements',
      files: { 'prompts/a.mustache': '{{#xs}}{{name}}{{/xs}}{{^xs}}none{{/xs}}{{! c }}' },
      expected: [],
    },
    {
      name: 'Mustache: a section that is not closed',
      files: { 'prompts/a.mustache': '{{#⟦xs⟧}} text' },
      expected: ['unclosed-block'],
    },
    {
      name: 'f-string: JSON in the text',
      files: { 'prompts/a.txt': 'Answer with ⟦{"k": 1}⟧ for {name}' },
      expected: ['json-braces'],
      options: { config: { dialects: { 'prompts/a.txt': 'fstring' } } },
    },
    {
      name: 'GitHub Models: samples declare',
      files: { 'a.prompt.yml': github('Hi {{name}}', 'testData:\n  - name: Ada\n') },
      expected: [],
    },
    {
      name: 'GitHub Models: an unclosed mark in a message',
      files: { 'a.prompt.yml': github('Hi ⟦{{name⟧') },
      expected: ['unclosed-tag'],
    },
    {
      name: 'VS Code prompt files',
      files: { 'a.prompt.md': '---\ndescription: x\n---\nHi ${input:name:your name} and ${file}' },
      expected: [],
    },
    {
      name: 'a foreign format is left alone',
      files: { 'a.prompt': 'init do\n  @version: 1\nend init\n\n{{ broken' },
      expected: [],
    },
  ];
  for (const { name, files, expected, options } of rows) {
    test(name, () => {
      const one = sample(files, options);
      const found = findings(one);
      assert.deepEqual(found.codes, expected, found.messages.join('\n'));
      const [marked] = Object.values(files);
      // Where a finding begins is what counts here; its end is the parser's matter.
      const starts = (text: string): number[] =>
        [...text.replace(/⟧/g, '').matchAll(/⟦/g)].map(({ index }, order) => index - order);
      assert.deepEqual(starts(found.drawn), starts(marked ?? ''));
    });
  }
});

describe('completion in every dialect', () => {
  const offers = (name: string, files: SampleFiles, expected: readonly string[], options?: SampleOptions): void => {
    test(name, () => {
      const one = sample(files, options);
      const found = (one.service.completion(one.uri, one.position, { snippets: true })?.items ?? []).map(
        ({ label }) => label,
      );
      assert.deepEqual(
        expected.filter((label) => !found.includes(label)),
        [],
        `offered: ${found.join(', ')}`,
      );
    });
  };
  const inputs = 'name: { type: string }\norder: { type: object, properties: { id: { type: string } } }';
  offers('Jinja: inputs and functions', { 'a.prompty': prompty(inputs, 'system:\n{{ ‸ }}') }, [
    'name',
    'order',
    'range',
  ]);
  offers(
    'Jinja: loop variables',
    { 'a.prompty': prompty(inputs, 'system:\n{% for x in order %}{{ ‸ }}{% endfor %}') },
    ['x', 'name'],
  );
  offers('Jinja: filters', { 'a.prompty': prompty(inputs, 'system:\n{{ name | ‸ }}') }, ['upper', 'join', 'default']);
  offers('Jinja: tests', { 'a.prompty': prompty(inputs, 'system:\n{% if name is ‸ %}') }, ['defined', 'none']);
  offers('Jinja: statements', { 'a.prompty': prompty(inputs, 'system:\n{% ‸ %}') }, ['if', 'for', 'set']);
  offers('Mustache: names', { 'prompts/a.mustache': '{{first}} {{‸}}' }, ['first']);
  offers('Mustache: the open section', { 'prompts/a.mustache': '{{#xs}}{{/‸' }, ['xs']);
  offers('braces in a message', { 'a.prompt.yml': github('Hi {{‸}}', 'testData:\n  - name: Ada\n') }, ['name']);
  offers('keys of a GitHub Models prompt', { 'a.prompt.yml': 'name: x\n‸' }, ['messages', 'model', 'testData']);
  offers('f-string fields', { 'prompts/a.txt': 'For {name} and {‸}' }, ['name'], {
    config: { dialects: { 'prompts/a.txt': 'fstring' } },
  });
  offers('keys of a Prompty header', { 'a.prompty': '---\nname: x\n‸\n---\n' }, ['inputs', 'model', 'sample']);
  offers(
    'samples of a Prompty header',
    { 'a.prompty': '---\ninputs:\n  name: { type: string }\nsample:\n  ‸\n---\n{{ name }}' },
    ['name'],
  );
});

describe('rename in every dialect', () => {
  const renames = (name: string, files: SampleFiles, expected: SampleFiles): void => {
    test(name, () => {
      const one = sample(files);
      assert.deepEqual(applied(one, one.service.rename(one.uri, one.position, 'who')), expected);
    });
  };
  renames(
    'Prompty: inputs, sample, body',
    {
      'a.prompty':
        '---\nname: p\ninputs:\n  name:\n    type: string\nsample:\n  name: Ada\n---\nuser:\n{{ na‸me | upper }}{% if name %}{% endif %}',
    },
    {
      'a.prompty':
        '---\nname: p\ninputs:\n  who:\n    type: string\nsample:\n  who: Ada\n---\nuser:\n{{ who | upper }}{% if who %}{% endif %}',
    },
  );
  renames(
    'Jinja: a loop variable within its loop',
    { 'prompts/a.j2': '{% for x in xs %}{{ ‸x }}{{ x.id }}{% endfor %}{{ x }}' },
    { 'prompts/a.j2': '{% for who in xs %}{{ who }}{{ who.id }}{% endfor %}{{ x }}' },
  );
  renames(
    'GitHub Models: messages and samples',
    { 'a.prompt.yml': github('Hi {{na‸me}}', 'testData:\n  - name: Ada\n  - name: Bo\n') },
    { 'a.prompt.yml': github('Hi {{who}}', 'testData:\n  - who: Ada\n  - who: Bo\n') },
  );
});

describe('actions in every dialect', () => {
  const takes = (name: string, files: SampleFiles, title: string, expected: string, options?: SampleOptions): void => {
    test(name, () => {
      const one = sample(files, options);
      const range = { start: one.position, end: one.position };
      const offered = one.service.codeActions(one.uri, range, { diagnostics: [] });
      const action = offered.find((candidate) => candidate.title === title);
      assert.ok(action !== undefined, `offered: ${offered.map((other) => other.title).join(' | ')}`);
      assert.deepEqual(Object.values(applied(one, action.edit)), [expected]);
    });
  };
  takes(
    'Prompty: declare',
    { 'a.prompty': prompty('name:\n  type: string', 'user:\n{{ name }}{% for x in ite‸ms %}{{ x }}{% endfor %}') },
    'Declare the input items',
    prompty('name:\n  type: string\nitems:\n  type: array', 'user:\n{{ name }}{% for x in items %}{{ x }}{% endfor %}'),
  );
  takes(
    'Prompty 2: declare',
    { 'a.prompty': '---\ninputs:\n  - name: first\n    kind: string\n---\nuser:\n{{first}} {{la‸st}}' },
    'Declare the input last',
    '---\ninputs:\n  - name: first\n    kind: string\n  - name: last\n    kind: string\n---\nuser:\n{{first}} {{last}}',
  );
  takes(
    'Jinja: ignore without changing what is rendered',
    { 'a.prompty': prompty('name: { type: string }', 'user:\n{{ name }}\n{{ la‸st }} more\nend') },
    'Ignore undeclared-variable here',
    prompty('name: { type: string }', 'user:\n{{ name }}\n{{ last }} more{# galley-ignore undeclared-variable #}\nend'),
  );
  takes(
    'f-string: double the braces',
    { 'prompts/a.txt': 'Answer {"k": ‸1} {name}' },
    'Double the braces, so that they are text',
    'Answer {{"k": 1}} {name}',
    {
      config: { dialects: { 'prompts/a.txt': 'fstring' } },
    },
  );
});

describe('other features in every dialect', () => {
  test('Jinja blocks get their end', () => {
    const one = sample({ 'prompts/a.j2': '{% for x in xs %}‸\n' });
    assert.equal(
      applyEdits(one.text(one.path), one.service.onTypeFormatting(one.uri, one.position, '}')),
      '{% for x in xs %}{% endfor %}\n',
    );
  });

  test('Jinja filters explain their arguments', () => {
    const one = sample({ 'prompts/a.j2': '{{ xs | join(‸) }}' });
    const [signature] = one.service.signatureHelp(one.uri, one.position)?.signatures ?? [];
    assert.match(signature?.label ?? '', /^join\(/);
  });

  test('Prompty roles fold and are listed', () => {
    const one = sample({ 'a.prompty': prompty('name: { type: string }', 'system:\nA\n\nuser:\n{{ name }}\n') });
    assert.deepEqual(
      one.service.documentSymbols(one.uri).map(({ name }) => name),
      ['header', 'system', 'user'],
    );
    assert.ok(one.service.foldingRanges(one.uri).length >= 3);
  });

  test('includes of Jinja lead to the file', () => {
    const one = sample({ 'prompts/a.j2': '{% include "par‸ts/head.j2" %}', 'prompts/parts/head.j2': 'x' });
    assert.deepEqual(
      one.service.definition(one.uri, one.position).map(({ targetUri }) => targetUri),
      ['file:///ws/prompts/parts/head.j2'],
    );
  });

  test('a bare template takes the dialect of its language', () => {
    const one = sample({ 'notes.txt': 'x' });
    one.workspace.open('notes.txt', '{{#if a}}', 1, 'handlebars');
    assert.deepEqual(
      one.service.diagnostics(one.uri)?.diagnostics.map(({ code }) => code),
      ['galley/unclosed-block'],
    );
  });
});
