import * as vscode from 'vscode';
import { Galley } from './galley';
import { documentSelector } from './languages';

let galley: Galley | undefined;

/** Registers everything at once and starts the server beside it: nothing waits for the server. */
export function activate(context: vscode.ExtensionContext): void {
  galley = new Galley(vscode, {
    secrets: context.secrets,
    createClient: async (log) => {
      const { createLanguageClient } = await import('./server/language-client');
      const module = context.asAbsolutePath('server/out/galley.js');
      return createLanguageClient({ module, log, trusted: vscode.workspace.isTrusted, documentSelector });
    },
  });
  context.subscriptions.push(galley);
}

/** Stops the server, so that it can finish what it is writing. */
export async function deactivate(): Promise<void> {
  await galley?.server.stop();
}
