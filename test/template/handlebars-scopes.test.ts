import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parse, uses } from './support';

/** A header that gives types to the names of the samples. */
const header = `---
input:
  schema:
    x: string
    on: boolean
    user(object):
      name: string
      tags(array): string
    xs(array):
      t: string
      ys(array):
        z: string
    any: any
---
`;

/** The scope rules of Handlebars, one by one: what each look-up means. */
const rules: readonly (readonly [rule: string, text: string, uses: readonly string[]])[] = [
  [
    'each moves into the elements',
    '{{#each xs}}{{t}}{{this.t}}{{./t}}{{/each}}',
    [
      'xs -> input xs each',
      't -> input xs/[]/t output',
      'this.t -> input xs/[]/t output',
      './t -> input xs/[]/t output',
    ],
  ],
  [
    'with moves into the object',
    '{{#with user}}{{name}}{{/with}}',
    ['user -> input user with', 'name -> input user/name output'],
  ],
  [
    'if keeps the context',
    '{{#each xs}}{{#if t}}{{t}}{{/if}}{{/each}}',
    ['xs -> input xs each', 't -> input xs/[]/t condition?', 't -> input xs/[]/t output'],
  ],
  [
    'unless keeps the context',
    '{{#with user}}{{#unless name}}{{tags}}{{/unless}}{{/with}}',
    ['user -> input user with', 'name -> input user/name condition?', 'tags -> input user/tags output'],
  ],
  [
    'ifEquals keeps the context',
    '{{#with user}}{{#ifEquals name "a"}}{{tags}}{{else}}{{name}}{{/ifEquals}}{{/with}}',
    [
      'user -> input user with',
      'name -> input user/name argument',
      'tags -> input user/tags output',
      'name -> input user/name output',
    ],
  ],
  ['../ leaves each', '{{#each xs}}{{../x}}{{/each}}', ['xs -> input xs each', '../x -> input x output']],
  [
    '../ from if inside with leaves the with',
    '{{#with user}}{{#if name}}{{../x}}{{/if}}{{/with}}',
    ['user -> input user with', 'name -> input user/name condition?', '../x -> input x output'],
  ],
  [
    '../../ leaves two',
    '{{#each xs}}{{#each ys}}{{z}}{{../t}}{{../../x}}{{/each}}{{/each}}',
    [
      'xs -> input xs each',
      'ys -> input xs/[]/ys each',
      'z -> input xs/[]/ys/[]/z output',
      '../t -> input xs/[]/t output',
      '../../x -> input x output',
    ],
  ],
  ['../ at the root leads nowhere', '{{../x}}', ['../x -> unknown output']],
  [
    '.. is the context outside',
    '{{#each xs}}{{#with ..}}{{x}}{{/with}}{{/each}}',
    ['xs -> input xs each', '.. -> input . with', 'x -> input x output'],
  ],
  [
    'with this adds no level',
    '{{#each xs}}{{#with this}}{{../x}}{{/with}}{{/each}}',
    ['xs -> input xs each', 'this -> input xs/[] with', '../x -> input x output'],
  ],
  [
    'else of each runs outside',
    '{{#each xs}}{{t}}{{else}}{{x}}{{/each}}',
    ['xs -> input xs each', 't -> input xs/[]/t output', 'x -> input x output'],
  ],
  [
    'else of with runs outside',
    '{{#with user}}{{name}}{{else}}{{x}}{{/with}}',
    ['user -> input user with', 'name -> input user/name output', 'x -> input x output'],
  ],
  [
    'else chains nest',
    '{{#if on}}{{else each xs}}{{t}}{{else}}{{x}}{{/if}}',
    ['on -> input on condition?', 'xs -> input xs each', 't -> input xs/[]/t output', 'x -> input x output'],
  ],
  [
    'a block over a list loops',
    '{{#xs}}{{t}}{{@index}}{{/xs}}',
    ['xs -> input xs each', 't -> input xs/[]/t output', '@index -> data index output'],
  ],
  [
    'a block over an object moves into it',
    '{{#user}}{{name}}{{/user}}',
    ['user -> input user with', 'name -> input user/name output'],
  ],
  ['a block over a boolean tests it', '{{#on}}{{x}}{{/on}}', ['on -> input on condition?', 'x -> input x output']],
  [
    'a block over what nobody knows is silent',
    '{{#any}}{{x}}{{/any}}',
    ['any -> input any condition?', 'x -> unknown output'],
  ],
  ['an inverse block keeps the context', '{{^xs}}{{x}}{{/xs}}', ['xs -> input xs condition?', 'x -> input x output']],
  [
    'else of an inverse block moves in',
    '{{^xs}}{{x}}{{else}}{{t}}{{/xs}}',
    ['xs -> input xs condition?', 'x -> input x output', 't -> input xs/[]/t output'],
  ],
  [
    'an unknown helper may do anything',
    '{{#list xs}}{{t}}{{../x}}{{/list}}',
    ['xs -> input xs argument', 't -> unknown output', '../x -> unknown output'],
  ],
  [
    'no look-up in the contexts outside',
    '{{#each xs}}{{x}}{{/each}}',
    ['xs -> input xs each', 'x -> input xs/[]/x output'],
  ],
  [
    'loop data in each',
    '{{#each xs}}{{@index}}{{@key}}{{@first}}{{@last}}{{/each}}',
    [
      'xs -> input xs each',
      '@index -> data index output',
      '@key -> data key output',
      '@first -> data first output',
      '@last -> data last output',
    ],
  ],
  [
    'loop data flows into with and if',
    '{{#each xs}}{{#with ../user}}{{#if name}}{{@index}}{{/if}}{{/with}}{{/each}}',
    [
      'xs -> input xs each',
      '../user -> input user with',
      'name -> input user/name condition?',
      '@index -> data index output',
    ],
  ],
  [
    'loop data of the loop outside',
    '{{#each xs}}{{#each ys}}{{@../index}}{{/each}}{{/each}}',
    ['xs -> input xs each', 'ys -> input xs/[]/ys each', '@../index -> data index output'],
  ],
  ['loop data outside of a loop', '{{@index}}', ['@index -> data index not known output']],
  [
    '@root from anywhere',
    '{{#each xs}}{{@root.user.name}}{{/each}}',
    ['xs -> input xs each', '@root.user.name -> input user/name output'],
  ],
  [
    'other data comes from the application',
    '{{@state.count}}{{@auth.email}}',
    ['@state.count -> data state output', '@auth.email -> data auth output'],
  ],
  [
    'block parameters of each',
    '{{#each xs as |it i|}}{{it.t}}{{i}}{{t}}{{/each}}',
    ['xs -> input xs each', 'it.t -> local it/t (xs/[]) output', 'i -> local i output', 't -> input xs/[]/t output'],
  ],
  [
    'block parameters of with',
    '{{#with user as |u|}}{{u.name}}{{/with}}',
    ['user -> input user with', 'u.name -> local u/name (user) output'],
  ],
  [
    'block parameters reach into inner blocks',
    '{{#each xs as |it|}}{{#with ../user}}{{it.t}}{{/with}}{{/each}}',
    ['xs -> input xs each', '../user -> input user with', 'it.t -> local it/t (xs/[]) output'],
  ],
  [
    'block parameters end with their block',
    '{{#each xs as |it|}}{{/each}}{{it}}',
    ['xs -> input xs each', 'it -> input it output'],
  ],
  [
    'block parameters do not hold in else',
    '{{#each xs as |it|}}{{else}}{{it}}{{/each}}',
    ['xs -> input xs each', 'it -> input it output'],
  ],
  [
    'block parameters win over helpers',
    '{{#each xs as |json|}}{{json}}{{/each}}',
    ['xs -> input xs each', 'json -> local json (xs/[]) output'],
  ],
  [
    './ and this pass block parameters by',
    '{{#each xs as |t|}}{{./t}}{{this.t}}{{/each}}',
    ['xs -> input xs each', './t -> input xs/[]/t output', 'this.t -> input xs/[]/t output'],
  ],
  [
    'loop over a local name',
    '{{#each xs as |it|}}{{#each it.ys}}{{z}}{{/each}}{{/each}}',
    ['xs -> input xs each', 'it.ys -> local it/ys (xs/[]) each', 'z -> input xs/[]/ys/[]/z output'],
  ],
  ['a helper wins over a field of its name', '{{json}}{{history}}', []],
  [
    './name is never a helper',
    '{{./json}}{{this.json}}',
    ['./json -> input json output', 'this.json -> input json output'],
  ],
  ['as an argument a name is never a helper', '{{media url=json}}', ['json -> input json argument']],
  ['a sub-expression is always a helper', '{{#if (x)}}{{/if}}', []],
  ['a name with arguments is always a helper', '{{x user}}', ['user -> input user argument']],
  [
    'hash keys are no look-ups',
    '{{media url=x contentType=user.name}}',
    ['x -> input x argument', 'user.name -> input user/name argument'],
  ],
  [
    'lookup with a name that is written out is a path',
    '{{#each (lookup user "tags")}}{{this}}{{/each}}{{lookup user "name"}}',
    [
      'user -> input user argument',
      'tags -> input user/tags each',
      'this -> input user/tags/[] output',
      'user -> input user argument',
      'name -> input user/name output',
    ],
  ],
  [
    'lookup in a list gives an element',
    '{{#with (lookup xs on)}}{{t}}{{/with}}',
    ['xs -> input xs argument', 'on -> input on argument', 't -> input xs/[]/t output'],
  ],
  [
    'lookup in anything else gives what nobody knows',
    '{{#with (lookup user x)}}{{t}}{{/with}}',
    ['user -> input user argument', 'x -> input x argument', 't -> unknown output'],
  ],
  ['literals in brackets', '{{user.[name]}}', ['user.[name] -> input user/name output']],
  ['a partial block is rendered by the partial', '{{#> p}}{{x}}{{/p}}', ['x -> unknown output']],
  ['an inline partial is rendered where it is used', '{{#*inline "p"}}{{x}}{{/inline}}', ['x -> unknown output']],
  ['a half-typed name that is declared', '{{x', ['x -> input x output']],
  ['a half-typed name that is not', '{{xy', ['xy -> unknown output']],
];

