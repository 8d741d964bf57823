import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { ParsedPrompt } from '../../documents';
import { siblingUri } from '../../edits';
import type { FoundPartial } from '../../partial-files';
import { endingOf, folderOf, lastPart } from '../../paths';
import type { Project } from '../../project';
import { RenameRefused } from '../../service';
import { allAtOnce } from '../../steps';
import { moveFiles } from './files';

/** Renames the file of a partial or included template, and every inclusion of it. @throws {RenameRefused} */
export function renamePartial(project: Project, parsed: ParsedPrompt, oldName: string, newName: string): WorkspaceEdit {
  const found = project.findPartial(parsed.file.path, oldName);
  const file = found === undefined ? undefined : project.workspace.file(found.id);
  if (found === undefined || file === undefined)
    throw new RenameRefused(`There is no partial ${oldName} in the workspace.`);
  const newPath = pathAfter(file.path, parsed.file.path, found.way, oldName, newName);
  const newUri = siblingUri(file, newPath);
  if (project.workspace.file(newUri) !== undefined) throw new RenameRefused(`There is already a file ${newPath}.`);
  const {
    edits,
    lost: [lost],
  } = allAtOnce(moveFiles(project, [{ oldUri: file.uri, newUri }]));
  if (lost !== undefined) {
    const { path, name, target } = lost;
    const it = target === file.path ? 'it' : target;
    throw new RenameRefused(`${path} includes ${it} as ${name}, and could not when this file is ${newPath}.`);
  }
  return edits.move(file.uri, newUri).build();
}

/** The path of a file that is called by another name in the way it was found. */
function pathAfter(path: string, fromPath: string, way: FoundPartial['way'], oldName: string, newName: string): string {
  if (way.kind === 'name') return namedPath(path, oldName, newName);
  refuseBadName(lastPart(newName));
  const isWhole = way.kind === 'path' && way.form === 'whole';
  const ending = isWhole ? endingOf(oldName) : endingOf(fromPath);
  if (folderOf(oldName) !== folderOf(newName) || (ending !== '' && newName.endsWith(ending) !== isWhole))
    throw new RenameRefused('The folder and the ending of a template stay. Move the file instead.');
  const last = lastPart(newName);
  if (isWhole) return folderOf(path) + last;
  const mark = way.kind === 'alone' || way.form === 'marked' ? '_' : '';
  return folderOf(path) + mark + last + lastPart(path).slice(mark.length + lastPart(oldName).length);
}

/** `_x.prompt` is included as `x`; below the folder of prompts as `folder/x`. */
function namedPath(path: string, oldName: string, newName: string): string {
  refuseBadName(newName);
  const [folder, file] = [folderOf(path), lastPart(path)];
  const mark = `_${lastPart(oldName)}`;
  if (!file.startsWith(mark) || !folder.endsWith(folderOf(oldName)))
    throw new RenameRefused(`The file ${path} is not named by ${oldName}. Rename the file.`);
  const above = folder.slice(0, folder.length - folderOf(oldName).length);
  return `${above}${folderOf(newName)}_${lastPart(newName)}${file.slice(mark.length)}`;
}

function refuseBadName(name: string): void {
  if (/^[\w.-]+(?:\/[\w.-]+)*$/.test(name) && !/(?:^|\/)\.\.?(?:\/|$)/.test(name) && name.length <= 200) return;
  throw new RenameRefused(
    `“${name.slice(0, 100)}” is no name for a partial. Letters, digits, _, - and . may stand between /.`,
  );
}
