import type { Locator, Page } from 'playwright-core';
import type { QuickInput } from './quick-input';
import { quoted } from './selectors';

export type SquiggleKind = 'error' | 'warning' | 'info' | 'hint';

/** The active text editor and the widgets that belong to it. Lines and columns are one-based, as the editor shows them. */
export class TextEditor {
  readonly #page: Page;
  readonly #quick: QuickInput;

  constructor(page: Page, quick: QuickInput) {
    this.#page = page;
    this.#quick = quick;
  }

  get root(): Locator {
    return this.#page
      .locator('.editor-group-container.active .editor-instance .monaco-editor[role="code"]:visible')
      .first();
  }

  /** The tab of an open and active file. */
  tab(name: string): Locator {
    return this.#page.locator(`.tabs-container .tab.active[data-resource-name="${quoted(name)}"]`);
  }

  /** Puts the cursor somewhere; a column past the end means the end of the line. */
  async goto(line: number, column = 1): Promise<void> {
    await this.#quick.open('ControlOrMeta+G');
    await this.#quick.answer(`:${line}:${column}`);
    await this.#quick.widget.waitFor({ state: 'hidden' });
  }

  /** Selects whole lines, from the first to the last, both included. */
  async selectLines(first: number, last: number): Promise<void> {
    await this.goto(first);
    for (let line = first; line < last; line++) await this.#page.keyboard.press('Shift+ArrowDown');
    await this.#page.keyboard.press('Shift+End');
  }

  /** Types as a person does, key by key, at the cursor. */
  async type(text: string): Promise<void> {
    await this.#page.keyboard.type(text);
  }

  /** The tab of an open and active comparison of several files. */
  comparison(title: string): Locator {
    return this.#page.locator(`.tabs-container .tab.active[aria-label*="${quoted(title)}"]`);
  }

  /** Saves the active file and waits until its tab is clean. */
  async save(): Promise<void> {
    await this.#page.keyboard.press('ControlOrMeta+S');
    await this.#page.locator('.editor-group-container.active .tab.active:not(.dirty)').first().waitFor();
  }

  /** A rendered line that holds `text`. */
  line(text: string): Locator {
    return this.root.locator('.view-line', { hasText: text });
  }

  /** The spans of one rendered line that a grammar coloured, by their text. */
  token(text: string): Locator {
    return this.root.locator('.view-line span[class^="mtk"]', { hasText: text });
  }

  squiggles(kind: SquiggleKind = 'error'): Locator {
    return this.root.locator(`.squiggly-${kind}`);
  }

  /** A CodeLens whose text holds `text`. Click it to run its command. */
  codeLens(text: string): Locator {
    return this.root.locator('.codelens-decoration a[role="button"]', { hasText: text });
  }

  /** An entry of the open completion list whose label starts with `label`; all entries without it. */
  suggestion(label?: string): Locator {
    const row = label === undefined ? '' : `[aria-label^="${quoted(label)}"]`;
    return this.#page.locator(`.suggest-widget.visible .monaco-list-row${row}`);
  }

  /** Asks for completions at the cursor and accepts the entry whose label starts with `label`. */
  async complete(label: string): Promise<void> {
    await this.#page.keyboard.press('Control+Space');
    await this.suggestion(label).first().click();
  }

  /** Shows the hover of the place given and returns its content. */
  async hover(line: number, column: number): Promise<Locator> {
    await this.goto(line, column);
    await this.#page.keyboard.press('ControlOrMeta+K');
    await this.#page.keyboard.press('ControlOrMeta+I');
    const content = this.#page.locator('.monaco-hover:visible .monaco-hover-content').first();
    await content.waitFor();
    return content;
  }

  /** Follows the definition of what stands at the place given. */
  async goToDefinition(line: number, column: number): Promise<void> {
    await this.goto(line, column);
    await this.#page.keyboard.press('F12');
  }

  /** Renames what stands at the place given. */
  async rename(line: number, column: number, newName: string): Promise<void> {
    await this.goto(line, column);
    await this.#page.keyboard.press('F2');
    const input = this.#page.locator('.rename-box input.rename-input');
    await input.waitFor();
    await input.fill(newName);
    await this.#page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Applies the quick fix whose title holds `title` at the place given. */
  async quickFix(line: number, column: number, title: string): Promise<void> {
    await this.goto(line, column);
    const row = this.#page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
    // The editor knows what it can offer here once the light bulb shows; before that the key may be lost.
    await this.root.locator('.lightBulbWidget:visible, [class*="codicon-gutter-lightbulb"]').first().waitFor();
    await this.#page.keyboard.press('ControlOrMeta+.');
    await row.waitFor();
    await row.click();
    await row.waitFor({ state: 'hidden' });
  }

  /** The run button (or its state after a run) in the margin of a line that holds a test. */
  testGlyph(): Locator {
    return this.root.locator('.testing-run-glyph');
  }

  /** One side of the open diff editor; look for `.line-insert`, `.line-delete` or `.view-line` in it. */
  diff(side: 'original' | 'modified' = 'modified'): Locator {
    return this.#page.locator(`.editor-group-container.active .monaco-diff-editor .editor.${side}`);
  }
}
