import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { parse as parseYaml } from 'yaml';
import type { Json } from '../../server/src/base';
import { renderPrompt } from '../../server/src/runner/render/prompt';
import { parsePrompt } from '../../server/src/template';
import { behaviourOf } from './behaviours';
import { supportDesk } from '../support/repo';
import { shared } from '../support/shared';
import { applyEdits, sample } from '../language/harness';

/** A text as it is formatted. */
function formatted(file: string, text: string): string {
  const one = sample({ [file]: text });
  return applyEdits(text, one.service.formatting(one.uri));
}

const header = '---\ninput:\n  schema:\n    a: string\n---\n';

/** What is written, and how it reads formatted. */
const rows: readonly (readonly [what: string, file: string, before: string, after: string])[] = [
  ['blanks between words', 'a.hbs', '{{#if  a}}{{json   b  indent=2}}{{/if }}', '{{#if a}}{{json b indent=2}}{{/if}}'],
  ['the style of most tags', 'a.hbs', '{{ a }} {{b}} {{ c }}', '{{ a }} {{ b }} {{ c }}'],
  ['without a majority, the usual style', 'a.hbs', '{{ a }} {{b}}', '{{a}} {{b}}'],
  ['strings and segments', 'a.hbs', '{{json "a   b"}}{{a.[b   c]}}', '{{json "a   b"}}{{a.[b   c]}}'],
  ['partials', 'a.hbs', '{{>p  a=b }}{{#>  q}}{{/q}}', '{{> p a=b}}{{#> q}}{{/q}}'],
  [
    'marks of white space control',
    'a.hbs',
    '{{~ #x}}{{~#if  a ~}}b{{~/if~}}{{{c }}}',
    '{{~ #x}}{{~#if a~}}b{{~/if~}}{{{c}}}',
  ],
  [
    'comments and raw text',
    'a.hbs',
    '{{!  a   b }}{{!--  c   d  --}}\\{{  e   }}',
    '{{!  a   b }}{{!--  c   d  --}}\\{{  e   }}',
  ],
  ['line breaks inside a tag', 'a.hbs', '{{json\n    a\n    indent=2}}', '{{json\n    a\n    indent=2}}'],
  ['Jinja pads', 'a.j2', '{%if  a%}{{b|upper}}{{ c }}{%- endif-%}', '{% if a %}{{ b|upper }}{{ c }}{%- endif -%}'],
  [
    'operators',
    'a.j2',
    '{{ a+b }}{{ a -1 }}{{ a==b and(c) }}{{ a~"x" }}',
    '{{ a + b }}{{ a - 1 }}{{ a == b and (c) }}{{ a ~ "x" }}',
  ],
  [
    'signs of values',
    'a.j2',
    '{{ -a }}{{ a+-1 }}{{ [ -1 ] }}{{ f(*a, **b) }}',
    '{{ -a }}{{ a + -1 }}{{ [-1] }}{{ f(*a, **b) }}',
  ],
  ['arguments', 'a.j2', '{{ f (a,b = 1 ) [ 0 ] }}{{ a . b ( ) }}', '{{ f(a, b=1)[0] }}{{ a.b() }}'],
  ['bars as most are: together', 'a.j2', '{{ a|upper|trim }}{{ b | upper }}', '{{ a|upper|trim }}{{ b|upper }}'],
  ['bars as most are: apart', 'a.j2', '{{ a | upper | trim }}{{ b|upper }}', '{{ a | upper | trim }}{{ b | upper }}'],
  ['bars without a majority', 'a.j2', '{{ a |upper }}{{ b| upper }}', '{{ a | upper }}{{ b | upper }}'],
  [
    'assignments',
    'a.j2',
    '{% set a=1 %}{% set b=f(c = 1) %}{% with c=2 %}{% endwith %}',
    '{% set a = 1 %}{% set b = f(c=1) %}{% with c = 2 %}{% endwith %}',
  ],
  [
    'macros',
    'a.j2',
    '{% macro  m (a,b = 1) %}{% endmacro %}{% call(x) m(1,2) %}{% endcall %}',
    '{% macro m(a, b=1) %}{% endmacro %}{% call(x) m(1, 2) %}{% endcall %}',
  ],
  [
    'dictionaries and slices',
    'a.j2',
    '{{ {"a" :1,"b":[ 2 ]} }}{{ a[1 :2] }}{{ a[:-1] }}',
    '{{ {"a": 1, "b": [2]} }}{{ a[1 :2] }}{{ a[:-1] }}',
  ],
  [
    'tests and conditions',
    'a.j2',
    '{{ a if(b)else c }}{% if a is  divisibleby (2) %}{% endif %}',
    '{{ a if (b) else c }}{% if a is divisibleby (2) %}{% endif %}',
  ],
  [
    'line breaks inside a tag of Jinja',
    'a.j2',
    '{{ f(\n  a = 1,\n  b=[ 1,2 ]\n) }}',
    '{{ f(\n  a=1,\n  b=[1, 2]\n) }}',
  ],
  [
    'raw text and comments of Jinja',
    'a.j2',
    '{% raw %}{{a+b}}{%  if %}{% endraw %}{#  a+b  #}',
    '{% raw %}{{a+b}}{%  if %}{% endraw %}{#  a+b  #}',
  ],
  ['line marks stay', 'a.j2', '{%+ if a+b -%}{%- endif +%}', '{%+ if a + b -%}{%- endif +%}'],
  [
    'arguments of Handlebars',
    'a.hbs',
    '{{json a indent = 2}}{{> p  b= ( lookup  c  "d" ) }}',
    '{{json a indent=2}}{{> p b=(lookup c "d")}}',
  ],
  ['parameters of blocks', 'a.hbs', '{{#each  xs as | x   i | }}{{/each}}', '{{#each xs as |x i|}}{{/each}}'],
  [
    'branches are as blocks are',
    'a.hbs',
    '{{ a }}{{#if b}}{{ else  if c }}{{ else }}{{/if}}',
    '{{ a }}{{#if b}}{{else if c}}{{else}}{{/if}}',
  ],
  [
    'Semantic Kernel',
    'skprompt.txt',
    '{{ $a }}{{$b}} {{ $c}}{{p.f   $a  x="  y"}}',
    '{{$a}}{{$b}} {{$c}}{{p.f   $a  x="  y"}}',
  ],
  ['Semantic Kernel, with blanks', 'skprompt.txt', '{{ $a }} {{$b}} {{ $c }}', '{{ $a }} {{ $b }} {{ $c }}'],
  ['beside a comment', 'a.hbs', '{{!c}}{{ a}}{{!d}}', '{{!c}}{{a}}{{!d}}'],
  ['a tag that is broken', 'a.j2', '{{ a+ }}{{ b+c }}', '{{ a+ }}{{ b + c }}'],
  [
    'text of GitHub Models and VS Code prompts',
    'a.prompt.md',
    'Hi ${input:a }  \n{{ b}}\n',
    'Hi ${input:a }  \n{{ b}}\n',
  ],
  ['braces of Jinja stay apart', 'a.j2', '{{ {"a": 1} }} {{ -x }} {{y}}', '{{ {"a": 1} }} {{ -x }} {{ y }}'],
  ['strings of Jinja', 'a.j2', '{{ "a   b"  ~  c }}', '{{ "a   b" ~ c }}'],
  ['signs with a blank', 'a.mustache', '{{&a}}{{>  p}}{{#  b}}{{/ b}}', '{{& a}}{{> p}}{{#b}}{{/b}}'],
  ['names of Mustache may hold blanks', 'a.mustache', '{{#a}}{{ b  c}}{{/ a }}{{>p}}', '{{#a}}{{b  c}}{{/a}}{{> p}}'],
  ['f-strings and bare marks are left alone', 'a.txt', 'Dear {{ a }} and {{b}}  \n', 'Dear {{ a }} and {{b}}  \n'],
  ['the edges of a Dotprompt body', 'a.prompt', `${header}\n\n\nHi {{a}}  \n\n\n`, `${header}\nHi {{a}}\n`],
  [
    'a header',
    'a.prompt',
    '---\nmodel:   m   # why\nconfig: {temperature: 1,topP: 2 }\n\n\ntools: [ a,b ]\ninput:\n  schema:\n    a: string  \n---\nHi {{a}}\n',
    '---\nmodel: m   # why\nconfig: { temperature: 1, topP: 2 }\n\ntools: [a, b]\ninput:\n  schema:\n    a: string\n---\nHi {{a}}\n',
  ],
  [
    'text in block scalars',
    'a.prompt.yml',
    'messages:\n  - role:  user\n    content: |\n      a  \n\n\n      b\n',
    'messages:\n  - role: user\n    content: |\n      a  \n\n\n      b\n',
  ],
  [
    'a broken header is left alone',
    'a.prompt',
    '---\na:   [\n---\n{{#if  a}}{{/if}}',
    '---\na:   [\n---\n{{#if a}}{{/if}}',
  ],
  [
    'cases',
    'a.cases.yaml',
    'cases:\n  - name:   a\n    inputs: {a: 1}\n',
    'cases:\n  - name: a\n    inputs: { a: 1 }\n',
  ],
  ['galley.yaml', 'galley.yaml', 'helpers: [ a ]  \n', 'helpers: [a]\n'],
  ['a foreign file', 'a.promptl', '{{ if  a }}', '{{ if  a }}'],
  [
    'line ends',
    'a.prompt',
    `${header}Hi  {{a }}`.replaceAll('\n', '\r\n'),
    `${header}Hi  {{a}}\n`.replaceAll('\n', '\r\n'),
  ],
];

