// Packages the extension: artifacts/galley.vsix, built for production by the script vscode:prepublish.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';
import { run } from './report.mjs';

export const vsix = path.join(root, 'artifacts/galley.vsix');

/** Packages the extension and returns the path of the package. What vsce prints is shown only when it fails. */
export function packageExtension() {
  mkdirSync(path.dirname(vsix), { recursive: true });
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [vsce, 'package', '--no-dependencies', '--no-rewrite-relative-links', '--out', vsix];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the extension could not be packaged\n${stdout}${stderr}`);
  return vsix;
}

function main() {
  const { size } = statSync(packageExtension());
  process.stdout.write(`${path.relative(root, vsix)} ${(size / 1024 / 1024).toFixed(2)} MB\n`);
}

if (import.meta.main) await run(main);
