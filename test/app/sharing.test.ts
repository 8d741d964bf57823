import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { openStore } from '../../server/src/store';
import { grace, openTestSession, sessionWith, valueOf } from '../support/session';
import { temporaryWorkspace } from '../support/workspace';
import { greeting, greetingWith } from './files';

/** Writes what a clone knows to a file for git, as another process. */
async function share(root: string): Promise<void> {
  const store = valueOf(await openStore({ directory: path.join(root, '.galley'), watch: false }));
  valueOf(await store.share());
  await store.close();
}

describe('sharing through git', () => {
  test('a session tells the numbers that versions have after a pull', async (t) => {
    const files = { ...greeting, 'galley.yaml': 'environments:\n  - { name: development, gates: [] }\n' };
    const here = await sessionWith(t, files);
    await here.must('commit', { prompt: 'greet', message: 'First' });
    await share(here.root);
    const root = temporaryWorkspace(t, {});
    for (const part of ['prompts', 'galley.yaml', '.galley/facts'])
      cpSync(path.join(here.root, part), path.join(root, part), { recursive: true });
    const there = await openTestSession(t, root, grace);
    await there.write('prompts/greet.prompt', greetingWith({ body: 'Good day, {{name}}, in {{locale}}.' }));
    await there.must('commit', { prompt: 'greet', message: 'Formal' });
    await share(root);

    await here.write('prompts/greet.prompt', greetingWith({ body: 'Hi, {{name}}, in {{locale}}.' }));
    const own = await here.must('commit', { prompt: 'greet', message: 'Casual' });
    await here.must('deploy', { selectors: ['greet@latest'], environment: 'development' });
    assert.deepEqual([own.version.number, await heldNumber()], [2, 2]);
    const pulled = new Promise<void>((resolve) =>
      here.session.onDidChange(({ cases }) => (cases ? undefined : resolve())),
    );
    cpSync(path.join(root, '.galley/facts'), path.join(here.root, '.galley/facts'), { recursive: true });
    await pulled;
    assert.equal(await heldNumber(), 3);

    async function heldNumber(): Promise<number | undefined> {
      const [development] = await here.must('env', {});
      return development?.prompts['greet']?.number;
    }
  });
});
