import assert from 'node:assert/strict';
import fc from 'fast-check';
import Handlebars from 'handlebars';
import { describe, test } from 'node:test';
import { LineIndex, type TextRange } from '../../server/src/base';
import { parseTags } from '../../server/src/template/handlebars/parser';
import type { ExpressionNode, TagNode } from '../../server/src/template/handlebars/tree';
import { parse } from './support';

/** What Handlebars' own parser says: the places of all paths, or undefined when it refuses the template. */
function peerPaths(text: string): readonly TextRange[] | undefined {
  const lines = new LineIndex(text);
  const found: TextRange[] = [];
  const visitor = new Handlebars.Visitor();
  visitor.PathExpression = ({ loc }): void => {
    const at = (position: { line: number; column: number }): number =>
      lines.lineStart(position.line - 1) + position.column;
    found.push({ start: at(loc.start), end: at(loc.end) });
  };
  try {
    visitor.accept(Handlebars.parseWithoutProcessing(text));
  } catch {
    return undefined;
  }
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The places of all paths that our parser finds; closing tags repeat a name and look nothing up. */
function ownPaths(text: string): readonly TextRange[] {
  const found: TextRange[] = [];
  const visit = (node: ExpressionNode | undefined): void => {
    if (node?.kind === 'path') found.push(node.range);
    if (node?.kind !== 'call') return;
    visit(node.callee);
    node.parameters.forEach(visit);
    node.hash.forEach((pair) => visit(pair.value));
  };
  const opens = (tag: TagNode): boolean => !tag.kind.startsWith('close');
  for (const tag of parseTags(text, 0, text.length).tags) if (opens(tag)) visit(tag.expression);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** What Handlebars takes, but never means what it looks like; told on purpose. */
function isDeliberate(text: string): boolean {
  const hangingDot = /[^\s./{~#^&>(|=*]\.(?=[=~}\s/.)|])/.test(text);
  const swallowing = /\{\{~?!(?!--)(?:(?!\}\})[\s\S])*[\r\n](?:(?!\}\})[\s\S])*\{\{/.test(text);
  const jinja = text.includes('{%');
  return hangingDot || swallowing || jinja;
}

function problemsOf(text: string): readonly string[] {
  // Two contexts for a partial and unknown roles are refused by the compiler, not by the parser.
  return parse(text, { file: 'x.hbs' })
    .problems.filter(({ message }) => !message.startsWith('A partial takes one context'))
    .map(({ code, message }) => `${code}: ${message}`);
}

function agree(text: string): void {
  const peer = peerPaths(text);
  const own = problemsOf(text);
  if (peer === undefined) {
    assert.notDeepEqual(own, [], `Handlebars refuses ${JSON.stringify(text)}`);
    return;
  }
  if (isDeliberate(text)) return;
  assert.deepEqual(own, [], `Handlebars takes ${JSON.stringify(text)}`);
  assert.deepEqual(ownPaths(text), peer, JSON.stringify(text));
}

const name = fc.constantFrom(
  'a',
  'b',
  'foo',
  'a.b',
  'a/b',
  '../a',
  '../../b.c',
  './a',
  'this',
  'this.a',
  '.',
  '..',
  '@index',
  '@root.a',
  '[x y]',
  'a.[0]',
  'é',
  'a-b',
  'as',
  'else1',
  'true1',
);
const literal = fc.constantFrom('"s"', "'t'", '"}}"', '"a\\"b"', '12', '-1.5', 'true', 'false', 'null', 'undefined');
const space = fc.constantFrom(' ', '  ', '\n', '\t', '\r\n');
const argument: fc.Arbitrary<string> = fc.letrec<{ value: string; nested: string }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, name, literal, tie('nested')),
  nested: fc
    .tuple(name, fc.array(tie('value'), { maxLength: 2 }))
    .map(([callee, given]) => `(${[callee, ...given].join(' ')})`),
})).value;
const pair = fc.tuple(fc.constantFrom('k', 'x', 'as', 'true'), argument).map(([key, value]) => `${key}=${value}`);
const call = fc
  .tuple(name, fc.array(argument, { maxLength: 2 }), fc.array(pair, { maxLength: 2 }), space)
  .map(([callee, given, named, gap]) => [callee, ...given, ...named].join(gap));
