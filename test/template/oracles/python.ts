import { spawnSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { fromRoot } from '../../support/repo';

/**
 * Runs a script of this folder with Python on a list of inputs. Undefined, noted in the report, where Python or a module
 * the script needs is not installed.
 */
export function askPython<T>(
  context: TestContext,
  script: string,
  inputs: readonly unknown[],
): readonly T[] | undefined {
  const run = spawnSync('python3', [fromRoot('test/template/oracles', script)], {
    input: JSON.stringify(inputs),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (run.error !== undefined || /ModuleNotFoundError|ImportError/.test(run.stderr)) {
    context.diagnostic(`not compared: python3 cannot run ${script} here`);
    return undefined;
  }
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as readonly T[];
}
