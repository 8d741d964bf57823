import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

test('mv takes a prompt and its history to another name or file, given from the folder one is in', async (t) => {
  const folder = temporaryWorkspace(t, { 'galley.yaml': '', 'prompts/mails/hi.prompt': 'Hello {{name}}.\n' });
  await answer(folder, 'commit', ['commit', 'mails/hi', '-m', 'first']);
  const plan = await galley(folder, ['mv', 'mails/hi', 'hello', '--dry-run']);
  const moved = '  prompts/mails/hi.prompt → prompts/hello.prompt\n';
  assert.deepEqual([plan.stdout, plan.code], [`mails/hi is hello (dry run), with its history\n${moved}`, 0]);

  const inside = path.join(folder, 'prompts/mails');
  const run = await galley(inside, ['mv', 'mails/hi', '../hello.prompt']);
  assert.deepEqual([run.stdout, run.stderr, run.code], [`mails/hi is hello, with its history\n${moved}`, '', 0]);
  const old = await galley(folder, ['log', 'mails/hi']);
  assert.match(old.stderr, /It was renamed to hello\./);
  assert.equal(old.code, 2);

  mkdirSync(path.join(folder, 'prompts/x'));
  renameSync(path.join(folder, 'prompts/hello.prompt'), path.join(folder, 'prompts/x/last.prompt'));
  const status = await galley(folder, ['status']);
  assert.match(
    status.stderr,
    /prompts\/hello\.prompt of hello is gone, and x\/last does the same.*galley mv hello x\/last/,
  );
  assert.match((await galley(folder, ['list'])).stdout, /x\/last +new, was hello\?/);
  const commit = await galley(folder, ['commit', 'x/last', '-m', 'x']);
  assert.match(commit.stderr, /x\/last does what hello did.*\n.*commit with --new to start another/);
  const after = await answer(folder, 'move', ['mv', 'hello', 'prompts/x/last.prompt']);
  assert.deepEqual([after.prompt, after.moves], [{ from: 'hello', to: 'x/last' }, []]);
  assert.equal((await answer(folder, 'log', ['log', 'x/last'])).length, 1);
});
