import type { Vscode } from './vscode';

/** Questions that must be answered before anything goes on. A port, because the editor refuses modal dialogs in tests. */
export interface Dialogs {
  /** True when the person chose `action`; false when they cancelled. */
  confirm(question: string, detail: string, action: string): Promise<boolean>;
}

/** Asks in the editor's modal dialog, which always offers to cancel. */
export function modalDialogs(vscode: Vscode): Dialogs {
  return {
    confirm: async (question, detail, action) =>
      (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action,
  };
}
