import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

const files = {
  'galley.yaml': 'environments:\n  - { name: lab, gates: [] }\n',
  'prompts/hello.prompt': '---\ninput:\n  schema:\n    name: string\n---\nHello {{name}}.\n',
};

describe('looking after the store', () => {
  test('share, forks, doctor and compact say in a line how things are', async (t) => {
    const folder = temporaryWorkspace(t, files);
    assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);
    const shared = await galley(folder, ['share']);
    const [file = ''] = readdirSync(path.join(folder, '.galley/facts'));
    assert.equal(shared.stdout, `2 facts in .galley/facts/${file}\n`);
    assert.equal((await galley(folder, ['share'])).stdout, 'nothing to share\n');
    assert.deepEqual(await galley(folder, ['forks']), { code: 0, stdout: 'no forks\n', stderr: '' });
    assert.deepEqual(await galley(folder, ['doctor']), {
      code: 0,
      stdout: 'the store is sound: 2 facts\n',
      stderr: '',
    });
    assert.match((await galley(folder, ['store', 'compact'])).stdout, /^\d+ kB before, \d+ kB after\n$/);
    assert.deepEqual((await answer(folder, 'doctor', ['doctor', '--repair'])).findings, []);
    const wrong = await galley(folder, ['forks', 'resolve', 'lab']);
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /There is no open fork of an environment or alias called lab/);
  });
});
