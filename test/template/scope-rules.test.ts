import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ParseOptions, PromptDocument } from '../../server/src/template';
import { parse, uses } from './support';

/** What a rule comes to in one text: what is looked up, what is called, and what is wrong. */
interface Rule {
  /** The rule in words. */
  readonly rule: string;
  readonly text: string;
  readonly uses?: readonly string[];
  /** `kind name` of each call. */
  readonly calls?: readonly string[];
  /** The codes of what is wrong; nothing when absent. */
  readonly problems?: readonly string[];
  /** `name context` of each inclusion; `?` for what is not known. */
  readonly partials?: readonly string[];
}

function check(rules: readonly Rule[], header: string, options: Partial<ParseOptions>): void {
  for (const { rule, text, ...expected } of rules) {
    test(rule, () => {
      const document = parse(header + text, options);
      assert.deepEqual(
        document.problems.map(({ code }) => code),
        expected.problems ?? [],
        document.problems.map(({ message }) => message).join('\n'),
      );
      if (expected.uses !== undefined) assert.deepEqual(uses(document), expected.uses);
      if (expected.calls !== undefined) assert.deepEqual(calls(document), expected.calls);
      if (expected.partials !== undefined) assert.deepEqual(partials(document), expected.partials);
    });
  }
}

function calls({ analysis }: PromptDocument): readonly string[] {
  return analysis.calls.map(({ kind, name }) => `${kind} ${name}`);
}

function partials({ analysis }: PromptDocument): readonly string[] {
  return analysis.partials.map(({ name, context }) => `${name ?? '?'} ${context?.join('/') ?? '?'}`.trim());
}

const types = `---
input:
  schema:
    s: string
    on: boolean
    o(object):
      t: string
    xs(array):
      t: string
      ys(array): string
    any: any
---
`;

describe('Handlebars: helpers and fields', () => {
  check(
    [
      {
        rule: 'without arguments a helper wins over a field of its name',
        text: '{{json}}{{#if json}}{{/if}}',
        calls: ['helper json', 'block-helper if'],
        uses: ['json -> input json condition?'],
      },
      {
        rule: './name, this.name, dotted names and @names are never helpers',
        text: '{{./json}}{{this.json}}{{json.x}}{{@json}}',
        calls: [],
        uses: [
          './json -> input json output',
          'this.json -> input json output',
          'json.x -> input json/x output',
          '@json -> data json output',
        ],
      },
      {
        rule: 'block parameters win over helpers',
        text: '{{#each xs as |json log|}}{{json}}{{log}}{{/each}}',
        calls: ['block-helper each'],
        uses: ['xs -> input xs each', 'json -> local json (xs/[]) output', 'log -> local log output'],
      },
      {
        rule: 'as an argument a name is never a helper',
        text: '{{json history}}{{#each json}}{{/each}}',
        uses: ['history -> input history argument', 'json -> input json each'],
      },
      {
        rule: 'with arguments or named arguments a name is a helper',
        text: '{{s o}}{{s k=on}}',
        calls: ['helper s', 'helper s'],
        uses: ['o -> input o argument', 'on -> input on argument'],
      },
      {
        rule: 'a block parameter may be called',
        text: '{{#each xs as |f|}}{{f s}}{{/each}}',
        calls: ['block-helper each'],
        uses: ['xs -> input xs each', 'f -> local f (xs/[]) output', 's -> input xs/[]/s argument'],
      },
      {
        rule: 'a name in parentheses is a helper, never a field',
        text: '{{#if (s)}}{{/if}}{{json (on o)}}',
        calls: ['block-helper if', 'helper s', 'helper json', 'helper on'],
        uses: ['o -> input o argument'],
      },
      {
        rule: 'the helper role runs even where an input has its name',
        text: '{{role}}',
        calls: ['helper role'],
        uses: [],
      },
      {
        rule: 'a literal alone is a look-up of the field of that name',
        text: '{{"foo bar"}}{{12}}{{true}}',
        uses: ['"foo bar" -> input foo bar output', '12 -> input 12 output', 'true -> input true output'],
      },
      {
        rule: 'names of named arguments are no look-ups, their values are',
        text: '{{json s indent=on}}',
        uses: ['s -> input s argument', 'on -> input on argument'],
      },
      {
        rule: 'names that every object has are fields like any other',
        text: '{{constructor}}{{toString}}{{__proto__}}',
        uses: [
          'constructor -> input constructor output',
          'toString -> input toString output',
          '__proto__ -> input __proto__ output',
        ],
      },
    ],
    types,
    { dialect: 'handlebars' },
  );
});

