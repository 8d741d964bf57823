import assert from 'node:assert/strict';

/** The CPU time of a run, in milliseconds. */
function cost(run: () => void): number {
  const start = process.cpuUsage();
  run();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1_000;
}

/**
 * Four times the text may cost eight times the time and something for a busy machine; quadratic would be sixteen. A
 * machine that was busy in one try is asked again.
 */
export function assertLinear(name: string, run: (length: number) => void): void {
  let report = '';
  run(2_500);
  for (let tries = 0; tries < 8; tries++) {
    const small = cost(() => run(12_500));
    const large = cost(() => run(50_000));
    if (large <= Math.max(8 * small, 60)) return;
    report = `${name}: ${small.toFixed(1)} ms for 12,500 characters, ${large.toFixed(1)} ms for 50,000`;
  }
  assert.fail(report);
}
