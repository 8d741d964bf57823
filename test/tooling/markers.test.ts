import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cursorIn, drawRanges, parseMarks } from '../support/markers';

describe('markers', () => {
  test('cursors and ranges are taken out with their offsets', () => {
    assert.deepEqual(parseMarks('a‸b⟦cd⟦e⟧⟧f‸'), {
      text: 'abcdef',
      cursors: [1, 6],
      ranges: [
        { start: 2, end: 5 },
        { start: 4, end: 5 },
      ],
    });
  });

  test('one cursor is demanded where one is meant', () => {
    assert.deepEqual(cursorIn('{{na‸me}}'), { text: '{{name}}', offset: 4 });
    assert.throws(() => cursorIn('none'), /one ‸/);
    assert.throws(() => cursorIn('‸two‸'), /one ‸/);
  });

  test('brackets must pair up', () => {
    assert.throws(() => parseMarks('a⟧'), /without ⟦/);
    assert.throws(() => parseMarks('⟦a'), /without ⟧/);
  });

  for (const sample of ['', 'plain', '⟦a⟧⟦b⟧', '⟦⟦a⟧b⟧', 'a⟦⟧b', 'é⟦😀⟧z'])
    test(`drawing undoes parsing: ${JSON.stringify(sample)}`, () => {
      const { text, ranges } = parseMarks(sample);
      assert.equal(drawRanges(text, ranges), sample);
    });
});
