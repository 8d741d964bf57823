import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { fromRoot } from '../../support/repo';
import { Comments } from './comments';
import { QuickInput } from './quick-input';
import { SideBar } from './side-bar';
import { TestExplorer } from './test-explorer';
import { TextEditor } from './text-editor';

const screenshots = fromRoot('artifacts/screenshots');
const stepLimitMs = 15_000;
const loadLimitMs = 60_000;

/**
 * One window of the editor, as a person sees and uses it. Every wait is for something on the page, never for time.
 * What a method returns as a `Locator` is looked up anew at each use: `await locator.waitFor()` waits for it to show.
 */
export class Workbench {
  readonly page: Page;
  readonly quick: QuickInput;
  readonly editor: TextEditor;
  readonly sideBar: SideBar;
  readonly tests: TestExplorer;
  readonly comments: Comments;

  constructor(page: Page) {
    this.page = page;
    page.setDefaultTimeout(stepLimitMs);
    this.quick = new QuickInput(page);
    this.editor = new TextEditor(page, this.quick);
    this.sideBar = new SideBar(page);
    this.tests = new TestExplorer(page, this.sideBar);
    this.comments = new Comments(page, this.editor, (title) => this.command(title));
  }

  /** Waits until the window has loaded and its folder is listed. */
  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: loadLimitMs });
    await this.page.locator('.explorer-folders-view .monaco-list-row').first().waitFor({ timeout: loadLimitMs });
  }

  /**
   * Runs one step and keeps a picture of what it led to: `<name>.png`, or `failed-<name>.png` when it throws.
   * @param name of the picture, in kebab-case
   */
  async step<T>(name: string, body: () => Promise<T>): Promise<T> {
    try {
      const result = await body();
      await this.screenshot(name);
      return result;
    } catch (error) {
      await this.screenshot(`failed-${name}`).catch(() => undefined);
      throw error;
    }
  }

  /** Writes artifacts/screenshots/<name>.png. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  /** Runs a command from the palette. `title` is its category and title: `Galley: Commit Version`. */
  async command(title: string): Promise<void> {
    await this.quick.choose('F1', `>${title}`, title);
  }

  /** Opens a file of the folder by (the end of) its path and waits until its text shows. */
  async openFile(file: string): Promise<void> {
    const name = path.posix.basename(file);
    await this.quick.choose('ControlOrMeta+P', file, name);
    await this.editor.tab(name).waitFor();
    await this.editor.root.locator('.view-line').first().waitFor();
  }

  /** Undoes every unsaved change of the active file. */
  async revertFile(): Promise<void> {
    await this.command('File: Revert File');
  }

  async closeAllEditors(): Promise<void> {
    await this.command('View: Close All Editors');
  }

  /** Shows the Problems view and returns its rows, or those that hold `text`. */
  async problems(text?: string): Promise<Locator> {
    await this.command('Problems: Focus on Problems View');
    return this.page.locator('.markers-panel-container .monaco-list-row', text === undefined ? {} : { hasText: text });
  }

  /** An entry of the status bar that holds `text`. */
  statusItem(text: string): Locator {
    return this.page.locator('.part.statusbar .statusbar-item', { hasText: text });
  }

  /** A notification on show that holds `text`. */
  toast(text: string): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
  }

  /** Clicks a button of the notification that holds `text`. */
  async answerToast(text: string, button: string): Promise<void> {
    await this.toast(text).getByRole('button', { name: button }).click();
  }

  async clearToasts(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
  }

  /** The modal dialog on show. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  /** Clicks a button of the modal dialog and waits until it has closed. */
  async answerDialog(button: string): Promise<void> {
    await this.dialog.getByRole('button', { name: button }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }

  /** The document of the first webview on show. The editor wraps it in a frame of its own. */
  get webview(): FrameLocator {
    const outer = this.page.locator('iframe.webview.ready').first().contentFrame();
    return outer.locator('iframe#active-frame').contentFrame();
  }
}
