import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { temporaryWorkspace } from '../../support/workspace';
import { answer, galley } from './galley';

const files = {
  'galley.yaml': 'environments:\n  - { name: lab, gates: [] }\n',
  'prompts/hello.prompt': '---\ninput:\n  schema:\n    name: string\n---\nHello {{name}}.\n',
};

/** A second clone of a workspace with what it has shared. */
function cloneOf(t: TestContext, origin: string): string {
  const folder = temporaryWorkspace(t, files);
  pull(origin, folder);
  return folder;
}

function pull(from: string, to: string): void {
  cpSync(path.join(from, '.galley/facts'), path.join(to, '.galley/facts'), { recursive: true });
}

describe('galley doctor ends with', () => {
  test('0 where the store is sound, 1 where it is not, and 0 after the repair: nothing is deleted', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const log = path.join(folder, '.galley/store.log.000001');
    assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);
    assert.equal((await galley(folder, ['doctor'])).code, 0);
    const { stdout } = await galley(folder, ['doctor', '--stats']);
    assert.match(stdout, /^the store is sound: 2 facts\n\nkind +facts +size\n.*version-committed +1 +1 kB\n/s);
    assert.match(stdout, /versions +1 +1 kB\n/);
    assert.match(stdout, /hello +#1 1\.0\.0 +1 kB\n/);
    assert.match(stdout, /\njournal: 1 files, \d+ kB; database last written: \d{4}-\S+\n$/);
    truncateSync(log, 100);
    const found = await galley(folder, ['doctor']);
    assert.equal(found.code, 1, found.stdout);
    assert.match(
      found.stdout,
      /finding {2}The store can be read but not written\.\n {2}why .* is shorter .*\n {2}next {2}/,
    );
    const repaired = await galley(folder, ['doctor', '--repair']);
    assert.equal(repaired.code, 0, repaired.stdout);
    assert.match(repaired.stdout, /repaired {2}The end of store\.log\.000001 is missing: commits may have been lost/);
    assert.match(repaired.stdout, /the store is sound: 2 facts\n$/);
    assert.equal(readFileSync(`${log}.damaged`).length > 0, true);
    assert.equal((await galley(folder, ['doctor'])).code, 0);
    assert.equal((await answer(folder, 'log', ['log', 'hello'])).length, 1);
  });
});

describe('galley forks', () => {
  test('tells of a label that two clones gave, and ends with 0: nothing is to be decided', async (t) => {
    const ours = temporaryWorkspace(t, files);
    const text = (word: string): string => files['prompts/hello.prompt'].replace('Hello', word);
    await galley(ours, ['commit', 'hello', '-m', 'First']);
    await galley(ours, ['share']);
    const theirs = cloneOf(t, ours);
    for (const [folder, word] of [
      [ours, 'Hi'],
      [theirs, 'Hey'],
    ] as const) {
      writeFileSync(path.join(folder, 'prompts/hello.prompt'), text(word));
      assert.equal((await galley(folder, ['commit', 'hello', '-m', word])).code, 0);
      await galley(folder, ['share']);
    }
    pull(theirs, ours);
    await galley(ours, ['share']);
    const both = await galley(ours, ['forks']);
    assert.equal(both.code, 1, both.stdout);
    assert.match(both.stdout, /fork {2}branch main of hello/);
    writeFileSync(path.join(ours, 'prompts/hello.prompt'), text('Howdy'));
    assert.equal((await galley(ours, ['commit', 'hello', '-m', 'Both'])).code, 0);
    const label = await galley(ours, ['forks']);
    assert.deepEqual([label.code, label.stderr], [0, '']);
    assert.match(label.stdout, /^fork {2}label 1\.0\.1 of hello\n/);
    assert.doesNotMatch((await galley(ours, ['status'])).stdout, /galley forks/);
  });
});

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

describe('galley store backup and restore', () => {
  test('from one folder to another, with --json and with mistakes told', async (t) => {
    const folder = temporaryWorkspace(t, files);
    const other = temporaryWorkspace(t, files);
    assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);
    const made = await galley(folder, ['store', 'backup', 'kept.gz']);
    assert.match(made.stdout, /^2 facts in kept\.gz, \d+ kB, read again and compared\n$/, made.stderr);
    const file = path.join(folder, 'kept.gz');
    const restored = await galley(other, ['store', 'restore', file, '--json']);
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal((JSON.parse(restored.stdout) as { facts: number }).facts, 2);
    assert.match((await galley(other, ['log', 'hello'])).stdout, /First/);
    assert.match(
      (await galley(other, ['store', 'restore', file, '--replace'])).stdout,
      /was there is in \.galley\/repl/,
    );
    writeFileSync(file, 'no backup');
    const refused = await galley(other, ['store', 'restore', file]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /no gzip file.*Nothing was changed/s);
  });
});

test('galley store prune says in lines what went', async (t) => {
  const folder = temporaryWorkspace(t, files);
  assert.equal((await galley(folder, ['commit', 'hello', '-m', 'First'])).code, 0);
  const pruned = await galley(folder, ['store', 'prune', '--older-than', '0h', '--keep', '0', '--dry-run']);
  assert.equal(pruned.stdout, '0 runs would go, 0 kB; 0 stay\n', pruned.stderr);
  const wrong = await galley(folder, ['store', 'prune', '--older-than', 'long']);
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /such as 36h, 90d or 12w/);
});
