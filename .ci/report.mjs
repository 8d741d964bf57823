// How every check ends: its problems, one closing line, and an exit code.

/**
 * @param {string[]} problems each a line that says what is wrong and where
 * @param {string} checked what was looked at, e.g. `12 commands`
 */
export function finish(problems, checked) {
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${checked}, ${problems.length} problems\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
