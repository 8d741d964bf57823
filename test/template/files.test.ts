import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  isPartialFile,
  partialNameOf,
  promptFormatOf,
  promptNameOf,
  variantOf,
  type Dialect,
} from '../../server/src/template';
import { parse } from './support';

describe('names of files', () => {
  const formats = [
    ['a/x.prompt', 'dotprompt'],
    ['x.prompty', 'prompty'],
    ['x.prompt.yml', 'github-models'],
    ['x.prompt.yaml', 'github-models'],
    ['x.prompt.md', 'vscode-prompt'],
    ['x.instructions.md', 'vscode-prompt'],
    ['x.agent.md', 'vscode-prompt'],
    ['x.hbs', 'bare'],
    ['x.mustache', 'bare'],
    ['x.j2', 'bare'],
    ['x.jinja2', 'bare'],
    ['x.txt', 'bare'],
    ['x.poml', 'foreign'],
    ['x.promptl', 'foreign'],
    ['x.cases.yaml', undefined],
    ['x.md', undefined],
    ['galley.yaml', undefined],
    ['.prompt', undefined],
  ] as const;
  for (const [file, format] of formats)
    test(`${file} is ${format ?? 'no prompt'}`, () => assert.equal(promptFormatOf(file), format));

  const names: readonly (readonly [
    file: string,
    roots: readonly string[],
    header: string | undefined,
    name: string,
  ])[] = [
    ['prompts/orders/x.prompt', ['prompts/**'], undefined, 'orders/x'],
    ['prompts/x.prompt.yml', ['prompts'], undefined, 'x'],
    ['prompts/x.prompt', [], undefined, 'prompts/x'],
    ['a/b/x.prompt', ['a/**', 'a/b/*.prompt'], undefined, 'x'],
    ['ab/x.prompt', ['a'], undefined, 'ab/x'],
    ['prompts/x.prompt', ['prompts/**'], 'billing/reply', 'billing/reply'],
    ['prompts/x.short.prompt', ['prompts/**'], undefined, 'x.short'],
    ['prompts/x.short.prompt', ['prompts/**'], 'reply', 'reply.short'],
    ['prompts/x.short.prompt', ['prompts/**'], 'reply.short', 'reply.short'],
    ['prompts/x.prompt', ['prompts/**'], ' ', 'x'],
  ];
  for (const [file, roots, header, name] of names)
    test(`${file} below ${roots.join(' ')} with name ${header ?? '-'} is ${name}`, () =>
      assert.equal(promptNameOf(file, roots, header), name));

  test('variants and partials', () => {
    assert.deepEqual(['x.prompt', 'a.b/x.prompt', 'x.short.prompt', 'x.y.hbs'].map(variantOf), [
      undefined,
      undefined,
      'short',
      undefined,
    ]);
    assert.deepEqual(['a/_x.prompt', '_x.hbs', 'x.prompt', '_x.md'].map(isPartialFile), [true, true, false, false]);
    assert.equal(partialNameOf('prompts/_x.prompt'), 'x');
    assert.equal(partialNameOf('prompts/orders/_x.prompt', ['prompts/**']), 'orders/x');
    assert.equal(partialNameOf('prompts/x.prompt'), undefined);
  });
});

