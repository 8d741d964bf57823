import type { Locator, Page } from 'playwright-core';
import type { TextEditor } from './text-editor';

/** The editor's own comment threads. */
export class Comments {
  readonly #page: Page;
  readonly #editor: TextEditor;
  readonly #command: (title: string) => Promise<void>;

  constructor(page: Page, editor: TextEditor, command: (title: string) => Promise<void>) {
    this.#page = page;
    this.#editor = editor;
    this.#command = command;
  }

  /** The open thread widgets, or those that hold `text`. */
  thread(text?: string): Locator {
    return this.#page.locator('.review-widget', text === undefined ? {} : { hasText: text });
  }

  /** One comment by its text. */
  comment(text: string): Locator {
    return this.#page.locator('.review-widget .review-comment', { hasText: text });
  }

  /**
   * Starts a thread on lines (both included), says `text` and sends it with the button named.
   * @param shown what the text reads as when it is not plain
   */
  async start(
    lines: readonly [first: number, last: number],
    text: string,
    button: string,
    shown: string = text,
  ): Promise<void> {
    await this.#editor.selectLines(...lines);
    await this.#command('Comments: Add Comment on Current Selection');
    await this.#write(this.thread().last(), text, button, shown);
  }

  /** Replies in the thread that holds `to`. */
  async reply(to: string, text: string, button: string): Promise<void> {
    const thread = this.thread(to);
    const opener = thread.locator('.review-thread-reply-button');
    if (await opener.isVisible()) await opener.click();
    await this.#write(thread, text, button, text);
  }

  /** Clicks an action of a thread or a comment by its label (an icon's label or a button's text). */
  async act(target: Locator, label: string): Promise<void> {
    await target.hover();
    await target.getByRole('button', { name: label }).first().click();
  }

  /** Rewrites a comment that an edit action has opened for editing. */
  async rewrite(target: Locator, text: string, button: string): Promise<void> {
    const editor = target.locator('.edit-container .monaco-editor').first();
    await editor.click();
    await this.#page.keyboard.press('ControlOrMeta+A');
    await this.#page.keyboard.type(text);
    await target.getByRole('button', { name: button }).click();
  }

  /**
   * The marks of unresolved threads in the margin of the active editor. A thread that was just made is folded once more
   * when its state arrives: wait for this mark before opening it.
   */
  get unresolved(): Locator {
    return this.#editor.root.locator('.comment-range-glyph.comment-thread-unresolved');
  }

  /** The threads' marks in the margin of the active editor. */
  get glyphs(): Locator {
    return this.#editor.root.locator('.comment-range-glyph[class*="comment-thread"]');
  }

  async #write(thread: Locator, text: string, button: string, shown: string): Promise<void> {
    await thread.locator('.comment-form .monaco-editor').first().click();
    await this.#page.keyboard.type(text);
    await thread.getByRole('button', { name: button }).click();
    await this.comment(shown).first().waitFor();
  }
}
