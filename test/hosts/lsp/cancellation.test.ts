import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { inSlices, unlessCancelled } from '../../../server/src/hosts/lsp/cancellation';

const requestCancelled = { code: LSPErrorCodes.RequestCancelled };

test('work in slices ends where the request is cancelled, and cleans up', async () => {
  const source = new CancellationTokenSource();
  let steps = 0;
  let isCleaned = false;
  function* endless(): Generator<void, never> {
    try {
      for (;;) {
        steps += 1;
        if (steps === 3) source.cancel();
        yield;
      }
    } finally {
      isCleaned = true;
    }
  }
  await assert.rejects(inSlices(source.token, endless()), requestCancelled);
  assert.deepEqual({ steps, isCleaned }, { steps: 3, isCleaned: true });
});

test('between slices the editor is served', async () => {
  const source = new CancellationTokenSource();
  setImmediate(() => source.cancel());
  function* endless(): Generator<void, never> {
    for (;;) yield;
  }
  await assert.rejects(inSlices(source.token, endless()), requestCancelled);
});

test('waiting ends when the request is cancelled', async () => {
  const source = new CancellationTokenSource();
  const waiting = unlessCancelled(source.token, new Promise(() => undefined));
  source.cancel();
  await assert.rejects(waiting, requestCancelled);
  assert.equal(await unlessCancelled(new CancellationTokenSource().token, Promise.resolve(1)), 1);
});
