import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
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
});
