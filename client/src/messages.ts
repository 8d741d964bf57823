import type * as vscode from 'vscode';
import type { Fault } from '../../server/src/protocol';
import { describeFault, inertText, nextSteps, type NextStep } from './faults';
import type { Vscode } from './vscode';

/** A button of a message. */
export interface MessageAction {
  readonly label: string;
  run(): unknown;
}

/** Says in the editor's notifications what happened. Texts are inert: no link in them can run anything. */
export class Messages {
  readonly #vscode: Vscode;
  readonly #log: vscode.LogOutputChannel;
  readonly #fileUri: (file: string) => vscode.Uri | undefined;

  /** @param fileUri the place of a file named relative to the workspace */
  constructor(vscode: Vscode, log: vscode.LogOutputChannel, fileUri: (file: string) => vscode.Uri | undefined) {
    this.#vscode = vscode;
    this.#log = log;
    this.#fileUri = fileUri;
  }

  info(text: string, ...actions: readonly MessageAction[]): void {
    this.#show(this.#vscode.window.showInformationMessage, text, actions);
  }

  warn(text: string, ...actions: readonly MessageAction[]): void {
    this.#show(this.#vscode.window.showWarningMessage, text, actions);
  }

  error(text: string, ...actions: readonly MessageAction[]): void {
    this.#show(this.#vscode.window.showErrorMessage, text, actions);
  }

  /**
   * Shows a fault with the buttons it calls for. What a person cancelled is said in passing.
   * @param what failed, such as `Could not commit triage`
   * @param more buttons that go first
   */
  fault(what: string, fault: Fault, ...more: readonly MessageAction[]): void {
    if (fault.code === 'cancelled') {
      this.#vscode.window.setStatusBarMessage(inertText(`${what}: cancelled`), 5000);
      return;
    }
    this.#log.error(`${what}: ${fault.code}`);
    this.error(describeFault(what, fault), ...more, ...nextSteps(fault).map((step) => this.#action(step)));
  }

  /** Shows an error of the program itself. */
  bug(what: string, error: unknown): void {
    this.#log.error(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    const reason = error instanceof Error ? error.message : String(error);
    this.error(`${what}: ${reason}`, { label: 'Show output', run: () => this.#log.show() });
  }

  #show(
    show: (text: string, ...labels: string[]) => Thenable<string | undefined>,
    text: string,
    actions: readonly MessageAction[],
  ): void {
    const labels = actions.map((action) => action.label);
    void show(inertText(text), ...labels).then((chosen) => actions.find(({ label }) => label === chosen)?.run());
  }

  #action(step: NextStep): MessageAction {
    return { label: step.label, run: () => this.#take(step) };
  }

  async #take(step: NextStep): Promise<void> {
    if (step.kind === 'command') {
      await this.#vscode.commands.executeCommand(step.command);
      return;
    }
    const uri = this.#fileUri(step.file);
    if (uri === undefined) return;
    const at = new this.#vscode.Position(step.line, 0);
    await this.#vscode.window.showTextDocument(uri, { selection: new this.#vscode.Range(at, at) });
  }
}
