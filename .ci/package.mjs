// Packages the extension: artifacts/galley.vsix, built for production by the script vscode:prepublish.
import { createVSIX } from '@vscode/vsce';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';

export const vsix = path.join(root, 'artifacts/galley.vsix');

export async function packageExtension() {
  mkdirSync(path.dirname(vsix), { recursive: true });
  await createVSIX({ cwd: root, packagePath: vsix, dependencies: false, rewriteRelativeLinks: false });
  return vsix;
}

if (import.meta.main) {
  await packageExtension();
  process.stdout.write(`${path.relative(root, vsix)} ${(statSync(vsix).size / 1024 / 1024).toFixed(2)} MB\n`);
}