describe('formatting', () => {
  for (const [what, file, before, after] of rows)
    test(what, () => {
      assert.equal(formatted(file, before), after);
      assert.equal(formatted(file, after), after);
    });

  test('of a range touches nothing else, and edits are small', () => {
    const text = '{{a }}\n{{b }}\n{{c }}\n';
    const { service, uri } = sample({ 'a.hbs': text });
    const edits = service.formatting(uri, { start: { line: 1, character: 0 }, end: { line: 2, character: 0 } });
    assert.equal(applyEdits(text, edits), '{{a }}\n{{b}}\n{{c }}\n');
    for (const { range } of edits) assert.equal(range.end.character - range.start.character, 1);
  });
});

const dialectOf = { hbs: 'handlebars', j2: 'jinja', mustache: 'mustache' } as const;
type Ending = keyof typeof dialectOf;

const data: { readonly [name: string]: Json } = {
  a: 'A',
  b: '',
  c: 3,
  xs: [{ y: 'one' }, { y: 'two' }],
  o: { p: 'P' },
};

/** What a bare template renders to; the code of the fault when it cannot be rendered. */
function rendered(ending: Ending, text: string): string {
  const behaviour = behaviourOf(text, { dialect: dialectOf[ending], partials: [{ name: 'p', text: '<{{a}}>' }] });
  const result = renderPrompt(behaviour, data);
  return result.ok ? JSON.stringify(result.value.messages) : result.fault.code;
}

