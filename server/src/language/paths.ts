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
