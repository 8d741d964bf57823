import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

test('squash and version delete say what became of versions, and log leaves out or tells of them', async (t) => {
  const folder = temporaryWorkspace(t, { 'prompts/hi.prompt': 'Hello {{name}}.\n' });
  await answer(folder, 'commit', ['commit', 'hi', '-m', 'first']);
  await answer(folder, 'branch.create', ['branch', 'create', 'hi', 'idea']);
  await answer(folder, 'branch.switch', ['branch', 'switch', 'hi', 'idea']);
  for (const word of ['Hail', 'Cheer']) {
    writeFileSync(path.join(folder, 'prompts/hi.prompt'), `${word} {{name}}.\n`);
    await answer(folder, 'commit', ['commit', 'hi', '-m', word]);
  }
  const plan = await galley(folder, ['squash', 'hi', '-m', 'One', '--dry-run']);
  assert.equal(plan.stdout, 'hi 1.0.1-idea.3 (dry run) on idea, in the place of #3, #2\n');
  const made = await galley(folder, ['squash', 'hi', 'idea', '-m', 'One']);
  assert.deepEqual([made.stdout, made.stderr], ['hi 1.0.1-idea.3 #4 on idea, in the place of #3, #2\n', '']);
  const gone = await galley(folder, ['version', 'delete', 'hi@#3', '--reason', 'Not needed']);
  assert.deepEqual([gone.stdout, gone.stderr, gone.code], ['hi 1.0.1-idea.2 #3 is deleted\n', '', 0]);

  const log = await galley(folder, ['log', 'hi']);
  assert.deepEqual(log.stdout.match(/#\d/g), ['#4', '#1']);
  const all = (await galley(folder, ['log', 'hi', '--all'])).stdout;
  assert.match(all, /#3 +1\.0\.1-idea\.2 .*deleted by Ada Writer: Not needed/);
  assert.match(all, /#2 +1\.0\.1-idea\.1 .*Hail \(squashed into #4\)/);
  const used = await galley(folder, ['version', 'delete', 'hi@#4', '--reason', 'x']);
  assert.match(used.stderr, /is in use: it is the head of idea/);
  assert.equal(used.code, 1);
  const why = await galley(folder, ['version', 'delete', 'hi@#2']);
  assert.deepEqual([why.code, /reason/.test(why.stderr)], [2, true]);
});
