import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { built } from '../support/repo';
import { EditorSession, type Workbench } from './harness';

describe('forks in the editor', () => {
  let session: EditorSession;
  let here: string;
  let there: string;
  let ada: Workbench;

  function galley(folder: string, name: string, ...words: readonly string[]): string {
    const author = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: `${name.toLowerCase()}@example.com` };
    return execFileSync(process.execPath, [built.cli, ...words], {
      ...{ cwd: folder, encoding: 'utf8', env: { ...process.env, ...author } },
    });
  }

  /** What git brings. */
  function pull(from: string, to: string): void {
    cpSync(path.join(from, '.galley/facts'), path.join(to, '.galley/facts'), { recursive: true });
  }

  before(async () => {
    session = await EditorSession.start({ env: { GIT_AUTHOR_NAME: 'Ada', GIT_AUTHOR_EMAIL: 'ada@example.com' } });
    [here, there] = [session.copyWorkspace(), session.copyWorkspace()];
    for (const folder of [here, there])
      writeFileSync(path.join(folder, 'galley.yaml'), 'environments:\n  - { name: lab, gates: [] }\n');
    galley(here, 'Ada', 'commit', 'triage', '-m', 'First');
    galley(here, 'Ada', 'share');
    pull(here, there);
    for (const [folder, name] of [
      [here, 'Ada'],
      [there, 'Grace'],
    ] as const) {
      galley(folder, name, 'deploy', 'triage@latest', 'lab', '--reason', `${name} needs it`);
      galley(folder, name, 'share');
    }
    ada = await session.open(here);
  });
  after(() => session.stop());

  test('come with what is pulled, are told of, and are decided from the warning', () =>
    ada.step('forks', async () => {
      await ada.sideBar.open('Galley');
      await ada.sideBar.treeItem('triage 1.0.0', ada.sideBar.view('Prompts')).waitFor();
      pull(there, here);
      await ada.toast('Two clones did different things').waitFor();
      await ada.screenshot('forks-warning');
      await ada.answerToast('Two clones did different things', 'Show forks');
      await ada.quick.rows('environment lab').first().waitFor();
      await ada.screenshot('forks-list');
      await ada.quick.pick('environment lab');
      await ada.quick.rows('Keep what stands').first().waitFor();
      await ada.quick.pick('Keep what stands');
      await ada.quick.answer('Ada was first');
      await ada.toast('Decided environment lab').waitFor();
      await ada.screenshot('forks-decided');
      assert.equal(galley(here, 'Ada', 'forks'), 'no forks\n');
    }));
});
