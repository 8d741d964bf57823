import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalJson, DisposableStore, Emitter, groupBy, nearest } from '../../server/src/base';

describe('canonicalJson', () => {
  const rows: readonly [name: string, value: unknown, text: string][] = [
    ['keys are sorted at every depth', { b: 1, a: { d: 2, c: 3 } }, '{"a":{"c":3,"d":2},"b":1}'],
    ['absent members are left out', { a: undefined, b: null }, '{"b":null}'],
    ['holes in arrays are null', [1, undefined, 'x'], '[1,null,"x"]'],
    ['a key named __proto__ is a key', JSON.parse('{"__proto__":1}'), '{"__proto__":1}'],
    ['text keeps its escapes', 'a"\n', '"a\\"\\n"'],
  ];
  for (const [name, value, text] of rows) test(name, () => assert.equal(canonicalJson(value), text));
});

describe('nearest', () => {
  const names = ['ticket', 'locale', 'customerName'];
  const rows: readonly [word: string, found: string | undefined][] = [
    ['tickt', 'ticket'],
    ['tikcet', 'ticket'],
    ['Locale', 'locale'],
    ['customer_name', 'customerName'],
    ['price', undefined],
    ['x', undefined],
  ];
  for (const [word, found] of rows)
    test(`${word} -> ${found ?? 'nothing'}`, () => assert.equal(nearest(word, names), found));
});

test('disposables go last first, late ones at once', () => {
  const gone: string[] = [];
  const store = new DisposableStore();
  store.add({ dispose: () => gone.push('first') });
  store.add({ dispose: () => gone.push('second') });
  store.dispose();
  store.add({ dispose: () => gone.push('late') });
  assert.deepEqual(gone, ['second', 'first', 'late']);
});

test('a listener that throws does not stop the others', () => {
  const heard: number[] = [];
  const emitter = new Emitter<number>();
  emitter.event(() => {
    throw new Error('first');
  });
  const second = emitter.event((value) => heard.push(value));
  assert.throws(() => emitter.fire(1), /first/);
  second.dispose();
  assert.throws(() => emitter.fire(2), /first/);
  assert.deepEqual(heard, [1]);
});

test('items are grouped by key, in their order', () => {
  const groups = groupBy(['apple', 'bean', 'avocado'], (word) => word[0]);
  assert.deepEqual(
    [...groups],
    [
      ['a', ['apple', 'avocado']],
      ['b', ['bean']],
    ],
  );
});
