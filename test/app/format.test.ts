import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { sessionWith } from '../support/session';

test('format writes files, or only says which it would write', async (t) => {
  const before = 'Hi {{ a}} {{b}} {{c}}\n';
  const { must, fault, root } = await sessionWith(t, {
    'prompts/a.hbs': before,
    'prompts/b.hbs': 'Hi {{a}}\n',
    'galley.yaml': 'helpers: [ x ]\n',
  });
  const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
  const planned = await must('format', { check: true });
  assert.deepEqual(planned, { changed: ['galley.yaml', 'prompts/a.hbs'], files: 3 });
  assert.equal(read('prompts/a.hbs'), before);
  assert.deepEqual(await must('format', { files: ['prompts'] }), { changed: ['prompts/a.hbs'], files: 2 });
  assert.equal(read('prompts/a.hbs'), 'Hi {{a}} {{b}} {{c}}\n');
  assert.deepEqual(await must('format', {}), { changed: ['galley.yaml'], files: 3 });
  assert.deepEqual(await must('format', {}), { changed: [], files: 3 });
  assert.equal((await fault('format', { files: ['nowhere'] })).code, 'not-found');
});
