import fs from 'node:fs/promises';
import path from 'node:path';
import { fail, fault, type Result } from '../../base';
import type { RelatedFile } from '../../language';
import { writeAtomically } from '../release/write';
import type { HostWorkspace } from '../types';

const byteOrderMark = '\ufeff';

/**
 * Writes the new text of a file that still holds, byte for byte, the text it is made from: neither what another program wrote
 * meanwhile nor what is no UTF-8 is ever lost. A byte order mark stays, a link is followed and stays.
 */
export async function rewrite(
  workspace: HostWorkspace,
  { path: file, text: before, uri, version }: RelatedFile,
  text: string,
): Promise<Result<undefined>> {
  if (version !== undefined) {
    const help = 'Do it in the editor, or close the file.';
    return fail(fault('invalid-input', `${file} is open in the editor.`, { file, help }));
  }
  try {
    const real = await fs.realpath(path.join(workspace.root, file));
    const bytes = await fs.readFile(real);
    const mark = bytes.toString('utf8').startsWith(byteOrderMark) ? byteOrderMark : '';
    if (!bytes.equals(Buffer.from(mark + before))) return fail(changedMeanwhile(file));
    const base = await fs.realpath(workspace.root);
    const written = await writeAtomically(base, path.relative(base, real), mark + text);
    if (written.ok) await workspace.refresh([uri]);
    return written;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return fail(fault('io', `${file} cannot be read (${code}).`, { file }));
  }
}

function changedMeanwhile(file: string): ReturnType<typeof fault> {
  const message = `${file} has changed since it was read, or is no UTF-8 text: it is not written.`;
  return fault('conflict', message, { file, help: 'Try again.' });
}
