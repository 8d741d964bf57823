import assert from 'node:assert/strict';
import { once } from 'node:events';
import { globSync, readFileSync, watch } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { ended, galley, startGalley } from './galley';

/** A server that takes questions and never answers. */
async function silentServer(t: TestContext): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` };
}

function slowWorkspace(t: TestContext, url: string): string {
  return temporaryWorkspace(t, {
    'galley.yaml': `providers:\n  default: slow\n  slow: { type: openai-compatible, baseUrl: '${url}', model: m }\n`,
    'prompts/greet.prompt': '---\nmodel: m\n---\nSay hello.\n',
    'prompts/greet.cases.yaml': 'cases:\n  - { name: one, inputs: {} }\n  - { name: two, inputs: {} }\n',
  });
}

test('an interrupt stops a run that waits for a model, with exit code 130', async (t) => {
  const { server, url } = await silentServer(t);
  const folder = slowWorkspace(t, url);
  const child = startGalley(folder, ['test', 'greet', '--json']);
  const end = ended(child);
  await once(server, 'request');
  child.kill('SIGINT');
  const { code, stdout, stderr } = await end;
  assert.deepEqual({ code, stderr }, { code: 130, stderr: '' });
  const { error } = JSON.parse(stdout) as { readonly error: { readonly code: string; readonly message: string } };
  assert.equal(error.code, 'cancelled');
  assert.match(error.message, /^The run was stopped after [012] of 2 cases\.$/);
});

test('after an interrupt the store is as before and open to the next command', async (t) => {
  const { server, url } = await silentServer(t);
  const folder = slowWorkspace(t, url);
  assert.equal((await galley(folder, ['commit', 'greet', '-m', 'first'])).code, 0);
  const child = startGalley(folder, ['test', 'greet']);
  const end = ended(child);
  await once(server, 'request');
  child.kill('SIGINT');
  assert.equal((await end).code, 130);
  assert.match((await galley(folder, ['log', 'greet'])).stdout, /#1 +1\.0\.0 .*first/);
});

test('an interrupt ends a long lint --fix between two files, each of which is whole', async (t) => {
  const [before, after] = ['{"k":{{a}}}\n', '{"k":{{a}} }\n'];
  const names = Array.from({ length: 1500 }, (_, index) => `${index}.prompt`);
  const folder = temporaryWorkspace(t, Object.fromEntries(names.map((name) => [`prompts/${name}`, before])));
  const watcher = watch(path.join(folder, 'prompts'));
  t.after(() => watcher.close());
  const child = startGalley(folder, ['lint', '--fix', '--json']);
  const end = ended(child);
  await once(watcher, 'change');
  child.kill('SIGINT');
  const { code, stdout } = await end;
  const { error } = JSON.parse(stdout) as { error: { code: string } };
  assert.deepEqual([code, error.code], [130, 'cancelled']);
  const texts = names.map((name) => readFileSync(path.join(folder, 'prompts', name), 'utf8'));
  const count = (wanted: string): number => texts.filter((text) => text === wanted).length;
  assert.equal(count(before) + count(after), names.length);
  assert.ok(count(before) > 0 && count(after) > 0, `${count(after)} files are mended`);
  assert.deepEqual(globSync('prompts/*.tmp', { cwd: folder }), []);
});
