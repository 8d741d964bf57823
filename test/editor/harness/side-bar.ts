import type { Locator, Page } from 'playwright-core';
import { quoted } from './selectors';

/** The side bar: view containers, tree views, their menus and inline actions. */
export class SideBar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get root(): Locator {
    return this.#page.locator('.part.sidebar');
  }

  /** Shows the view container with this title (its icon's label in the activity bar). */
  async open(title: string): Promise<void> {
    const header = this.root.locator('.composite.title', { hasText: new RegExp(escapeRegExp(title), 'i') });
    const icon = this.#page.locator(`.part.activitybar .action-item a.action-label[aria-label^="${quoted(title)}"]`);
    await icon.waitFor();
    if (!(await header.isVisible())) await icon.click();
    await header.waitFor();
  }

  /** The section of one view inside the container, by its title. */
  view(title: string): Locator {
    return this.root.locator('.pane', { has: this.#page.locator('.pane-header .title', { hasText: exactly(title) }) });
  }

  /** The first tree row whose accessible name holds `label`, in `within` (default: the whole side bar). */
  treeItem(label: string, within: Locator = this.root): Locator {
    return within.locator(`[role="treeitem"][aria-label*="${quoted(label)}"]`).first();
  }

  /** Opens a tree row's children and waits for them. */
  async expand(item: Locator): Promise<void> {
    await item.waitFor();
    if ((await item.getAttribute('aria-expanded')) === 'true') return;
    await item.locator('.monaco-tl-twistie').click();
    await item.and(this.#page.locator('[aria-expanded="true"]')).waitFor();
  }

  /** Runs an action from the context menu of a row or of any other place. */
  async menu(target: Locator, label: string): Promise<void> {
    await target.click({ button: 'right' });
    await this.#clickMenuItem(label);
  }

  /** The labels the context menu of a row offers; leaves the menu closed. */
  async menuLabels(target: Locator): Promise<readonly string[]> {
    await target.click({ button: 'right' });
    const labels = this.#page.locator('.monaco-menu .action-item:not(.disabled) .action-label[aria-label]');
    await labels.first().waitFor();
    const found = await labels.evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''));
    await this.#page.keyboard.press('Escape');
    return found.filter((label) => label !== '');
  }

  /** Clicks an inline action of a row: the icon with this label that shows on hover. */
  async inlineAction(item: Locator, label: string): Promise<void> {
    await item.hover();
    await item
      .locator(`.action-label[aria-label^="${quoted(label)}"]`)
      .first()
      .click();
  }

  /** Clicks an action in the title of a view. */
  async titleAction(view: string, label: string): Promise<void> {
    const section = this.view(view);
    await section.locator('.pane-header').hover();
    await section
      .locator(`.pane-header .action-label[aria-label^="${quoted(label)}"]`)
      .first()
      .click();
  }

  /** A menu ignores mouse-ups in its first 100 ms, so the click is repeated until the menu has closed. */
  async #clickMenuItem(label: string): Promise<void> {
    const item = this.#page.locator(`.monaco-menu .action-label[aria-label="${quoted(label)}"]`);
    await item.waitFor();
    for (let attempt = 0; attempt < 20; attempt++) {
      await this.#page.waitForTimeout(120);
      if (!(await item.isVisible())) return;
      await item.click({ timeout: 1000 }).catch(() => undefined);
    }
    throw new Error(`the menu stays open after a click on ${label}`);
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escapeRegExp(text)}\\s*$`, 'i');
}
