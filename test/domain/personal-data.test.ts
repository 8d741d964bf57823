import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { personalDataIn } from '../../server/src/domain';

/** The text with the values that were found marked in it. */
function marked(text: string): string {
  const found = [...personalDataIn(text)].sort((a, b) => b.offset - a.offset);
  return found.reduce(
    (drawn, { offset, value }) => `${drawn.slice(0, offset)}⟦${value}⟧${drawn.slice(offset + value.length)}`,
    text,
  );
}

describe('personal data', () => {
  const rows: readonly string[] = [
    'Write to ⟦jane.doe@acme.io⟧, please.',
    'jane@example.com, x@example.org, a@b.test and me@host.invalid are examples',
    'no address: @decorator, a@b, user@, {{user}}@{{host}}',
    'Call ⟦+49 30 901820⟧ or ⟦+1 (212) 736-5000⟧.',
    'not for calls: 1234567890, 2024-01-02 10:20:30, +1 555-0100, +1 202 555 0143, v1.2.3+456',
    'Pay to ⟦DE89 3704 0044 0532 0130 00⟧ or ⟦GB82WEST12345698765432⟧',
    'no account: DE00 3704 0044 0532 0130 00, AB12CDEF34567890',
    'Card ⟦4539 1488 0343 6467⟧ was charged',
    'no card: 4242 4242 4242 4242, 4539 1488 0343 6468, 1234567890123456, 20240102030405',
  ];
  for (const row of rows) {
    test(row, () => assert.equal(marked(row.replace(/[⟦⟧]/g, '')), row));
  }

  test('at most 20 values of a kind', () => {
    assert.equal(personalDataIn('a1@acme.io '.repeat(30)).length, 20);
  });
});
