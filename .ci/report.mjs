// How scripts end.
import { inspect } from 'node:util';

/**
 * Ends a check: its problems, one closing line, an exit code.
 * @param {string[]} problems each a line that says what is wrong and where
 * @param {string} checked what was looked at, e.g. `12 commands`
 */
export function finish(problems, checked) {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${checked}, ${problems.length} problems\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}

/**
 * Ends a script whose work has failed: the message for the person at the terminal, the stack only of a programming error.
 * @param {unknown} error
 */
function fail(error) {
  const expected = error instanceof Error && error.constructor === Error;
  process.stderr.write(`\n${expected ? error.message : inspect(error)}\n`);
  process.exitCode = 1;
}

/** Runs a script's work to its end. @param {() => unknown} body */
export async function run(body) {
  try {
    await body();
  } catch (error) {
    fail(error);
  }
}
