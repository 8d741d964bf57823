import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { anchorAt, placeAnchor } from '../../server/src/domain';

/** Lines are letters; brackets stand around the anchored ones, `!` marks an outdated place. */
function read(sample: string): { text: string; start: number; end: number } {
  const lines = sample.split(' ');
  const start = lines.findIndex((line) => line.startsWith('['));
  const end = lines.findIndex((line) => line.endsWith(']'));
  return { text: lines.map((line) => line.replace(/[[\]]/g, '')).join('\n'), start, end };
}

function drawn(text: string, { startLine, endLine, outdated }: ReturnType<typeof placeAnchor>): string {
  const lines = text
    .split('\n')
    .map((line, index) => `${index === startLine ? '[' : ''}${line}${index === endLine ? ']' : ''}`);
  return `${lines.join(' ')}${outdated ? ' !' : ''}`;
}

describe('placeAnchor', () => {
  const rows: readonly (readonly [what: string, before: string, after: string])[] = [
    ['nothing changed', 'a [b c] d', 'a [b c] d'],
    ['lines above', 'a [b c] d', 'x y a [b c] d'],
    ['lines above removed', 'a b [c] d', '[c] d'],
    ['lines below', 'a [b]', 'a [b] c d'],
    ['a line came in between', 'a [b c] d', 'a [b x c] d'],
    ['the first line changed', 'a [b c] d', 'a x [c] d'],
    ['the last line changed', 'a [b c] d', 'a [b] x d'],
    ['the line changed', 'a [b] c', 'a [x] c !'],
    ['the line is gone', 'a [b] c', 'a [c] !'],
    ['the last line is gone', 'a [b]', '[a] !'],
    ['the only line changed', '[a]', '[x] !'],
    ['the second of three changed lines', 'a b [c] d e', 'a x [y] z e !'],
    ['fewer lines than before', 'a b c [d] e', 'a [x] e !'],
    ['everything is gone', 'a [b] c', '[] !'],
    ['moved down', 'a [b c] d e f', 'a d e f [b c]'],
    ['moved up', 'a d e f [b c]', '[b c] a d e f'],
    ['moved, but to two places', '[b] a d e f g', 'a x x b y y b d e f g'],
    ['the same line elsewhere stays elsewhere', 'b a [b] c', 'b a [b] c x'],
  ];
  for (const [what, before, after] of rows) {
    test(`${what}: ${before} -> ${after}`, () => {
      const { text, start, end } = read(before);
      const target = after
        .replace(/[[\]]| !/g, '')
        .split(' ')
        .join('\n');
      const place = placeAnchor(text, anchorAt(text, start, end), target);
      if (what.includes('two places')) assert.equal(place.outdated, true);
      else assert.equal(drawn(target, place), after);
      assert.ok(place.startLine >= 0 && place.endLine < target.split('\n').length);
    });
  }

  test('line ends of another system are no change', () => {
    const text = 'a\nb\nc';
    const place = placeAnchor(text, anchorAt(text, 1, 1), 'x\r\na\r\nb\r\nc');
    assert.deepEqual(place, { startLine: 2, endLine: 2, outdated: false });
  });

  test('two large texts with nothing in common are answered soon', () => {
    const before = Array.from({ length: 20_000 }, (_, index) => `before ${index}`).join('\n');
    const after = Array.from({ length: 20_000 }, (_, index) => `after ${index}`).join('\n');
    const started = performance.now();
    const place = placeAnchor(before, anchorAt(before, 12_000, 12_001), after);
    assert.deepEqual(place, { startLine: 12_000, endLine: 12_000, outdated: true });
    assert.ok(performance.now() - started < 5000);
  });
});

describe('anchorAt', () => {
  test('keeps the lines and stays inside the text', () => {
    assert.deepEqual(anchorAt('a\nb\nc', 1, 2), { startLine: 1, endLine: 2, lines: ['b', 'c'] });
    assert.deepEqual(anchorAt('a\nb\nc', 1, 99), { startLine: 1, endLine: 2, lines: ['b', 'c'] });
    assert.deepEqual(anchorAt('a\nb\nc', 9, 1), { startLine: 2, endLine: 2, lines: ['c'] });
  });
});
