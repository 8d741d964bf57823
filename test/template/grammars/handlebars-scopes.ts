import fc from 'fast-check';

/** The names of the data: `s` and `t` are texts, `o` is an object, `xs` and `ys` are lists, `it` and `x` are bound by blocks. */
const leaf = fc.constantFrom(
  's',
  't',
  'o.s',
  'o.o.t',
  '../s',
  '../../s',
  '../../../t',
  'this.s',
  './t',
  'this/o/s',
  '@root.o.s',
  '@root.t',
  'it',
  'it.s',
  'it.o.s',
  'x',
  'x.t',
  '../it',
  '../x.s',
  'this.it',
  './x',
  'o.[s]',
  '../o/t',
);
const list = fc.constantFrom(
  'xs',
  'ys',
  'o.xs',
  '../xs',
  '../../ys',
  'it.xs',
  'x.ys',
  './ys',
  '@root.xs',
  '../../o.ys',
  'this.xs',
);
const object = fc.constantFrom('o', 'o.o', '../o', 'it.o', 'x.o', '@root', './o', '..', '../..', 'this', '.');
const parameters = fc.constantFrom('', '', ' as |it|', ' as |x it|', ' as |it x|');
const otherwise = fc.constantFrom('{{else}}', '{{^}}', '{{~else~}}');

/** Bodies whose blocks nest and shadow names, for comparing what is read with what is said to be read. */
export function bodies(maxDepth: number, maxLength: number): fc.Arbitrary<string> {
  return fc.letrec<{ body: string; node: string }>((tie) => ({
    body: fc.array(tie('node'), { minLength: 1, maxLength }).map((nodes) => nodes.join(' ')),
    node: fc.oneof(
      { maxDepth },
      leaf.map((name) => `{{${name}}}`),
      leaf.map((name) => `{{{ ${name} }}}`),
      fc.constantFrom('s', 'o.s', '../t', 'it.s').map((name) => `{{json ${name}}}`),
      fc.tuple(object, fc.constantFrom('"s"', '"t"', '"k"')).map(([name, key]) => `{{lookup ${name} ${key}}}`),
      fc.tuple(leaf, leaf).map(([one, two]) => `{{#ifEquals ${one} ${two}}}{{${one}}}{{else}}{{${two}}}{{/ifEquals}}`),
      fc
        .tuple(list, parameters, tie('body'), otherwise, tie('body'))
        .map(([name, given, main, word, inverse]) => `{{#each ${name}${given}}}${main}${word}${inverse}{{/each}}`),
      fc
        .tuple(object, parameters, tie('body'), otherwise, tie('body'))
        .map(([name, given, main, word, inverse]) => `{{#with ${name}${given}}}${main}${word}${inverse}{{/with}}`),
      fc
        .tuple(fc.constantFrom('if', 'unless'), fc.oneof(leaf, list, object), tie('body'), otherwise, tie('body'))
        .map(([block, name, main, word, inverse]) => `{{#${block} ${name}}}${main}${word}${inverse}{{/${block}}}`),
      fc
        .tuple(leaf, list, parameters, tie('body'), tie('body'))
        .map(
          ([first, second, given, main, other]) =>
            `{{#if ${first}}}${main}{{else each ${second}${given}}}${other}{{/if}}`,
        ),
      fc
        .tuple(list, object, parameters, tie('body'), tie('body'))
        .map(
          ([first, second, given, main, other]) =>
            `{{#each ${first}}}${main}{{else with ${second}${given}}}${other}{{/each}}`,
        ),
      fc
        .tuple(fc.oneof(list, object), parameters, tie('body'), tie('body'))
        .map(([name, given, main, inverse]) => `{{#${name}${given}}}${main}{{else}}${inverse}{{/${name}}}`),
      fc
        .tuple(fc.oneof(list, object), tie('body'), tie('body'))
        .map(([name, main, inverse]) => `{{^${name}}}${main}{{else}}${inverse}{{/${name}}}`),
      leaf.map((name) => `{{${name}}}`).map((main) => `{{#if o}}{{#*inline "p"}}${main}{{/inline}}{{> p}}{{/if}}`),
      fc
        .tuple(object, leaf)
        .map(([name, said]) => [name, `{{${said}}}`] as const)
        .map(([name, main]) => `{{#if o}}{{#*inline "p"}}${main}{{/inline}}{{> p ${name}}}{{/if}}`),
      fc.tuple(leaf, tie('body')).map(([name, main]) => `{{#> nowhere}}${main} {{${name}}}{{/nowhere}}`),
    ),
  })).body;
}
