import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cursorContext, type CursorContext, type Dialect } from '../../server/src/template';
import { cursorIn } from '../support/markers';
import { parse } from './support';

/** A context as text: `position qualifier|replaced [block] !` with `!` where the closing delimiter is missing. */
function show(context: CursorContext, text: string): string {
  if (context.kind !== 'name') return context.kind;
  const { position, qualifier, replace, block, unterminated } = context;
  return `${position} ${[...qualifier, ''].join('/')}|${text.slice(replace.start, replace.end)}${block === undefined ? '' : ` [${block}]`}${unterminated ? ' !' : ''}`;
}

const samples: { readonly [dialect in Dialect]?: readonly (readonly [sample: string, expected: string])[] } = {
  handlebars: [
    ['a‸b', 'text'],
    ['{‸', 'text'],
    ['{{‸', 'call | !'],
    ['{{‸}}', 'call |'],
    ['{{ na‸me }}', 'call |name'],
    ['{{name‸', 'call |name !'],
    ['{{name}}‸', 'text'],
    ['{{name}‸}', 'text'],
    ['{{{na‸}}}', 'call |na'],
    ['{{~na‸~}}', 'call |na'],
    ['{{user.na‸}}', 'call user/|na'],
    ['{{user.‸}}', 'call user/|'],
    ['{{user.‸', 'call user/| !'],
    ['{{user.[a b].‸}}', 'call user/a b/|'],
    ['{{../na‸}}', 'call ../|na'],
    ['{{../../user.‸}}', 'call ../../user/|'],
    ['{{this.‸}}', 'call this/|'],
    ['{{#‸', 'block | !'],
    ['{{#ea‸}}', 'block |ea'],
    ['{{^xs‸}}', 'block |xs'],
    ['{{#if na‸}}', 'argument |na'],
    ['{{#if ‸}}', 'argument |'],
    ['{{#if a}}{{else if b‸}}{{/if}}', 'argument |b'],
    ['{{#if a}}{{else i‸}}{{/if}}', 'block |i'],
    ['{{json na‸ k=1}}', 'argument |na'],
    ['{{json a k=na‸}}', 'argument |na'],
    ['{{json (loo‸', 'call |loo !'],
    ['{{json (lookup na‸) b}}', 'argument |na'],
    ['{{@in‸}}', 'data |in'],
    ['{{@root.us‸}}', 'call @root/|us'],
    ['{{@../in‸}}', 'data ../|in'],
    ['{{> pa‸}}', 'partial |pa'],
    ['{{> folder/pa‸rt}}', 'partial |folder/part'],
    ['{{> "pa‸"}}', 'partial |pa'],
    ['{{#> la‸}}', 'partial |la'],
    ['{{> part na‸}}', 'argument |na'],
    ['{{> part k=na‸}}', 'argument |na'],
    ['{{#each xs}}{{/‸', 'close | [each] !'],
    ['{{#each xs}}{{#if a}}{{/if}}{{/ea‸}}', 'close |ea [each]'],
    ['{{#each xs}}{{#if a}}{{/i‸', 'close |i [if] !'],
    ['{{role "sy‸"}}', 'role |sy'],
    ['{{role "‸', 'role | !'],
    ['{{role "a" "‸"}}', 'text'],
    ['{{json "te‸xt"}}', 'text'],
    ['{{#each xs as |it‸|}}', 'text'],
    ['{{! no‸te }}', 'comment'],
    ['{{!-- {{na‸me}} --}}', 'comment'],
    ['\\{{na‸me}}', 'text'],
    ['{{a\n{{b‸}}', 'call |b'],
    ['{{a‸\n{{b}}', 'call |a !'],
  ],
  jinja: [
    ['{{ na‸ }}', 'call |na'],
    ['{{ na‸', 'call |na !'],
    ['{{ a.b‸ }}', 'call a/|b'],
    ['{{ a["k"].b‸ }}', 'call a/k/|b'],
    ['{{ a[0].b‸ }}', 'call a/[]/|b'],
    ['{{ a["k‸"] }}', 'call a/|k'],
    ['{{ a ‸ }}', 'word |'],
    ['{% for x i‸ %}', 'word |i'],
    ['{% block ma‸ %}', 'label |ma'],
    ['{% from "m.j2" import a, b‸ %}', 'import |b'],
    ['{% filter up‸ %}', 'filter |up'],
    ['{{ a + b‸ }}', 'call |b'],
    ['{{ f(a, b‸) }}', 'call |b'],
    ['{{ a | up‸ }}', 'filter |up'],
    ['{{ a|‸', 'filter | !'],
    ['{% if a is de‸ %}', 'test |de'],
    ['{% if a is not ‸ %}', 'test |'],
    ['{% ‸', 'statement | !'],
    ['{% fo‸', 'statement |fo !'],
    ['{% if a %}{% end‸', 'close |end [if] !'],
    ['{% for x in xs %}{% if a %}{% ‸', 'statement | [if] !'],
    ['{% for x in x‸ %}', 'call |x'],
    ['{% for x‸', 'text'],
    ['{% set a‸', 'text'],
    ['{% set a = b‸ %}', 'call |b'],
    ['{% if na‸ %}', 'call |na'],
    ['{{ "te‸xt" }}', 'text'],
    ['{% include "‸" %}', 'partial |'],
    ['{% extends "a/b‸.j2" %}', 'partial |a/b.j2'],
    ['{# no‸te #}', 'comment'],
    ['{{ a }}‸', 'text'],
  ],
  mustache: [
    ['{{na‸}}', 'input |na'],
    ['{{a.b‸}}', 'input a/|b'],
    ['{{{na‸', 'input |na !'],
    ['{{#xs‸}}', 'block |xs'],
    ['{{#xs}}{{/‸', 'close | [xs] !'],
    ['{{> pa‸}}', 'partial |pa'],
    ['{{! no‸te }}', 'comment'],
  ],
  braces: [
    ['{{na‸me}}', 'input |name'],
    ['{{ a.b‸', 'input a/|b !'],
    ['a‸', 'text'],
  ],
  fstring: [
    ['Hi {na‸me}', 'input |name'],
    ['Hi {na‸', 'input |na !'],
    ['Hi {{na‸', 'text'],
    ['{a.b‸}', 'input a/|b'],
  ],
  'input-marks': [
    ['${input:na‸}', 'input |na'],
    ['${fi‸', 'data |fi !'],
  ],
  'semantic-kernel': [['{{$na‸', 'input |na !']],
};

