import type * as vscode from 'vscode';
import type { PromptSummary } from '../../../server/src/protocol';
import type { Answer, Calls } from '../call';
import type { Vscode } from '../vscode';
import { Coalesced } from '../server/model';

/**
 * The prompts of the workspace as the server last listed them, by name and by file. Asked for once, whoever wants them,
 * and again when the server says that they changed.
 */
export class PromptIndex implements vscode.Disposable {
  readonly #vscode: Vscode;
  readonly #calls: Calls;
  readonly #changed: vscode.EventEmitter<void>;
  readonly #loads: Coalesced;
  readonly #subscription: vscode.Disposable;
  #answer: Answer<readonly PromptSummary[]> | undefined;
  #byName: ReadonlyMap<string, PromptSummary> = new Map();
  #byUri: ReadonlyMap<string, PromptSummary> = new Map();

  /** The list was loaded anew. */
  readonly onDidChange: vscode.Event<void>;

  constructor(vscode: Vscode, calls: Calls) {
    this.#vscode = vscode;
    this.#calls = calls;
    this.#changed = new vscode.EventEmitter();
    this.onDidChange = this.#changed.event;
    this.#loads = new Coalesced(() => this.#load());
    this.#subscription = calls.onDidChange(({ prompts, environments, cases }) => {
      if (prompts || environments || cases) void this.#loads.trigger();
    });
  }

  /** What is known now; empty before the first load. */
  get all(): readonly PromptSummary[] {
    return this.#answer?.ok === true ? this.#answer.value : [];
  }

  /** The last answer; asks for it when there is none. */
  async load(): Promise<Answer<readonly PromptSummary[]>> {
    if (this.#answer === undefined) await this.#loads.trigger();
    return this.#answer ?? { ok: true, value: [] };
  }

  byName(name: string): PromptSummary | undefined {
    return this.#byName.get(name);
  }

  byUri(uri: vscode.Uri): PromptSummary | undefined {
    return this.#byUri.get(uri.toString());
  }

  /** The place of a workspace-relative file; undefined without an open folder. */
  uriOf(file: string): vscode.Uri | undefined {
    const root = this.#vscode.workspace.workspaceFolders?.[0]?.uri;
    return root === undefined ? undefined : this.#vscode.Uri.joinPath(root, file);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#changed.dispose();
  }

  async #load(): Promise<void> {
    this.#answer = await this.#calls.call('list', {});
    this.#byName = new Map(this.all.map((prompt) => [prompt.name, prompt]));
    const byUri = new Map<string, PromptSummary>();
    const paths: Record<string, true> = {};
    for (const prompt of this.all) {
      const uri = this.uriOf(prompt.file);
      if (uri === undefined) continue;
      byUri.set(uri.toString(), prompt);
      paths[uri.fsPath] = true;
    }
    this.#byUri = byUri;
    // Menus ask for it: `resourcePath in galley.promptFiles`.
    await this.#vscode.commands.executeCommand('setContext', 'galley.promptFiles', paths);
    // Empty views are explained once they are known to be empty.
    await this.#vscode.commands.executeCommand('setContext', 'galley.listed', this.#answer.ok);
    this.#changed.fire();
  }
}