describe('Handlebars: contexts', () => {
  check(
    [
      {
        rule: 'a block over a list loops',
        text: '{{#xs}}{{t}}{{@index}}{{else}}{{s}}{{/xs}}',
        uses: [
          'xs -> input xs each',
          't -> input xs/[]/t output',
          '@index -> data index output',
          's -> input s output',
        ],
      },
      {
        rule: 'a block over an object moves into it',
        text: '{{#o}}{{t}}{{../s}}{{/o}}',
        uses: ['o -> input o with', 't -> input o/t output', '../s -> input s output'],
      },
      {
        rule: 'a block over a truth value keeps the context',
        text: '{{#on}}{{s}}{{/on}}',
        uses: ['on -> input on condition?', 's -> input s output'],
      },
      {
        rule: 'a block over a text moves into the text',
        text: '{{#s}}{{this}}{{/s}}',
        uses: ['s -> input s condition?', 'this -> input s output'],
      },
      {
        rule: '{{^x}} keeps the context, its else is what {{#x}} holds',
        text: '{{^o}}{{s}}{{else}}{{t}}{{/o}}',
        uses: ['o -> input o condition?', 's -> input s output', 't -> input o/t output'],
      },
      {
        rule: 'if and unless change neither context nor depth',
        text: '{{#with o}}{{#if t}}{{t}}{{../s}}{{else}}{{../on}}{{/if}}{{#unless t}}{{t}}{{/unless}}{{/with}}',
        uses: [
          'o -> input o with',
          't -> input o/t condition?',
          't -> input o/t output',
          '../s -> input s output',
          '../on -> input on output',
          't -> input o/t condition?',
          't -> input o/t output',
        ],
      },
      {
        rule: 'each, with and blocks over objects change the depth',
        text: '{{#each xs}}{{#with this}}{{#../o}}{{../t}}{{/../o}}{{/with}}{{/each}}',
        uses: [
          'xs -> input xs each',
          'this -> input xs/[] with',
          '../o -> input o with',
          '../t -> input xs/[]/t output',
        ],
      },
      { rule: '../ at the root leads nowhere', text: '{{../s}}', uses: ['../s -> unknown output'] },
      {
        rule: 'else of each and with runs outside',
        text: '{{#each xs}}{{else}}{{s}}{{/each}}{{#with o}}{{else}}{{s}}{{/with}}',
        uses: ['xs -> input xs each', 's -> input s output', 'o -> input o with', 's -> input s output'],
      },
      {
        rule: 'else with a block nests',
        text: '{{#if on}}{{else with o}}{{t}}{{else if s}}{{s}}{{/if}}',
        uses: [
          'on -> input on condition?',
          'o -> input o with',
          't -> input o/t output',
          's -> input s condition?',
          's -> input s output',
        ],
      },
      {
        rule: 'plain names are not looked up in the contexts around',
        text: '{{#each xs}}{{s}}{{/each}}',
        uses: ['xs -> input xs each', 's -> input xs/[]/s output'],
      },
      {
        rule: 'each gives @index, @key, @first and @last, also of objects',
        text: '{{#each o as |v k|}}{{@index}}{{@key}}{{@first}}{{@last}}{{v}}{{k}}{{/each}}',
        uses: [
          'o -> input o each',
          '@index -> data index output',
          '@key -> data key output',
          '@first -> data first output',
          '@last -> data last output',
          'v -> local v (o/[]) output',
          'k -> local k output',
        ],
      },
      {
        rule: 'loop data of the loop around by @../, and through with',
        text: '{{#each xs}}{{#each ys}}{{@../index}}{{/each}}{{#with this}}{{@index}}{{/with}}{{/each}}',
        uses: [
          'xs -> input xs each',
          'ys -> input xs/[]/ys each',
          '@../index -> data index output',
          'this -> input xs/[] with',
          '@index -> data index output',
        ],
      },
      {
        rule: '@root is the input from anywhere, other @names come from the application',
        text: '{{#each xs}}{{@root.o.t}}{{@state.turn}}{{@auth}}{{/each}}',
        uses: [
          'xs -> input xs each',
          '@root.o.t -> input o/t output',
          '@state.turn -> data state output',
          '@auth -> data auth output',
        ],
      },
    ],
    types,
    { dialect: 'handlebars' },
  );
});

