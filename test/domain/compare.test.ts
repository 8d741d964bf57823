import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareKeys, compareTexts } from '../../server/src/domain';

const compared = (before: string, after: string, context?: number): ReturnType<typeof compareTexts> =>
  compareTexts({ label: 'a', text: before }, { label: 'b', text: after }, context);

describe('texts are compared', () => {
  test('by line, with as much around a change as is asked for', () => {
    const { unified, added, removed } = compared('1\n2\n3\n4\n5\n', '1\n2\nthree\n4\n5\nsix\n', 1);
    assert.equal(unified, '--- a\n+++ b\n@@ -2,4 +2,5 @@\n 2\n-3\n+three\n 4\n 5\n+six\n');
    assert.deepEqual([added, removed], [2, 1]);
    assert.deepEqual(compared('same\n', 'same\n'), { unified: '', added: 0, removed: 0, hunks: [] });
  });

  test('by word inside of the lines that changed', () => {
    const { hunks } = compared('Be kind.\nSay hello to Ann.\n', 'Be kind.\nSay goodbye to Ann.\nStop.\n');
    assert.deepEqual(hunks, [
      {
        header: '@@ -1,2 +1,3 @@',
        parts: [
          { kind: 'same', text: 'Be kind.\nSay ' },
          { kind: 'removed', text: 'hello' },
          { kind: 'added', text: 'goodbye' },
          { kind: 'same', text: ' to Ann.\n' },
          { kind: 'added', text: 'Stop.\n' },
        ],
      },
    ]);
  });

  test('as a whole when they were rewritten', () => {
    const lines = (word: string): string => Array.from({ length: 5000 }, (_, at) => `${word} ${at}\n`).join('');
    const { added, removed, hunks } = compared(lines('old'), lines('new'));
    assert.deepEqual([added, removed, hunks.length], [5000, 5000, 1]);
    assert.deepEqual(
      hunks[0]?.parts.map(({ kind }) => kind),
      ['removed', 'added'],
    );
  });
});

test('headers are compared by key, at any depth', () => {
  const before = { model: 'a', config: { temperature: 0.2, stop: ['x'] }, 'a.b': 1, same: { deep: [1] } };
  const after = { config: { temperature: 0.5, stop: ['x', 'y'], topP: 1 }, 'a.b': { c: 1 }, same: { deep: [1] } };
  assert.deepEqual(compareKeys(before, after), [
    { key: 'model', kind: 'removed', before: 'a' },
    { key: 'config.temperature', kind: 'changed', before: 0.2, after: 0.5 },
    { key: 'config.stop', kind: 'changed', before: ['x'], after: ['x', 'y'] },
    { key: 'config.topP', kind: 'added', after: 1 },
    { key: '"a.b"', kind: 'changed', before: 1, after: { c: 1 } },
  ]);
});
