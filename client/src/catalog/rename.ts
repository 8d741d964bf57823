import type * as vscode from 'vscode';
import type { OperationOutput } from '../../../server/src/protocol';
import type { Prompt } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { listed } from '../words';
import { saveDraft } from '../versions/draft';
import { promptNameProblem } from './model';

type Plan = OperationOutput<'move'>;

/** Gives prompts other names, as edits of the editor: what is open stays open. */
export class RenameCommands {
  readonly #host: Host;
  readonly #targets: Targets;
  /** Files that a command moves: their history is taken along by it. */
  readonly #moving = new Set<string>();

  constructor(host: Host, targets: Targets) {
    this.#host = host;
    this.#targets = targets;
  }

  /** `Galley: Rename prompt`: its file or header, its cases and answers, all that names it, and its history. */
  async rename(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to rename');
    if (target === undefined) return;
    const { prompt } = target;
    const name = await this.#host.vscode.window.showInputBox({
      title: `Rename ${prompt.name}`,
      prompt: 'Its versions, cases and recorded answers go along; slashes make folders',
      value: prompt.name,
      ignoreFocusOut: true,
      validateInput: (text) => promptNameProblem(text, prompt.name),
    });
    if (name === undefined) return;
    await saveDraft(this.#host, prompt);
    await this.#move(prompt, name.trim());
  }

  /** `Galley: Keep history of moved prompt`, on a new prompt that does what one did whose file is gone. */
  async keepHistory(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'that was moved');
    const was = target?.prompt.movedFrom?.prompt;
    if (target === undefined) return;
    const { name } = target.prompt;
    if (was === undefined) return this.#host.messages.info(`${name} does not stand for a prompt whose file is gone.`);
    await this.#record(was, target.prompt);
  }

  /** Files were moved in the editor: the history of the prompts in them follows. */
  async follow(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): Promise<void> {
    const { prompts } = this.#host;
    const known = prompts.all.filter(({ head }) => head !== undefined);
    for (const { oldUri, newUri } of files) {
      if (this.#moving.has(oldUri.toString())) continue;
      for (const prompt of known) {
        const before = prompts.uriOf(prompt.file, prompt.folder);
        const after = before && this.#moved(before.path, oldUri.path, newUri);
        const file = after === undefined ? undefined : this.#fileAt(after, prompt);
        if (file !== undefined) await this.#record(prompt.name, { name: file, file, folder: prompt.folder });
      }
    }
  }

  /** Where a file is after it, or a folder around it, moved; undefined when neither did. */
  #moved(path: string, from: string, to: vscode.Uri): vscode.Uri | undefined {
    if (path === from) return to;
    return path.startsWith(`${from}/`) ? this.#host.vscode.Uri.joinPath(to, path.slice(from.length + 1)) : undefined;
  }

  /** The path of a file in the folder of a prompt; undefined when it left that. */
  #fileAt(uri: vscode.Uri, { folder }: Prompt): string | undefined {
    const root = this.#host.prompts.uriOf('', folder)?.path.replace(/\/*$/, '/');
    return root !== undefined && uri.path.startsWith(root) ? uri.path.slice(root.length) : undefined;
  }

  async #move(prompt: Prompt, to: string): Promise<void> {
    const { calls, dialogs, messages } = this.#host;
    const plan = await calls.call('move', { prompt: prompt.name, to, dryRun: true }, { folder: prompt.folder });
    if (!plan.ok) return messages.fault(`Could not rename ${prompt.name}`, plan.fault);
    const { held, history, file } = plan.value;
    if (held.length > 0) {
      const detail = `What is published there keeps the old name until the next deployment: applications that ask for ${prompt.name} find it until then.`;
      const question = `Rename ${prompt.name}, which ${listed(held)} ${held.length === 1 ? 'holds' : 'hold'}?`;
      if (!(await dialogs.confirm(question, detail, 'Rename'))) return;
    }
    if (!(await this.#apply(prompt, plan.value)))
      return messages.error(`Could not rename ${prompt.name}: the editor refused to change its files.`);
    if (!history) return messages.info(`${prompt.name} is ${to} now.`);
    await this.#record(prompt.name, { name: to, file: file.to, folder: prompt.folder });
  }

  /** Texts first, then files; all is saved, so that the server sees it. */
  async #apply({ folder }: Prompt, { edits, moves }: Plan): Promise<boolean> {
    const { vscode, prompts } = this.#host;
    const uriOf = (file: string): vscode.Uri => prompts.uriOf(file, folder) as vscode.Uri;
    const texts = new vscode.WorkspaceEdit();
    const documents = await Promise.all(edits.map(({ file }) => vscode.workspace.openTextDocument(uriOf(file))));
    for (const [index, document] of documents.entries()) {
      const end = document.lineAt(document.lineCount - 1).range.end;
      texts.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), edits[index]?.text ?? '');
    }
    const files = new vscode.WorkspaceEdit();
    for (const { from, to } of moves) files.renameFile(uriOf(from), uriOf(to), { overwrite: false });
    const sources = moves.map(({ from }) => uriOf(from).toString());
    for (const source of sources) this.#moving.add(source);
    try {
      if (edits.length > 0 && !(await vscode.workspace.applyEdit(texts))) return false;
      for (const document of documents) await document.save();
      return moves.length === 0 || (await vscode.workspace.applyEdit(files));
    } finally {
      for (const source of sources) this.#moving.delete(source);
    }
  }

  /** The files are where they belong: now the history. */
  async #record(
    before: string,
    { name, file, folder }: { readonly name: string; readonly file: string; readonly folder?: string | undefined },
  ): Promise<void> {
    const answer = await this.#host.calls.call('move', { prompt: before, to: file }, { folder });
    if (answer.ok) this.#host.messages.info(`${before} is ${answer.value.prompt.to} now; its history went along.`);
    else this.#host.messages.fault(`The history of ${before} did not follow to ${name}`, answer.fault);
  }
}
