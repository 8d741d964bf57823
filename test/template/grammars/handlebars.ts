import fc from 'fast-check';
import { mutated } from './mutation';

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
/** Well-formed templates with every kind of tag. */
export const template: fc.Arbitrary<string> = fc.letrec<{ node: string; body: string }>((tie) => ({
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
const words = [
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
];

/** Strings of random tokens. */
export const fragments = fc
  .array(fc.oneof(text, name, literal, space, fc.constantFrom(...words)), { maxLength: 12 })
  .map((parts) => parts.join(''));

/** Well-formed templates that somebody changes. */
export const broken = mutated(template, [...words, ' ', '"', "'", '\n', '{', '}', 'a', '\\']);

/** One tag of random tokens: most are refused, for a reason of their own. */
export const tags = fc
  .tuple(
    fc.constantFrom(
      ['{{', '}}'],
      ['{{{', '}}}'],
      ['{{#a ', '}}{{/a}}'],
      ['{{> ', '}}'],
      ['{{a (', ')}}'],
      ['{{#if a}}{{else ', '}}{{/if}}'],
      ['{{#> ', '}}{{/a}}'],
      ['{{#*inline ', '}}{{/inline}}'],
      ['{{{{', '}}}}{{{{/a}}}}'],
      ['{{~', '~}}'],
      ['{{&', '}}'],
      ['{{^', '}}{{/a}}'],
    ),
    fc.array(
      fc.oneof(
        name,
        literal,
        space,
        fc.constantFrom(
          '(',
          ')',
          '=',
          '|',
          ' as |x|',
          'as',
          '@',
          '.',
          '/',
          '[',
          ']',
          ',',
          '~',
          '&',
          '*',
          '#',
          '^',
          '!',
          '-',
          '../',
          'this',
          'else',
          "'",
          '"',
          '\\',
          '{',
          '}',
        ),
      ),
      { maxLength: 5 },
    ),
  )
  .map(([[open = '', close = ''], parts]) => open + parts.join('') + close);
