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
  const { path } = parsed.file;
  const below = promptNameOf(path, project.workspace.config.roots, undefined);
  const root = path.slice(0, path.lastIndexOf(below));
  const slash = name.lastIndexOf('/') + 1;
  const newPath = `${root}${name.slice(0, slash)}_${name.slice(slash)}.prompt`;
  const newUri = siblingUri(parsed.file, newPath);
  if (project.workspace.file(newUri) !== undefined) return undefined;
  const text = use.namedArguments.map((argument) => `{{${argument.text}}}\n`).join('');
  const start = { line: 0, character: 0 };
  return {
    path: newPath,
    edit: {
      documentChanges: [
        { kind: 'create', uri: newUri, options: { ignoreIfExists: true } },
        { textDocument: { uri: newUri, version: null }, edits: [{ range: { start, end: start }, newText: text }] },
      ],
    },
  };
}
