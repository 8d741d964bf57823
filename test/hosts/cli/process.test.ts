import assert from 'node:assert/strict';
import { once } from 'node:events';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { copyOfSupportDesk, temporaryWorkspace } from '../../support/workspace';
import { ended, galley, startGalley } from './galley';

test('a reader that goes away ends neither the work nor the peace', async (t) => {
  const files = Array.from({ length: 400 }, (_, at) => [
    `prompts/folder-${at}/prompt-${at}.prompt`,
    'Hello {{name}}\n',
  ]);
  const folder = temporaryWorkspace(t, Object.fromEntries(files) as Record<string, string>);
  const child = startGalley(folder, ['list', '--json']);
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.on('data', (text) => (stderr += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
});

test('colour comes with FORCE_COLOR, and NO_COLOR is stronger', async (t) => {
  const folder = copyOfSupportDesk(t);
  const escape = '\u001b[';
  assert.ok(!(await galley(folder, ['lint', 'practice'])).stdout.includes(escape));
  assert.ok(
    (await galley(folder, ['lint', 'practice'], { env: { FORCE_COLOR: '1' } })).stdout.includes(`${escape}31merror`),
  );
  const both = { FORCE_COLOR: '1', NO_COLOR: '1' };
  assert.ok(!(await galley(folder, ['lint', 'practice'], { env: both })).stdout.includes(escape));
  assert.ok(!(await galley(folder, ['nope'], { env: both })).stderr.includes(escape));
});

test('what of the workspace is not read is said beside the result, as text and as JSON', async (t) => {
  const outside = temporaryWorkspace(t, { 'b.prompt': 'Hello\n' });
  const folder = temporaryWorkspace(t, { 'galley.yaml': 'prompts: ["**"]\n', 'a.prompt': 'Hello\n' });
  symlinkSync(path.join(outside, 'b.prompt'), path.join(folder, 'b.prompt'));
  for (const words of [['list'], ['list', '--json']]) {
    const { code, stderr } = await galley(folder, words);
    assert.deepEqual(
      [code, stderr],
      [0, 'note: b.prompt is a link that leads out of the workspace: it is not read.\n'],
    );
  }
});

test('ten commits at once by ten processes are all kept', async (t) => {
  const names = Array.from({ length: 10 }, (_, at) => `p${at}`);
  const files = names.map((name) => [`prompts/${name}.prompt`, `Hello from ${name}\n`]);
  const folder = temporaryWorkspace(t, { 'galley.yaml': 'prompts: ["prompts/**"]\n', ...Object.fromEntries(files) });
  const ends = await Promise.all(names.map((name) => ended(startGalley(folder, ['commit', name, '-m', name]))));
  assert.deepEqual(ends.map(({ code, stderr }) => ({ code, stderr })), names.map(() => ({ code: 0, stderr: '' }))); // prettier-ignore
  const listed = JSON.parse((await galley(folder, ['list', '--json'])).stdout) as { head?: { semver: string } }[];
  assert.deepEqual(listed.map(({ head }) => head?.semver), names.map(() => '1.0.0')); // prettier-ignore
});

test('lint speaks SARIF and GitHub, with the exit code of its findings', async (t) => {
  const folder = copyOfSupportDesk(t);
  const sarif = await galley(folder, ['lint', '--format', 'sarif']);
  const log = JSON.parse(sarif.stdout) as { runs: { results: unknown[] }[] };
  const github = await galley(folder, ['lint', '--format', 'github']);
  assert.deepEqual([sarif.code, github.code], [1, 1]);
  assert.ok((log.runs[0]?.results.length ?? 0) >= 8);
  assert.equal(github.stdout.trimEnd().split('\n').length, log.runs[0]?.results.length);
  assert.match(github.stdout, /^::error file=practice\/mistakes\/undeclared-variable\.prompt,line=11,col=35,/m);
});
