import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expectProblems, parse, uses } from './support';

const file = 'x.jinja';

/** Every form of the grammar of Jinja 3, with what is looked up in it. Nothing is wrong in any of them. */
const forms: readonly (readonly [name: string, text: string, uses: readonly string[]])[] = [
  ['text', 'no tags { } % #', []],
  ['output', '{{ name }}', ['name -> input name output']],
  ['members', '{{ a.b["c"].d }}', ['a.b["c"].d -> input a/b/c/d output']],
  [
    'an index is an element',
    '{{ a[0].b }}{{ a[i].c }}',
    ['a[0].b -> input a/[]/b output', 'a[i].c -> input a/[]/c output', 'i -> input i expression'],
  ],
  ['slices', '{{ a[1:2] }}{{ a[:n] }}', ['a -> input a output', 'a -> input a output', 'n -> input n expression']],
  ['filters', '{{ a | join(", ") | upper }}', ['a -> input a argument']],
  [
    'filter arguments',
    '{{ a | replace(b, c.d) | round(precision=n) }}',
    ['a -> input a argument', 'b -> input b argument', 'c.d -> input c/d argument', 'n -> input n argument'],
  ],
  [
    'tests',
    '{% if a is divisibleby b and c is not none %}{% endif %}',
    ['a -> input a argument', 'b -> input b argument', 'c -> input c argument?'],
  ],
  [
    'operators',
    '{{ a + b * c // d % e ** f ~ g - -h }}',
    [...'abcdefgh'].map((name) => `${name} -> input ${name} expression`),
  ],
  [
    'comparisons',
    '{{ a == b != c < d >= e }}{{ a in b }}{{ a not in b }}',
    [
      'a -> input a expression',
      'b -> input b expression',
      'c -> input c expression',
      'd -> input d expression',
      'e -> input e expression',
      'a -> input a expression',
      'b -> input b expression',
      'a -> input a expression',
      'b -> input b expression',
    ],
  ],
  [
    'logic',
    '{{ a and not b or c }}',
    ['a -> input a expression?', 'b -> input b expression?', 'c -> input c expression?'],
  ],
  ['conditional', '{{ a if b else c }}', ['a -> input a output?', 'b -> input b condition?', 'c -> input c output']],
  [
    'lists, tuples and maps',
    '{{ [a, (b, c), {"k": d, e: 1}] }}',
    [...'abcde'].map((name) => `${name} -> input ${name} expression`),
  ],
  ['strings hold braces', '{{ "}}" ~ \'%}\' ~ "\\"" }}{{ a }}', ['a -> input a output']],
  ['maps in maps', '{{ {"a": {"b": x}} }}', ['x -> input x expression']],
  ['numbers', '{{ 1 + 1_000 + 0xff + 1.5e-3 }}', []],
  ['constants', '{{ true }}{{ None }}{{ False }}', []],
  [
    'calls',
    '{{ range(n) | list }}{{ a.items() }}{{ "x".join(b) }}',
    ['n -> input n argument', 'a -> input a expression', 'b -> input b argument'],
  ],
  ['if', '{% if a %}x{% elif b %}y{% else %}z{% endif %}', ['a -> input a condition?', 'b -> input b condition?']],
  ['for', '{% for x in xs %}{{ x }}{% else %}none{% endfor %}', ['xs -> input xs each', 'x -> local x (xs/[]) output']],
  [
    'for with condition',
    '{% for x in xs if x.ok %}{{ x }}{% endfor %}',
    ['xs -> input xs each', 'x.ok -> local x/ok (xs/[]) condition?', 'x -> local x (xs/[]) output'],
  ],
  [
    'recursive loop',
    '{% for x in xs recursive %}{{ loop(x.children) }}{% endfor %}',
    ['xs -> input xs each', 'x.children -> local x/children (xs/[]) argument'],
  ],
  [
    'set',
    '{% set a, b = c, d %}{{ a }}',
    ['c -> input c expression', 'd -> input d expression', 'a -> local a output'],
  ],
  ['set of a member', '{% set ns.x = a %}', ['ns -> input ns expression', 'a -> input a expression']],
  [
    'set block with filter',
    '{% set a | upper %}{{ b }}{% endset %}{{ a }}',
    ['b -> input b output', 'a -> local a output'],
  ],
  [
    'with',
    '{% with a = b.c, d = 1 %}{{ a.x }}{{ d }}{% endwith %}',
    ['b.c -> input b/c expression', 'a.x -> local a/x (b/c) output', 'd -> local d output'],
  ],
  [
    'macro and call',
    '{% macro m(a, b=c) %}{{ a }}{{ b }}{{ caller() }}{% endmacro %}{% call(x) m(1) %}{{ x }}{% endcall %}',
    [
      'c -> input c expression',
      'a -> local a output',
      'b -> local b output',
      'm -> local m expression',
      'x -> local x output',
    ],
  ],
  ['filter block', '{% filter upper | trim %}{{ a }}{% endfilter %}', ['a -> input a output']],
  ['blocks', '{% block a scoped %}{{ super() }}{% endblock a %}', []],
  [
    'templates',
    '{% extends "base.j2" %}{% include "a.j2" ignore missing with context %}{% include [x, "b"] %}{% import "m.j2" as m %}{% from "m.j2" import a, b as c with context %}{{ m.f() }}{{ a() }}{{ c }}',
    ['x -> input x expression', 'm -> local m expression', 'a -> local a expression', 'c -> local c output'],
  ],
  [
    'other statements',
    '{% autoescape true %}{% endautoescape %}{% do a.append(1) %}{% break %}',
    ['a -> input a expression'],
  ],
  ['translations', '{% trans n=count %}{{ n }} item{% pluralize %}items{% endtrans %}', ['n -> input n output']],
  ['raw', '{% raw %}{{ a }}{% if %}{% endraw %}{{ b }}', ['b -> input b output']],
  ['comments', '{# {{ a }} {% if %} #}{{ b }}', ['b -> input b output']],
  [
    'white space control',
    '{%- if a -%}{{- b -}}{%+ endif +%}{#- c -#}',
    ['a -> input a condition?', 'b -> input b output'],
  ],
  ['JSON around a tag', '{"a": {{ x }}}', ['x -> input x output']],
  [
    'tags over lines',
    '{{\n  a\n  | upper\n}}{% set b = {\n  "k": [\n    c\n  ]\n} %}',
    ['a -> input a argument', 'c -> input c expression'],
  ],
  ['names of any script', '{{ größe }}{{ _a1 }}', ['größe -> input größe output', '_a1 -> input _a1 output']],
];

