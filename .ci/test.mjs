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
    const { passed, failed } = await runSuite(suite, { limitMs });
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
