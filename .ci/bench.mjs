// usage: node .ci/bench.mjs [part of a file name ...]
// Runs every bench in a process of its own and prints one table: value, yardstick, ratio, bar. Ends with 1 when a bar is
// not held.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { buildProduct } from './build.mjs';
import { root } from './bundle.mjs';
import { postgresEnvironment } from './postgres.mjs';
import { bundleTests, suiteFiles, suites } from './test-bundle.mjs';

const figureMark = '@figure ';

/** @typedef {import('../test/support/bench.ts').Figure} Figure */

/** @param {string} bundle @returns {Promise<{ figures: Figure[], code: number | null }>} */
async function runBench(bundle) {
  const child = spawn(process.execPath, ['--enable-source-maps', '--expose-gc', bundle], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...postgresEnvironment() },
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const code = await new Promise((resolve) => child.on('close', resolve));
  const lines = output.split('\n').filter((line) => line !== '');
  const figures = lines.filter((line) => line.startsWith(figureMark));
  for (const line of lines) if (!figures.includes(line)) process.stdout.write(`  ${line}\n`);
  return { figures: figures.map((line) => JSON.parse(line.slice(figureMark.length))), code };
}

/** @param {number} value */
function short(value) {
  return value.toLocaleString('en', { maximumSignificantDigits: 3, useGrouping: false });
}

/** @param {Figure} figure */
function evaluate({ what, value, unit, yardstick, maxValue, maxRatio }) {
  const ratio = yardstick === undefined ? undefined : value / yardstick.value;
  const bars = [
    ...(maxValue === undefined ? [] : [`≤ ${maxValue} ${unit}`]),
    ...(maxRatio === undefined ? [] : [`≤ ${maxRatio}x`]),
  ];
  const holds =
    (maxValue === undefined || value <= maxValue) &&
    (maxRatio === undefined || (ratio !== undefined && ratio <= maxRatio));
  const row = [
    what,
    `${short(value)} ${unit}`,
    yardstick === undefined ? '' : `${short(yardstick.value)} ${unit} (${yardstick.what})`,
    ratio === undefined ? '' : `${short(ratio)}x`,
    bars.join(', '),
    bars.length === 0 ? '' : holds ? 'held' : 'NOT HELD',
  ];
  return { row, holds };
}

/** @param {string[][]} rows */
function printTable(rows) {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of rows) {
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
}

const files = suiteFiles(/** @type {import('./test-bundle.mjs').Suite} */ (suites['bench']), process.argv.slice(2));
await buildProduct({ production: true });
const folder = `test/out/bench-${process.pid}`;
/** @type {Figure[]} */
const figures = [];
const broken = [];
try {
  for (const file of files) {
    process.stdout.write(`${file}\n`);
    const { figures: found, code } = await runBench(await bundleTests([file], folder));
    figures.push(...found);
    if (code !== 0 || found.length === 0) broken.push(`${file} ended with ${code} and ${found.length} figures`);
  }
} finally {
  rmSync(path.join(root, folder), { recursive: true, force: true });
}
const results = figures.map(evaluate);
process.stdout.write('\n');
printTable([['what', 'value', 'yardstick', 'ratio', 'bar', ''], ...results.map(({ row }) => row)]);
for (const line of broken) process.stdout.write(`${line}\n`);
process.exitCode = broken.length > 0 || results.some(({ holds }) => !holds) ? 1 : 0;
