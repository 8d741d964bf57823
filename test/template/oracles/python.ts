import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { fromRoot } from '../../support/repo';

const folder = 'test/template/oracles';

/**
 * Runs a script of this folder with Python on a list of inputs. Undefined, noted in the report, where Python or a module
 * the script needs is not installed.
 */
export function askPython<T>(
  context: TestContext,
  script: string,
  inputs: readonly unknown[],
): readonly T[] | undefined {
  const run = spawnSync('python3', [fromRoot(folder, script)], {
    input: JSON.stringify(inputs),
    encoding: 'utf8',
    maxBuffer: 400_000_000,
  });
  if (run.error !== undefined || /ModuleNotFoundError|ImportError/.test(run.stderr)) {
    context.diagnostic(`not compared: python3 cannot run ${script} here`);
    return undefined;
  }
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout) as readonly T[];
}

/** A text and what Python said of it. */
export type Recorded<T> = readonly [text: string, verdict: T];

/**
 * Recorded answers of a script, so that something is compared where Python is not installed. With `GALLEY_RECORD=1` they
 * are recorded anew from `texts`.
 */
export function recorded<T>(
  context: TestContext,
  script: string,
  file: string,
  texts: readonly string[],
): readonly Recorded<T>[] {
  const place = fromRoot(folder, file);
  if (process.env['GALLEY_RECORD'] === '1') {
    const verdicts = askPython<T>(context, script, texts) ?? [];
    const lines = verdicts.map((verdict, index) => JSON.stringify([texts[index], verdict]));
    writeFileSync(place, `[\n${lines.join(',\n')}\n]\n`);
  }
  return JSON.parse(readFileSync(place, 'utf8')) as readonly Recorded<T>[];
}
