import type * as vscode from 'vscode';
import { Folders, placedAll, type Prompt } from '../folders';
import type { Answer, Calls } from '../call';
import type { Vscode } from '../vscode';
import { Coalesced } from '../server/model';

/**
 * The prompts of all folders as the server last listed them, by name and by file. Asked for once, whoever wants them,
 * and again when the server says that they changed.
 */
export class PromptIndex implements vscode.Disposable {
  readonly #vscode: Vscode;
  readonly #calls: Calls;
  readonly #changed: vscode.EventEmitter<void>;
  readonly #loads: Coalesced;
  readonly #subscription: vscode.Disposable;
  #answers: ReadonlyMap<string | undefined, Answer<readonly Prompt[]>> | undefined;
  #byUri: ReadonlyMap<string, Prompt> = new Map();

  readonly folders: Folders;
  /** The list was loaded anew. */
  readonly onDidChange: vscode.Event<void>;

  constructor(vscode: Vscode, calls: Calls) {
    this.#vscode = vscode;
    this.#calls = calls;
    this.folders = new Folders(vscode);
    this.#changed = new vscode.EventEmitter();
    this.onDidChange = this.#changed.event;
    this.#loads = new Coalesced(() => this.#load());
    this.#subscription = calls.onDidChange(({ prompts, environments, cases }) => {
      if (prompts || environments || cases) void this.#loads.trigger();
    });
  }

  /** What is known now; empty before the first load. */
  get all(): readonly Prompt[] {
    return [...(this.#answers?.values() ?? [])].flatMap((answer) => (answer.ok ? answer.value : []));
  }

  /** The last answer for all folders: a fault when none of them has another. Asks for it when there is none. */
  async load(): Promise<Answer<readonly Prompt[]>> {
    if (this.#answers === undefined) await this.#loads.trigger();
    const answers = [...(this.#answers?.values() ?? [])];
    const [first] = answers;
    return first === undefined || answers.some(({ ok }) => ok) ? { ok: true, value: this.all } : first;
  }

  /** The same for one folder. */
  async loadFolder(folder: string | undefined): Promise<Answer<readonly Prompt[]>> {
    if (this.#answers === undefined) await this.#loads.trigger();
    return this.#answers?.get(folder) ?? { ok: true, value: [] };
  }

  /** @param folder where it is; anywhere when absent */
  byName(name: string, folder?: string): Prompt | undefined {
    return this.all.find((prompt) => prompt.name === name && (folder === undefined || prompt.folder === folder));
  }

  byUri(uri: vscode.Uri): Prompt | undefined {
    return this.#byUri.get(uri.toString());
  }

  /** The place of a file of a folder, by default the first; undefined without an open folder. */
  uriOf(file: string, folder?: string): vscode.Uri | undefined {
    return this.folders.uriOf(file, folder);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #load(): Promise<void> {
    this.#answers = new Map(
      await Promise.all(this.folders.all.map(async (folder) => [folder, await this.#list(folder)] as const)),
    );
    const byUri = new Map<string, Prompt>();
    const paths: Record<string, true> = {};
    for (const prompt of this.all) {
      const uri = this.uriOf(prompt.file, prompt.folder);
      if (uri === undefined) continue;
      byUri.set(uri.toString(), prompt);
      paths[uri.fsPath] = true;
    }
    this.#byUri = byUri;
    // Menus ask for it: `resourcePath in galley.promptFiles`.
    await this.#vscode.commands.executeCommand('setContext', 'galley.promptFiles', paths);
    // Empty views are explained once they are known to be empty.
    await this.#vscode.commands.executeCommand('setContext', 'galley.listed', (await this.load()).ok);
    this.#changed.fire();
  }

  async #list(folder: string | undefined): Promise<Answer<readonly Prompt[]>> {
    return placedAll(await this.#calls.call('list', {}, { folder }), folder);
  }
}
