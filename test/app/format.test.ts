import assert from 'node:assert/strict';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

test('format loses nothing: other encodings, what was written meanwhile, byte order marks, permissions', async (t) => {
  const { must, fault, root } = await sessionWith(t, { 'prompts/a.hbs': 'x', 'prompts/b.hbs': '\ufeff{{a }}\n' });
  const file = path.join(root, 'prompts/a.hbs');
  const marked = path.join(root, 'prompts/b.hbs');
  chmodSync(marked, 0o600);
  await must('format', { files: ['prompts/b.hbs'] });
  assert.equal(readFileSync(marked, 'utf8'), '\ufeff{{a}}\n');
  assert.equal(statSync(marked).mode & 0o777, 0o600);
  writeFileSync(file, '{{a }} {{b }}\n');
  assert.deepEqual(
    await must('format', { files: ['prompts/a.hbs'] }),
    { changed: [], files: 1 },
    'it knows the old text',
  );
  const other = await sessionWith(t, {
    'prompts/c.hbs': Buffer.from([0x7b, 0x7b, 0x61, 0x20, 0x7d, 0x7d, 0xff]) as never,
  });
  assert.equal((await other.fault('format', {})).code, 'conflict');
  assert.equal((await fault('format', { files: ['nowhere'] })).code, 'not-found');
});
