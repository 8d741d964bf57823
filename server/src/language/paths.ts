/** The folders in front of the first wildcard of a glob, with a final `/`. */
export function fixedFolder(root: string): string {
  const glob = root.search(/[*?[{(!]/);
  const fixed = glob < 0 ? `${root}/` : root.slice(0, root.lastIndexOf('/', glob) + 1);
  return fixed.startsWith('./') ? fixed.slice(2) : fixed;
}

/** A path without `.` and `..`; one that leads out of the root stays at it. */
export function normalise(path: string): string {
  return parts(path).kept.join('/');
}

/** A path without `.` and `..`; undefined when it leads out of the root. */
export function resolved(path: string): string | undefined {
  const { kept, leavesRoot } = parts(path);
  return leavesRoot ? undefined : kept.join('/');
}

function parts(path: string): { readonly kept: readonly string[]; readonly leavesRoot: boolean } {
  const kept: string[] = [];
  let leavesRoot = false;
  for (const part of path.split('/')) {
    if (part === '..') leavesRoot = kept.pop() === undefined || leavesRoot;
    else if (part !== '.' && part !== '') kept.push(part);
  }
  return { kept, leavesRoot };
}

/** The folder of a path with its final `/`; empty at the top. */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** What stands behind the last `/` of a path or name: every text that names the file holds it. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The ending of a file name with its dot; empty when there is none. */
export function endingOf(path: string): string {
  return /(?:\.[^./]+)?$/.exec(path)?.[0] ?? '';
}

/** A path without the ending that makes it a prompt or a file of cases. */
export function stemOf(path: string): string {
  return path.replace(/\.(?:cases\.ya?ml|prompt\.(?:ya?ml|md)|prompty?|hbs|handlebars|mustache|j2|jinja2?|txt)$/i, '');
}

/**
 * What the path of a file and every name by which it can be included share: the last word, without the `_` of partials
 * and without endings.
 */
export function lastWordOf(path: string): string {
  const [word = ''] = lastPart(path).replace(/^_+/, '').split('.', 1);
  return word;
}
