import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { TestContext } from 'node:test';
import { fromRoot } from '../../support/repo';

const folder = 'test/template/oracles';

/**
 * Runs a script of this folder with Python on a list of inputs: one answer for each. Undefined, and the test is skipped, where
 * Python or a module that the script needs is not installed.
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
    context.skip(`python3 cannot run ${script} here`);
    return undefined;
  }
  if (run.status !== 0) throw new Error(run.stderr);
  const answers = JSON.parse(run.stdout) as readonly T[];
  assert.equal(answers.length, inputs.length, `${script} left inputs without an answer`);
  return answers;
}

/** A text and what Python said of it. */
export type Recorded<T> = readonly [text: string, verdict: T];

/**
 * Recorded answers of a script, `least` of them or more, so that something is compared where Python is not installed. With
 * `GALLEY_RECORD=1` they are recorded anew from `texts`.
 */
export function recorded<T>(
  context: TestContext,
  script: string,
  file: string,
  texts: readonly string[],
  least: number,
): readonly Recorded<T>[] {
  const place = fromRoot(folder, file);
  if (process.env['GALLEY_RECORD'] === '1') {
    const verdicts = askPython<T>(context, script, texts);
    assert.ok(verdicts !== undefined, `python3 cannot record ${file} here`);
    const lines = verdicts.map((verdict, index) => JSON.stringify([texts[index], verdict]));
    writeFileSync(place, `[\n${lines.join(',\n')}\n]\n`);
  }
  const answers = JSON.parse(readFileSync(place, 'utf8')) as readonly Recorded<T>[];
  assert.ok(answers.length >= least, `only ${answers.length} answers in ${file}`);
  return answers;
}
