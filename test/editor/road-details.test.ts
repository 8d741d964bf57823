import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { EditorSession, type Locator, type Workbench } from './harness';

/** A model server that begins an answer and goes on when it is told to. */
class SlowModel {
  readonly #server: Server;
  readonly #waiting: ServerResponse[] = [];
  readonly #arrivals: (() => void)[] = [];
  /** How many requests were given up by their sender. */
  abandoned = 0;

  private constructor() {
    this.#server = createServer((request, response) => {
      request.resume();
      response.on('close', () => {
        if (!response.writableEnded) this.abandoned++;
      });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(chunk('Hello Tom'));
      this.#waiting.push(response);
      this.#arrivals.splice(0).forEach((arrived) => arrived());
    });
  }

  static async start(): Promise<SlowModel> {
    const model = new SlowModel();
    await new Promise<void>((resolve) => model.#server.listen(0, '127.0.0.1', resolve));
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  /** Resolves when a request is under way. */
  async asked(): Promise<void> {
    if (this.#waiting.length === 0) await new Promise<void>((resolve) => this.#arrivals.push(resolve));
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

function chunk(content: string): string {
  const choices = [{ index: 0, delta: { role: 'assistant', content } }];
  return `data: ${JSON.stringify({ id: '1', object: 'chat.completion.chunk', created: 1, model: 'm', choices })}\n\n`;
}

describe('beside the road', () => {
  let session: EditorSession;
  let model: SlowModel;
  let folder: string;
  let ada: Workbench;
  const row = (view: string, label: string): Locator => ada.sideBar.treeItem(label, ada.sideBar.view(view));

  before(async () => {
    model = await SlowModel.start();
    session = await EditorSession.start({
      settings: {
        'galley.test.provider': 'render',
        'galley.dialects': { 'prompts/legacy/**': 'fstring' },
        'galley.helpers': ['shout'],
        'galley.severities': { 'unused-input': 'off' },
      },
    });
    folder = session.copyWorkspace();
    mkdirSync(path.join(folder, 'prompts/legacy'));
    writeFileSync(path.join(folder, 'prompts/legacy/solved.txt'), 'Dear {customer}, your ticket is solved.\n');
    writeFileSync(path.join(folder, 'prompts/old-mail.txt'), 'Dear {{customer}}, your ticket is closed.\n');
    writeFileSync(
      path.join(folder, 'prompts/loud.prompt'),
      '---\ninput:\n  schema:\n    word: string\n---\n{{shout word}}\n',
    );
    const settings = path.join(folder, 'galley.yaml');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('http://127.0.0.1:11434/v1', model.url));
    ada = await session.open(folder);
    await ada.sideBar.open('Galley');
    await row('Prompts', 'mistakes').click();
  });
  after(async () => {
    model.stop();
    await session.stop();
  });

  test('settings say which dialect, which helpers and how bad', () =>
    ada.step('more-settings', async () => {
      await ada.openFile('solved.txt');
      await ada.statusItem('f-string').waitFor();
      await ada.openFile('loud.prompt');
      await ada.editor.codeLens('not committed yet').waitFor();
      await (await ada.problems('custmer_name')).first().waitFor();
      assert.equal(await (await ada.problems('shout')).count(), 0);
      assert.equal(await (await ada.problems('order_number')).count(), 0);
      await ada.command('View: Hide Panel');
    }));

  test('the dialect is chosen in the status bar, and galley.yaml says so', () =>
    ada.step('more-dialect', async () => {
      await ada.openFile('old-mail.txt');
      await ada.statusItem('Double braces').click();
      await ada.quick.rows('Detect automatically').first().waitFor();
      await ada.screenshot('more-dialect-choices');
      await ada.quick.pick('Mustache');
      await ada.quick.pick('For this file');
      await ada.toast('The dialect is Mustache now').waitFor();
      await ada.statusItem('Mustache').waitFor();
      assert.match(readFileSync(path.join(folder, 'galley.yaml'), 'utf8'), /^ {2}prompts\/old-mail\.txt: mustache$/m);
      await ada.clearToasts();
    }));

  test('a prompt has its commands wherever it shows', () =>
    ada.step('more-menus', async () => {
      await ada.openFile('prompts/acknowledge.prompt');
      await ada.page.locator('.editor-actions .action-label[aria-label^="Run cases"]').first().waitFor();
      await ada.sideBar.open('Explorer');
      const inExplorer = await ada.sideBar.menuLabels(ada.sideBar.treeItem('acknowledge.prompt'));
      for (const label of ['Commit version', 'Run cases', 'Deploy to…']) assert.ok(inExplorer.includes(label), label);
      const elsewhere = await ada.sideBar.menuLabels(ada.sideBar.treeItem('acknowledge.cases.yaml'));
      assert.ok(!elsewhere.includes('Deploy to…'));
      const inEditor = await ada.sideBar.menuLabels(ada.editor.line('First answer to a new ticket'));
      for (const label of ['Commit version', 'Compare…', 'Request review', 'Deploy to…'])
        assert.ok(inEditor.includes(label), label);
      await ada.sideBar.open('Galley');
    }));

  test('a new prompt is named, opened and listed', () =>
    ada.step('more-new-prompt', async () => {
      await ada.command('Galley: New prompt');
      await ada.quick.fill('acknowledge');
      await ada.quick.message.filter({ hasText: 'already' }).waitFor();
      await ada.quick.answer('orders/late-parcel');
      await ada.editor.tab('late-parcel.prompt').waitFor();
      await ada.editor.line('Write one sentence about').waitFor();
      await row('Prompts', 'late-parcel').waitFor();
      assert.ok(existsSync(path.join(folder, 'prompts/orders/late-parcel.prompt')));
      assert.equal(await ada.editor.squiggles('error').count(), 0);
    }));

  test('a prompt without cases is offered a first one', () =>
    ada.step('more-first-case', async () => {
      await ada.command('Galley: Run cases');
      await ada.answerToast('has no cases yet', 'Write a first case');
      await ada.editor.tab('late-parcel.cases.yaml').waitFor();
      await ada.editor.line('name: first case').waitFor();
      await ada.clearToasts();
    }));

  test('the provider of the settings answers: render looks at the prompt itself', () =>
    ada.step('more-render', async () => {
      await ada.command('Galley: Run cases');
      await ada.toast('orders/late-parcel: 1 passed').waitFor();
      await ada.clearToasts();
    }));

  test('a run with a model of your own streams, and stops when asked', () =>
    ada.step('more-cancel', async () => {
      await ada.tests.open();
      await ada.command('Test: Clear All Results');
      await ada.sideBar.menu(ada.tests.item('acknowledge'), 'Execute Using Profile...');
      await ada.quick.pick('Run with local');
      await model.asked();
      await ada.tests.expand('acknowledge');
      await ada.tests.item('email about a late parcel', 'Running').waitFor();
      await ada.screenshot('more-streaming');
      await ada.tests.cancel();
      await ada.tests.item('email about a late parcel', 'Skipped').waitFor();
      assert.ok(model.abandoned > 0);
    }));

  test('reviews are sent back, closed and reopened', () =>
    ada.step('more-reviews', async () => {
      await ada.sideBar.open('Galley');
      await ada.openFile('prompts/escalate.prompt');
      await ada.command('Galley: Commit version');
      await ada.quick.answer('First version');
      await ada.answerToast('Committed escalate 1.0.0', 'Request review');
      await ada.quick.answer('please');
      await row('Reviews', 'escalate 1.0.0 open').waitFor();
      await ada.clearToasts();
      await ada.sideBar.inlineAction(row('Reviews', 'escalate 1.0.0'), 'Send review back');
      await ada.quick.answer('');
      await ada.quick.message.filter({ hasText: 'Say it' }).waitFor();
      await ada.quick.answer('Too long');
      await row('Reviews', 'escalate 1.0.0 changes requested').waitFor();
      await ada.sideBar.menu(row('Reviews', 'escalate 1.0.0'), 'Close review');
      await ada.quick.answer('');
      await row('Reviews', 'escalate 1.0.0 closed').waitFor();
      await ada.sideBar.menu(row('Reviews', 'escalate 1.0.0'), 'Reopen review');
      await ada.quick.answer('');
      await row('Reviews', 'escalate 1.0.0 open').waitFor();
      await ada.sideBar.expand(row('Reviews', 'escalate 1.0.0'));
      await row('Reviews', 'Too long').waitFor();
      await ada.clearToasts();
    }));

  test('an edit of a comment can be given up', () =>
    ada.step('more-cancel-edit', async () => {
      await ada.openFile('prompts/escalate.prompt');
      await ada.comments.start([3, 3], 'Only Markdown: **bold** <b>not</b>', 'Comment', 'Only Markdown: bold not');
      const comment = ada.comments.comment('Only Markdown');
      assert.equal(await comment.locator('strong', { hasText: 'bold' }).count(), 1);
      assert.equal(await comment.locator('b').count(), 0);
      await ada.comments.act(comment, 'Edit comment');
      await comment.getByRole('button', { name: 'Cancel' }).click();
      await comment.locator('.comment-body strong').waitFor();
    }));

  test('Compare with draft, Refresh views, Show output and Restart server answer', () =>
    ada.step('more-server', async () => {
      await ada.command('Galley: Compare with draft');
      await ada.quick.pick('1.0.0');
      await ada.page.locator('.tab.active .label-name', { hasText: 'escalate 1.0.0 ↔ draft' }).waitFor();
      await ada.sideBar.titleAction('Prompts', 'Refresh views');
      await row('Prompts', 'escalate 1.0.0').waitFor();
      await ada.command('Galley: Restart server');
      await ada.toast('has been started again').waitFor();
      await row('Prompts', 'escalate 1.0.0').waitFor();
      await ada.clearToasts();
      await ada.command('Galley: Show output');
      await ada.page.locator('.part.panel .composite-bar [aria-label^="Output"]').first().waitFor();
    }));

  test('a branch goes its own way, and what cannot be merged is decided in the merge editor', () =>
    ada.step('more-branches', async () => {
      const line = 30;
      const change = async (text: string, label: string): Promise<void> => {
        await ada.editor.goto(line);
        await ada.editor.type(text);
        await ada.editor.save();
        await ada.command('Galley: Commit version');
        await ada.quick.pick(label);
        await ada.quick.answer(text.trim());
        await ada.toast(`Committed escalate ${label}`).waitFor();
        await ada.clearToasts();
      };
      await ada.openFile('prompts/escalate.prompt');
      await ada.command('Galley: Create branch');
      await ada.quick.answer('shorter');
      await ada.toast('escalate is on the branch shorter').waitFor();
      await change('Shortly. ', '1.0.1-shorter.1');
      await row('Prompts', 'escalate 1.0.1-shorter.1 on shorter').waitFor();
      await ada.screenshot('more-branch');
      await ada.command('Galley: Switch branch');
      await ada.quick.pick('main');
      await ada.toast('escalate is on the branch main, at 1.0.0').waitFor();
      assert.equal(await ada.editor.line('Shortly.').count(), 0);
      await change('Politely. ', '1.0.1');
      await ada.command('Galley: Merge branch');
      await ada.quick.pick('shorter');
      await ada.toast('1 place to decide in escalate').waitFor();
      await ada.page.locator('.merge-editor .title', { hasText: 'shorter' }).first().waitFor();
      await ada.screenshot('more-merge-editor');
      await ada.page.locator('.merge-editor').getByText('Accept Combination (shorter First)').first().click();
      await ada.page.locator('.merge-editor', { hasText: '0 Conflicts Remaining' }).waitFor();
      await ada.command('File: Save');
      await ada.command('View: Close Editor');
      await ada.clearToasts();
      await ada.command('Galley: Commit version');
      await ada.quick.pick('1.0.2');
      await ada.quick.answer('Merge shorter');
      await ada.toast('Committed escalate 1.0.2').waitFor();
      await row('Prompts', 'escalate 1.0.2').waitFor();
      await ada.editor.line('Shortly.').waitFor();
      await ada.screenshot('more-merged');
      await ada.clearToasts();
    }));

  test('what a changed partial has changed is committed together', () =>
    ada.step('more-dependents', async () => {
      const commit = async (prompt: string, label?: string): Promise<void> => {
        await ada.openFile(`prompts/${prompt}.prompt`);
        await ada.command('Galley: Commit version');
        if (label !== undefined) await ada.quick.pick(label);
        await ada.quick.answer('Say it warmly');
        await ada.toast(`Committed ${prompt} ${label ?? '1.0.0'}`).waitFor();
      };
      await commit('acknowledge');
      await commit('reply');
      await ada.clearToasts();
      await ada.openFile('prompts/_house-style.prompt');
      await ada.editor.goto(1);
      await ada.editor.type('Be warm. ');
      await ada.editor.save();
      await commit('acknowledge', '1.0.1');
      await ada.toast('Partials have changed 1 other prompt: reply 1.0.1').waitFor();
      await ada.screenshot('more-dependents-offer');
      await ada.answerToast('Partials have changed', 'Commit 1 dependent');
      await ada.quick.answer('Say it warmly');
      await ada.toast('Committed reply 1.0.1').waitFor();
      await row('Prompts', 'reply 1.0.1').waitFor();
      await ada.clearToasts();
    }));

  test('an empty folder is welcomed', async () => {
    const empty = mkdtempSync(path.join(os.tmpdir(), 'galley-empty-'));
    writeFileSync(path.join(empty, 'notes.txt'), 'nothing yet\n');
    const window = await session.open(empty);
    await window.step('more-welcome', async () => {
      await window.sideBar.open('Galley');
      await window.sideBar.root.getByRole('button', { name: 'New prompt' }).waitFor();
      await window.sideBar.root.getByRole('button', { name: 'Take the tour' }).click();
      await window.page
        .locator('.getting-started-category, .gettingStartedContainer', { hasText: 'Ship a prompt with Galley' })
        .first()
        .waitFor();
    });
    await window.page.close();
    rmSync(empty, { recursive: true, force: true });
  });
});

describe('in Restricted Mode', () => {
  let session: EditorSession;
  let ada: Workbench;

  before(async () => {
    session = await EditorSession.start({
      settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
    });
    ada = await session.open(session.copyWorkspace());
  });
  after(() => session.stop());

  test('prompts are checked and versions made, but nothing is run or deployed', () =>
    ada.step('restricted', async () => {
      await ada.openFile('undeclared-variable.prompt');
      await ada.editor.squiggles('error').first().waitFor();
      await ada.sideBar.open('Galley');
      await ada.openFile('prompts/acknowledge.prompt');
      await ada.command('Galley: Commit version');
      await ada.quick.answer('First version');
      await ada.answerToast('Committed acknowledge 1.0.0', 'Deploy to…');
      await ada.toast('Deploying needs a trusted workspace').waitFor();
      await ada.screenshot('restricted-deploy');
      await ada.clearToasts();
      const labels = await ada.sideBar.menuLabels(ada.sideBar.treeItem('acknowledge 1.0.0'));
      assert.ok(labels.includes('Commit version'));
      assert.deepEqual(
        labels.filter((label) => label === 'Deploy to…' || label === 'Run cases'),
        [],
      );
      await ada.tests.open();
      await ada.tests.run('acknowledge');
      await ada.dialog.filter({ hasText: 'Running tests may execute code' }).waitFor();
      await ada.answerDialog('Cancel');
      await ada.tests.item('acknowledge', 'Not yet run').waitFor();
    }));
});
