import type * as vscode from 'vscode';
import type { Vscode } from './vscode';
import type { Messages } from './messages';

/** What a command was started with: nothing from the palette, a URI, a row of a tree or the arguments of a CodeLens. */
export type CommandArgument = unknown;

/** Registers commands so that each answers visibly when it fails, and refuses what Restricted Mode forbids. */
export class Commands implements vscode.Disposable {
  readonly #vscode: Vscode;
  readonly #messages: Messages;
  readonly #registered: vscode.Disposable[] = [];

  constructor(vscode: Vscode, messages: Messages) {
    this.#vscode = vscode;
    this.#messages = messages;
  }

  /** @param id with the prefix `galley.` */
  register(id: string, run: (...args: readonly CommandArgument[]) => Promise<void> | void): void {
    const guarded = async (...args: readonly CommandArgument[]): Promise<void> => {
      try {
        await run(...args);
      } catch (error) {
        this.#messages.bug(`${id} failed`, error);
      }
    };
    this.#registered.push(this.#vscode.commands.registerCommand(id, guarded));
  }

  /**
   * The same for a command that runs prompts or changes what an environment holds.
   * @param what it does, to say why it does not: `Running cases`
   */
  registerTrusted(id: string, what: string, run: (...args: readonly CommandArgument[]) => Promise<void> | void): void {
    this.register(id, async (...args) => {
      if (this.#vscode.workspace.isTrusted) await run(...args);
      else this.refuseUntrusted(what);
    });
  }

  /** Says that the workspace is not trusted, and offers to change that. */
  refuseUntrusted(what: string): void {
    this.#messages.fault(`${what} needs a trusted workspace`, {
      code: 'untrusted',
      message: 'this folder is open in Restricted Mode',
    });
  }

  dispose(): void {
    for (const registration of this.#registered.splice(0)) registration.dispose();
  }
}
