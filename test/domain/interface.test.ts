import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Json } from '../../server/src/base';
import { diffInterfaces, proposeBump } from '../../server/src/domain';
import { face, input } from './records';

describe('diffInterfaces', () => {
  const rows: readonly (readonly [before: string, after: string, bump: string, changes: readonly string[]])[] = [
    ['a b?', 'a b?', 'patch', []],
    ['a b', 'b a', 'patch', []],
    ['a', 'a b', 'major', ['! new required input "b" (string)']],
    ['a', 'a b?', 'minor', ['  new optional input "b" (string)']],
    ['a', 'a b:integer=3', 'minor', ['  new optional input "b" (integer)']],
    ['a b?', 'a', 'major', ['! input "b" (string) is gone']],
    ['a', 'a:integer', 'major', ['! input "a" changed from string to integer']],
    ['a:integer', 'a:number', 'major', ['! input "a" changed from integer to number']],
    ['a?', 'a', 'major', ['! input "a" (string) is now required']],
    ['a', 'a?', 'minor', ['  input "a" (string) is now optional']],
    ['a?=1', 'a?=2', 'minor', ['  default of "a" changed from 1 to 2']],
    ['a?', 'a?=2', 'minor', ['  default of "a" changed from none to 2']],
    ['a=1', 'a', 'major', ['! input "a" (string) is now required', '  default of "a" changed from 1 to none']],
    [
      'a b',
      'c',
      'major',
      ['! input "a" (string) is gone', '! input "b" (string) is gone', '! new required input "c" (string)'],
    ],
    [
      'toString',
      'constructor?',
      'major',
      ['! input "toString" (string) is gone', '  new optional input "constructor" (string)'],
    ],
  ];
  for (const [before, after, bump, expected] of rows) {
    test(`${before} -> ${after}`, () => {
      const changes = diffInterfaces(face(before), face(after));
      assert.deepEqual(
        changes.map(({ breaking, description }) => `${breaking ? '!' : ' '} ${description}`),
        expected,
      );
      assert.equal(proposeBump(changes), bump);
    });
  }

  test('a long default is cut', () => {
    const [change] = diffInterfaces(face('a?'), face(`a?="${'x'.repeat(100)}"`));
    assert.equal(change?.description, `default of "a" changed from none to "${'x'.repeat(39)}…`);
  });
});

describe('the schema of an input of one type', () => {
  const wider = true;
  const narrower = false;
  const rows: readonly (readonly [what: string, before: Json, after: Json, accepts: boolean | undefined])[] = [
    ['equal but for words', { type: 'string', description: 'a' }, { type: 'string', description: 'b' }, undefined],
    ['enum in another order', { enum: ['a', 'b'] }, { enum: ['b', 'a'] }, undefined],
    ['enum with one more', { enum: ['a'] }, { enum: ['a', 'b'] }, wider],
    ['enum with one less', { enum: ['a', 'b'] }, { enum: ['a'] }, narrower],
    ['enum gone', { type: 'string', enum: ['a'] }, { type: 'string' }, wider],
    ['enum new', { type: 'string' }, { type: 'string', enum: ['a'] }, narrower],
    ['items wider', { type: 'array', items: { enum: ['a'] } }, { type: 'array', items: { enum: ['a', 'b'] } }, wider],
    [
      'items retyped',
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'number' } },
      narrower,
    ],
    ['items new', { type: 'array' }, { type: 'array', items: { type: 'string' } }, narrower],
    ['no longer required', { type: 'object', required: ['a'] }, { type: 'object' }, wider],
    ['required new', { type: 'object' }, { type: 'object', required: ['a'] }, narrower],
    [
      'property new in a closed object',
      { type: 'object', properties: {}, additionalProperties: false },
      { type: 'object', properties: { a: { type: 'string' } }, additionalProperties: false },
      wider,
    ],
    [
      'property new in an open object',
      { type: 'object' },
      { type: 'object', properties: { a: { type: 'string' } } },
      narrower,
    ],
    [
      'property gone from a closed object',
      { type: 'object', properties: { a: {} }, additionalProperties: false },
      { type: 'object', properties: {}, additionalProperties: false },
      narrower,
    ],
    ['opened', { type: 'object', additionalProperties: false }, { type: 'object' }, wider],
    ['closed', { type: 'object' }, { type: 'object', additionalProperties: false }, narrower],
    ['a keyword nobody compares', { type: 'string' }, { type: 'string', pattern: '^a' }, narrower],
    ['a reference', { $ref: '#/$defs/a' }, { $ref: '#/$defs/b' }, narrower],
  ];
  for (const [what, before, after, accepts] of rows) {
    test(what, () => {
      const changes = diffInterfaces(
        { inputs: [input('x', { schema: before })] },
        { inputs: [input('x', { schema: after })] },
      );
      const expected = accepts === undefined ? [] : [{ kind: 'input-retyped', breaking: !accepts }];
      assert.deepEqual(
        changes.map(({ kind, breaking }) => ({ kind, breaking })),
        expected,
      );
    });
  }
});

test('that an optional input may be null is no type of its own', () => {
  const optional = input('x?', { schema: { type: ['string', 'null'], enum: ['a', null] } });
  const required = input('x', { schema: { type: 'string', enum: ['a'] } });
  const kinds = (...[a, b]: readonly (typeof optional)[]): readonly string[] =>
    diffInterfaces({ inputs: a === undefined ? [] : [a] }, { inputs: b === undefined ? [] : [b] }).map(
      ({ kind }) => kind,
    );
  assert.deepEqual(kinds(optional, required), ['input-required']);
  assert.deepEqual(kinds(required, optional), ['input-optional']);
  assert.deepEqual(kinds(required, { ...optional, required: true }), ['input-retyped']);
});

describe('the output schema', () => {
  const rows: readonly (readonly [
    before: Json | undefined,
    after: Json | undefined,
    description: string | undefined,
  ])[] = [
    [undefined, undefined, undefined],
    [{ type: 'object' }, { type: 'object', description: 'x' }, undefined],
    [undefined, { type: 'object' }, 'the output schema is new'],
    [{ type: 'object' }, undefined, 'the output schema is gone'],
    [{ type: 'object' }, { type: 'array' }, 'the output schema changed'],
  ];
  for (const [before, after, description] of rows) {
    test(`${JSON.stringify(before)} -> ${JSON.stringify(after)}`, () => {
      const changes = diffInterfaces(face('a', before), face('a', after));
      assert.deepEqual(
        changes.map((change) => change.description),
        description === undefined ? [] : [description],
      );
      assert.equal(proposeBump(changes), description === undefined ? 'patch' : 'major');
    });
  }
});
