import type { Locator, Page } from 'playwright-core';
import { quoted } from './selectors';
import type { SideBar } from './side-bar';

export type TestState = 'Not yet run' | 'Queued' | 'Running' | 'Passed' | 'Failed' | 'Errored' | 'Skipped';

/** The editor's own Test Explorer. A row's state is part of its accessible name: `refund (Failed), in 40ms`. */
export class TestExplorer {
  readonly #page: Page;
  readonly #sideBar: SideBar;

  constructor(page: Page, sideBar: SideBar) {
    this.#page = page;
    this.#sideBar = sideBar;
  }

  async open(): Promise<void> {
    await this.#sideBar.open('Testing');
  }

  /** The row of a test or group, in a state when one is given. Wait for it to see a run end. */
  item(label: string, state?: TestState): Locator {
    const start = state === undefined ? label : `${label} (${state})`;
    return this.#sideBar.root.locator(`[role="treeitem"][aria-label^="${quoted(start)}"]`).first();
  }

  async expand(label: string): Promise<void> {
    await this.#sideBar.expand(this.item(label));
  }

  /** Starts the default run of a test or group. */
  async run(label: string): Promise<void> {
    await this.#sideBar.inlineAction(this.item(label), 'Run Test');
  }

  /** Starts everything, from the toolbar of the view. */
  async runAll(): Promise<void> {
    await this.#page.locator('.part.sidebar .composite.title .action-label[aria-label^="Run Tests"]').click();
  }

  /** Cancels the run under way, from the toolbar of the view. */
  async cancel(): Promise<void> {
    await this.#page.locator('.part.sidebar .composite.title .action-label[aria-label^="Cancel Test Run"]').click();
  }

  /** The peek with the message of a failed assertion; its diff sides are `.editor.original` and `.editor.modified`. */
  get failurePeek(): Locator {
    return this.#page.locator('.test-output-peek');
  }
}
