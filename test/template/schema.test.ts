import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../../server/src/base';
import { checkValue, schemaToJsonSchema } from '../../server/src/template';
import { parse } from './support';

/** The type of the input `x` that a Picoschema or JSON Schema text declares. */
function typeOf(schema: string): ReturnType<typeof parse>['inputs'][number]['schema'] {
  const [input] = parse(`---\ninput:\n  schema:\n${schema.replace(/^/gm, '    ')}\n---\n`).inputs;
  assert.ok(input !== undefined);
  return input.schema;
}

describe('values against types', () => {
  const cases: readonly (readonly [schema: string, value: Json, mismatches: readonly string[]])[] = [
    ['x: string', 'a', []],
    ['x: string', 1, [' type: Expected a string, found the number 1.']],
    ['x: integer', 1, []],
    ['x: integer', 1.5, [' type: Expected an integer, found the number 1.5.']],
    ['x: boolean', 'true', [' type: Expected a boolean, found a string.']],
    ['x: any', [1], []],
    ['x?: string', null, []],
    ['x: string', null, [' type: Expected a string, found null.']],
    ['x(enum): [a, b]', 'b', []],
    ['x(enum): [a, b]', 'c', [' enum: Expected one of "a", "b", found a string.']],
    [
      'x(array): number',
      [1, 'a', 2, 'b'],
      ['1 type: Expected a number, found a string.', '3 type: Expected a number, found a string.'],
    ],
    ['x(array): number', {}, [' type: Expected an array, found an object.']],
    ['x(object):\n  a: string\n  b?: number', { a: 'x' }, []],
    [
      'x(object):\n  a: string\n  b?: number',
      { b: 'x', c: 1 },
      [
        ' missing: The member a is missing.',
        'b type: Expected a number, found a string.',
        'c unknown: There is no member c in the schema.',
      ],
    ],
    ['x(object):\n  (*): number', { a: 1, b: 'x' }, ['b type: Expected a number, found a string.']],
    ['x: Customer', { anything: true }, []],
  ];
  for (const [schema, value, expected] of cases)
    test(`${JSON.stringify(value)} as ${JSON.stringify(schema)}`, () => {
      const found = checkValue(typeOf(schema), value);
      assert.deepEqual(
        found.map(({ path, kind, message }) => `${path.join('.')} ${kind}: ${message}`),
        expected,
      );
    });

  test('an open JSON Schema object may hold more', () => {
    const schema = typeOf('type: object\nproperties:\n  x: { type: object, properties: { a: { type: string } } }');
    assert.deepEqual(checkValue(schema, { a: 'b', more: 1 }), []);
  });

  test('no more than twenty mismatches are listed', () => {
    assert.equal(
      checkValue(
        typeOf('x(array): number'),
        Array.from({ length: 100 }, () => 'a'),
      ).length,
      20,
    );
  });

  test('members named like those of the prototype are looked up as their own', () => {
    const value = JSON.parse('{ "__proto__": 1, "constructor": "x" }') as Json;
    const found = checkValue(typeOf('x(object):\n  constructor: number\n  toString?: string'), value);
    assert.deepEqual(
      found.map(({ path, kind }) => `${path.join('.')} ${kind}`),
      ['__proto__ unknown', 'constructor type'],
    );
  });
});

test('definitions that name each other twice are read up to a limit', () => {
  const defs = Array.from(
    { length: 40 },
    (_, i) =>
      `  d${i}: { type: object, properties: { a: { $ref: "#/$defs/d${i + 1}" }, b: { $ref: "#/$defs/d${i + 1}" } } }\n`,
  );
  const start = process.cpuUsage();
  const type = typeOf(
    `type: object\nproperties: { x: { $ref: "#/$defs/d0" } }\n$defs:\n${defs.join('')}  d40: { type: string }`,
  );
  assert.equal(type.properties?.get('a')?.type, 'object');
  assert.ok(process.cpuUsage(start).user < 2_000_000);
});

test('a nullable enum takes null in JSON Schema too', () => {
  assert.deepEqual(schemaToJsonSchema(typeOf('x?(enum, which): [A, B]')), {
    enum: ['A', 'B', null],
    description: 'which',
  });
});