describe('Handlebars: names, partials and tags', () => {
  check(
    [
      {
        rule: 'segments in brackets, by index and with slashes',
        text: '{{o.[x y]}}{{xs.[0].t}}{{o/t}}',
        uses: ['o.[x y] -> input o/x y output', 'xs.[0].t -> input xs/0/t output', 'o/t -> input o/t output'],
      },
      { rule: 'this stands at the front only', text: '{{o.this}}', problems: ['bad-tag'] },
      { rule: '.. stands at the front only', text: '{{o/../s}}', problems: ['bad-tag'] },
      { rule: 'a path does not end with a number', text: '{{xs.0}}', problems: ['bad-tag'] },
      {
        rule: 'names hold dashes, dollars, colons, question marks, any letter and a digit in front',
        text: '{{a-b}}{{$c}}{{d:e}}{{f?}}{{größe}}{{1st}}',
        uses: [
          'a-b -> input a-b output',
          '$c -> input $c output',
          'd:e -> input d:e output',
          'f? -> input f? output',
          'größe -> input größe output',
          '1st -> input 1st output',
        ],
      },
      {
        rule: 'a partial gets the context, or the one it is handed, with named values over it',
        text: '{{> p}}{{#with o}}{{> p}}{{> p ../xs k=t}}{{/with}}',
        partials: ['p', 'p o', 'p xs'],
      },
      { rule: 'a partial takes one context', text: '{{> p o s}}', problems: ['bad-tag'] },
      {
        rule: 'the name of a partial is a path, a text, a number or computed',
        text: '{{> a/b.c}}{{> "d e"}}{{> 12}}{{> (lookup this s)}}',
        partials: ['a/b.c', 'd e', '12', '?'],
      },
      {
        rule: 'a partial block is its fallback; @partial-block is no file',
        text: '{{#> p}}fallback{{/p}}{{> @partial-block}}',
        partials: ['p'],
      },
      {
        rule: 'inline partials are hoisted within their block and unseen outside',
        text: '{{#if on}}{{> q}}{{#*inline "q"}}x{{/inline}}{{/if}}{{> q}}',
        partials: ['q', 'q'],
      },
      {
        rule: 'three braces and & are the same look-up',
        text: '{{{s}}}{{&s}}',
        uses: ['s -> input s output', 's -> input s output'],
      },
      { rule: 'three braces close with three', text: '{{{s}}', problems: ['unclosed-tag'] },
      { rule: 'a brace of JSON behind a tag is an error', text: '{"k":{{s}}}', problems: ['json-braces'] },
      { rule: 'with a space it is none', text: '{"k":{{s}} }', uses: ['s -> input s output'] },
      {
        rule: 'comments end at the first braces, with dashes at the dashes',
        text: '{{! a }}{{!-- {{b}} --}}{{s}}',
        uses: ['s -> input s output'],
      },
      {
        rule: 'a backslash makes text, two do not, three do again',
        text: '\\{{a}} \\\\{{s}} \\\\\\{{on}}',
        uses: ['s -> input s output', 'on -> input on output'],
      },
      { rule: 'what stands in a raw block is text', text: '{{{{json}}}}{{a}}{{{{/json}}}}', uses: [] },
      {
        rule: '~ trims and is no part of a name',
        text: '{{~s~}}{{~#if on~}}{{~/if~}}',
        uses: ['s -> input s output', 'on -> input on condition?'],
      },
      {
        rule: 'else needs a word break',
        text: '{{elsewhere}}{{#if on}}{{else}}{{/if}}',
        uses: ['elsewhere -> input elsewhere output', 'on -> input on condition?'],
      },
      {
        rule: 'else-x is an else with a helper of that name, and outside of a block an error',
        text: '{{#if on}}{{else-x s}}{{/if}}{{else-x}}',
        calls: ['block-helper if', 'block-helper -x'],
        problems: ['bad-tag'],
      },
      { rule: 'as needs a space before its bar', text: '{{#each xs as|x|}}{{/each}}', problems: ['bad-tag'] },
    ],
    types,
    { dialect: 'handlebars' },
  );
});

