import type { PartialUse } from '../template';
import { endingOf, fixedFolder, folderOf, lastPart, normalise } from './paths';

/** The name of the file that a tag includes: undefined for a computed name, and for an inline partial, which is no file. */
export function includedName({ name, definition }: PartialUse): string | undefined {
  return definition === undefined ? name : undefined;
}

/** What every inclusion of a file spells. */
export function inclusionWord(path: string): string {
  const name = lastPart(path).replace(/^_/, '');
  return /^[^.]*/.exec(name)?.[0] ?? name;
}

/** The files among which inclusions are looked up. A file is known by an id, such as its uri. */
export interface PartialFiles {
  /** The partials of this name. */
  named(name: string): Iterable<string> | undefined;
  /** The partials whose name ends in this, behind its folders. */
  namedAlone(name: string): Iterable<string> | undefined;
  at(path: string): string | undefined;
  pathOf(id: string): string;
}

/** How a name leads to a file. */
export interface FoundPartial {
  readonly id: string;
  readonly way:
    | { readonly kind: 'name' }
    /** By the last part of its name: Genkit knows a partial by that alone, wherever below its folder of prompts it is. */
    | { readonly kind: 'alone' }
    | PathWay;
}

/** A path from a folder: spelled out, without the ending of the includer, or without the `_` as well. */
export interface PathWay {
  readonly kind: 'path';
  /** Ends in `/`; empty for the workspace. */
  readonly base: string;
  readonly form: 'whole' | 'ending' | 'marked';
}

/**
 * The file that the name in a tag of the file at `fromPath` stands for.
 * @param roots folders or globs that hold prompts
 */
export function findPartial(
  files: PartialFiles,
  roots: readonly string[],
  fromPath: string,
  name: string,
): FoundPartial | undefined {
  // What ends so names a folder.
  if (/(?:^|\/)\.{0,2}$/.test(name)) return undefined;
  const named = nearest(files, fromPath, files.named(name));
  if (named !== undefined) return { id: named, way: { kind: 'name' } };
  const ending = endingOf(fromPath);
  for (const base of [...foldersAbove(fromPath), ...roots.map(fixedFolder)]) {
    const path = normalise(base + name);
    const forms = { whole: path, ending: path + ending, marked: path.replace(/[^/]*$/, '_$&') + ending };
    for (const form of ['whole', 'ending', 'marked'] as const) {
      const id = files.at(forms[form]);
      if (id !== undefined) return { id, way: { kind: 'path', base, form } };
    }
  }
  const alone = nearest(files, fromPath, files.namedAlone(name));
  return alone === undefined ? undefined : { id: alone, way: { kind: 'alone' } };
}

/** Among files of one name, the one in the nearest folder above. */
function nearest(files: PartialFiles, fromPath: string, ids: Iterable<string> = []): string | undefined {
  let best: string | undefined;
  let shared = -1;
  for (const id of ids) {
    const path = files.pathOf(id);
    const folder = folderOf(path);
    const length = fromPath.startsWith(folder) ? folder.length : 0;
    const isFirst = length === shared && best !== undefined && path < files.pathOf(best);
    if (length > shared || isFirst) [best, shared] = [id, length];
  }
  return best;
}

/** The folder of a file and those above it, each with a final `/`; the last is that of the workspace, which is empty. */
function foldersAbove(path: string): string[] {
  const folders: string[] = [];
  for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder.slice(0, -1))) folders.push(folder);
  return [...folders, ''];
}
