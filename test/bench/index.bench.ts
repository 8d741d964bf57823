import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordingClient } from '../hosts/lsp/client';
import { median, reportFigure } from '../support/bench';
import { manyPrompts } from './support/many-prompts';
import { cpuOf, isNullServer, serveNothing, startServer } from './support/server-bench';

const typed = 'prompts/area1/p1.prompt';

if (isNullServer()) serveNothing();
else void bench();

async function bench(): Promise<void> {
  for (const count of [1_000, 10_000]) await measure(count);
}

/** What it costs to look through a workspace for the first time and again, and how long a key waits meanwhile. */
async function measure(count: number): Promise<void> {
  const files = manyPrompts(count);
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'galley-bench-')));
  const caches = mkdtempSync(path.join(tmpdir(), 'galley-bench-cache-'));
  const options = { folder, environment: { XDG_CACHE_HOME: caches } };
  try {
    const cold = await lookThrough(await startServer('galley', files, options), files[typed] ?? '');
    const yardstick = { what: 'reading the files', value: cpuOfReading(folder) };
    const warm = await lookThrough(await startServer('galley', {}, options), files[typed] ?? '');
    const large = count >= 10_000;
    const figure = (what: string, value: number, unit = 'ms'): { what: string; value: number; unit: string } => ({
      what: `${what}, ${count} prompts`,
      value,
      unit,
    });
    reportFigure({ ...figure('first look', cold.cpu), yardstick, ...(large ? { maxValue: 4_000 } : {}) });
    reportFigure({ ...figure('look with an index', warm.cpu), yardstick, ...(large ? { maxValue: 1_000 } : {}) });
    const rest = { what: 'afterwards', value: median(cold.rest) };
    reportFigure({ ...figure('a key during the first look', median(cold.busy)), yardstick: rest });
    reportFigure({ ...figure('slowest key during the first look', Math.max(...cold.busy)), yardstick: rest });
    reportFigure({ ...figure('keystroke, server CPU', cold.key), ...(large ? { maxValue: 5 } : {}) });
  } finally {
    for (const one of [folder, caches]) rmSync(one, { recursive: true, force: true });
  }
}

interface Look {
  /** The processor time of the server until it had looked at every file, keys and start included. */
  readonly cpu: number;
  /** How long keys took to their findings while it looked. */
  readonly busy: readonly number[];
  readonly rest: readonly number[];
  /** The processor time of a key afterwards. */
  readonly key: number;
}

async function lookThrough(client: RecordingClient, text: string): Promise<Look> {
  const busy: number[] = [];
  let isLooking = true;
  let version = 1;
  const press = async (): Promise<number> => {
    const start = performance.now();
    await client.change(typed, ++version, `${text}${'x'.repeat(version % 2)}`);
    await client.findings(typed, version);
    return performance.now() - start;
  };
  await client.open(typed, text);
  const looked = client.request('workspace/diagnostic', { previousResultIds: [] }).then(() => (isLooking = false));
  await client.findings(typed, version);
  while (isLooking) {
    // Somebody who types all the time is not what is measured: looking gives way to typing.
    await sleep(700);
    busy.push(await press());
  }
  await looked;
  const cpu = cpuOf(client.pid);
  await sleep(500);
  const rest: number[] = [];
  const before = cpuOf(client.pid);
  for (let index = 0; index < 20; index++) {
    rest.push(await press());
    await sleep(60);
  }
  const key = (cpuOf(client.pid) - before) / 20;
  await client.stop();
  return { cpu, busy, rest, key };
}

function cpuOfReading(folder: string): number {
  const start = process.cpuUsage();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) readFileSync(path.join(entry.parentPath, entry.name), 'utf8');
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
}
