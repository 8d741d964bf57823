import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fromRoot } from '../support/repo';

test('every invariant of docs/architecture.md has tests of its number', () => {
  const promised = [...readFileSync(fromRoot('docs/architecture.md'), 'utf8').matchAll(/^\| (I\d+) +\|/gm)];
  const own = readFileSync(fromRoot('test/store/invariants.test.ts'), 'utf8');
  const blocks = own.split(/^describe\('/m).filter((block) => /^ {2,4}test\(/m.test(block));
  const tested = new Set(blocks.map((block) => /^(I\d+): /.exec(block)?.[1]));
  assert.deepEqual(
    promised.map(([, number]) => number),
    Array.from({ length: 13 }, (_, index) => `I${index + 1}`),
  );
  assert.deepEqual(
    promised.flatMap(([, number]) => (tested.has(number) ? [] : [number])),
    [],
  );
});