describe('Jinja grammar', () => {
  for (const [name, text, expected] of forms)
    test(name, () => {
      const document = parse(text, { file });
      assert.deepEqual(document.problems, []);
      assert.deepEqual(uses(document), expected);
    });

  test('calls have their arguments', () => {
    const text = '{{ a | replace("x", b, count=1) }}{{ range(1, n) }}{% if a is divisibleby(2) %}{% endif %}';
    assert.deepEqual(
      parse(text, { file }).analysis.calls.map(({ kind, name, argumentCount, argumentRanges, namedArguments }) => [
        kind,
        name,
        argumentCount,
        argumentRanges.map(({ start, end }) => text.slice(start, end)),
        namedArguments.map((argument) => argument.text),
      ]),
      [
        ['filter', 'replace', 2, ['"x"', 'b'], ['count']],
        ['function', 'range', 2, ['1', 'n'], []],
        ['test', 'divisibleby', 1, ['2'], []],
      ],
    );
  });

  test('templates that are included have name and place', () => {
    const text = '{% include "a.j2" ignore missing %}{% extends b %}{% import "m" as m %}';
    assert.deepEqual(
      parse(text, { file }).analysis.partials.map(({ name, nameRange, optional, context }) => [
        name,
        text.slice(nameRange.start, nameRange.end),
        optional,
        context?.length,
      ]),
      [
        ['a.j2', 'a.j2', true, 0],
        [undefined, 'b', false, 0],
        ['m', 'm', false, undefined],
      ],
    );
  });

  test('tokens follow each other without overlap', () => {
    const text =
      '{% for k, v in a.items() if v is defined %}{{ loop.index ~ v["x"] | upper(1, n=2) }}{% endfor %}{# c #}{% include "p" %}';
    const { tokens } = parse(text, { file }).analysis;
    for (const [index, token] of tokens.entries()) assert.ok(token.range.start >= (tokens[index - 1]?.range.end ?? 0));
    assert.deepEqual(
      tokens.map(({ range, kind }) => `${kind} ${text.slice(range.start, range.end)}`),
      [
        'delimiter {%',
        'keyword for',
        'local k',
        'local v',
        'keyword in',
        'variable a',
        'helper items',
        'keyword if',
        'local v',
        'keyword defined',
        'delimiter %}',
        'delimiter {{',
        'data loop',
        'property index',
        'operator ~',
        'local v',
        'property x',
        'filter upper',
        'number 1',
        'property n',
        'number 2',
        'delimiter }}',
        'delimiter {%',
        'keyword endfor',
        'delimiter %}',
        'comment {# c #}',
        'delimiter {%',
        'keyword include',
        'partial "p"',
        'delimiter %}',
      ],
    );
  });
});

