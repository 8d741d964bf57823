import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { median } from '../support/bench';
import { fromRoot, supportDesk } from '../support/repo';

test('the repository is found from inside a bundle', () => {
  assert.ok(existsSync(fromRoot('package-lock.json')));
  assert.ok(existsSync(fromRoot('test/support/repo.ts')));
  assert.ok(existsSync(supportDesk));
});

test('the median of an odd and an even sample', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.throws(() => median([]), /nothing/);
});
