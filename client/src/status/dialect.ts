import type * as vscode from 'vscode';
import type { PromptSummary } from '../../../server/src/protocol';
import type { Host } from '../host';
import type { Targets } from '../target';
import { dialectName, dialects } from '../words';
import { dialectSource } from './model';

interface DialectItem extends vscode.QuickPickItem {
  readonly dialect: string;
}

interface ScopeItem extends vscode.QuickPickItem {
  readonly scope: 'file' | 'folder';
}

/** What `galley.yaml` is called, at the root of the folder. */
const configFile = 'galley.yaml';

/** The dialects to choose from, and the way back to detection. */
export function dialectItems(prompt: PromptSummary): readonly DialectItem[] {
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

/** For which files a choice holds. */
export function scopeItems({ file }: PromptSummary): readonly ScopeItem[] {
  const slash = file.lastIndexOf('/');
  const name = file.slice(slash + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.')) : '';
  const folder = slash < 0 ? 'the workspace' : file.slice(0, slash);
  return [
    { label: 'For this file', description: file, scope: 'file' },
    { label: `For every *${ending} in ${folder}`, description: 'and in the folders below it', scope: 'folder' },
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
  const where = await host.vscode.window.showQuickPick(scopeItems(prompt), { title, placeHolder: 'Which files' });
  if (where === undefined) return;
  const { dialect } = picked;
  const answer = await host.calls.call('dialect', { file: prompt.file, dialect, scope: where.scope, dryRun: true });
  if (!answer.ok) return host.messages.fault(`Could not choose the dialect of ${prompt.name}`, answer.fault);
  const { text, changed } = answer.value;
  if (!changed) return host.messages.info(`galley.yaml already says so.`);
  if (await replaceConfig(host, text)) tell(host, prompt, dialect);
  else host.messages.error('Could not choose the dialect: the editor refused to change galley.yaml.');
}

function tell(host: Host, prompt: PromptSummary, dialect: string): void {
  const what = dialect === 'auto' ? 'The dialect is detected again' : `The dialect is ${dialectName(dialect)} now`;
  host.messages.info(`${what}: ${prompt.name}, in galley.yaml.`, {
    label: 'Open galley.yaml',
    run: () => openConfig(host),
  });
}

async function openConfig({ vscode, prompts }: Host): Promise<void> {
  const uri = prompts.uriOf(configFile);
  if (uri !== undefined) await vscode.window.showTextDocument(uri);
}

async function replaceConfig({ vscode, prompts }: Host, text: string): Promise<boolean> {
  const uri = prompts.uriOf(configFile);
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