const inputs =
  '---\nname: n\ninputs:\n  s: string\n  xs: { type: array, items: { type: object, properties: { t: { type: string } } } }\n---\n';

describe('Jinja', () => {
  check(
    [
      {
        rule: 'the target of a loop is bound in its body and its condition',
        text: '{% for x in xs if x.t %}{{ x.t }}{% endfor %}',
        uses: ['xs -> input xs each', 'x.t -> local x/t (xs/[]) condition?', 'x.t -> local x/t (xs/[]) output'],
      },
      {
        rule: 'it is neither bound in else nor behind the loop',
        text: '{% for x in xs %}{% else %}{{ x }}{% endfor %}{{ x }}',
        uses: ['xs -> input xs each', 'x -> input x output', 'x -> input x output'],
      },
      {
        rule: 'loop is bound in a loop, in else and outside it is an input',
        text: '{% for x in xs %}{{ loop.first }}{% endfor %}{{ loop.first }}',
        uses: ['xs -> input xs each', 'loop.first -> data loop.first output', 'loop.first -> input loop/first output'],
      },
      {
        rule: 'a loop may have several targets, also in parentheses',
        text: '{% for a, b in s.items() %}{{ a }}{{ b }}{% endfor %}{% for (c, d) in xs %}{{ c }}{{ d }}{% endfor %}',
        uses: [
          's -> input s expression',
          'a -> local a output',
          'b -> local b (s/[]) output',
          'xs -> input xs each',
          'c -> local c output',
          'd -> local d output',
        ],
      },
      {
        rule: 'a recursive loop calls itself',
        text: '{% for x in xs recursive %}{{ loop(x.t) }}{% endfor %}',
        uses: ['xs -> input xs each', 'x.t -> local x/t (xs/[]) argument'],
      },
      {
        rule: 'set binds behind it',
        text: '{{ a }}{% set a = s %}{{ a }}',
        uses: ['a -> input a output', 's -> input s expression', 'a -> local a (s) output'],
      },
      {
        rule: 'set reads its value before it binds',
        text: '{% set a = a or 1 %}',
        uses: ['a -> input a expression?'],
      },
      {
        rule: 'set in if leaks, set in for does not',
        text: '{% if s %}{% set a = 1 %}{% endif %}{{ a }}{% for x in xs %}{% set b = 1 %}{% endfor %}{{ b }}',
        uses: ['s -> input s condition?', 'a -> local a output', 'xs -> input xs each', 'b -> input b output'],
      },
      {
        rule: 'a namespace keeps what is set in a loop',
        text: '{% set n = namespace(a=1) %}{% for x in xs %}{% set n.a = x %}{% endfor %}{{ n.a }}',
        uses: [
          'xs -> input xs each',
          'n -> local n expression',
          'x -> local x (xs/[]) expression',
          'n.a -> local n/a output',
        ],
      },
      {
        rule: 'with binds up to its end, and reads its values outside',
        text: '{% with s = s, a = s %}{{ s }}{{ a }}{% endwith %}{{ a }}',
        uses: [
          's -> input s expression',
          's -> input s expression',
          's -> local s (s) output',
          'a -> local a (s) output',
          'a -> input a output',
        ],
      },
      {
        rule: 'a macro binds its name, its parameters, and varargs, kwargs and caller inside',
        text: '{% macro m(a, b=s) %}{{ a }}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}{{ m(1) }}{{ caller }}',
        uses: [
          's -> input s expression',
          'a -> local a output',
          'varargs -> data varargs output',
          'kwargs -> data kwargs output',
          'm -> local m expression',
          'caller -> input caller output',
        ],
      },
      {
        rule: 'call binds its arguments in its body',
        text: '{% macro m() %}{% endmacro %}{% call(a) m() %}{{ a }}{% endcall %}{{ a }}',
        uses: ['m -> local m expression', 'a -> local a output', 'a -> input a output'],
      },
      {
        rule: 'import and from bind what they are called here',
        text: '{% import "f" as m %}{% from "g" import a, b as c %}{{ m }}{{ a }}{{ b }}{{ c }}',
        uses: ['m -> local m output', 'a -> local a output', 'b -> input b output', 'c -> local c output'],
      },
      {
        rule: 'set with a block binds behind its end',
        text: '{% set a %}{{ a }}{{ s }}{% endset %}{{ a }}',
        uses: ['a -> input a output', 's -> input s output', 'a -> local a output'],
      },
      {
        rule: 'names of filters, tests and named arguments are no look-ups, their arguments are',
        text: '{{ s | replace(a, new=b) }}{{ s is divisibleby(c) }}',
        calls: ['filter replace', 'test divisibleby'],
        uses: [
          's -> input s argument',
          'a -> input a argument',
          'b -> input b argument',
          's -> input s argument',
          'c -> input c argument',
        ],
      },
      {
        rule: 'functions and constants of Jinja are no inputs',
        text: '{{ range(1) }}{{ namespace() }}{{ dict() }}{{ lipsum() }}{{ cycler() }}{{ joiner() }}{{ true }}{{ True }}{{ none }}{{ None }}{{ false }}',
        uses: [],
      },
      {
        rule: 'raw, comments and texts hide what looks like tags',
        text: '{% raw %}{{ a }}{% endraw %}{# {{ b }} #}{{ "{{ c }}" ~ s }}',
        uses: ['s -> input s expression'],
      },
      { rule: 'three braces are an error', text: '{{{ s }}}', problems: ['bad-tag'] },
      { rule: 'braces of JSON around a tag are none', text: '{"a": {{ s }}}', uses: ['s -> input s output'] },
      {
        rule: '- and + at the edge of a tag are no operators',
        text: '{{- s -}}{%- if s +%}{%+ endif -%}{#- x -#}',
        uses: ['s -> input s output', 's -> input s condition?'],
      },
    ],
    inputs,
    { file: 'x.prompty' },
  );
});

