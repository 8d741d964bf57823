import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { built } from '../support/repo';
import { EditorSession, type Locator, type Workbench } from './harness';

const config = [
  'environments:',
  '  - name: production',
  '    protected: true',
  '    override: [ada@example.com]',
  '    gates: [lint, approval, { budget: { characters: 20 } }, { custom: { name: licence, command: [git, --version] } }]',
  '',
].join('\n');

describe('the registry in the editor', () => {
  let session: EditorSession;
  let folder: string;
  let ada: Workbench;
  const row = (view: string, label: string): Locator => ada.sideBar.treeItem(label, ada.sideBar.view(view));

  before(async () => {
    session = await EditorSession.start({
      env: { GIT_AUTHOR_NAME: 'Ada Writer', GIT_AUTHOR_EMAIL: 'ada@example.com' },
    });
    folder = session.copyWorkspace();
    writeFileSync(path.join(folder, 'galley.yaml'), config);
    ada = await session.open(folder);
  });
  after(() => session.stop());

  test('gates that failed are overridden by who may, with a reason', () =>
    ada.step('registry-override', async () => {
      await ada.sideBar.open('Galley');
      await ada.sideBar.menu(row('Prompts', 'acknowledge'), 'Commit version');
      await ada.quick.answer('First');
      await ada.toast('Committed acknowledge').waitFor();
      await ada.clearToasts();
      await row('Prompts', 'acknowledge 1.0.0').waitFor();
      await ada.sideBar.menu(row('Prompts', 'acknowledge'), 'Deploy to…');
      await ada.quick.pick('production');
      await ada.answerDialog('Deploy');
      await ada.toast('was refused, and nothing has changed').waitFor();
      await ada.screenshot('registry-override-refused');
      await ada.answerToast('was refused', 'Override…');
      await ada.dialog.filter({ hasText: 'Override approval and budget of production?' }).waitFor();
      await ada.screenshot('registry-override-dialog');
      await ada.answerDialog('Override');
      await ada.toast('Deploying').waitFor({ state: 'detached' }); // a person is not as fast as this
      await ada.quick.answer('The shop is down');
      await ada.toast('Deployed acknowledge').waitFor();
      assert.match(readFileSync(path.join(folder, 'releases/production.json'), 'utf8'), /"acknowledge"/);
      await ada.clearToasts();
    }));

  test('the audit log says who did what, and which gates were gone over', () =>
    ada.step('registry-audit', async () => {
      await ada.command('Galley: Show audit log');
      await ada.editor.line('The shop is down').waitFor();
      await ada.screenshot('registry-audit-log');
    }));

  test('environments are promoted, compared, frozen and mended from their rows', () =>
    ada.step('registry-environments', async () => {
      const file = path.join(folder, 'releases/lab.json');
      writeFileSync(path.join(folder, 'galley.yaml'), `${config}  - { name: lab, gates: [lint] }\n`);
      await ada.sideBar.menu(row('Prompts', 'triage'), 'Commit version');
      await ada.quick.answer('First');
      await ada.toast('Committed triage').waitFor();
      await ada.clearToasts();
      await row('Environments', 'lab').waitFor();
      await ada.sideBar.menu(row('Prompts', 'triage'), 'Deploy to…');
      await ada.quick.pick('lab');
      await ada.toast('Deployed triage').waitFor();
      await ada.clearToasts();

      await row('Environments', 'lab just now').waitFor();
      await ada.sideBar.menu(row('Environments', 'production'), 'Promote to…');
      await ada.quick.pick('lab');
      await ada.dialog.filter({ hasText: 'Promote 1 prompt from production to lab?' }).waitFor();
      await ada.screenshot('registry-promote-dialog');
      await ada.answerDialog('Promote');
      await ada.toast('Deployed acknowledge').waitFor();
      await ada.clearToasts();
      assert.match(readFileSync(file, 'utf8'), /"acknowledge"[^]*"triage"/);

      await ada.sideBar.menu(row('Environments', 'production'), 'Compare with environment…');
      await ada.quick.pick('lab');
      await ada.editor.comparison('production ↔ lab (1 file)').waitFor();
      await ada.screenshot('registry-compare-environments');

      await ada.sideBar.menu(row('Environments', 'lab'), 'Freeze…');
      await ada.quick.answer('Holidays');
      await ada.toast('lab is frozen').waitFor();
      await row('Environments', 'frozen').waitFor();
      writeFileSync(file, '{}');
      await row('Environments', 'target differs').waitFor();
      await ada.clearToasts();
      await ada.screenshot('registry-frozen');
      await ada.sideBar.inlineAction(row('Environments', 'target differs'), 'Publish again');
      await ada.toast('Wrote revision 2 of lab').waitFor();
      await ada.clearToasts();
      await ada.sideBar.menu(row('Environments', 'lab'), 'End freeze…');
      await ada.quick.answer('Back');
      await ada.toast('lab can be moved again').waitFor();
      await ada.clearToasts();
    }));

  describe('and the history of prompts', () => {
    let desk: string;
    let eve: Workbench;
    const prompts = (label: string): Locator => eve.sideBar.treeItem(label, eve.sideBar.view('Prompts'));

    before(async () => {
      desk = session.copyWorkspace();
      prepareHistory(desk);
      eve = await session.open(desk);
      await eve.sideBar.open('Galley');
      for (const folder of ['mistakes', 'orders']) await prompts(folder).click();
      await prompts('triage').waitFor();
    });

    test('is searched, and taken in from git', () =>
      eve.step('history-import', async () => {
        await eve.sideBar.titleAction('Prompts', 'Search prompts');
        await eve.quick.fill('sailing');
        await eve.quick.rows('acknowledge').first().waitFor();
        await eve.screenshot('history-search');
        await eve.quick.pick('acknowledge');
        await eve.editor.tab('acknowledge.prompt').waitFor();

        await eve.sideBar.menu(prompts('reply'), 'Import history from git');
        await eve.dialog.filter({ hasText: 'Import 2 versions of 1 prompt from git?' }).waitFor();
        await eve.screenshot('history-import-dialog');
        await eve.answerDialog('Import');
        await eve.toast('Imported 2 versions of 1 prompt').waitFor();
        await prompts('reply 1.0.1').waitFor();
        await eve.clearToasts();
      }));

    test('is tagged, and compared as a model gets it', () =>
      eve.step('history-rendered', async () => {
        await eve.sideBar.menu(prompts('reply'), 'Add tag');
        await eve.quick.answer('reviewed');
        await eve.toast('reply is tagged reviewed').waitFor();
        await eve.sideBar.menu(prompts('reply'), 'Remove tag');
        await eve.quick.rows('reviewed').waitFor();
        await eve.quick.accept();
        await eve.toast('Took 1 tag from reply').waitFor();
        await eve.clearToasts();
        await eve.sideBar.menu(prompts('reply'), 'Compare rendered');
        await eve.quick.pick('1.0.0');
        await eve.quick.pick('1.0.1');
        await eve.quick.rows().first().waitFor();
        await eve.quick.accept();
        await eve.editor.comparison('reply 1.0.0 ↔ 1.0.1, rendered for').waitFor();
        await eve.page.locator('.editor.modified .view-line', { hasText: 'kindly' }).waitFor();

        await eve.sideBar.menu(prompts('reply'), 'Compare test results…');
        await eve.quick.pick('1.0.0');
        await eve.quick.pick('1.0.1');
        await eve.toast('reply 1.0.0 ↔ 1.0.1: ').waitFor();
        await eve.editor.line('Passed on both sides').waitFor();
        await eve.clearToasts();
        await eve.screenshot('history-results');
      }));

    test('loses versions only when a person says so', () =>
      eve.step('history-deleted', async () => {
        await eve.sideBar.menu(prompts('triage'), 'Squash branch');
        await eve.quick.pick('idea');
        await eve.quick.answer('Two thoughts');
        await eve.dialog.filter({ hasText: 'Squash 2 versions of idea of triage into' }).waitFor();
        await eve.screenshot('history-squash-dialog');
        await eve.answerDialog('Squash');
        await eve.toast('2 versions of idea of triage became').waitFor();
        await eve.clearToasts();
        await eve.sideBar.expand(prompts('triage'));
        await eve.sideBar.expand(prompts('Versions'));
        await eve.sideBar.menu(prompts('1.0.1-lost.1'), 'Delete version');
        await eve.quick.answer('Held a name');
        await eve.dialog.filter({ hasText: 'Delete triage 1.0.1-lost.1' }).waitFor();
        await eve.screenshot('history-delete-dialog');
        await eve.answerDialog('Delete');
        await eve.toast('is deleted').waitFor();
        await prompts('deleted: Held a name').waitFor();
        await eve.clearToasts();
      }));

    test('goes along when a prompt is renamed, and stays when it is archived', () =>
      eve.step('history-renamed', async () => {
        await eve.sideBar.menu(prompts('triage'), 'Rename prompt');
        await eve.quick.answer('inbox/sorting');
        await eve.toast('triage is inbox/sorting now').waitFor();
        await eve.clearToasts();
        await prompts('sorting 1.0.0').waitFor();
        const files = ['sorting.prompt', 'sorting.cases.yaml'].map((file) => path.join(desk, 'prompts/inbox', file));
        assert.deepEqual(files.map(existsSync), [true, true]);
        assert.equal(existsSync(path.join(desk, 'prompts/triage.prompt')), false);
        assert.equal(JSON.parse(cli(desk, 'log', 'inbox/sorting', '--all', '--json')).length, 5);

        await eve.sideBar.menu(prompts('reply'), 'Archive prompt');
        await eve.quick.answer('Replaced');
        await prompts('reply').waitFor({ state: 'detached' });
        await eve.answerToast('reply is archived', 'Unarchive');
        await prompts('reply').waitFor();
        await eve.clearToasts();

        await eve.sideBar.menu(prompts('reply'), 'Add tag');
        await eve.quick.answer('category=support');
        await eve.toast('reply is tagged category=support').waitFor();
        await eve.clearToasts();
        await eve.command('Galley: Group prompts by category');
        await prompts('support 1').waitFor();
        await eve.screenshot('history-categories');
        await eve.command('Galley: Group prompts by folder');
        await prompts('support 1').waitFor({ state: 'detached' });
      }));
  });
});

