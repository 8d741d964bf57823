import type * as vscode from 'vscode';
import type { Host } from '../host';
import { documentSelector } from '../languages';
import { serverStatus } from '../server/model';
import type { GalleyServer } from '../server/view';
import type { Targets } from '../target';
import { chooseDialect } from './dialect';
import { promptStatus, type StatusText } from './model';

/** Shows the state and the dialect of the prompt in the active editor in the status bar, and the server among the language's items. */
export function registerStatus(host: Host, targets: Targets, server: GalleyServer): vscode.Disposable {
  const { vscode, prompts } = host;
  const versions = statusItem(host, 'galley.prompt', 'Galley prompt', 101, 'galley.showVersions');
  const dialect = statusItem(host, 'galley.promptDialect', 'Galley dialect', 100, 'galley.chooseDialect');
  const language = vscode.languages.createLanguageStatusItem('galley.dialect', documentSelector);
  language.name = 'Galley dialect';
  const running = vscode.languages.createLanguageStatusItem('galley.server', documentSelector);
  running.name = 'Galley server';
  host.commands.register('galley.chooseDialect', (...args) => chooseDialect(host, targets, args));

  const showPrompt = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    // The box a comment is written in is an editor too, but the prompt stays the subject.
    if (uri?.scheme === 'comment') return;
    const prompt = uri && prompts.byUri(uri);
    if (prompt === undefined) {
      versions.hide();
      dialect.hide();
      language.text = 'No prompt';
      language.detail = 'no folder of galley.yaml holds this file';
      language.command = undefined;
      return;
    }
    const status = promptStatus(prompt);
    show(host, versions, status.versions);
    show(host, dialect, status.dialect);
    language.text = status.dialect.name;
    language.detail = status.dialect.detail;
    language.command = { command: 'galley.chooseDialect', title: 'Choose dialect' };
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
    versions,
    dialect,
    language,
    running,
    prompts.onDidChange(showPrompt),
    vscode.window.onDidChangeActiveTextEditor(showPrompt),
    server.onDidChangeState(showServer),
  );
}

function statusItem(
  { vscode }: Host,
  id: string,
  name: string,
  priority: number,
  command: string,
): vscode.StatusBarItem {
  const item = vscode.window.createStatusBarItem(id, vscode.StatusBarAlignment.Right, priority);
  item.name = name;
  item.command = command;
  return item;
}

function show({ vscode }: Host, item: vscode.StatusBarItem, { text, tooltip }: StatusText): void {
  item.text = text;
  item.tooltip = new vscode.MarkdownString(tooltip);
  item.show();
}