const tilde = fc.constantFrom('', '', '~');
const blockName = fc.constantFrom('if', 'each', 'with', 'foo', 'a.b');
const text = fc.constantFrom('text ', '\n', '"', "'", '{', '}', '\\', '\\\\', '', '{"k":', '|');
const template: fc.Arbitrary<string> = fc.letrec<{ node: string; body: string }>((tie) => ({
  body: fc.array(tie('node'), { maxLength: 4 }).map((nodes) => nodes.join('')),
  node: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    text,
    fc.tuple(tilde, call, tilde).map(([before, inside, after]) => `{{${before}${inside}${after}}}`),
    call.map((inside) => `{{{${inside}}}}`),
    fc.tuple(call, space).map(([inside, gap]) => `{{>${gap}${inside}}}`),
    fc.constantFrom('{{! c }}', '{{!-- }} --}}', '{{~!-- x --~}}'),
    fc
      .tuple(
        blockName,
        argument,
        tie('body'),
        tie('body'),
        fc.constantFrom('', '{{else}}', '{{^}}', '{{else if a}}', '{{~ else ~}}'),
        fc.constantFrom('', ' as |x|', ' as |x y|'),
      )
      .map(
        ([block, given, main, inverse, branch, parameters]) =>
          `{{#${block} ${given}${parameters}}}${main}${branch}${branch === '' ? '' : inverse}{{/${block}}}`,
      ),
    fc.tuple(blockName, tie('body')).map(([block, main]) => `{{^${block}}}${main}{{/${block}}}`),
    fc.tuple(blockName, tie('body')).map(([block, main]) => `{{#> ${block}}}${main}{{/${block}}}`),
    fc.tuple(blockName, tie('body')).map(([block, main]) => `{{#*inline "${block}"}}${main}{{/inline}}`),
    tie('body').map((main) => `{{{{raw a}}}}${main}{{{{/raw}}}}`),
  ),
})).body;
const fragments = fc
  .array(
    fc.oneof(
      text,
      name,
      literal,
      space,
      fc.constantFrom(
        '{{',
        '}}',
        '{{#',
        '{{/',
        '{{>',
        '{{^',
        '{{!',
        '{{!--',
        '--}}',
        '{{else}}',
        '{{{',
        '}}}',
        '{{{{',
        '}}}}',
        '{{{{/',
        '(',
        ')',
        '=',
        '|',
        ' as |x|',
        '~',
        '&',
        '*',
        '@',
        '.',
        '/',
        '[',
        ']',
        ',',
        'if',
        'else',
        '{{#if a}}',
        '{{/if}}',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

describe('Handlebars: the same as its own parser', () => {
  test('well-formed templates: no problems, the same places of all paths', () => {
    fc.assert(fc.property(template, agree), { numRuns: Number(process.env['GALLEY_FUZZ'] ?? 3_000), seed: 1 });
  });

  test('strings of random tokens: a problem exactly where Handlebars refuses', () => {
    fc.assert(fc.property(fragments, agree), { numRuns: Number(process.env['GALLEY_FUZZ'] ?? 5_000), seed: 2 });
  });

  for (const found of [
    '{{foo . bar}}',
    '{{foo .bar}}',
    '{{foo/ bar}}',
    '{{..foo}}',
    '{{a=b}}',
    '{{"a" b}}',
    '{{true a=1}}',
    '{{#"a"}}{{/a}}',
    '{{#[a]}}{{/a}}',
    '{{else}}',
    '{{^}}',
    '{{#if a}}{{else-x}}{{/if}}',
    '{{#if a}}{{else}}{{else if b}}{{/if}}',
    '{{^a}}{{else if b}}{{/a}}',
    '{{#*inline "p"}}{{^}}{{/inline}}',
    '{{{{a}}}}{{{{/b}}}}',
    '{{{{a}}}}{{{{b}}}}{{{{/a}}}}',
    '{{a}~}}',
    '{{{a}~}}',
    '{{~{a}~}}',
    '{{&{a}}}',
    '{{a/../b}}',
    '{{a.this}}',
    '{{xs.0}}',
    '{{a[0]}}',
    '{{(a)}}',
    '{{> (a) b=1}}',
    '{{#> (lookup . "a")}}x{{/lookup}}',
    '{{as |x|}}',
    '{{#a as |x|}}{{/a}}',
    '{{#a as|x|}}{{/a}}',
    '{{a\\}}',
    '{{@}}',
    '{{@a.b}}',
    '{{@../a}}',
    '{{foo @bar.[x]}}',
    '{{!--}}',
    '{{!-- -}}',
    '\\{{a',
    '\\{{a}}\\\\{{b}}',
    '{{a',
    '{{',
    '}}',
    '{{{',
    '{{{{',
    '{{#',
    '{{!',
  ])
    test(`agrees on ${JSON.stringify(found)}`, () => agree(found));
});
