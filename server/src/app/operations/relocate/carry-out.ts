import fs from 'node:fs/promises';
import path from 'node:path';
import { fail, fault, ok, type Result } from '../../../base';
import type { RelatedFile } from '../../../language';
import type { Context } from '../../session/context';
import { uriOf } from '../../workspace/paths';
import { rewrite } from '../rewrite';

/** Workspace-relative paths of a file before and after. */
export interface FileMove {
  readonly from: string;
  readonly to: string;
}

/** New texts of files, and then new places of files. */
export interface FileChanges {
  readonly edits: readonly { readonly file: RelatedFile; readonly text: string }[];
  readonly moves: readonly FileMove[];
}

export const noChanges: FileChanges = { edits: [], moves: [] };

/** Changes that were made and can be taken back. */
export interface Done {
  readonly undo: () => Promise<void>;
}

/**
 * Makes changes of files, all or none: what was done is taken back when the next cannot be. Nothing is written over: neither
 * a file in the way nor a text that somebody changed meanwhile. Files that an editor has open are left to it.
 */
export async function carryOut(context: Context, { edits, moves }: FileChanges): Promise<Result<Done>> {
  const { workspace } = context;
  const undos: (() => Promise<unknown>)[] = [];
  const undo = async (): Promise<void> => {
    for (const step of undos.reverse()) await step();
    await look();
  };
  const look = (): Promise<void> =>
    workspace.refresh(
      [...edits.map(({ file }) => file.path), ...moves.flatMap(({ from, to }) => [from, to])].map((file) =>
        uriOf(workspace.root, file),
      ),
    );
  const open = moves.find(({ from }) => workspace.file(uriOf(workspace.root, from))?.version !== undefined);
  if (open !== undefined) return fail(openFile(open.from));
  for (const { file, text } of edits) {
    const written = await rewrite(workspace, file, text);
    if (!written.ok) return takenBack(written, undo);
    undos.push(() => rewrite(workspace, { ...file, text }, file.text));
  }
  for (const move of moves) {
    const moved = await moveFile(workspace.root, move);
    if (!moved.ok) return takenBack(moved, undo);
    undos.push(() => moveFile(workspace.root, { from: move.to, to: move.from }));
  }
  await look();
  return ok({ undo });
}

async function takenBack(failed: Result<never> | Result<undefined>, undo: () => Promise<void>): Promise<Result<never>> {
  await undo();
  return failed as Result<never>;
}

function openFile(file: string): ReturnType<typeof fault> {
  const help = 'Use Galley: Rename Prompt there, or close the file.';
  return fault('invalid-input', `${file} is open in the editor.`, { file, help });
}

/** Gives a file another place where nothing is yet. Folders that are missing are made. */
async function moveFile(root: string, { from, to }: FileMove): Promise<Result<undefined>> {
  const target = path.join(root, to);
  try {
    await fs.mkdir(path.dirname(target), { recursive: true });
    const [base, folder] = [await fs.realpath(root), await fs.realpath(path.dirname(target))];
    if (folder !== base && !folder.startsWith(base + path.sep)) {
      return fail(fault('io', `${to} lies outside of the workspace: nothing is moved there.`, { file: to }));
    }
    if (await isThere(target)) {
      return fail(fault('conflict', `${to} is there already.`, { file: to, help: 'Choose another name.' }));
    }
    await fs.rename(path.join(root, from), target);
    return ok(undefined);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return fail(fault('io', `${from} cannot be moved to ${to} (${code}).`, { file: from }));
  }
}

async function isThere(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}
