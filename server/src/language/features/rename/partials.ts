import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { isPartialFile } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { Edits, siblingUri } from '../../edits';
import { partialOccurrences } from '../../occurrences';
import type { Project } from '../../project';
import { RenameRefused } from '../../service';

/** Renames the file of a partial or included template, and every inclusion of it. @throws {RenameRefused} */
export function renamePartial(project: Project, parsed: ParsedPrompt, oldName: string, newName: string): WorkspaceEdit {
  const uri = project.partialFile(parsed.file.path, oldName);
  const file = uri === undefined ? undefined : project.workspace.file(uri);
  if (uri === undefined || file === undefined)
    throw new RenameRefused(`There is no partial ${oldName} in the workspace.`);
  const newPath =
    project.nameOf(uri) === oldName
      ? movedPartial(file.path, oldName, newName)
      : movedFile(file.path, oldName, newName);
  const newUri = siblingUri(file, newPath);
  if (project.workspace.file(newUri) !== undefined) throw new RenameRefused(`There is already a file ${newPath}.`);
  const edits = new Edits();
  for (const { parsed: includer, range } of partialOccurrences(project, uri)) {
    const written = includer.file.text.slice(range.start, range.end);
    const replaced = written === oldName ? newName : withLastPart(written, newName);
    edits.replace(includer, range, replaced);
  }
  const { documentChanges = [] } = edits.build();
  return { documentChanges: [...documentChanges, { kind: 'rename', oldUri: uri, newUri }] };
}

/** `_x.prompt` is included as `x`. */
function movedPartial(path: string, oldName: string, newName: string): string {
  refuseBadName(newName);
  const slash = oldName.lastIndexOf('/') + 1;
  const base = `${oldName.slice(0, slash)}_${oldName.slice(slash)}`;
  const at = path.lastIndexOf(base);
  if (at < 0 || !isPartialFile(path))
    throw new RenameRefused(`The file ${path} is not named by ${oldName}. Rename the file.`);
  const newSlash = newName.lastIndexOf('/') + 1;
  return `${path.slice(0, at)}${newName.slice(0, newSlash)}_${newName.slice(newSlash)}${path.slice(at + base.length)}`;
}

/** A template that is included by its path keeps its folder and its ending. */
function movedFile(path: string, oldName: string, newName: string): string {
  refuseBadName(newName);
  const ending = (name: string): string => /(?:\.[^./]+)?$/.exec(name)?.[0] ?? '';
  const folder = (name: string): string => name.slice(0, name.lastIndexOf('/') + 1);
  if (folder(oldName) !== folder(newName) || ending(oldName) !== ending(newName))
    throw new RenameRefused('The folder and the ending of a template stay. Move the file instead.');
  const oldBase = oldName.slice(folder(oldName).length);
  const tail = path.slice(folder(path).length + oldBase.length);
  return `${folder(path)}${newName.slice(folder(newName).length)}${tail}`;
}

function refuseBadName(name: string): void {
  if (/^[\w.-]+(?:\/[\w.-]+)*$/.test(name) && !/(?:^|\/)\.\.?(?:\/|$)/.test(name) && name.length <= 200) return;
  throw new RenameRefused(
    `“${name.slice(0, 100)}” is no name for a partial. Letters, digits, _, - and . may stand between /.`,
  );
}

function withLastPart(written: string, newName: string): string {
  return written.slice(0, written.lastIndexOf('/') + 1) + newName.slice(newName.lastIndexOf('/') + 1);
}
