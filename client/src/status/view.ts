import type * as vscode from 'vscode';
import type { Host } from '../host';
import { documentSelector } from '../languages';
import { serverStatus } from '../server/model';
import type { GalleyServer } from '../server/view';
import { dialectName } from '../words';
import { promptStatus } from './model';

/** Shows the state of the prompt in the active editor in the status bar, and the server among the language's items. */
export function registerStatus(host: Host, server: GalleyServer): vscode.Disposable {
  const { vscode, prompts } = host;
  const item = vscode.window.createStatusBarItem('galley.prompt', vscode.StatusBarAlignment.Right, 100);
  item.name = 'Galley prompt';
  item.command = 'galley.showVersions';
  const dialect = vscode.languages.createLanguageStatusItem('galley.dialect', documentSelector);
  dialect.name = 'Galley dialect';
  const running = vscode.languages.createLanguageStatusItem('galley.server', documentSelector);
  running.name = 'Galley server';

  const showPrompt = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    // The box a comment is written in is an editor too, but the prompt stays the subject.
    if (uri?.scheme === 'comment') return;
    const prompt = uri && prompts.byUri(uri);
    if (prompt === undefined) {
      item.hide();
      dialect.text = 'No prompt';
      dialect.detail = 'no folder of galley.yaml holds this file';
      return;
    }
    const status = promptStatus(prompt);
    item.text = status.text;
    item.tooltip = new vscode.MarkdownString(status.tooltip);
    item.show();
    dialect.text = dialectName(prompt.dialect);
    dialect.detail = status.detail;
  };
  const showServer = (): void => {
    const { text, detail, severity, busy } = serverStatus(server.state);
    const { Information, Error } = vscode.LanguageStatusSeverity;
    running.text = text;
    running.detail = detail;
    running.busy = busy;
    running.severity = severity === 'error' ? Error : Information;
    running.command = { command: 'galley.restartServer', title: 'Restart server' };
    void vscode.commands.executeCommand('setContext', 'galley.serverState', server.state.kind);
  };
  showPrompt();
  showServer();
  return vscode.Disposable.from(
    item,
    dialect,
    running,
    prompts.onDidChange(showPrompt),
    vscode.window.onDidChangeActiveTextEditor(showPrompt),
    server.onDidChangeState(showServer),
  );
}