const ada = { GIT_AUTHOR_NAME: 'Ada Writer', GIT_AUTHOR_EMAIL: 'ada@example.com' };

function cli(folder: string, ...words: readonly string[]): string {
  const env = { ...process.env, ...ada };
  return execFileSync(process.execPath, [built.cli, ...words], { cwd: folder, env, encoding: 'utf8' });
}

/** Two commits of git for `reply`; of `triage` a branch of two versions, and one that was given up. */
function prepareHistory(folder: string): void {
  const git = (...words: readonly string[]): unknown => execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
  const reply = path.join(folder, 'prompts/reply.prompt');
  git('add', '.');
  git('commit', '-m', 'First');
  writeFileSync(reply, `${readFileSync(reply, 'utf8')}Answer kindly.\n`);
  git('commit', '-am', 'Kinder');

  const triage = path.join(folder, 'prompts/triage.prompt');
  const first = readFileSync(triage, 'utf8');
  cli(folder, 'commit', 'triage', '-m', 'First');
  for (const [branch, words] of [
    ['lost', ['Gone']],
    ['idea', ['One', 'Two']],
  ] as const) {
    cli(folder, 'branch', 'create', 'triage', branch, '--from', '1.0.0');
    cli(folder, 'branch', 'switch', 'triage', branch);
    for (const word of words) {
      writeFileSync(triage, `${first}${word}.\n`);
      cli(folder, 'commit', 'triage', '-m', word);
    }
    cli(folder, 'branch', 'switch', 'triage', 'main');
  }
  cli(folder, 'branch', 'delete', 'triage', 'lost', '--force');
}