describe('f-strings', () => {
  check(
    [
      { rule: 'doubled braces are text', text: '{{"k": "{{a}}"}}', uses: [] },
      {
        rule: 'a field without a name is positional: nothing can be given for it',
        text: '{}',
        problems: ['json-braces'],
      },
      {
        rule: 'spaces are part of a name',
        text: '{ a }',
        problems: ['bad-tag'],
        uses: ['a -> input a output'],
      },
      { rule: 'JSON is a field with a strange name', text: '{"k": 1}', problems: ['json-braces'], uses: [] },
      { rule: 'two words are no name', text: '{a b}', problems: ['json-braces'], uses: [] },
      {
        rule: 'conversions and specifications are no part of a name',
        text: '{a!r}{b:>10}{c!s:^5}',
        uses: ['a -> input a output', 'b -> input b output', 'c -> input c output'],
      },
      {
        rule: 'fields in a specification are look-ups',
        text: '{a:{w}.{p}}',
        uses: ['a -> input a output', 'w -> input w output', 'p -> input p output'],
      },
      {
        rule: 'attributes and indexes follow a name',
        text: '{a.b[0].c[key]}',
        uses: ['a.b[0].c[key] -> input a/b/0/c/key output'],
      },
      { rule: 'a single closing brace is an error', text: 'a } b', problems: ['bad-tag'] },
      { rule: 'a single opening brace is an error', text: 'a {b\n', problems: ['unclosed-tag'] },
    ],
    '',
    { file: 'x.txt', dialect: 'fstring' },
  );
});

