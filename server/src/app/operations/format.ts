import { fail, fault, ok } from '../../base';
import { withEdits } from '../../language';
import { pauser } from '../pause';
import { chosenFiles } from './files';
import { rewrite } from './rewrite';
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
      const written = check === true ? ok(undefined) : await rewrite(context.workspace, file, text);
      if (!written.ok) return written;
    }
    return ok({ changed, files: files.value.length });
  },
};
