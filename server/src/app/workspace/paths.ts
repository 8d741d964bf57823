import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The workspace-relative path with `/` of an absolute one; undefined when it lies outside of `root`. */
export function relativePath(root: string, absolute: string): string | undefined {
  const relative = path.relative(root, absolute);
  const outside =
    relative === '' || relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  return outside ? undefined : relative.split(path.sep).join('/');
}

/** The absolute path of a file URI; undefined for other schemes and for what is no URI. */
export function absoluteOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return path.normalize(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}

/** The URI of a workspace-relative path. */
export function uriOf(root: string, relative: string): string {
  return pathToFileURL(path.join(root, ...relative.split('/'))).href;
}
