// Runs scripts of this folder one after the other and says at the end which failed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './bundle.mjs';

/** The static checks, in the order that tells most first. Each is an npm script of its own. */
export const checks = [
  ['format', 'format.mjs', '--check'],
  ['types', 'types.mjs'],
  ['lint', 'lint.mjs'],
  ['layers', 'layers.mjs'],
  ['manifest', 'check-manifest.mjs'],
  ['docs', 'check-docs.mjs'],
  ['bundles', 'check-bundles.mjs', '--no-build'],
  ['budgets', 'check-budgets.mjs'],
];

/**
 * Runs a script and prints its output once it has ended. Resolves to whether it succeeded.
 * @param {string[]} step name, script, arguments
 * @returns {Promise<boolean>}
 */
async function runStep([name = '', script = '', ...args]) {
  const started = performance.now();
  const child = spawn(process.execPath, [path.join(root, '.ci', script), ...args], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`\n${code === 0 ? 'ok' : 'FAILED'} ${name} (${seconds} s)\n${output.replace(/^(?=.)/gm, '  ')}`);
  return code === 0;
}

/** Runs the steps and resolves to the names of those that failed. @param {string[][]} steps */
export async function runSteps(steps) {
  const failed = [];
  for (const step of steps) if (!(await runStep(step))) failed.push(step[0] ?? '');
  return failed;
}
