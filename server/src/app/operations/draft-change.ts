import { fail, fault, ok, type Result } from '../../base';
import type { WireDraftChange } from '../../protocol';
import type { Draft } from '../drafts';
import type { Context } from '../session/context';
import { rewrite } from './rewrite';
import type { Standing } from './standing';

/** The draft may be written over when all of it is in a version. */
export function checkClean({ draft, line, hash }: Standing, discard: boolean | undefined): Result<undefined> {
  const isKept = line?.versions.some((version) => version.hash === hash && version.deleted === undefined) === true;
  if (discard === true || isKept) return ok(undefined);
  const message = `The draft of ${draft.name} has changes that are in no version.`;
  const help = 'Commit it first, or give it up with --discard.';
  return fail(fault('conflict', message, { file: draft.file.path, help }));
}

/** Makes a text the draft. A file that the editor has open is left to the editor, so that it can be undone there. */
export async function changeDraft(context: Context, { file }: Draft, text: string): Promise<Result<WireDraftChange>> {
  const change = { file: file.path, text };
  if (file.text === text) return ok({ ...change, state: 'kept' });
  if (file.version !== undefined) return ok({ ...change, state: 'open' });
  const written = await rewrite(context.workspace, file, text);
  return written.ok ? ok({ ...change, state: 'written' }) : written;
}
