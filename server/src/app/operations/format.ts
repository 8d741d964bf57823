import { fail, fault, ok, type Result } from '../../base';
import { withEdits, type WorkspaceFile } from '../../language';
import { pauser } from '../pause';
import { writeAtomically } from '../release/write';
import type { Context } from '../session/context';
import { chosenFiles } from './files';
import type { Implementations } from './types';

export const formatOperations: Implementations<'format'> = {
  async format(context, { files: wanted, check }) {
    const files = chosenFiles(context, wanted);
    if (!files.ok) return files;
    const changed: string[] = [];
    const pause = pauser();
    for (const file of [...files.value].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      if (context.signal?.aborted === true) return fail(fault('cancelled', 'The formatting was stopped.'));
      await pause();
      const text = withEdits(file.text, context.language().formatting(file.uri));
      if (text === file.text) continue;
      changed.push(file.path);
      const written = check === true ? ok(undefined) : await write(context, file, text);
      if (!written.ok) return written;
    }
    return ok({ changed, files: files.value.length });
  },
};

async function write({ workspace }: Context, { path, uri }: WorkspaceFile, text: string): Promise<Result<undefined>> {
  const written = await writeAtomically(workspace.root, path, text);
  if (written.ok) await workspace.refresh([uri]);
  return written;
}
