import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { contains, LineIndex, touches } from '../../server/src/base';

describe('LineIndex', () => {
  const rows: readonly [name: string, text: string, offset: number, line: number, character: number][] = [
    ['an empty text has one line', '', 0, 0, 0],
    ['a line feed ends a line', 'a\nb', 2, 1, 0],
    ['a carriage return and line feed end one line', 'a\r\nb', 3, 1, 0],
    ['a lone carriage return ends a line', 'a\rb', 2, 1, 0],
    ['characters count in UTF-16', 'x😀y', 3, 0, 3],
    ['an offset past the end is the end', 'ab\nc', 99, 1, 1],
  ];
  for (const [name, text, offset, line, character] of rows) {
    test(name, () => assert.deepEqual(new LineIndex(text).positionAt(offset), { line, character }));
  }

  test('a character past the line stays on its line', () => {
    assert.equal(new LineIndex('ab\ncd').offsetAt({ line: 0, character: 40 }), 3);
  });

  test('every offset survives the way to a position and back', () => {
    const texts = fc
      .array(fc.constantFrom('a', '\n', '\r', '\r\n', '😀'), { maxLength: 40 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++)
          assert.equal(index.offsetAt(index.positionAt(offset)), offset);
      }),
    );
  });
});

test('a cursor after the last character touches a range, the next one does not', () => {
  assert.deepEqual(
    [2, 3, 5, 6].map((offset) => touches({ start: 3, end: 5 }, offset)),
    [false, true, true, false],
  );
});

test('a range contains itself and nothing that sticks out', () => {
  assert.equal(contains({ start: 1, end: 4 }, { start: 1, end: 4 }), true);
  assert.equal(contains({ start: 1, end: 4 }, { start: 3, end: 5 }), false);
});