describe('cursor', () => {
  for (const [dialect, list] of Object.entries(samples))
    for (const [sample, expected] of list)
      test(`${dialect}: ${sample}`, () => {
        const { text, offset } = cursorIn(sample);
        assert.equal(show(cursorContext(parse(text, { dialect: dialect as Dialect }), offset), text), expected);
      });

  test('the scope is the innermost around the cursor', () => {
    const { text, offset } = cursorIn(
      '---\ninput:\n  schema:\n    xs(array):\n      a: string\n---\n{{#each xs as |x|}}{{na‸}}{{/each}}',
    );
    const context = cursorContext(parse(text), offset);
    assert.ok(context.kind === 'name');
    assert.deepEqual(
      [context.scope.context, context.scope.bindings.map(({ name }) => name), context.scope.loop],
      [['xs', '[]'], ['x'], true],
    );
  });

  test('in the header it is text', () => {
    const { text, offset } = cursorIn('---\ndescription: "{{na‸me}}"\n---\n');
    assert.equal(cursorContext(parse(text), offset).kind, 'text');
  });

  test('in a message of a YAML prompt it works as in a file of its own', () => {
    const { text, offset } = cursorIn('messages:\n  - role: user\n    content: |\n      Hi {{na‸\n');
    assert.equal(show(cursorContext(parse(text, { file: 'x.prompt.yml' }), offset), text), 'input |na !');
  });
});
