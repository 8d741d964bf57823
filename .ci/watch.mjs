// Rebuilds the bundles and checks the types on every change, until Ctrl+C.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './bundle.mjs';

const scripts = [
  ['build.mjs', '--watch'],
  ['types.mjs', '--watch'],
];
for (const [script = '', ...args] of scripts) {
  spawn(process.execPath, [path.join(root, '.ci', script), ...args], { cwd: root, stdio: 'inherit' });
}
