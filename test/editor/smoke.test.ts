import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { EditorSession, type Workbench } from './harness';

describe('the packaged extension in a real editor', () => {
  let session: EditorSession;
  let workbench: Workbench;

  before(async () => {
    session = await EditorSession.start();
    workbench = await session.open(session.copyWorkspace());
  });
  after(async () => {
    await session.stop();
  });

  test('Galley is active on the example workspace', () =>
    workbench.step('smoke-open', async () => {
      await workbench.openFile('triage.prompt');
      await workbench.sideBar.open('Galley');
      await workbench.sideBar.treeItem('acknowledge').waitFor();
      assert.equal(await workbench.editor.squiggles('error').count(), 0);
    }));

  test('a deliberate mistake is underlined', () =>
    workbench.step('smoke-mistake', async () => {
      await workbench.openFile('undeclared-variable.prompt');
      await workbench.editor.squiggles('error').first().waitFor();
    }));
});
