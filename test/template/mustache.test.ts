import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { expectProblems, parse, uses } from './support';

const file = 'x.mustache';

const forms: readonly (readonly [name: string, text: string, uses: readonly string[]])[] = [
  [
    'variables',
    '{{a}} {{{b}}} {{&c}} {{ d.e }}',
    ['a -> input a output', 'b -> input b output', 'c -> input c output', 'd.e -> input d/e output'],
  ],
  ['names with spaces', '{{a b}}', ['a b -> input a b output']],
  ['sections', '{{#a}}x{{/a}}{{^b}}y{{/b}}', ['a -> input a condition?', 'b -> input b condition?']],
  [
    'inside a section of unknown type nothing is known',
    '{{#a}}{{b}}{{.}}{{/a}}',
    ['a -> input a condition?', 'b -> unknown output', '. -> unknown output'],
  ],
  ['partials', '{{> p}}{{>folder/q}}', []],
  ['dynamic partials', '{{>*p}}{{> * q.r }}', ['p -> input p argument', 'q.r -> input q/r argument']],
  ['inheritance', '{{<p}}{{$title}}x{{/title}}{{/p}}', []],
  ['comments', '{{! {a} \n b }}', []],
  [
    'delimiters',
    '{{=<% %>=}}<% a %>{{b}}<%{c}%><%={{ }}=%>{{d}}',
    ['a -> input a output', 'c -> input c output', 'd -> input d output'],
  ],
  ['delimiters over lines', '{{= | |\n=}}|a|', ['a -> input a output']],
  ['tags over lines', '{{\n a\n}}', ['a -> input a output']],
  ['JSON around a tag', '{"a":{{x}}}', ['x -> input x output']],
];

describe('Mustache grammar', () => {
  for (const [name, text, expected] of forms)
    test(name, () => {
      const document = parse(text, { file });
      assert.deepEqual(document.problems, []);
      assert.deepEqual(uses(document), expected);
    });
});

const header = `---
dialect: mustache
input:
  schema:
    x: string
    on: boolean
    user(object):
      name: string
    xs(array):
      t: string
      x: number
    tags(array): string
    any: any
---
`;
const rules: readonly (readonly [rule: string, text: string, uses: readonly string[]])[] = [
  ['a section over a list loops', '{{#xs}}{{t}}{{/xs}}', ['xs -> input xs each?', 't -> input xs/[]/t output']],
  ['the innermost context wins', '{{#xs}}{{x}}{{/xs}}', ['xs -> input xs each?', 'x -> input xs/[]/x output']],
  [
    'names are looked up in the contexts outside',
    '{{#xs}}{{user.name}}{{#user}}{{t}}{{on}}{{/user}}{{/xs}}',
    [
      'xs -> input xs each?',
      'user.name -> input user/name output',
      'user -> input user with?',
      't -> input xs/[]/t output',
      'on -> input on output',
    ],
  ],
  [
    'a section over a boolean adds no names',
    '{{#on}}{{x}}{{/on}}',
    ['on -> input on condition?', 'x -> input x output'],
  ],
  [
    'the dot in a section over a boolean is what is around it',
    '{{#user}}{{#on}}{{.}}{{/on}}{{/user}}',
    ['user -> input user with?', 'on -> input on condition?', '. -> input user output'],
  ],
  ['the dot is the element', '{{#tags}}{{.}}{{/tags}}', ['tags -> input tags each?', '. -> input tags/[] output']],
  [
    'an inverted section keeps the context',
    '{{^xs}}{{x}}{{/xs}}',
    ['xs -> input xs condition?', 'x -> input x output'],
  ],
  ['what nobody knows is silent', '{{#any}}{{x}}{{/any}}', ['any -> input any condition?', 'x -> unknown output']],
  ['a half-typed name', '{{na', ['na -> unknown output']],
];

describe('Mustache scopes', () => {
  for (const [rule, text, expected] of rules) test(rule, () => assert.deepEqual(uses(parse(header + text)), expected));
});

const mistakes: readonly (readonly [name: string, sample: string, codes: readonly string[]])[] = [
  ['unclosed', '⟦{{a⟧\n{{b}}', ['unclosed-tag']],
  ['one brace', '⟦{{a}⟧ b', ['unclosed-tag']],
  ['triple closed by two', '⟦{{{a}}⟧ b', ['unclosed-tag']],
  ['empty', '⟦{{}}⟧', ['bad-tag']],
  ['unclosed section', '{{#⟦a⟧}}x', ['unclosed-block']],
  ['wrong close', '{{#a}}{{/⟦b⟧}}', ['mismatched-block']],
  ['stray close', '{{/⟦a⟧}}', ['mismatched-block']],
  ['sections that cross', '{{#a}}{{#⟦b⟧}}{{/a}}', ['unclosed-block']],
  ['delimiters that cannot be', '⟦{{=a=}}⟧', ['bad-tag']],
  ['Handlebars', '⟦{{#if x}}⟧a{{/if x}}', ['mixed-dialect']],
  ['Jinja', '⟦{% if x %}⟧{{a}}', ['mixed-dialect']],
];

describe('Mustache mistakes: one problem each, at the culprit', () => {
  for (const [name, sample, codes] of mistakes) test(name, () => void expectProblems(sample, codes, { file }));
});
