import type * as vscode from 'vscode';
import type { CaseInfo, PromptSummary, WireEnvironment, WireReview } from '../../server/src/protocol';
import type { Answer } from './call';
import type { Vscode } from './vscode';

/** Something of the server and, in a window with several folders, the uri of the folder that it is of. */
export type Placed<T> = T & { readonly folder?: string };
export type Prompt = Placed<PromptSummary>;
export type Environment = Placed<WireEnvironment>;
export type Review = Placed<WireReview>;
export type Case = Placed<CaseInfo>;

/** The folders of the window. As long as there is only one, nothing names it. */
export class Folders {
  readonly #vscode: Vscode;

  constructor(vscode: Vscode) {
    this.#vscode = vscode;
  }

  /** What operations are told of each folder; undefined stands for the only one. */
  get all(): readonly (string | undefined)[] {
    const open = this.#open;
    return open.length > 1 ? open.map(({ uri }) => uri.toString()) : [undefined];
  }

  /** The folder of a file; undefined when there is only one, or when it is in none. */
  of(uri: vscode.Uri): string | undefined {
    return this.#open.length > 1 ? this.#vscode.workspace.getWorkspaceFolder(uri)?.uri.toString() : undefined;
  }

  /** The name that the editor shows; empty for the only folder. */
  nameOf(folder: string | undefined): string {
    return (folder === undefined ? undefined : this.#find(folder)?.name) ?? '';
  }

  /** The place of a file in a folder, by default the first; undefined when that is not open. */
  uriOf(file: string, folder?: string): vscode.Uri | undefined {
    const root = (folder === undefined ? this.#open[0] : this.#find(folder))?.uri;
    return root === undefined ? undefined : this.#vscode.Uri.joinPath(root, file);
  }

  get #open(): readonly vscode.WorkspaceFolder[] {
    return this.#vscode.workspace.workspaceFolders ?? [];
  }

  #find(folder: string): vscode.WorkspaceFolder | undefined {
    return this.#open.find(({ uri }) => uri.toString() === folder);
  }
}

/** Says which folder something is of. */
export function placed<T extends object>(value: T, folder: string | undefined): Placed<T> {
  return folder === undefined ? value : { ...value, folder };
}

/** The same for all that an operation gave. */
export function placedAll<T extends object>(
  answer: Answer<readonly T[]>,
  folder: string | undefined,
): Answer<readonly Placed<T>[]> {
  return answer.ok ? { ok: true, value: answer.value.map((value) => placed(value, folder)) } : answer;
}

/** The folder that an argument of a command names, itself or in what it is about. */
export function folderIn(argument: unknown): string | undefined {
  const node = Object(argument) as Readonly<Record<string, unknown>>;
  const parts = [node, node['prompt'], node['environment'], node['review'], node['deployment']];
  return parts
    .map((part) => (Object(part) as { folder?: unknown }).folder)
    .find((folder) => typeof folder === 'string');
}
