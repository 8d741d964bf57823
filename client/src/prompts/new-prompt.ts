import type * as vscode from 'vscode';
import type { Host } from '../host';

/** The text of a new prompt. `subject` is an input, so that a newcomer sees one declared and used. */
export const promptTemplate = `---
description: What this prompt is for
input:
  schema:
    subject: string, what it is about
---
{{role "system"}}
You are a helpful assistant.

{{role "user"}}
Write one sentence about {{subject}}.
`;

/**
 * Why a name cannot be given to a prompt; undefined when it can. Slashes make folders.
 * @param taken the files there are, relative to the folder the prompt goes into
 */
export function nameProblem(name: string, taken: (file: string) => boolean): string | undefined {
  const segments = name.trim().split('/');
  if (name.trim() === '') return 'Give it a name, such as triage or orders/refund.';
  if (segments.some((segment) => !/^[\p{L}\p{N}][\p{L}\p{N} _.-]*$/u.test(segment)))
    return 'Each part of a name starts with a letter or digit and holds letters, digits, spaces, "_", "-" and ".".';
  if (name.trim().endsWith('.prompt')) return 'Leave ".prompt" out: it is added.';
  if (taken(`${name.trim()}.prompt`)) return `There is a prompt "${name.trim()}" already.`;
  return undefined;
}

/** `Galley: New prompt`: asks for a name and opens the new file with an example in it. */
export async function newPrompt(host: Host, args: readonly unknown[]): Promise<void> {
  const { vscode, prompts, messages } = host;
  const root = prompts.uriOf('', folderOfEditor(host));
  if (root === undefined)
    return messages.warn('A prompt is a file in a folder: open one first.', {
      label: 'Open folder',
      run: () => vscode.commands.executeCommand('vscode.openFolder'),
    });
  const folder = (await chosenFolder(host, args[0])) ?? vscode.Uri.joinPath(root, 'prompts');
  const files = new Set(
    (await vscode.workspace.findFiles(new vscode.RelativePattern(folder, '**/*.prompt'))).map(String),
  );
  const uriOf = (file: string): vscode.Uri => vscode.Uri.joinPath(folder, file);
  const name = await vscode.window.showInputBox({
    title: 'New prompt',
    prompt: `Its name in ${vscode.workspace.asRelativePath(folder)}; slashes make folders`,
    placeHolder: 'triage',
    ignoreFocusOut: true,
    validateInput: (value) => nameProblem(value, (file) => files.has(uriOf(file).toString())),
  });
  if (name === undefined) return;
  const uri = uriOf(`${name.trim()}.prompt`);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(uri, { contents: new TextEncoder().encode(promptTemplate) });
  if (!(await vscode.workspace.applyEdit(edit)))
    return messages.error(
      `Could not create ${vscode.workspace.asRelativePath(uri)}: there may be a file of that name.`,
    );
  await vscode.window.showTextDocument(uri);
}

/** Among several folders, the one of what is being worked on. */
function folderOfEditor({ vscode, prompts }: Host): string | undefined {
  const active = vscode.window.activeTextEditor?.document.uri;
  return active === undefined ? undefined : prompts.folders.of(active);
}

/** The folder that was right-clicked, or that of the file that was. */
async function chosenFolder({ vscode }: Host, argument: unknown): Promise<vscode.Uri | undefined> {
  if (typeof argument !== 'object' || argument === null || !('scheme' in argument)) return undefined;
  const uri = argument as vscode.Uri;
  const { type } = await vscode.workspace.fs.stat(uri);
  return type === vscode.FileType.Directory ? uri : vscode.Uri.joinPath(uri, '..');
}