const header =
  '---\nname: n\ninputs:\n  x: string\n  xs: { type: array, items: { type: object, properties: { t: { type: string } } } }\n---\n';

/** The scope rules of Jinja, one by one. */
const rules: readonly (readonly [rule: string, text: string, uses: readonly string[]])[] = [
  [
    'the loop variable ends with its loop',
    '{% for x in xs %}{% endfor %}{{ x }}',
    ['xs -> input xs each', 'x -> input x output'],
  ],
  [
    'the loop variable is not bound in else',
    '{% for y in xs %}{% else %}{{ y }}{% endfor %}',
    ['xs -> input xs each', 'y -> input y output'],
  ],
  [
    'the iterable is read outside',
    '{% for x in x %}{{ x }}{% endfor %}',
    ['x -> input x each', 'x -> local x (x/[]) output'],
  ],
  [
    'pairs of a map',
    '{% for k, v in x.items() %}{{ k }}{{ v.a }}{% endfor %}',
    ['x -> input x expression', 'k -> local k output', 'v.a -> local v/a (x/[]) output'],
  ],
  [
    'values of a map',
    '{% for v in x.values() %}{{ v.a }}{% endfor %}',
    ['x -> input x expression', 'v.a -> local v/a (x/[]) output'],
  ],
  [
    'pairs by a filter',
    '{% for k, v in x | dictsort %}{{ v }}{% endfor %}',
    ['x -> input x argument', 'v -> local v (x/[]) output'],
  ],
  [
    'filters that keep the items',
    '{% for y in xs | sort(attribute="t") | reverse %}{{ y.t }}{% endfor %}',
    ['xs -> input xs argument', 't -> input xs/[]/t argument', 'y.t -> local y/t (xs/[]) output'],
  ],
  [
    'filters that pick an item, also in parentheses',
    '{{ (xs | first).t }}{% set y = xs | sort | last %}{{ y.t }}',
    [
      'xs -> input xs argument',
      't -> input xs/[]/t output',
      'xs -> input xs argument',
      'y.t -> local y/t (xs/[]) output',
    ],
  ],
  [
    'filters that take a member of each item',
    '{% for y in xs | map(attribute="t") %}{{ y }}{% endfor %}',
    ['xs -> input xs argument', 't -> input xs/[]/t argument', 'y -> local y (xs/[]/t) output'],
  ],
  [
    'a slice has the same items',
    '{% for y in xs[:2] %}{{ y.t }}{% endfor %}',
    ['xs -> input xs each', 'y.t -> local y/t (xs/[]) output'],
  ],
  [
    'a list of the characters of a text',
    '{% set a = x | list %}{% for y in a %}{{ y }}{% endfor %}',
    ['x -> input x argument', 'a -> local a each', 'y -> local y output'],
  ],
  [
    'a default that is written out keeps the items, another may be anything',
    '{% for y in xs | default([]) %}{{ y.t }}{% endfor %}{% for y in xs | default(x) %}{{ y.t }}{% endfor %}',
    [
      'xs -> input xs argument?',
      'y.t -> local y/t (xs/[]) output',
      'xs -> input xs argument?',
      'x -> input x argument',
      'y.t -> local y/t output',
    ],
  ],
  [
    'which branch of an if has set a name is not known behind it',
    '{% if x %}{% set a = xs %}{{ a }}{% else %}{% set a = x %}{{ a }}{% endif %}{{ a }}',
    [
      'x -> input x condition?',
      'xs -> input xs expression',
      'a -> local a (xs) output',
      'x -> input x expression',
      'a -> local a (x) output',
      'a -> local a output',
    ],
  ],
  [
    'filters that change the items',
    '{% for y in xs | batch(2) %}{{ y.t }}{% endfor %}',
    ['xs -> input xs argument', 'y.t -> local y/t output'],
  ],
  [
    'loop data',
    '{% for y in xs %}{{ loop.index }}{{ loop.nope }}{% endfor %}{{ loop }}',
    [
      'xs -> input xs each',
      'loop.index -> data loop.index output',
      'loop.nope -> data loop.nope not known output',
      'loop -> input loop output',
    ],
  ],
  ['set holds after it', '{{ a }}{% set a = 1 %}{{ a }}', ['a -> input a output', 'a -> local a output']],
  ['set reads before it sets', '{% set x = x or 1 %}{{ x }}', ['x -> input x expression?', 'x -> local x output']],
  [
    'set in if leaks',
    '{% if x %}{% set a = 1 %}{% endif %}{{ a }}',
    ['x -> input x condition?', 'a -> local a output'],
  ],
  [
    'set in for does not',
    '{% for y in xs %}{% set a = y %}{{ a }}{% endfor %}{{ a }}',
    ['xs -> input xs each', 'y -> local y (xs/[]) expression', 'a -> local a (xs/[]) output', 'a -> input a output'],
  ],
  [
    'set stands for a path',
    '{% set a = xs[0] %}{{ a.t }}',
    ['xs[0] -> input xs/[] expression', 'a.t -> local a/t (xs/[]) output'],
  ],
  [
    'a namespace escapes',
    '{% set ns = namespace(n=0) %}{% for y in xs %}{% set ns.n = y %}{% endfor %}{{ ns.n }}',
    [
      'xs -> input xs each',
      'ns -> local ns expression',
      'y -> local y (xs/[]) expression',
      'ns.n -> local ns/n output',
    ],
  ],
  [
    'what one branch sets may still be the input, where one is declared',
    '{% if on %}{% set x = 1 %}{% set other = 1 %}{% endif %}{{ x }}{{ other }}',
    ['on -> input on condition?', 'x -> input x output', 'other -> local other output'],
  ],
  [
    'what every branch sets is set',
    '{% if on %}{% set x = 1 %}{% else %}{% set x = 2 %}{% endif %}{{ x }}',
    ['on -> input on condition?', 'x -> local x output'],
  ],
  [
    'what is set behind the else of a loop stays there',
    '{% for y in xs %}{% else %}{% set x = 1 %}{{ x }}{% endfor %}{{ x }}',
    ['xs -> input xs each', 'x -> local x output', 'x -> input x output'],
  ],
  [
    'with ends',
    '{% with a = x %}{{ a }}{% endwith %}{{ a }}',
    ['x -> input x expression', 'a -> local a (x) output', 'a -> input a output'],
  ],
  [
    'a macro has its parameters and its data',
    '{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ a }}{{ varargs }}',
    [
      'a -> local a output',
      'varargs -> data varargs output',
      'kwargs -> data kwargs output',
      'a -> input a output',
      'varargs -> input varargs output',
    ],
  ],
  [
    'a default sees the other parameters',
    '{% macro m(a, b=a, c=x) %}{% endmacro %}',
    ['a -> local a expression', 'x -> input x expression'],
  ],
  [
    'a macro reads what is set later',
    '{% macro m() %}{{ later }}{{ x }}{% endmacro %}{% set later = 1 %}',
    ['later -> local later output', 'x -> input x output'],
  ],
  ['filter and test names are no look-ups', '{{ x | upper is string }}', ['x -> input x argument']],
  ['names of arguments are no look-ups', '{{ x | join(d=y) }}', ['x -> input x argument', 'y -> input y argument']],
  [
    'globals are no inputs',
    '{{ range }}{{ namespace(a=1) }}{{ dict(b=x) }}',
    ['range -> data range output', 'x -> input x argument'],
  ],
  [
    'default expects that nothing is there',
    '{{ x | default("a") }}{{ x.y | d(1) }}',
    ['x -> input x argument?', 'x.y -> input x/y argument?'],
  ],
  ['is defined too', '{% if x.y is defined %}{% endif %}', ['x.y -> input x/y argument?']],
  ['a half-typed name that is declared', '{{ x', ['x -> input x output']],
  ['a half-typed name that is not', '{{ xy', ['xy -> unknown output']],
];