const blank = fc.constantFrom('', '', ' ', '  ', '\t');
const gap = fc.constantFrom(' ', ' ', '  ', '\t', '\n  ');

/** Pieces with blanks between them: `~` stands for any number, `_` for one or more. */
function spaced(pattern: string): fc.Arbitrary<string> {
  const parts = pattern.split(/([~_])/).map((part) => (part === '~' ? blank : part === '_' ? gap : fc.constant(part)));
  return fc.tuple(...parts).map((texts) => texts.join(''));
}

const text = fc.constantFrom('text ', '\n', '  ', '{', '} ', '"', '\n\n  ', '  \n');

const tagsOf: { readonly [ending in Ending]: readonly string[] } = {
  hbs: [
    '{{~a~}}',
    '{{{~a~}}}',
    '{{~ifEquals~}}'.replace('ifEquals', 'o.p'),
    '{{>~p~}}',
    '{{>_p_b~=~c~}}',
    '{{json_o_indent~=~2~}}',
    '{{json_(~lookup_o_"p"~)~}}',
    '{{json_"a   {b}"~}}',
    '{{!  a   b }}',
    '{{!--  }}  --}}',
    '\\\\{{  a  }}'.slice(1),
    '{{{{raw}}}} {{ a }} {{{{/raw}}}}'.replaceAll('raw', 'nothere'),
  ],
  mustache: [
    '{{~a~}}',
    '{{{~a~}}}',
    '{{&~a~}}',
    '{{~o.p~}}',
    '{{>~p~}}',
    '{{!  a  }}',
    '{{=<% %>=}}<%~a~%><%={{ }}=%>',
  ],
  j2: [
    '{{ ~a~ }}',
    '{{-~a~-}}',
    '{{ a~|~upper~|~trim }}',
    '{{ c~+~1~-~-2~*~(~c~-~1~) }}',
    '{{ c~//~2~%~2~==~1 }}',
    '{{ -~c }}',
    '{{ c~-1 }}',
    '{{ a~ ~ ~"x   y"~ ~ ~b }}'.replaceAll('~ ~ ~', '~+~'),
    '{{ {~"k"~:~a~,~"l":~[~1~,~2~]~}["k"~] }}',
    '{{ xs~[~0~]~.~y }}',
    '{{ [~1~,~2~,~3~][~1~:~] }}',
    '{{ (~a_if_b_else_c~) }}',
    '{{ a_if(~not_b_and(~c~>~2~)~)else "n" }}',
    '{{ b~|~default(~"x"~,~true~) }}',
    '{{ xs~|~map(~attribute~=~"y"~)~|~join(~", "~) }}',
    '{{ range~(~3~)~|~list }}',
    '{{ c_is_defined }}{{ c_in_[~3~,~4~] }}{{ a_is_not_none }}',
    '{%~set_z~=~c~+~1~%}{{ z }}',
    '{%- set_z~,~w~=~1~,~2 -%}{{ z }}',
    '{% raw %}{{a+b}}{%  x %}{% endraw %}',
    '{#  a  #}',
  ],
};

