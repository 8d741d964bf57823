import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parsePrompt } from '../../server/src/template';
import { assertLinear } from '../support/linear';
import { parse } from './support';

const numbers = (length: number): readonly number[] => Array.from({ length: Math.floor(length) }, (_, i) => i);

/** A prompt with a schema in JSON Schema; `lines` stand in `$defs`. */
function withDefinitions(lines: readonly string[], properties: string, more = ''): string {
  const defs = lines.map((line) => `      ${line}\n`).join('');
  return `---\ninput:\n  schema:\n    type: object\n    properties: { ${properties} }\n${more}    $defs:\n${defs}---\n`;
}

const shapes: { readonly [name: string]: (length: number) => string } = {
  'definitions that lead to each other in a row': (n) =>
    withDefinitions(
      [
        ...numbers(n / 30).map((i) => `d${i}: { $ref: "#/$defs/d${i + 1}" }`),
        `d${Math.floor(n / 30)}: { type: string }`,
      ],
      'x: { $ref: "#/$defs/d0" }',
    ),
  'definitions that hold each other twice': (n) =>
    withDefinitions(
      numbers(n / 100).map(
        (i) =>
          `d${i}: { type: object, properties: { a: { $ref: "#/$defs/d${i + 1}" }, b: { $ref: "#/$defs/d${i + 1}" } } }`,
      ),
      'x: { $ref: "#/$defs/d0" }',
    ),
  'definitions that hold themselves': (n) =>
    withDefinitions(
      numbers(n / 90).map(
        (i) => `d${i}: { type: object, properties: { a: { $ref: "#/$defs/d${(i * 7) % Math.floor(n / 90)}" } } }`,
      ),
      numbers(n / 90)
        .map((i) => `p${i}: { $ref: "#/$defs/d${i}" }`)
        .join(', '),
    ),
  'a long enum that is named often': (n) =>
    withDefinitions(
      [`e: { enum: [${'a, '.repeat(n / 6)}] }`],
      numbers(n / 60)
        .map((i) => `p${i}: { $ref: "#/$defs/e" }`)
        .join(', '),
    ),
  'many required names that are no properties': (n) =>
    withDefinitions(
      [],
      numbers(n / 40)
        .map((i) => `prop${i}: { type: string }`)
        .join(', '),
      `    required: [${numbers(n / 20)
        .map((i) => `porp${i}`)
        .join(', ')}]\n`,
    ),
  'required names in a definition that is named often': (n) =>
    withDefinitions(
      [`d: { type: object, properties: { abc: {} }, required: [${'abd, '.repeat(n / 10)}] }`],
      numbers(n / 60)
        .map((i) => `p${i}: { $ref: "#/$defs/d" }`)
        .join(', '),
    ),
  'types that are misspelt': (n) => withDefinitions([], `x: { type: [${'strng, '.repeat(n / 7)}] }`),
  'Picoschema with many names': (n) =>
    `---\ninput:\n  schema:\n${numbers(n / 22)
      .map((i) => `    name${i}: strng\n`)
      .join('')}---\n`,
  'Picoschema with the same name again': (n) => `---\ninput:\n  schema:\n${'    name: string\n'.repeat(n / 17)}---\n`,
};

describe('hostile schemas: time grows with the length alone, nothing throws', () => {
  for (const [name, make] of Object.entries(shapes))
    test(name, () => assertLinear(name, (length) => void parsePrompt(make(length), { file: 'x.prompt' })));

  test('a row of 20,000 definitions is followed as far as anyone writes one', () => {
    const row = (length: number): string =>
      withDefinitions(
        [...numbers(length).map((i) => `d${i}: { $ref: "#/$defs/d${i + 1}" }`), `d${length}: { type: string }`],
        'x: { $ref: "#/$defs/d0" }',
      );
    const typeOf = (length: number): string | undefined => parse(row(length)).inputs[0]?.schema.type;
    assert.equal(typeOf(10), 'string');
    assert.equal(typeOf(20_000), 'any');
  });

  test('what a definition has wrong is told once, however often it is named', () => {
    const { problems } = parse(
      withDefinitions(
        ['d: { type: object, properties: { abc: { type: strng } }, required: [abd] }'],
        'p: { $ref: "#/$defs/d" }, q: { $ref: "#/$defs/d" }',
      ),
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'There is no JSON Schema type “strng”. Did you mean string?',
        'abd is required but not in properties. Did you mean abc?',
      ],
    );
  });

  test('definitions that hold each other are known from both', () => {
    const { inputs } = parse(
      withDefinitions(
        [
          'tree: { type: object, properties: { leaf: { $ref: "#/$defs/leaf" } } }',
          'leaf: { type: object, properties: { tree: { $ref: "#/$defs/tree" }, text: { type: string } } }',
        ],
        'a: { $ref: "#/$defs/tree" }, b: { $ref: "#/$defs/leaf" }',
      ),
    );
    const [tree, leaf] = inputs.map(({ schema }) => schema.properties);
    assert.equal(tree?.get('leaf')?.properties?.get('text')?.type, 'string');
    assert.equal(leaf?.get('tree')?.properties?.get('leaf')?.type, 'any');
  });
});
