import assert from 'node:assert/strict';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Locator } from 'playwright-core';
import { supportDesk } from '../support/repo';
import { EditorSession, type Workbench } from './harness';

const news = `---
input:
  schema:
    reader: string
---
Dear {{reader}}, {{> greeting}} {{nobody}}
`;

/** Two folders: they have a prompt of the same name, and differ in rules, environments and partials. */
const folders: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  desk: {
    'galley.yaml': 'environments:\n  - { name: shelf, gates: [] }\n',
    'prompts/triage.prompt': '---\ninput:\n  schema:\n    ticket: string\n---\nSort {{ticket}} {{nobody}}\n',
  },
  mail: {
    'galley.yaml': 'severities: { undeclared-variable: warning }\nenvironments:\n  - { name: outbox, gates: [] }\n',
    'prompts/triage.prompt': '---\ninput:\n  schema:\n    letter: string\n---\nSort {{letter}}\n',
    'prompts/news.prompt': news,
    'prompts/_greeting.prompt': 'good day',
    'prompts/news.cases.yaml': 'cases:\n  - name: a reader\n    inputs: { reader: Ada }\n',
  },
};

describe('two folders in one window', () => {
  let session: EditorSession;
  let desk: string;
  let mail: string;
  let ada: Workbench;
  const row = (view: string, label: string): Locator => ada.sideBar.treeItem(label, ada.sideBar.view(view));

  before(async () => {
    session = await EditorSession.start({ settings: { 'galley.inlayHints.exampleValues': 'first' } });
    const parent = session.copyWorkspace(path.join(supportDesk, 'recordings'));
    const roots = Object.entries(folders).map(([name, files]) => {
      mkdirSync(path.join(parent, name, 'prompts'), { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(path.join(parent, name, file), text);
      return path.join(parent, name);
    });
    [desk, mail] = roots as [string, string];
    ada = await session.openAll(roots);
    await ada.sideBar.open('Galley');
  });
  after(async () => {
    await session.stop();
  });

  test('each has its prompts and environments below its name', () =>
    ada.step('folders-views', async () => {
      for (const name of ['desk', 'mail']) {
        await row('Prompts', name).waitFor();
        await row('Environments', name).waitFor();
      }
      await row('Prompts', 'news').waitFor();
      await row('Environments', 'shelf').waitFor();
      await row('Environments', 'outbox').waitFor();
    }));

  test('findings and completions are those of the second folder', () =>
    ada.step('folders-completion', async () => {
      await row('Prompts', 'news').click();
      await ada.editor.tab('news.prompt').waitFor();
      await ada.editor.squiggles('warning').first().waitFor();
      assert.equal(await ada.editor.squiggles('error').count(), 0);
      await ada.editor.root.getByText('= "Ada"').first().waitFor();
      await (await ada.problems('nobody')).first().waitFor();
      await ada.screenshot('folders-problems');
      await ada.command('View: Hide Panel');
      await ada.editor.goto(6, 99);
      await ada.editor.type(' {{> ');
      await ada.editor.suggestion('greeting').first().waitFor();
    }));

  test('a commit goes to the second folder', () =>
    ada.step('folders-commit', async () => {
      await ada.page.keyboard.press('Escape');
      await ada.revertFile();
      await ada.editor.goto(1);
      await ada.editor.codeLens('not committed yet').click();
      await ada.quick.answer('First version');
      await ada.toast('Committed news 1.0.0').waitFor();
      await row('Prompts', 'news 1.0.0').waitFor();
      await ada.statusItem('1.0.0').waitFor();
      assert.ok(existsSync(path.join(mail, '.galley')));
      assert.ok(!existsSync(path.join(desk, '.galley')), 'the first folder has no store');
    }));
});
