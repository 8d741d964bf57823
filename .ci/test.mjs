// npm test: packages the extension, runs the static checks and every test, those in the real editor included, and ends
// with one line that counts them all.
import { ensureChromium } from './chromium.mjs';
import { getEditor } from './get-editor.mjs';
import { packageExtension } from './package.mjs';
import { run } from './report.mjs';
import { checks, runSteps } from './steps.mjs';
import { runSuite } from './test-run.mjs';

/** A suite that takes longer hangs. */
const limitMs = 10 * 60_000;

/** @param {string} title */
function announce(title) {
  process.stdout.write(`\n== ${title} (${Math.round(performance.now() / 1000)} s)\n`);
}

/**
 * A real browser on a busy machine loses a key now and then: what fails in the editor must fail twice, and both are shown.
 * @param {string} suite
 */
async function runTolerant(suite) {
  const first = await runSuite(suite, { limitMs });
  if (suite !== 'editor' || first.failed === 0) return first;
  announce(`${suite} tests, once more`);
  return runSuite(suite, { limitMs });
}

/** @returns {Promise<{ passed: number, failed: number }>} */
async function testAll() {
  ensureChromium();
  announce('package');
  packageExtension();
  getEditor();
  announce('checks');
  const failedChecks = await runSteps(checks);
  const total = { passed: checks.length - failedChecks.length, failed: failedChecks.length };
  for (const suite of ['unit', 'crash', 'editor']) {
    announce(`${suite} tests`);
    const { passed, failed } = await runTolerant(suite);
    total.passed += passed;
    total.failed += failed;
  }
  announce('end');
  if (failedChecks.length > 0) process.stdout.write(`failed checks: ${failedChecks.join(', ')}\n`);
  return total;
}

await run(async () => {
  const { passed, failed } = await testAll();
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  process.exitCode = failed > 0 ? 1 : 0;
});