describe('Handlebars scopes', () => {
  for (const [rule, text, expected] of rules) test(rule, () => assert.deepEqual(uses(parse(header + text)), expected));

  test('helpers of the settings are called, also without arguments', () => {
    const document = parse('{{now}}{{#shout}}{{x}}{{/shout}}', { helpers: ['now', 'shout'] });
    assert.deepEqual(
      document.analysis.calls.map(({ name, kind }) => `${kind} ${name}`),
      ['helper now', 'block-helper shout'],
    );
    assert.deepEqual(uses(document), ['x -> unknown output']);
  });

  test('without declared inputs a half-typed name is no input', () => {
    assert.deepEqual(uses(parse('{{na')), ['na -> unknown output']);
  });

  test('scopes say what the context is and which names are bound', () => {
    const text = `${header}{{#each xs as |it i|}}{{#with ../user}}a{{/with}}{{/each}}`;
    const scopes = parse(text).analysis.scopes.map(
      (scope) =>
        `${text.slice(scope.range.start, scope.range.end)} | ${scope.context?.join('/') ?? '?'} | ${scope.bindings.map(({ name, kind }) => `${name}:${kind}`).join(' ')} | ${scope.loop ? 'loop' : ''}`,
    );
    assert.deepEqual(scopes, [
      `{{#each xs as |it i|}}{{#with ../user}}a{{/with}}{{/each}} |  |  | `,
      '{{#with ../user}}a{{/with}} | xs/[] | it:item i:index | loop',
      'a | user |  | loop',
    ]);
  });

  test('partials: context, names and places of the values', () => {
    const text = `${header}{{> p}}{{> p user k=x}}{{#each xs}}{{> p}}{{/each}}{{> (lookup user "p")}}{{> any.thing}}{{#> q}}{{> @partial-block}}{{/q}}`;
    assert.deepEqual(
      parse(text).analysis.partials.map((use) => [
        use.name,
        text.slice(use.nameRange.start, use.nameRange.end),
        use.context?.join('/') ?? '?',
        use.namedArguments.map(({ text: name }) => name).join(' '),
        use.optional,
      ]),
      [
        ['p', 'p', '', '', false],
        ['p', 'p', 'user', 'k', false],
        ['p', 'p', 'xs/[]', '', false],
        [undefined, '(lookup user "p")', '', '', false],
        ['any.thing', 'any.thing', '', '', false],
        ['q', 'q', '', '', true],
      ],
    );
  });

  test('inline partials are seen before their definition and within their block only', () => {
    const text = '{{> p}}{{#*inline "p"}}x{{/inline}}{{#if a}}{{#*inline "q"}}y{{/inline}}{{> q}}{{/if}}{{> q}}';
    assert.deepEqual(
      parse(text).analysis.partials.map((use) => [
        use.name,
        use.optional,
        use.definition && text.slice(use.definition.start, use.definition.end),
      ]),
      [
        ['p', true, '"p"'],
        ['q', true, '"q"'],
        ['q', false, undefined],
      ],
    );
  });
});
