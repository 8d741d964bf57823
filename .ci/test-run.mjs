// usage: node .ci/test-run.mjs <unit|editor|crash> [part of a file name ...]
// Bundles the matching test files into one entry and runs it in one process. --verbose names each test.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './bundle.mjs';
import { bundleTests, suiteFiles, suites } from './test-bundle.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * Runs a suite and says how many of its tests passed. A run that ends without its closing count has failed.
 * @param {string} suiteName
 * @param {string[]} filters
 * @returns {Promise<Count>}
 */
export async function runSuite(suiteName, filters = []) {
  const suite = suites[suiteName];
  if (suite === undefined) throw new Error(`unknown suite ${suiteName}: one of ${Object.keys(suites).join(', ')}`);
  const files = suiteFiles(suite, filters);
  if (files.length === 0) throw new Error(`no test file of suite ${suiteName} matches ${filters.join(', ')}`);
  const bundle = await bundleTests(suite.name, files);
  const summary = `${bundle}.summary.json`;
  rmSync(summary, { force: true });
  const code = await execute(bundle, summary);
  if (!existsSync(summary)) {
    process.stdout.write(`the ${suiteName} tests ended before their count (exit ${code})\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const count = /** @type {Count} */ (JSON.parse(readFileSync(summary, 'utf8')));
  return code === 0 || count.failed > 0 ? count : { ...count, failed: 1 };
}

/** @param {string} bundle @param {string} summary @returns {Promise<number>} */
function execute(bundle, summary) {
  const reporter = pathToFileURL(path.join(root, '.ci/reporter.mjs')).href;
  const args = ['--enable-source-maps', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', bundle];
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, GALLEY_TEST_SUMMARY: summary },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code ?? 1)));
}

if (import.meta.main) {
  const [suiteName = 'unit', ...rest] = process.argv.slice(2);
  if (rest.includes('--verbose')) process.env['GALLEY_TEST_VERBOSE'] = '1';
  const filters = rest.filter((argument) => argument !== '--verbose');
  const { failed } = await runSuite(suiteName, filters).catch((error) => {
    process.stderr.write(`${error.message}\n`);
    return { failed: 1 };
  });
  process.exitCode = failed > 0 ? 1 : 0;
}
