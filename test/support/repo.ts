import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The repository root: the nearest folder above the running bundle that holds Galley's own package.json. */
export const repoRoot: string = findRoot(__dirname);

/** Paths of what `npm run build` makes. A test that needs one should be run after it (`npm run test:unit` builds first). */
export const built = {
  cli: path.join(repoRoot, 'server/out/galley.js'),
  extension: path.join(repoRoot, 'client/out/extension.js'),
} as const;

/** The example workspace of the README. Copy it before changing anything in it. */
export const supportDesk: string = path.join(repoRoot, 'examples/support-desk');

/** Absolute path of a file of the repository. */
export function fromRoot(...parts: readonly string[]): string {
  return path.join(repoRoot, ...parts);
}

function findRoot(start: string): string {
  for (let folder = start; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const manifest = path.join(folder, 'package.json');
    if (existsSync(manifest) && readFileSync(manifest, 'utf8').includes('"name": "galley"')) return folder;
  }
  throw new Error(`no package.json of Galley above ${start}`);
}
