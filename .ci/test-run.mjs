// usage: node .ci/test-run.mjs <unit|editor|crash> [part of a file name ...] [--verbose] [--no-build]
// Bundles the matching test files into one entry and runs it in one process, after building what the tests start.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildProduct } from './build.mjs';
import { root } from './bundle.mjs';
import { ensureChromium } from './chromium.mjs';
import { getEditor } from './get-editor.mjs';
import { packageExtension, vsix } from './package.mjs';
import { postgresEnvironment } from './postgres.mjs';
import { run } from './report.mjs';
import { bundleTests, suiteFiles, suites } from './test-bundle.mjs';

/** `npm run test:crash` is the long form; `npm test` leaves the number of rounds to the tests. */
const longCrashRounds = '60';

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/**
 * Runs a suite and says how many of its tests passed. A run that ends without its closing count has failed.
 * @param {string} suiteName
 * @param {{ filters?: string[], limitMs?: number }} [how] parts of file names; after how long a run is ended and has failed
 * @returns {Promise<Count>}
 */
export async function runSuite(suiteName, { filters = [], limitMs } = {}) {
  const suite = suites[suiteName];
  if (suite === undefined) throw new Error(`unknown suite ${suiteName}: one of ${Object.keys(suites).join(', ')}`);
  const files = suiteFiles(suite, filters);
  if (files.length === 0) throw new Error(`no test file of the suite ${suiteName} matches ${filters.join(', ')}`);
  // A folder per run: two runs at once must not meet.
  const folder = `test/out/${suiteName}-${process.pid}`;
  try {
    const bundle = await bundleTests(files, folder);
    return await execute(suiteName, bundle, limitMs);
  } finally {
    rmSync(path.join(root, folder), { recursive: true, force: true });
  }
}

/**
 * What the editor tests need to know: which browser, which editor, which extension. The package is copied beside the
 * bundle, so that packaging anew does not disturb a run.
 * @param {string} bundle
 */
function editor(bundle) {
  const copy = path.join(path.dirname(bundle), path.basename(vsix));
  copyFileSync(vsix, copy);
  return { CHROMIUM: ensureChromium(), GALLEY_EDITOR_SERVER: getEditor(), GALLEY_VSIX: copy };
}

/** @param {string} suiteName @param {string} bundle @param {number} [limitMs] @returns {Promise<Count>} */
async function execute(suiteName, bundle, limitMs) {
  const summary = `${bundle}.summary.json`;
  const reporter = pathToFileURL(path.join(root, '.ci/reporter.mjs')).href;
  const args = ['--enable-source-maps', `--test-reporter=${reporter}`, '--test-reporter-destination=stdout', bundle];
  const env = {
    ...process.env,
    GALLEY_TEST_SUMMARY: summary,
    ...(suiteName === 'editor' ? editor(bundle) : postgresEnvironment()),
  };
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env, timeout: limitMs ?? 0 });
  const code = await new Promise((resolve) => child.on('close', (status, signal) => resolve(status ?? signal)));
  if (!existsSync(summary)) {
    process.stdout.write(`the ${suiteName} tests ended before their count (${code})\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const count = /** @type {Count} */ (JSON.parse(readFileSync(summary, 'utf8')));
  return code === 0 || count.failed > 0 ? count : { ...count, failed: 1 };
}

/** Most tests run on the sources: a bundle that cannot be built fails only those that start it. */
function warnOfBuild() {
  process.stdout.write('the build failed: tests that start the product run against the bundles of the last build\n');
}

/** @param {string[]} args */
async function main([suiteName = 'unit', ...rest]) {
  if (rest.includes('--verbose')) process.env['GALLEY_TEST_VERBOSE'] = '1';
  if (suiteName === 'crash') process.env['GALLEY_CRASH_ROUNDS'] ??= longCrashRounds;
  if (suiteName === 'editor') packageExtension();
  else if (!rest.includes('--no-build')) await buildProduct({}).catch(warnOfBuild);
  const filters = rest.filter((argument) => !argument.startsWith('--'));
  const { failed } = await runSuite(suiteName, { filters });
  process.exitCode = failed > 0 ? 1 : 0;
}

if (import.meta.main) await run(() => main(process.argv.slice(2)));
