import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EditorSession, type Locator, type Workbench } from './harness';

/**
 * The road of a newcomer through the packaged extension: open, write, version, test, review, deploy. One window on one
 * copy of the example workspace; each step begins where the one before it ended.
 */
describe('the road', () => {
  let session: EditorSession;
  /** The editor of a colleague on the same folder, with a name of its own. */
  let colleague: EditorSession;
  let folder: string;
  let ada: Workbench;
  let bo: Workbench;

  /** A step that fails ends the road: those after it start from where it should have led. */
  let failed: string | undefined;
  const walk = async (window: Workbench, name: string, body: () => Promise<void>): Promise<void> => {
    assert.equal(failed, undefined, 'an earlier step has failed');
    failed = name;
    await window.step(name, body);
    failed = undefined;
  };
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const row = (view: string, label: string): Locator => ada.sideBar.treeItem(label, ada.sideBar.view(view));
  const title = (text: string): Locator =>
    ada.page.locator('.tabs-container .tab.active .label-name', { hasText: text });

  before(async () => {
    const reader = { GIT_AUTHOR_NAME: 'Bo Reader', GIT_AUTHOR_EMAIL: 'bo.reader@example.com' };
    [session, colleague] = await Promise.all([EditorSession.start(), EditorSession.start({ env: reader })]);
    folder = session.copyWorkspace();
    ada = await session.open(folder);
  });
  after(async () => {
    await colleague.stop();
    await session.stop();
  });

  describe('1. open', () => {
    test('the views list prompts and environments', () =>
      walk(ada, 'road-1-views', async () => {
        await ada.sideBar.open('Galley');
        await row('Prompts', 'acknowledge').waitFor();
        await row('Prompts', 'orders').waitFor();
        await row('Prompts', 'mistakes').click();
        await row('Prompts', 'failing-case').waitFor({ state: 'detached' });
        await row('Environments', 'development').waitFor();
        await row('Environments', 'production protected').waitFor();
        await ada.sideBar.expand(row('Prompts', 'acknowledge'));
        await ada.sideBar.expand(row('Prompts', 'Inputs'));
        await row('Prompts', 'reply_hours').waitFor();
      }));

    test('a click opens a prompt, and the status bar says what it is', () =>
      walk(ada, 'road-1-status', async () => {
        await row('Prompts', 'acknowledge').click();
        await ada.editor.tab('acknowledge.prompt').waitFor();
        await ada.statusItem('no version yet').waitFor();
        await ada.statusItem('Handlebars').waitFor();
      }));
  });

  describe('2. write', () => {
    test('an undeclared variable is underlined and put right by a quick fix', () =>
      walk(ada, 'road-2-quick-fix', async () => {
        await ada.openFile('undeclared-variable.prompt');
        await ada.editor.squiggles('error').first().waitFor();
        await (await ada.problems('custmer_name')).first().waitFor();
        await ada.screenshot('road-2-squiggle');
        await ada.editor.quickFix(11, 40, 'customer_name');
        await ada.editor.line('fair winds, {{customer_name}}').waitFor();
        await ada.editor.squiggles('error').first().waitFor({ state: 'detached' });
        await ada.revertFile();
        await ada.command('View: Hide Panel');
      }));

    test('completion offers inputs, hover explains them', () =>
      walk(ada, 'road-2-hover', async () => {
        await ada.openFile('prompts/acknowledge.prompt');
        await ada.editor.goto(27, 99);
        await ada.editor.type(' {{cust');
        await ada.editor.suggestion('customer_name').first().waitFor();
        await ada.screenshot('road-2-completion');
        await ada.editor.suggestion('customer_name').first().click();
        await ada.editor.line('{{customer_name').last().waitFor();
        await ada.revertFile();
        const hover = await ada.editor.hover(27, 51);
        await hover.filter({ hasText: 'subject line of the ticket' }).waitFor();
      }));

    test('the definition of an input is in the header', () =>
      walk(ada, 'road-2-definition', async () => {
        await ada.editor.goToDefinition(27, 51);
        await ada.statusItem('Ln 11').waitFor();
      }));

    test('a renamed input changes in header, body and cases', () =>
      walk(ada, 'road-2-rename', async () => {
        await ada.editor.rename(27, 51, 'topic');
        await ada.editor.line('{{topic}}').waitFor();
        await row('Prompts', 'topic string').waitFor();
        await ada.command('File: Save All Files');
        await ada.page.locator('.tab.dirty').waitFor({ state: 'detached' });
        await ada.openFile('acknowledge.cases.yaml');
        await ada.editor.line('topic: Rechnung fehlt').waitFor();
        assert.match(read('prompts/acknowledge.prompt'), /topic: string, subject line of the ticket/);
        assert.doesNotMatch(read('prompts/acknowledge.cases.yaml'), /subject/);
      }));
  });

  describe('3. version', () => {
    test('the line above the prompt commits a first version', () =>
      walk(ada, 'road-3-first', async () => {
        await ada.openFile('prompts/acknowledge.prompt');
        await ada.editor.goto(1);
        await ada.editor.codeLens('not committed yet').click();
        await ada.quick.answer('First version');
        await ada.toast('Committed acknowledge 1.0.0').waitFor();
        await ada.editor.codeLens('1.0.0').waitFor();
        await row('Prompts', 'acknowledge 1.0.0').waitFor();
        await ada.statusItem('1.0.0').waitFor();
        await ada.clearToasts();
      }));

    test('the next version is proposed from what changed in the interface', () =>
      walk(ada, 'road-3-commit', async () => {
        await ada.editor.goto(12, 18);
        await ada.page.keyboard.press('ControlOrMeta+Shift+ArrowRight');
        await ada.editor.type('number');
        await ada.editor.line('reply_hours: number,').waitFor();
        await ada.editor.codeLens('modified since 1.0.0').waitFor();
        await ada.editor.save();
        await ada.statusItem('modified since 1.0.0').waitFor();
        await ada.page.locator('.editor-actions .action-label[aria-label^="Commit version"]').first().click();
        await ada.quick.rows('2.0.0').first().waitFor();
        await ada.screenshot('road-3-bump');
        await ada.quick.pick('2.0.0');
        await ada.quick.answer('Allow half hours');
        await ada.toast('Committed acknowledge 2.0.0').waitFor();
        await ada.clearToasts();
      }));

    test('a version opens as a difference to the draft that names the interface changes', () =>
      walk(ada, 'road-3-diff', async () => {
        await ada.command('Galley: Show versions');
        await ada.quick.rows('1.0.0').first().waitFor();
        await ada.screenshot('road-3-versions');
        await ada.quick.pick('1.0.0');
        await title('acknowledge 1.0.0 ↔ draft: breaking, ~reply_hours').waitFor();
        await ada.editor.diff('modified').locator('.view-line', { hasText: 'reply_hours: number' }).waitFor();
        await ada.toast('breaking change').waitFor();
        await ada.clearToasts();
      }));

    test('two versions are compared from the tree', () =>
      walk(ada, 'road-3-compare', async () => {
        await row('Prompts', 'Inputs').click();
        await ada.sideBar.expand(row('Prompts', 'Versions'));
        await ada.sideBar.menu(row('Prompts', '1.0.0 First version'), 'Compare…');
        await ada.quick.pick('2.0.0');
        await title('acknowledge 1.0.0 ↔ 2.0.0').waitFor();
        await ada.clearToasts();
      }));

    test('an alias names a version', () =>
      walk(ada, 'road-3-alias', async () => {
        await ada.sideBar.menu(row('Prompts', '1.0.0 First version'), 'Set alias');
        await ada.quick.fill('latest');
        await ada.quick.message.filter({ hasText: 'reserved' }).waitFor();
        await ada.quick.answer('champion');
        await ada.toast('The alias champion of acknowledge is at 1.0.0').waitFor();
        await ada.sideBar.expand(row('Prompts', 'Aliases'));
        await row('Prompts', 'champion 1.0.0').waitFor();
        await ada.clearToasts();
      }));

    test('an old version can be restored, and undone', () =>
      walk(ada, 'road-3-restore', async () => {
        await ada.sideBar.menu(row('Prompts', '1.0.0 '), 'Restore version to draft');
        await ada.toast('The draft of acknowledge is now the text of 1.0.0').waitFor();
        await ada.editor.line('reply_hours: integer').waitFor();
        await ada.revertFile();
        await ada.editor.line('reply_hours: number').waitFor();
        await ada.clearToasts();
      }));
  });

  describe('4. test', () => {
    test('a failed case shows what was expected and what came', () =>
      walk(ada, 'road-4-failure', async () => {
        await ada.tests.open();
        await ada.tests.expand('mistakes/failing-case');
        await ada.tests.run('mistakes/failing-case');
        await ada.tests.item('passes', 'Passed').waitFor();
        await ada.tests.item('fails on purpose', 'Failed').waitFor();
        await ada.openFile('failing-case.cases.yaml');
        await ada.command('Test: Peek Output');
        await ada.tests.failurePeek.locator('.editor.original .view-line', { hasText: 'Scrub' }).first().waitFor();
        await ada.screenshot('road-4-diff');
        await ada.page.keyboard.press('Escape');
      }));

    test('the button in the margin runs the cases of a prompt', () =>
      walk(ada, 'road-4-gutter', async () => {
        await ada.openFile('prompts/acknowledge.prompt');
        await ada.editor.testGlyph().first().click();
        await ada.tests.item('acknowledge', 'Passed').waitFor();
      }));

    test('a case that cannot run is errored, not failed', () =>
      walk(ada, 'road-4-errored', async () => {
        await ada.tests.run('mistakes/unknown-assertion');
        await ada.tests.item('mistakes/unknown-assertion', 'Errored').waitFor();
      }));

    test('Galley: Run cases says how many passed', () =>
      walk(ada, 'road-4-command', async () => {
        await ada.command('Galley: Run cases');
        await ada.toast('acknowledge: 3 passed').waitFor();
        await ada.clearToasts();
      }));
  });

  describe('5. review', () => {
    test('comments on lines of a prompt', () =>
      walk(ada, 'road-5-thread', async () => {
        await ada.command('View: Close All Editors');
        await ada.openFile('prompts/acknowledge.prompt');
        await ada.comments.start([21, 22], 'Is this polite enough?', 'Comment');
        await ada.comments.reply('Is this polite enough?', 'I could say please.', 'Reply');
      }));

    test('a comment of your own can be edited', () =>
      walk(ada, 'road-5-edit', async () => {
        const comment = ada.comments.comment('I could say please.');
        await ada.comments.act(comment, 'Edit comment');
        await ada.comments.rewrite(comment, 'We could say please.', 'Save comment');
        await ada.comments.comment('We could say please.').first().waitFor();
      }));

    test('a colleague sees the thread in another window, and answers', async () => {
      assert.equal(failed, undefined, 'an earlier step has failed');
      bo = await colleague.open(folder);
      await walk(bo, 'road-5-colleague', async () => {
        await bo.openFile('prompts/acknowledge.prompt');
        await bo.comments.unresolved.first().click();
        await bo.comments.comment('Is this polite enough?').first().waitFor();
        await bo.comments.reply('Is this polite enough?', 'It is.', 'Reply');
      });
      await walk(ada, 'road-5-answered', async () => {
        await ada.comments.comment('It is.').first().waitFor();
      });
    });

    test('a thread is resolved and opened again', () =>
      walk(ada, 'road-5-reopened', async () => {
        await ada.comments.act(ada.comments.thread('Is this polite'), 'Resolve thread');
        await ada.comments.thread('Is this polite').waitFor({ state: 'hidden' });
        await ada.comments.glyphs.first().click();
        await ada.comments.thread('resolved').waitFor();
        await ada.screenshot('road-5-resolved');
        await ada.comments.act(ada.comments.thread('Is this polite'), 'Reopen thread');
        await ada.comments.thread('resolved').waitFor({ state: 'hidden' });
      }));

    test('a review is requested', () =>
      walk(ada, 'road-5-request', async () => {
        await ada.sideBar.open('Galley');
        await ada.sideBar.menu(row('Prompts', 'acknowledge 2.0.0'), 'Request review');
        await ada.quick.answer('Half hours are allowed now');
        await ada.toast('Requested a review of acknowledge 2.0.0').waitFor();
        await row('Reviews', 'acknowledge 2.0.0 open').waitFor();
        await ada.clearToasts();
      }));
  });

  describe('6. deploy', () => {
    test('a version goes to development after its gates', () =>
      walk(ada, 'road-6-development', async () => {
        await ada.sideBar.menu(row('Prompts', 'acknowledge 2.0.0'), 'Deploy to…');
        await ada.quick.rows('development').first().waitFor();
        await ada.screenshot('road-6-environments');
        await ada.quick.pick('development');
        await ada.toast('Deployed acknowledge 2.0.0 to development').waitFor();
        assert.match(read('releases/development.json'), /"acknowledge"/);
        await row('Environments', 'development just now by Ada Writer').waitFor();
        await ada.answerToast('Deployed acknowledge', 'Show evidence');
        await ada.editor.line('Deployment 1 of development').waitFor();
        await ada.clearToasts();
      }));

    test('production refuses what nobody else has approved, and nothing changes', () =>
      walk(ada, 'road-6-refused', async () => {
        await ada.sideBar.menu(row('Prompts', 'acknowledge 2.0.0'), 'Deploy to…');
        await ada.quick.pick('production');
        await ada.dialog.waitFor();
        await ada.screenshot('road-6-confirm');
        await ada.answerDialog('Deploy');
        await ada.toast('was refused, and nothing has changed. approval').waitFor();
        await row('Environments', 'production protected · empty').waitFor();
        assert.equal(existsSync(path.join(folder, 'releases/production.json')), false);
        await ada.clearToasts();
      }));

    test('a colleague approves, and production takes it', async () => {
      await walk(bo, 'road-6-approve', async () => {
        await bo.sideBar.open('Galley');
        const review = bo.sideBar.treeItem('acknowledge 2.0.0 open', bo.sideBar.view('Reviews'));
        await bo.sideBar.inlineAction(review, 'Approve review');
        await bo.quick.answer('Reads well');
        await bo.toast('Approved acknowledge 2.0.0').waitFor();
      });
      await walk(ada, 'road-6-production', async () => {
        await row('Reviews', 'acknowledge 2.0.0 approved').waitFor();
        await ada.openFile('prompts/acknowledge.prompt');
        await ada.editor.goto(3);
        await ada.sideBar.menu(ada.editor.line('First answer to a new ticket'), 'Deploy to…');
        await ada.quick.pick('production');
        await ada.answerDialog('Deploy');
        await ada.toast('Deployed acknowledge 2.0.0 to production').waitFor();
        assert.match(read('releases/production.json'), /"acknowledge"/);
        await ada.clearToasts();
      });
    });

    test('what an environment held before comes back from its row', () =>
      walk(ada, 'road-6-rollback', async () => {
        await ada.sideBar.expand(row('Prompts', 'Versions'));
        await ada.sideBar.inlineAction(row('Prompts', '1.0.0 '), 'Deploy to…');
        await ada.quick.pick('development');
        await ada.toast('Deployed acknowledge 2.0.0 → 1.0.0 to development').waitFor();
        await ada.clearToasts();
        await ada.sideBar.inlineAction(row('Environments', 'development'), 'Roll back…');
        await ada.dialog.filter({ hasText: 'acknowledge 1.0.0 → 2.0.0' }).waitFor();
        await ada.screenshot('road-6-rollback-plan');
        await ada.answerDialog('Roll back');
        await ada.toast('Rolled development back: acknowledge 1.0.0 → 2.0.0').waitFor();
        assert.match(read('releases/development.json'), /2\.0\.0/);
        await ada.sideBar.expand(row('Environments', 'History'));
        await row('Environments', '#3 acknowledge 1.0.0 → 2.0.0').waitFor();
        await ada.clearToasts();
      }));

    test('a target that cannot be written is written again later', () =>
      walk(ada, 'road-6-retry', async () => {
        const target = path.join(folder, 'releases/staging.json');
        mkdirSync(target, { recursive: true });
        await ada.sideBar.menu(row('Prompts', 'acknowledge 2.0.0'), 'Deploy to…');
        await ada.quick.pick('staging');
        await ada.toast('it is not published').waitFor();
        await row('Environments', 'staging not published').waitFor();
        await ada.screenshot('road-6-unpublished');
        rmdirSync(target);
        await ada.clearToasts();
        await ada.sideBar.inlineAction(row('Environments', 'staging'), 'Publish again');
        await ada.toast('Wrote revision 1 of staging').waitFor();
        assert.match(read('releases/staging.json'), /2\.0\.0/);
      }));
  });
});