const blocksOf: { readonly [ending in Ending]: readonly (readonly [open: string, close: string])[] } = {
  hbs: [
    ['{{#~if_a~}}', '{{~else~}}n{{/if~}}'.replace('{{~else', '{{else')],
    ['{{#each_xs_as |~x_i~|~}}{{x.y}}', '{{/each~}}'],
    ['{{~#unless_b~}}'.replace('{{~#', '{{#'), '{{/unless}}'],
    ['{{#with_o~}}{{~p~}}', '{{/with}}'],
  ],
  mustache: [
    ['{{#~a~}}', '{{/~a~}}'],
    ['{{^~b~}}', '{{/b}}'],
    ['{{#xs}}{{~y~}}', '{{/xs~}}'],
  ],
  j2: [
    ['{%~if_a~==~"A"~%}', '{%-~else~%}n{%~endif -%}'],
    ['{%- for_x_in_xs~%}{{ x.y }}{{ loop~.index~+~1 }}', '{% endfor -%}'],
    ['{% for k~,~v in o.items~(~)~%}{{ k }}', '{%+ endfor %}'],
    ['{% macro m~(~q~,~r~=~1~)~%}{{ q+r }}', '{% endmacro %}{{ m~(~1~,~r~=~c~) }}'],
    ['{% filter upper~%}', '{% endfilter %}'],
  ],
};

/** Well-formed templates whose tags hold blanks wherever they may. */
function templates(ending: Ending): fc.Arbitrary<string> {
  const leaf = fc.oneof(text, fc.constantFrom(...tagsOf[ending]).chain(spaced));
  const inner = fc.array(leaf, { maxLength: 4 }).map((parts) => parts.join(''));
  const block = fc
    .constantFrom(...blocksOf[ending])
    .chain(([open, close]) => fc.tuple(spaced(open), inner, spaced(close)))
    .map((parts) => parts.join(''));
  return fc.array(fc.oneof(leaf, block), { maxLength: 8 }).map((parts) => parts.join(''));
}

describe('formatting never changes what is rendered', () => {
  for (const ending of ['hbs', 'j2', 'mustache'] as const)
    test(`generated templates: ${dialectOf[ending]}`, () => {
      let changed = 0;
      fc.assert(
        fc.property(templates(ending), (text) => {
          const after = formatted(`a.${ending}`, text);
          if (after !== text && !rendered(ending, text).startsWith('render')) changed++;
          assert.equal(rendered(ending, after), rendered(ending, text), JSON.stringify([text, after]));
          assert.equal(formatted(`a.${ending}`, after), after, JSON.stringify([text, after]));
        }),
        { numRuns: 1500, seed: 7 },
      );
      assert.ok(changed > 500, `${changed} were changed`);
    });

  test('the example workspace', () => {
    const files = globSync('{prompts,practice}/**/*.*', { cwd: supportDesk });
    assert.ok(files.length >= 30, `only ${files.length} files`);
    for (const file of files) {
      const text = readFileSync(path.join(supportDesk, file), 'utf8');
      const after = formatted(path.basename(file), text);
      const summary = (one: string): Json => summaryOf(path.basename(file), one);
      assert.deepEqual(summary(after), summary(text), file);
      assert.equal(formatted(path.basename(file), after), after, file);
    }
  });

  const { place: mustache, skip } = shared('conformance', 'mustache');
  test('the templates of the specification of Mustache', { skip }, () => {
    let templates = 0;
    for (const file of globSync('*.json', { cwd: mustache })) {
      const suite = JSON.parse(readFileSync(path.join(mustache, file), 'utf8')) as {
        tests: { template: string; data: never }[];
      };
      for (const { template, data: inputs } of suite.tests) {
        const render = (text: string): string => {
          const result = renderPrompt(behaviourOf(text, { dialect: 'mustache' }), inputs);
          return result.ok ? JSON.stringify(result.value.messages) : result.fault.code;
        };
        const after = formatted('a.mustache', template);
        assert.equal(render(after), render(template), JSON.stringify([template, after]));
        templates++;
      }
    }
    assert.ok(templates > 130, `${templates} templates`);
  });
});

/** What a prompt reads and says, without places. */
function summaryOf(file: string, text: string): Json {
  if (file.endsWith('.cases.yaml')) return parseYaml(text) as Json;
  const { inputs, model, parameters, output, tools, analysis, problems } = parsePrompt(text, { file });
  return [
    inputs.map(({ name, required }) => [name, required]),
    model ?? null,
    parameters,
    output?.schema ?? null,
    [...tools],
    analysis.variables.map(({ segments }) => segments.map((segment) => segment.text)),
    problems.map(({ code }) => code),
  ];
}
