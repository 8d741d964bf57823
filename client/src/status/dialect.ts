import type * as vscode from 'vscode';
import { configFile, type OperationOutput } from '../../../server/src/protocol';
import type { Prompt } from '../folders';
import type { Answer } from '../call';
import type { Host } from '../host';
import type { Targets } from '../target';
import { dialectName, dialects } from '../words';
import { dialectSource } from './model';

interface DialectItem extends vscode.QuickPickItem {
  readonly dialect: string;
}

/** What galley.yaml would be after a choice. */
type Change = OperationOutput<'dialect'>;

interface ScopeItem extends vscode.QuickPickItem {
  readonly change: Change;
}

/** The dialects to choose from, and the way back to detection. */
export function dialectItems(prompt: Prompt): readonly DialectItem[] {
  const chosen = prompt.dialectSource === 'setting';
  const source = dialectSource(prompt);
  return [
    {
      label: 'Detect automatically',
      description: chosen ? '' : `now ${dialectName(prompt.dialect)}${source === '' ? '' : `, ${source}`}`,
      dialect: 'auto',
    },
    ...[...dialects].map(([dialect, { name, example }]) => ({
      label: name,
      description: chosen && dialect === prompt.dialect ? `${example} · chosen now` : example,
      dialect,
    })),
  ];
}

/** For which files a choice holds: the patterns are those that galley.yaml is given. */
function scopeItems({ file }: Prompt, alone: Change, alike: Change): readonly ScopeItem[] {
  return [
    { label: 'For this file', description: file, change: alone },
    { label: 'For all files like it', description: alike.pattern, change: alike },
  ];
}

/** `Galley: Choose dialect`: writes the dialect of a file into galley.yaml, as an edit that can be undone. */
export async function chooseDialect(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'whose dialect to choose');
  if (target === undefined) return;
  const { prompt } = target;
  const title = `The dialect of ${prompt.name}`;
  const picked = await host.vscode.window.showQuickPick(dialectItems(prompt), {
    title,
    placeHolder: 'The template language its text is read in',
    matchOnDescription: true,
  });
  if (picked === undefined) return;
  const { dialect } = picked;
  const [alone, alike] = await Promise.all([
    changeFor(host, prompt, dialect, 'file'),
    changeFor(host, prompt, dialect, 'folder'),
  ]);
  const what = `Could not choose the dialect of ${prompt.name}`;
  if (!alone.ok) return host.messages.fault(what, alone.fault);
  if (!alike.ok) return host.messages.fault(what, alike.fault);
  const items = scopeItems(prompt, alone.value, alike.value);
  const where = await host.vscode.window.showQuickPick(items, { title, placeHolder: 'Which files' });
  if (where === undefined) return;
  const { text, changed } = where.change;
  if (!changed) return host.messages.info(`galley.yaml already says so.`);
  if (await replaceConfig(host, text, prompt.folder)) tell(host, prompt, dialect);
  else host.messages.error('Could not choose the dialect: the editor refused to change galley.yaml.');
}

function changeFor(
  { calls }: Host,
  { file, folder }: Prompt,
  dialect: string,
  scope: 'file' | 'folder',
): Promise<Answer<Change>> {
  return calls.call('dialect', { file, dialect, scope, dryRun: true }, { folder });
}

function tell(host: Host, prompt: Prompt, dialect: string): void {
  const what = dialect === 'auto' ? 'The dialect is detected again' : `The dialect is ${dialectName(dialect)} now`;
  host.messages.info(`${what}: ${prompt.name}, in galley.yaml.`, {
    label: 'Open galley.yaml',
    run: () => openConfig(host, prompt.folder),
  });
}

async function openConfig({ vscode, prompts }: Host, folder: string | undefined): Promise<void> {
  const uri = prompts.uriOf(configFile, folder);
  if (uri !== undefined) await vscode.window.showTextDocument(uri);
}

async function replaceConfig({ vscode, prompts }: Host, text: string, folder: string | undefined): Promise<boolean> {
  const uri = prompts.uriOf(configFile, folder);
  if (uri === undefined) return false;
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { ignoreIfExists: true });
  if (!(await vscode.workspace.applyEdit(edit))) return false;
  const document = await vscode.workspace.openTextDocument(uri);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const change = new vscode.WorkspaceEdit();
  change.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  return (await vscode.workspace.applyEdit(change)) && document.save();
}
