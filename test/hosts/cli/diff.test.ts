import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

const first = '---\nconfig: { temperature: 0.2 }\ninput: { schema: { name: string } }\n---\nHello {{name}}, be well.\n';
const second = first
  .replace('0.2', '0.7')
  .replace('name: string', 'name: string, "tone?": string')
  .replace('well', 'kind {{tone}}');

test('diff shows lines, words, keys, interface and figures, in colours only where they are wanted', async (t) => {
  const folder = temporaryWorkspace(t, { 'prompts/hi.prompt': first });
  await answer(folder, 'commit', ['commit', 'hi', '-m', 'first']);
  const run = async (...words: readonly string[]): Promise<readonly [string, number | null]> => {
    const { stdout, code } = await galley(folder, ['diff', ...words]);
    return [stdout, code];
  };
  assert.deepEqual(await run('hi', '--exit-code'), ['hi@1.0.0 (#1) and hi (draft) are equal\n', 0]);
  writeFileSync(path.join(folder, 'prompts/hi.prompt'), second);
  const [lines, code] = await run('hi', '-U', '0');
  assert.equal(code, 0);
  assert.equal(
    lines,
    [
      '--- hi@1.0.0 (#1)',
      '+++ hi (draft)',
      '@@ -2,2 +2,2 @@',
      '-config: { temperature: 0.2 }',
      '-input: { schema: { name: string } }',
      '+config: { temperature: 0.7 }',
      '+input: { schema: { name: string, "tone?": string } }',
      '@@ -5,1 +5,1 @@',
      '-Hello {{name}}, be well.',
      '+Hello {{name}}, be kind {{tone}}.',
      '',
      'Header',
      '  changed  config.temperature  0.2 → 0.7',
      '',
      'Interface',
      '  compatible  new optional input "tone" (string)',
      '  bump        minor',
      '',
    ].join('\n'),
  );
  const [words, differs] = await run('hi', '--word', '--exit-code');
  assert.match(words, /^Hello \{\{name\}\}, be \[-well-\]\{\+kind \{\{tone\}\}\+\}\.$/m);
  assert.equal(differs, 1);
  assert.deepEqual(await run('hi@latest', '--stat'), [
    'hi@1.0.0 (#1) → hi (draft)\n  3 + 3 -, 1 interface change, minor\n',
    0,
  ]);
  const rendered = await run('hi@#1', '--input', 'name=Ann', '--input', 'tone=now', '-U', '0');
  assert.deepEqual(rendered, [
    '--- hi@1.0.0 (#1), rendered\n+++ hi (draft), rendered\nMessage 1 [user]\n@@ -1,1 +1,1 @@\n' +
      '-Hello Ann, be well.\n\\ No newline at end of file\n+Hello Ann, be kind now.\n\\ No newline at end of file\n',
    0,
  ]);
  writeFileSync(path.join(folder, 'prompts/hi.prompt'), 'Hello {{#if name}}\n');
  const [broken, failed] = await run('hi@#1', 'hi', '--rendered');
  assert.match(broken, /^error: hi \(draft\): .+$/m);
  assert.equal(failed, 1);
  const forced = await galley(folder, ['diff', 'hi'], { env: { FORCE_COLOR: '1' } });
  assert.ok(forced.stdout.includes('\u001b[31m-Hello'), forced.stdout);
  const plain = await galley(folder, ['diff', 'hi'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } });
  assert.ok(!plain.stdout.includes('\u001b'), plain.stdout);
});
