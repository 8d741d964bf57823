import fs from 'node:fs';
import path from 'node:path';
import type { WorkspaceFile } from '../../language';
import { pauser } from '../pause';
import { relativePath } from './paths';
import type { FileRules } from './kinds';

/** A file of Galley's that was found on disk. */
export interface FoundFile {
  /** Workspace-relative with `/`. */
  readonly path: string;
  readonly kind: WorkspaceFile['kind'];
  readonly text: string;
}

/** How much a scan may take. */
export interface ScanLimits {
  readonly files: number;
  /** Larger files are left out, in bytes. */
  readonly bytes: number;
}

/** What a scan gives. */
export interface ScanReport {
  readonly files: readonly FoundFile[];
  readonly warnings: readonly string[];
}

/**
 * Reads the files below a folder of the workspace. Gives the thread back every few milliseconds. Links to folders are
 * not followed, links to files only when they stay in the workspace.
 * @param start workspace-relative folder; empty for the root
 */
export async function scanFolder(
  root: string,
  start: string,
  rules: FileRules,
  limits: ScanLimits,
): Promise<ScanReport> {
  const files: FoundFile[] = [];
  const warnings: string[] = [];
  const folders = [start];
  const realRoot = realPath(root) ?? root;
  const pause = pauser();
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(path.join(root, folder), folder, warnings)) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (rules.entersFolder(relative)) folders.push(relative);
        continue;
      }
      const kind = rules.kindOf(relative);
      if (kind === undefined) continue;
      if (files.length >= limits.files) {
        warnings.push(`More than ${limits.files} prompt and case files: the others are not read.`);
        return { files, warnings };
      }
      const text = readText(root, relative, realRoot, limits, warnings);
      if (text !== undefined) files.push({ path: relative, kind, text });
      await pause();
    }
  }
  return { files, warnings };
}

/** Entries in order of their names, so that every scan of one state gives one order. */
function entriesOf(absolute: string, folder: string, warnings: string[]): readonly fs.Dirent[] {
  try {
    const entries = fs.readdirSync(absolute, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code !== 'ENOENT') warnings.push(`The folder ${folder === '' ? '.' : folder} cannot be read (${code}).`);
    return [];
  }
}

/** The text of one file of the workspace; undefined, with a warning where a person should know, when it is left out. */
export function readText(
  root: string,
  relative: string,
  realRoot: string,
  limits: Pick<ScanLimits, 'bytes'>,
  warnings: string[],
): string | undefined {
  const absolute = path.join(root, relative);
  try {
    const stat = fs.lstatSync(absolute);
    const real = stat.isSymbolicLink() ? realPath(absolute) : absolute;
    if (real === undefined || (stat.isSymbolicLink() && relativePath(realRoot, real) === undefined)) {
      warnings.push(`${relative} is a link that leads out of the workspace: it is not read.`);
      return undefined;
    }
    const { size } = stat.isSymbolicLink() ? fs.statSync(real) : stat;
    if (size > limits.bytes) {
      warnings.push(`${relative} has ${size} bytes: files of more than ${limits.bytes} are not read.`);
      return undefined;
    }
    const text = fs.readFileSync(real, 'utf8');
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code !== 'ENOENT') warnings.push(`${relative} cannot be read (${code}).`);
    return undefined;
  }
}

/** The path with its links followed; undefined when it leads nowhere. */
export function realPath(absolute: string): string | undefined {
  try {
    return fs.realpathSync(absolute);
  } catch {
    return undefined;
  }
}
