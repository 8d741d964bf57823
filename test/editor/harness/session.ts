import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { supportDesk } from '../../support/repo';
import { launchBrowser } from './browser';
import { folderUrl, startEditorServer, workspaceUrl, type EditorServer } from './editor-server';
import { Workbench } from './workbench';

export interface SessionOptions {
  /** User settings of the editor. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host and the language server. */
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * A running editor with the packaged extension installed, and a browser for its windows.
 * Start one per test file (`before`), open a fresh copy of a workspace per test, stop it in `after`.
 */
export class EditorSession {
  readonly server: EditorServer;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #folders: string[] = [];

  private constructor(server: EditorServer, browser: Browser, context: BrowserContext) {
    this.server = server;
    this.#browser = browser;
    this.#context = context;
  }

  static async start(options: SessionOptions = {}): Promise<EditorSession> {
    const server = await startEditorServer({
      script: fromEnvironment('GALLEY_EDITOR_SERVER'),
      vsix: [fromEnvironment('GALLEY_VSIX')],
      ...options,
    });
    try {
      const browser = await launchBrowser(fromEnvironment('CHROMIUM'));
      const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
      await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.url });
      return new EditorSession(server, browser, context);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  /**
   * Copies a workspace (default: the example of the README) into a temporary folder that `stop` removes, and makes it a
   * git repository with an author.
   */
  copyWorkspace(from: string = supportDesk, author = 'Ada Writer'): string {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'galley-desk-'));
    this.#folders.push(folder);
    cpSync(from, folder, { recursive: true, filter: (file) => path.basename(file) !== '.galley' });
    const git = (...args: string[]): unknown => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
    git('init', '--quiet');
    git('config', 'user.name', author);
    git('config', 'user.email', `${author.toLowerCase().replace(/\W+/g, '.')}@example.com`);
    return folder;
  }

  /** Opens a folder in a new window and waits until it is listed. Windows of one session share the profile. */
  async open(folder: string): Promise<Workbench> {
    return this.#open(folderUrl(this.server, folder));
  }

  /** The same for several folders in one window. */
  async openAll(folders: readonly string[]): Promise<Workbench> {
    const parent = mkdtempSync(path.join(os.tmpdir(), 'galley-window-'));
    this.#folders.push(parent);
    const file = path.join(parent, 'all.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: folders.map((folder) => ({ path: folder })) }));
    return this.#open(workspaceUrl(this.server, file));
  }

  async #open(url: string): Promise<Workbench> {
    const page = await this.#context.newPage();
    await page.goto(url);
    const workbench = new Workbench(page);
    await workbench.ready();
    return workbench;
  }

  /** What the extension wrote to its output channels so far: for the message of a failed wait. */
  extensionLog(): string {
    const files = existsSync(this.server.logs) ? globSync('**/galley.galley/*.log', { cwd: this.server.logs }) : [];
    return files.map((file) => readFileSync(path.join(this.server.logs, file), 'utf8')).join('\n');
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run the editor tests with npm run test:editor`);
  return value;
}