describe('dialects', () => {
  const detected: readonly (readonly [file: string, text: string, dialect: Dialect, source: string])[] = [
    ['x.prompt', '{{a}}', 'handlebars', 'file-name'],
    ['x.prompt', '{{role "user"}}{% if a %}', 'handlebars', 'file-name'],
    ['x.prompt', '{% if a %}{{ b }}{% endif %}', 'jinja', 'signals'],
    ['x.prompt', '{{ a | upper }}', 'jinja', 'signals'],
    ['x.prompt', '{{#if a}}{{/if}}{%', 'handlebars', 'file-name'],
    ['x.prompt', '{{$input}}', 'semantic-kernel', 'signals'],
    ['x.prompt', '---\ndialect: mustache\n---\n{{a}}', 'mustache', 'header'],
    ['x.prompty', '---\nname: a\n---\n{{a}}', 'jinja', 'file-name'],
    ['x.prompty', '---\ntemplate: mustache\n---\n{{a}}', 'mustache', 'header'],
    ['x.prompt', '---\ndialect: mustach\n---\n{{a}}', 'mustache', 'header'],
    ['x.prompty', '---\ndialect: mustach\n---\n{{a}}', 'mustache', 'header'],
    ['x.prompty', '---\ntemplate: stache\n---\n{{a}}', 'jinja', 'file-name'],
    ['x.prompty', '---\ntemplate: { type: string }\n---\n{{a}}', 'jinja', 'file-name'],
    ['x.prompty', '---\ntemplate: { type: jinja2, parser: prompty }\n---\n{{a}}', 'jinja', 'header'],
    ['x.hbs', '{% if a %}', 'handlebars', 'file-name'],
    ['x.mustache', '{{a}}', 'mustache', 'file-name'],
    ['x.jinja', '{{a}}', 'jinja', 'file-name'],
    ['skprompt.txt', '{{$a}}', 'semantic-kernel', 'file-name'],
    ['x.txt', '{{$a}}', 'semantic-kernel', 'signals'],
    ['x.txt', '{{#if a}}{{/if}}', 'handlebars', 'signals'],
    ['x.txt', '{{> part}}', 'handlebars', 'signals'],
    ['x.txt', '{% for a in b %}', 'jinja', 'signals'],
    ['x.txt', '{# note #}', 'jinja', 'signals'],
    ['x.txt', '{{a}}', 'braces', 'signals'],
    ['x.txt', '{a}', 'fstring', 'signals'],
    ['x.txt', '{a} {{"k": 1}}', 'fstring', 'signals'],
    ['x.txt', 'Result{{"a": 1}} {a}', 'fstring', 'signals'],
    ['x.txt', 'v{{1}}, {a}', 'fstring', 'signals'],
    ['x.txt', 'f{a} {b}', 'braces', 'file-name'],
    ['x.txt', 'text', 'braces', 'file-name'],
    ['x.prompt.yml', 'messages: []', 'braces', 'file-name'],
    ['x.prompt.md', '${input:a}', 'input-marks', 'file-name'],
  ];
  for (const [file, text, dialect, source] of detected)
    test(`${file} ${JSON.stringify(text)} is ${dialect} by ${source}`, () => {
      const document = parse(text, { file });
      assert.deepEqual([document.dialect, document.dialectSource], [dialect, source]);
    });

  test('a setting wins over everything', () => {
    const document = parse('---\ndialect: mustache\n---\n{% if a %}', { dialect: 'fstring' });
    assert.deepEqual([document.dialect, document.dialectSource], ['fstring', 'setting']);
  });
});

describe('foreign formats are named and left alone', () => {
  const foreign: readonly (readonly [name: string, file: string, text: string])[] = [
    ['Go template', 'a.txt', '{{ if .System }}{{ .System }}{{ end }}{{ range .Messages }}{{ .Content }}{{ end }}\n'],
    ['Go template', 'a.prompt', '{{- with .Name -}} Hello {{ . }} {{- end }} {{ .Place }}\n'],
    ['Liquid', 'a.txt', '{% assign x = "a" %}{{ title | truncate: 20 }}\n'],
    ['Liquid', 'a.prompt', '{% if a %}x{% elsif b %}y{% endif %}\n'],
    ['PromptL', 'x.promptl', '{{ if }}'],
    ['POML', 'x.poml', '<poml>{{ a.b( }}</poml>'],
    ['dot-prompt', 'x.prompt', 'init do\n  @version: 1\nend init\n\nHello {{a'],
    [
      'DotPrompt (elastacloud)',
      'x.prompt',
      'model: gpt\nconfig:\n  outputFormat: text\nprompts:\n  system: |\n    You {% if a',
    ],
    ['Continue', 'x.prompt', 'name: x\ntemperature: 0.5\n---\n<system>\nYou {{{ input }}}\n</system>\n'],
    ['Humanloop', 'x.prompt', '---\nmodel: gpt\n---\n<system>\n  You are {{name}}\n</system>\n'],
    ['PromptL', 'x.prompt', '---\nmodel: gpt\n---\n{{ for x in xs }}\n{{ endfor }}\n'],
  ];
  for (const [name, file, text] of foreign)
    test(`${name} in ${file}`, () => {
      const document = parse(text, { file });
      assert.deepEqual([document.format, document.foreignName], ['foreign', name]);
      assert.deepEqual([document.problems, document.parts, document.analysis.variables], [[], [], []]);
    });

  const own = [
    '<system>{{a}}</system>',
    'Prompts:\n- x',
    'Note: read this\n\nx\n---\ny',
    '---\nmodel: m\n---\nUse <user> tags.\n',
    'system:\n  x',
  ];
  for (const text of own)
    test(`not foreign: ${JSON.stringify(text)}`, () => assert.equal(parse(text).foreignName, undefined));
});