describe('Mustache', () => {
  check(
    [
      {
        rule: 'sections over lists, objects and truth values; inverted sections keep the context',
        text: '{{#xs}}{{t}}{{/xs}}{{#o}}{{t}}{{/o}}{{#on}}{{s}}{{/on}}{{^xs}}{{s}}{{/xs}}',
        uses: [
          'xs -> input xs each?',
          't -> input xs/[]/t output',
          'o -> input o with?',
          't -> input o/t output',
          'on -> input on condition?',
          's -> input s output',
          'xs -> input xs condition?',
          's -> input s output',
        ],
      },
      {
        rule: 'names are looked up in all contexts around, innermost first',
        text: '{{#xs}}{{#o}}{{s}}{{ys}}{{t}}{{/o}}{{/xs}}',
        uses: [
          'xs -> input xs each?',
          'o -> input o with?',
          's -> input s output',
          'ys -> input xs/[]/ys output',
          't -> input o/t output',
        ],
      },
      {
        rule: 'of a dotted name the first part alone is looked up around',
        text: '{{#xs}}{{o.t}}{{t.x}}{{/xs}}',
        uses: ['xs -> input xs each?', 'o.t -> input o/t output', 't.x -> input xs/[]/t/x output'],
      },
      {
        rule: 'the dot is the context itself, also of lists in lists',
        text: '{{#xs}}{{#ys}}{{.}}{{/ys}}{{/xs}}',
        uses: ['xs -> input xs each?', 'ys -> input xs/[]/ys each?', '. -> input xs/[]/ys/[] output'],
      },
      {
        rule: 'partials get the context',
        text: '{{> p}}{{#xs}}  {{> q}}\n{{/xs}}',
        partials: ['p', 'q ?'],
      },
      {
        rule: 'delimiters change up to the next change',
        text: '{{=<% %>=}}<% s %>{{on}}<%={{ }}=%>{{on}}',
        uses: ['s -> input s output', 'on -> input on output'],
      },
      { rule: 'comments may go over lines', text: '{{! a\n b }}{{s}}', uses: ['s -> input s output'] },
      {
        rule: '& and three braces are the same look-up',
        text: '{{&s}}{{{s}}}',
        uses: ['s -> input s output', 's -> input s output'],
      },
      {
        rule: 'parents and blocks are no look-ups',
        text: '{{<layout}}{{$title}}x{{/title}}{{/layout}}',
        uses: [],
        partials: ['layout'],
      },
      {
        rule: 'the name of a dynamic partial is a look-up',
        text: '{{>*s}}',
        uses: ['s -> input s argument'],
        partials: ['?'],
      },
      { rule: 'a name may hold spaces', text: '{{a b}}', uses: ['a b -> input a b output'] },
    ],
    types.replace('---\n', '---\ndialect: mustache\n'),
    {},
  );
});
