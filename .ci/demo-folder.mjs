// A copy of the example workspace to play with: a git repository of its own, so that nothing here is changed.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import path from 'node:path';
import { root } from './bundle.mjs';

const example = path.join(root, 'examples/support-desk');

/**
 * Copies the example unless the folder is there already, and returns the folder.
 * @param {string} folder
 */
export function copyExample(folder) {
  if (existsSync(path.join(folder, 'galley.yaml'))) return folder;
  const own = new Set(['.galley', 'releases'].map((name) => path.join(example, name)));
  cpSync(example, folder, { recursive: true, filter: (file) => !own.has(file) });
  const git = (/** @type {string[]} */ ...args) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  git('init', '--quiet', '--initial-branch=main');
  git('config', 'user.name', 'Ada Writer');
  git('config', 'user.email', 'ada.writer@example.com');
  git('add', '.');
  git('commit', '--quiet', '--message', 'Start from the example');
  return folder;
}
