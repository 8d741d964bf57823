/** The folders in front of the first wildcard of a glob, with a final `/`. */
export function fixedFolder(root: string): string {
  const glob = root.search(/[*?[{(!]/);
  const fixed = glob < 0 ? `${root}/` : root.slice(0, root.lastIndexOf('/', glob) + 1);
  return fixed.startsWith('./') ? fixed.slice(2) : fixed;
}

/** A path without `.` and `..`. */
export function normalise(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

/** The folder of a path with its final `/`; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** What stands behind the folder. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The ending of a file name with its dot; empty when there is none. */
export function endingOf(path: string): string {
  return /(?:\.[^./]+)?$/.exec(path)?.[0] ?? '';
}
