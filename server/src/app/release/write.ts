import { randomBytes } from 'node:crypto';
import fs from 'node:fs/promises';
import path from 'node:path';
import { fail, fault, ok, type Result } from '../../base';

/**
 * Writes a file of the workspace so that a reader sees the old text or the new one, never a part: a temporary file beside
 * it, fsync, rename, fsync of the folder. A file that is there keeps its permissions. Refuses paths that lead out of the workspace, through links too.
 * @param file workspace-relative path with `/`
 */
export async function writeAtomically(root: string, file: string, text: string): Promise<Result<undefined>> {
  const target = path.resolve(root, file);
  const temporary = `${target}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
  try {
    await fs.mkdir(path.dirname(target), { recursive: true });
    const inside = await isInside(root, target);
    if (!inside) return fail(fault('io', `${file} lies outside of the workspace: it is not written.`, { file }));
    const before = await fs.stat(target).catch(() => undefined);
    const handle = await fs.open(temporary, 'wx');
    try {
      if (before !== undefined) await handle.chmod(before.mode);
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await fs.rename(temporary, target);
    await syncFolder(path.dirname(target));
    return ok(undefined);
  } catch (error) {
    await fs.rm(temporary, { force: true }).catch(() => undefined);
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return fail(fault('io', `${file} cannot be written (${code}).`, { file }));
  }
}

/** Whether the folder of `target`, and `target` itself if it is a link, lie in the workspace. */
async function isInside(root: string, target: string): Promise<boolean> {
  const base = await fs.realpath(root);
  const folder = await fs.realpath(path.dirname(target));
  if (folder !== base && !folder.startsWith(base + path.sep)) return false;
  const stat = await fs.lstat(target).catch(() => undefined);
  return stat?.isSymbolicLink() !== true;
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const handle = await fs.open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
