// Everything that can be said about the sources without an editor: the static checks, then the unit tests.
import { packageExtension } from './package.mjs';
import { run } from './report.mjs';
import { checks, runSteps } from './steps.mjs';
import { runSuite } from './test-run.mjs';

await run(async () => {
  packageExtension();
  const failedChecks = await runSteps(checks);
  process.stdout.write('\nunit tests\n');
  const { failed } = await runSuite('unit');
  if (failedChecks.length > 0) process.stdout.write(`failed checks: ${failedChecks.join(', ')}\n`);
  process.exitCode = failedChecks.length + failed > 0 ? 1 : 0;
});
