// A node:test reporter for one bundled entry: failures in full, one line per top-level group when asked, and a count.
// The count is written to the file GALLEY_TEST_SUMMARY names too, so that a caller can add suites up.
import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';

/** A test that takes longer is named at the end, the five slowest at most. */
const slowMs = 3000;
/** What node:test says of every run; the count at the end says it better. */
const ownCount = /^(?:tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) [\d.]+$/;
const verbose = process.env['GALLEY_TEST_VERBOSE'] === '1';

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* report(events) {
  /** @type {any[]} */
  const slow = [];
  const count = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  const names = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      names.length = data.nesting;
      names[data.nesting] = data.name;
    } else if (type === 'test:stdout' || type === 'test:stderr') {
      yield data.message;
    } else if (type === 'test:diagnostic' && isWorthSaying(data)) {
      yield `${data.message}\n`;
    } else if (type === 'test:fail') {
      if (isOwnFailure(data)) {
        count.failed++;
        yield describeFailure(names.slice(0, data.nesting).concat(data.name).join(' › '), data);
      }
    } else if (type === 'test:pass' && data.details?.type !== 'suite') {
      if (data.skip !== undefined || data.todo !== undefined) {
        count.skipped++;
        yield `skipped: ${data.name}: ${String(data.skip ?? data.todo)}\n`;
      } else {
        count.passed++;
        if (data.details.duration_ms > slowMs) slow.push(data);
        if (verbose) yield `ok ${Math.round(data.details.duration_ms)} ms  ${data.name}\n`;
      }
    }
  }
  const file = process.env['GALLEY_TEST_SUMMARY'];
  if (file !== undefined) writeFileSync(file, JSON.stringify(count));
  slow.sort((a, b) => b.details.duration_ms - a.details.duration_ms);
  for (const data of slow.slice(0, 5)) yield `slow: ${(data.details.duration_ms / 1000).toFixed(1)} s  ${data.name}\n`;
  const seconds = (performance.now() / 1000).toFixed(1);
  const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
  yield `${count.passed + count.failed} tests in ${seconds} s${skipped}\n${count.passed} passed, ${count.failed} failed\n`;
}

/** @param {any} data */
function isWorthSaying(data) {
  return data.level === 'error' || !ownCount.test(data.message);
}

/** A group that fails only because a test in it failed is not one more failure. @param {any} data */
function isOwnFailure(data) {
  return data.details?.error?.failureType !== 'subtestsFailed';
}

/** @param {string} name @param {any} data */
function describeFailure(name, data) {
  const error = data.details?.error;
  const cause = error?.cause ?? error;
  const shown = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  // A property that fails says for which value; its cause says why.
  const text = cause?.cause instanceof Error ? `${shown}\n${cause.cause.message}` : shown;
  return `\nFAILED ${name} (${Math.round(data.details?.duration_ms ?? 0)} ms)\n${text.replace(/^/gm, '  ')}\n`;
}
