import { fail, fault, ok, type Result } from '../../base';
import { withEdits, type WorkspaceFile } from '../../language';
import type { OperationOutput } from '../../protocol';
import { pauser } from '../pause';
import type { Context } from '../session/context';
import { chosenFiles } from './files';
import { rewrite } from './rewrite';
import type { Implementations } from './types';
import { withUnsavedText } from './unsaved';

type FormatOutput = OperationOutput<'format'>;

export const formatOperations: Implementations<'format'> = {
  async format(context, { files: wanted, check, text }) {
    if (text !== undefined) return formatText(context, wanted ?? [], text);
    const files = chosenFiles(context, wanted);
    if (!files.ok) return files;
    const changed: string[] = [];
    const pause = pauser();
    for (const file of [...files.value].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      if (context.signal?.aborted === true) return fail(fault('cancelled', 'The formatting was stopped.'));
      await pause();
      const formatted = formattedText(context, file);
      if (formatted === file.text) continue;
      changed.push(file.path);
      const written = check === true ? ok(undefined) : await rewrite(context.workspace, file, formatted);
      if (!written.ok) return written;
    }
    return ok({ changed, files: files.value.length });
  },
};

function formattedText(context: Context, file: WorkspaceFile): string {
  return withEdits(file.text, context.language().formatting(file.uri));
}

/** The formatted form of an unsaved text; no file is written. A byte order mark stays. */
function formatText(context: Context, [path, ...more]: readonly string[], text: string): Result<FormatOutput> {
  if (path === undefined || more.length > 0)
    return fail(fault('invalid-input', 'An unsaved text is that of one file.', { key: 'text' }));
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  return withUnsavedText(context, path, text.slice(mark.length), (file) => {
    const formatted = mark + formattedText(context, file);
    return ok({ changed: formatted === text ? [] : [path], files: 1, text: formatted });
  });
}
