import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

const files = {
  'galley.yaml': 'prompts: ["prompts/**"]\n',
  'prompts/a.j2': '{{ a+b }}\n',
  'prompts/b.prompt': 'Hi {{b}}\n',
};

const read = (folder: string, file: string): string => readFileSync(path.join(folder, file), 'utf8');

describe('galley format', () => {
  test('writes files, and with --check only tells of them', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const checked = await galley(path.join(folder, 'prompts'), ['format', '--check']);
    assert.deepEqual([checked.code, checked.stdout], [1, 'a.j2\n\n1 file would change, 3 files checked\n']);
    assert.equal(read(folder, 'prompts/a.j2'), files['prompts/a.j2']);
    const written = await answer(folder, 'format', ['format', 'prompts']);
    assert.deepEqual(written, { changed: ['prompts/a.j2'], files: 2 });
    assert.equal(read(folder, 'prompts/a.j2'), '{{ a + b }}\n');
    const again = await galley(folder, ['format', '--check']);
    assert.deepEqual([again.code, again.stdout], [0, 'nothing to change, 3 files checked\n']);
    assert.equal((await galley(folder, ['format', 'prompts/none.j2'])).code, 2);
  });

  test('standard input is formatted as the text of a file, and printed', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const words = ['format', '--stdin', 'prompts/a.j2'];
    const input = '{{ c|d( 1,2 ) }}';
    const printed = await galley(folder, words, { input });
    assert.deepEqual([printed.code, printed.stdout], [0, '{{ c|d(1, 2) }}']);
    assert.deepEqual(await answer(folder, 'format', words, { input: `\ufeff${input}` }), {
      changed: ['prompts/a.j2'],
      files: 1,
      text: '\ufeff{{ c|d(1, 2) }}',
    });
    const checked = await galley(folder, [...words, '--check'], { input });
    assert.deepEqual([checked.code, checked.stdout], [1, 'prompts/a.j2\n\n1 file would change, 1 file checked\n']);
    assert.equal((await galley(folder, [...words, '--check'], { input: printed.stdout })).code, 0);
    assert.equal(read(folder, 'prompts/a.j2'), files['prompts/a.j2']);
    assert.equal((await galley(folder, [...words, 'prompts/b.prompt'], { input })).code, 2);
    assert.equal((await galley(folder, ['format', '--stdin', 'image.png'], { input })).code, 2);
  });
});
