import type { Locator, Page } from 'playwright-core';
import { quoted } from './selectors';

/** The box at the top of the window: command palette, quick picks and input boxes. */
export class QuickInput {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get widget(): Locator {
    return this.#page.locator('.quick-input-widget:visible');
  }

  /** The rows on offer whose label starts with `label`; all rows without it. */
  rows(label?: string): Locator {
    return this.widget.locator(label === undefined ? '.monaco-list-row' : rowSelector(label));
  }

  /** Opens the box with a key. A key is lost while the focus is on its way from one place to another: it is pressed again. */
  async open(key: string): Promise<void> {
    for (let attempt = 0; attempt < 10; attempt++) {
      await this.#page.keyboard.press(key);
      const shown = await this.widget.waitFor({ timeout: 1500 }).then(
        () => true,
        () => false,
      );
      if (shown) return;
    }
    throw new Error(`${key} opens no quick input`);
  }

  /**
   * Opens the box with a key, types and chooses the first row whose label starts with `label`. The box closes when the
   * focus moves elsewhere, as it does while an editor or a comment is still opening, and on a busy machine its rows may
   * move for long: then all is done again.
   */
  async choose(key: string, text: string, label: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      await this.open(key);
      try {
        await this.widget.locator('input.input').first().fill(text, { timeout: 3000 });
        await this.rows(label).first().click({ timeout: 10_000 });
        break;
      } catch (error) {
        if (attempt === 4) throw error;
        if (await this.widget.isVisible()) await this.dismiss();
      }
    }
    await this.#page.mouse.move(300, 8);
  }

  /** Types into the box, replacing what it holds. */
  async fill(text: string): Promise<void> {
    const input = this.widget.locator('input.input').first();
    await input.waitFor();
    await input.fill(text);
  }

  /**
   * Chooses the first row whose label starts with `label`. The mouse does not stay where the row was: the hover of what
   * is below it would close the next menu or widget.
   */
  async pick(label: string): Promise<void> {
    await this.rows(label).first().click();
    await this.#page.mouse.move(300, 8);
  }

  /** Ticks the rows of a multi-select pick and accepts. */
  async pickAll(labels: readonly string[]): Promise<void> {
    for (const label of labels)
      await this.rows(label).first().locator('input[type="checkbox"], .monaco-checkbox').click();
    await this.accept();
  }

  /** Answers an input box: fills it and presses Enter. */
  async answer(text: string): Promise<void> {
    await this.fill(text);
    await this.accept();
  }

  async accept(): Promise<void> {
    await this.#page.keyboard.press('Enter');
  }

  /** The message under an input box (a validation error). */
  get message(): Locator {
    return this.widget.locator('.quick-input-message');
  }

  async dismiss(): Promise<void> {
    await this.#page.keyboard.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }
}

function rowSelector(label: string): string {
  return `.monaco-list-row[aria-label^="${quoted(label)}"]`;
}
