import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { promptNameOf } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { siblingUri } from '../../edits';
import type { Project } from '../../project';

/** The edit that makes the file of a partial, with the names it is handed; undefined where its place is not clear. */
export function createPartial(
  project: Project,
  parsed: ParsedPrompt,
  name: string,
): { readonly path: string; readonly edit: WorkspaceEdit } | undefined {
  const use = parsed.document.analysis.partials.find((one) => one.name === name);
  if (
    parsed.document.format !== 'dotprompt' ||
    use === undefined ||
    !/^[\w.-]+(?:\/[\w.-]+)*$/.test(name) ||
    name.includes('..')
  )
    return undefined;
  const newPath = partialPath(project, parsed, name, '.prompt');
  const newUri = siblingUri(parsed.file, newPath);
  if (project.workspace.file(newUri) !== undefined) return undefined;
  const text = use.namedArguments.map((argument) => `{{${argument.text}}}\n`).join('');
  return { path: newPath, edit: { documentChanges: newFile(newUri, text) } };
}

/** Where the file of a partial goes: the root that the prompt is under. */
export function partialPath(project: Project, { file }: ParsedPrompt, name: string, ending: string): string {
  const below = promptNameOf(file.path, project.workspace.config.roots, undefined);
  const root = file.path.slice(0, file.path.lastIndexOf(`${below}.`));
  const slash = name.lastIndexOf('/') + 1;
  return `${root}${name.slice(0, slash)}_${name.slice(slash)}${ending}`;
}

/** The changes that make a file with a text. */
export function newFile(uri: string, text: string): NonNullable<WorkspaceEdit['documentChanges']> {
  const start = { line: 0, character: 0 };
  return [
    { kind: 'create', uri, options: { ignoreIfExists: true } },
    { textDocument: { uri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
  ];
}
