import { fail, fault, type Result } from '../../base';
import type { WorkspaceFile } from '../../language';
import type { Context } from '../session/context';
import { uriOf } from '../workspace/paths';

/** Does something with a text that lies over its file only meanwhile; the file need not be there yet. */
export function withUnsavedText<T>(
  { workspace }: Context,
  path: string,
  text: string,
  act: (file: WorkspaceFile) => Result<T>,
): Result<T> {
  const uri = uriOf(workspace.root, path);
  if (workspace.file(uri)?.version !== undefined) {
    const help = 'Leave out the text: the file is read as it stands in the editor.';
    return fail(fault('invalid-input', `${path} is open in the editor.`, { file: path, key: 'text', help }));
  }
  workspace.open(uri, text, 0);
  try {
    const file = workspace.file(uri);
    if (file !== undefined) return act(file);
    const help = 'Give a name that says what the text is, such as prompts/draft.prompt.';
    return fail(fault('not-found', `${path} would be no prompt, case file or galley.yaml.`, { key: 'files', help }));
  } finally {
    workspace.close(uri);
  }
}