describe('Jinja scopes', () => {
  for (const [rule, text, expected] of rules)
    test(rule, () => assert.deepEqual(uses(parse(header + text, { file: 'x.prompty' })), expected));

  test('unknown names that are called are functions, declared ones are inputs', () => {
    const document = parse(`${header}{{ foo(1) }}{{ x(2) }}{{ raise_exception("a") }}`, { file: 'x.prompty' });
    assert.deepEqual(
      document.analysis.calls.map(({ name }) => name),
      ['foo'],
    );
    assert.deepEqual(uses(document), ['x -> input x expression']);
  });
});

/** What Jinja refuses, with the place of the culprit. */
const mistakes: readonly (readonly [name: string, sample: string, codes: readonly string[]])[] = [
  ['unclosed output', 'a ⟦{{ name⟧\nb {{ x }}', ['unclosed-tag']],
  ['unclosed before another', '⟦{{ name⟧ {{ x }}', ['unclosed-tag']],
  ['unclosed statement', '⟦{% if a⟧\n{{ b }}', ['unclosed-tag']],
  ['one brace', '⟦{{ a }⟧ b', ['unclosed-tag']],
  ['one brace in a statement', '⟦{% if a }⟧\n{{ y }}{% endif %}', ['unclosed-tag']],
  ['unclosed comment', '⟦{#⟧ foo\n{{ x }}', ['unclosed-tag']],
  ['unclosed string', '{{ ⟦"abc ⟧}}\n{{ y }}', ['bad-tag']],
  ['unclosed bracket', '{{ foo⟦(⟧a }}', ['bad-tag']],
  ['unclosed list', '{{ ⟦[⟧a, b }}', ['bad-tag']],
  ['filter missing', '{{ a ⟦|⟧ }}', ['bad-tag']],
  ['member missing', '{{ a⟦.⟧ }}', ['bad-tag']],
  ['test missing', '{% if a ⟦is⟧ %}{% endif %}', ['bad-tag']],
  ['value missing', '{% if⟦ %}⟧{% endif %}', ['bad-tag']],
  ['operand missing', '{{ a +⟦ }}⟧', ['bad-tag']],
  ['word behind a test', '{{ a is defined ⟦if⟧ b else c }}', ['bad-tag']],
  ['two tests', '{{ a is defined ⟦is⟧ none }}', ['bad-tag']],
  ['not behind an operator', '{{ a + ⟦not⟧ b }}', ['bad-tag']],
  ['two values', '{{ a ⟦b⟧ }}', ['bad-tag']],
  ['assignment as output', '{{ a ⟦=⟧ b }}', ['bad-tag']],
  ['strange character', '{{ a ⟦;⟧ }}', ['bad-tag']],
  ['statement missing', '⟦{% %}⟧', ['bad-tag']],
  ['empty output', '⟦{{ }}⟧', ['bad-tag']],
  ['unknown statement', '{% ⟦fro⟧ x in y %}', ['bad-tag']],
  ['statement of another language', '{% if a %}{% ⟦elsif⟧ b %}{% endif %}', ['bad-tag']],
  ['in missing', '{% for x ⟦of⟧ xs %}{% endfor %}', ['bad-tag']],
  ['unclosed block', '{% ⟦if⟧ a %}x', ['unclosed-block']],
  ['unclosed block in a closed one', '{% if a %}{% ⟦for⟧ b in c %}{% endif %}', ['unclosed-block']],
  ['wrong end', '{% for a in b %}{% ⟦endfro⟧ %}', ['mismatched-block']],
  ['stray end', '{% ⟦endif⟧ %}', ['mismatched-block']],
  ['else without block', '⟦{% else %}⟧', ['bad-tag']],
  ['elif in a loop', '{% for a in b %}⟦{% elif c %}⟧{% endfor %}', ['bad-tag']],
  ['second else', '{% if a %}{% else %}⟦{% else %}⟧{% endif %}', ['bad-tag']],
  ['unclosed raw', '{% ⟦raw⟧ %}{{ a }}', ['unclosed-block']],
  ['triple braces', '⟦{{{ a }}}⟧', ['bad-tag']],
  ['Handlebars, reported once', '⟦{{#if x}}⟧{{> p}}{{else}}{{/if}}', ['bad-tag']],
];

describe('Jinja mistakes: one problem each, at the culprit', () => {
  for (const [name, sample, codes] of mistakes) test(name, () => void expectProblems(sample, codes, { file }));

  test('statements of other languages come with what is meant', () => {
    assert.deepEqual(parse('{% if a %}{% elsif b %}{% endif %}', { file }).problems[0]?.data, { replace: 'elif' });
    assert.deepEqual(parse('{% fro x in y %}', { file }).problems[0]?.data, { replace: 'for' });
  });

  test('an unclosed raw block does not hide what follows', () => {
    assert.deepEqual(uses(parse('{% raw %}{{ a }}{% if b %}{% endif %}', { file })), [
      'a -> input a output',
      'b -> input b condition?',
    ]);
  });
});
