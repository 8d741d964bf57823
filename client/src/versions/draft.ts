import type { WireDraftChange } from '../../../server/src/protocol';
import type { Prompt } from '../folders';
import type { Host } from '../host';

/** Replaces the text of a draft as an edit that can be undone; whether the editor took it. */
export async function replaceDraft({ vscode, prompts }: Host, prompt: Prompt, source: string): Promise<boolean> {
  const uri = prompts.uriOf(prompt.file, prompt.folder);
  if (uri === undefined) return false;
  const document = await vscode.workspace.openTextDocument(uri);
  const edit = new vscode.WorkspaceEdit();
  const end = document.lineAt(document.lineCount - 1).range.end;
  edit.replace(uri, new vscode.Range(new vscode.Position(0, 0), end), source);
  const applied = await vscode.workspace.applyEdit(edit);
  if (applied) await vscode.window.showTextDocument(document);
  return applied;
}

/** Writes what an operation left to the editor, because the file is open here. */
export async function takeDraft(host: Host, prompt: Prompt, { state, text }: WireDraftChange): Promise<boolean> {
  if (state !== 'open') return true;
  const uri = host.prompts.uriOf(prompt.file, prompt.folder)?.toString();
  if (!(await replaceDraft(host, prompt, text))) return false;
  const document = host.vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
  return document === undefined || document.save();
}

/** What is committed or switched away from is the text in the editor; the file on disk is made the same. */
export async function saveDraft(host: Host, { file, folder }: Prompt): Promise<void> {
  const uri = host.prompts.uriOf(file, folder)?.toString();
  const document = host.vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
  if (document?.isDirty === true) await document.save();
}
