import { fail, type Fault, fault, ok, type Result } from '../../../base';
import { allAtOnce, RenameRefused, type RelatedFile, stemOf, withEdits } from '../../../language';
import { promptFileNamed, promptFormatOf, promptNameOf } from '../../../template';
import type { Draft } from '../../drafts';
import type { Context } from '../../session/context';
import { absoluteOf, relativePath, uriOf } from '../../workspace/paths';
import type { FileChanges, FileMove } from './carry-out';

/** What a prompt is called, and its workspace-relative file. */
export interface Place {
  readonly name: string;
  readonly file: string;
}

/** What selectors or file systems read in another way. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const noName = /[@#\\:*?"<>|\u0000-\u001f]|^\s|\s$|^\/|\/\/|\/$|(?:^|\/)\.\.?(?:\/|$)/;

/**
 * Where a prompt is after it was given a new name or file. A name that its header says changes there; one that comes from
 * the file changes with the file.
 */
export function newPlace({ workspace }: Context, { name, file, parsed }: Draft, to: string): Result<Place> {
  const { roots } = workspace.config;
  const headerName = parsed.document.name;
  if (promptFormatOf(to) === undefined) {
    if (noName.test(to)) {
      const help = 'Write words between /, without @, #, : and what files cannot be called.';
      return fail(fault('invalid-input', `"${to}" cannot be the name of a prompt.`, { key: 'to', help }));
    }
    if (headerName !== undefined) return ok({ name: to, file: file.path });
    const path = promptFileNamed(file.path, roots, to);
    const isNamed = promptNameOf(path, roots, undefined) === to;
    return isNamed ? fitting(workspace, { name: to, file: path }) : fail(notAPlace(path, `is not called ${to}`));
  }
  const path = to.replace(/^\.\//, '');
  const isSameFormat = promptFormatOf(path) === promptFormatOf(file.path);
  if (!isSameFormat) return fail(notAPlace(path, `has another format than ${file.path}`));
  return fitting(workspace, {
    name: headerName === undefined ? promptNameOf(path, roots, undefined) : name,
    file: path,
  });
}

function fitting(workspace: Context['workspace'], place: Place): Result<Place> {
  const { root } = workspace;
  const inside = relativePath(root, absoluteOf(uriOf(root, place.file)) ?? '') === place.file;
  if (!inside) return fail(notAPlace(place.file, 'does not lie in the workspace'));
  if (workspace.kindOf(place.file) !== 'prompt') return fail(notAPlace(place.file, 'is not where prompts are'));
  return ok(place);
}

function notAPlace(file: string, why: string): Fault {
  const help = 'Give a name such as orders/triage, or a file in a folder of prompts with the ending it has now.';
  return fault('invalid-input', `A file ${file} ${why}.`, { key: 'to', help });
}

/** The files that change when a prompt goes to another place: itself, the cases beside it, and all that names it. */
export function changesFor(context: Context, draft: Draft, to: Place): Result<FileChanges> {
  const { workspace } = context;
  const moves = draft.file.path === to.file ? [] : movesOf(context, draft, to.file);
  const service = context.language();
  try {
    const edit =
      moves.length > 0
        ? allAtOnce(service.renameFiles(moves.map(({ from, to }) => ({ oldUri: urlOf(from), newUri: urlOf(to) }))))
        : service.renamePrompt(draft.name, to.name);
    return ok(resolved(context, draft.name, edit, moves));
  } catch (error) {
    if (!(error instanceof RenameRefused)) throw error;
    return fail(fault('conflict', error.message, { key: 'to' }));
  }

  function urlOf(path: string): string {
    return uriOf(workspace.root, path);
  }
}

/** The file of a prompt, and the cases that are found by standing beside it. */
function movesOf({ drafts }: Context, draft: Draft, to: string): readonly FileMove[] {
  const beside = drafts.project.casesOf(draft.file.uri).flatMap(({ file: { path } }): readonly FileMove[] => {
    const stem = stemOf(path);
    return stem === stemOf(draft.file.path) ? [{ from: path, to: stemOf(to) + path.slice(stem.length) }] : [];
  });
  return [{ from: draft.file.path, to }, ...beside];
}

type Edit = ReturnType<ReturnType<Context['language']>['rename']>;

/** An edit of the language service as new texts and places of files. */
function resolved({ workspace }: Context, name: string, edit: Edit, moves: readonly FileMove[]): FileChanges {
  const related = workspace.recordings?.(name) ?? [];
  const fileAt = (uri: string): RelatedFile | undefined =>
    workspace.file(uri) ?? related.find((file) => file.uri === uri);
  const edits: { file: RelatedFile; text: string }[] = [];
  const others: FileMove[] = [];
  for (const change of edit?.documentChanges ?? []) {
    if ('textDocument' in change) {
      const file = fileAt(change.textDocument.uri);
      const texts = change.edits.filter((one) => 'newText' in one);
      if (file !== undefined) edits.push({ file, text: withEdits(file.text, texts) });
    } else if (change.kind === 'rename') {
      const [from, to] = [change.oldUri, change.newUri].map((uri) =>
        relativePath(workspace.root, absoluteOf(uri) ?? ''),
      );
      if (from !== undefined && to !== undefined) others.push({ from, to });
    }
  }
  return { edits, moves: [...moves, ...others] };
}
