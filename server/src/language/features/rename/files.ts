import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { partialNameOf, promptNameOf } from '../../../template';
import { Edits } from '../../edits';
import { partialOccurrences, promptNameOccurrences } from '../../occurrences';
import type { Project } from '../../project';

/** A file that moves. */
export interface FileMove {
  readonly oldUri: string;
  readonly newUri: string;
}

/** The edits that keep inclusions of moved partials, and cases of moved prompts, pointing at them. */
export function renameFiles(project: Project, moves: readonly FileMove[]): WorkspaceEdit | undefined {
  const edits = new Edits();
  for (const move of moves) {
    const file = project.workspace.file(move.oldUri);
    const newPath = file === undefined ? undefined : movedPath(file.path, move);
    if (file === undefined || newPath === undefined) continue;
    if (file.kind === 'partial') movePartial(project, move.oldUri, newPath, edits);
    if (file.kind === 'prompt') movePrompt(project, move.oldUri, newPath, edits);
  }
  return edits.isEmpty ? undefined : edits.build();
}

function movePartial(project: Project, uri: string, newPath: string, edits: Edits): void {
  const oldName = project.nameOf(uri);
  const newName = partialNameOf(newPath, project.workspace.config.roots);
  if (newName === undefined || oldName === newName) return;
  for (const { parsed, range } of partialOccurrences(project, uri)) {
    // An inclusion by path is left alone: how the application finds it is not known.
    if (parsed.file.text.slice(range.start, range.end) === oldName) edits.replace(parsed, range, newName);
  }
}

function movePrompt(project: Project, uri: string, newPath: string, edits: Edits): void {
  const oldName = project.nameOf(uri);
  const headerName = project.prompt(uri)?.document.name;
  const newName = promptNameOf(newPath, project.workspace.config.roots, headerName);
  if (oldName === undefined || oldName === newName) return;
  for (const { parsed, range, kind } of promptNameOccurrences(project, oldName)) {
    if (kind === 'read') edits.replace(parsed, range, newName);
  }
}

/** The workspace-relative path after the move; undefined when the file leaves the workspace. */
function movedPath(path: string, { oldUri, newUri }: FileMove): string | undefined {
  const oldWhole = decode(oldUri);
  const newWhole = decode(newUri);
  if (oldWhole === undefined || newWhole === undefined || !oldWhole.endsWith(path)) return undefined;
  const root = oldWhole.slice(0, oldWhole.length - path.length);
  return newWhole.startsWith(root) ? newWhole.slice(root.length) : undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
