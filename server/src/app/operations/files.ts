import { fail, fault, nearest, ok, type Result } from '../../base';
import type { WorkspaceFile } from '../../language';
import type { Context } from '../session/context';

/** The files of the workspace that paths, folders and prompt names stand for; all of them when none are named. */
export function chosenFiles(
  { workspace, drafts }: Context,
  wanted: readonly string[] | undefined,
): Result<readonly WorkspaceFile[]> {
  const all = [...workspace.files()];
  if (wanted === undefined) return ok(all);
  const chosen = new Set<WorkspaceFile>();
  for (const word of wanted) {
    const path = word.replace(/^\.\//, '').replace(/\/+$/, '');
    const inside =
      path === '' || path === '.' ? all : all.filter((file) => file.path === path || file.path.startsWith(`${path}/`));
    const found = inside.length > 0 ? inside : filesOfPrompt(all, drafts.project.promptsNamed(word));
    if (found.length === 0) return fail(unknownFile(word, all, drafts.names()));
    for (const file of found) chosen.add(file);
  }
  return ok([...chosen]);
}

function filesOfPrompt(all: readonly WorkspaceFile[], uris: readonly string[]): readonly WorkspaceFile[] {
  return all.filter((file) => uris.includes(file.uri));
}

function unknownFile(
  word: string,
  files: readonly WorkspaceFile[],
  names: readonly string[],
): ReturnType<typeof fault> {
  const near = nearest(word, [...names, ...files.map((file) => file.path)]);
  const help =
    near === undefined ? 'Give files or folders of the workspace, or names of prompts.' : `Did you mean "${near}"?`;
  return fault('not-found', `"${word}" is no prompt, case file or folder of prompts in this workspace.`, {
    key: 'files',
    help,
  });
}
