import { setTimeout as sleep } from 'node:timers/promises';
import { median, reportFigure } from '../support/bench';
import { bigPrompt, cpuOf, isNullServer, memoryOf, serveNothing, startServer } from './support/server-bench';

const rounds = 5;

if (isNullServer()) serveNothing();
else void bench();

async function bench(): Promise<void> {
  const ours: Start[] = [];
  const nothing: Start[] = [];
  for (let round = 0; round < rounds; round++) {
    nothing.push(await measure('null'));
    ours.push(await measure('galley'));
  }
  const of = (starts: readonly Start[], key: keyof Start): number => median(starts.map((start) => start[key]));
  const bars = { cpu: 130, memory: 75 };
  for (const [key, unit] of [
    ['cpu', 'ms'],
    ['memory', 'MiB'],
  ] as const) {
    const yardstick = { what: 'null server', value: of(nothing, key) };
    reportFigure({
      what: `start of the language server, ${key}`,
      value: of(ours, key),
      unit,
      yardstick,
      maxValue: bars[key],
    });
  }
}

interface Start {
  readonly cpu: number;
  readonly memory: number;
}

/** From the start of the process until it rests after `initialized`, before anything asked for the store. */
async function measure(which: 'galley' | 'null'): Promise<Start> {
  const client = await startServer(which, {
    'prompts/big.prompt': bigPrompt(500, 50),
    'prompts/hello.prompt': 'Hello {{name}}',
  });
  await sleep(300);
  const start = { cpu: cpuOf(client.pid), memory: memoryOf(client.pid) };
  await client.stop();
  return start;
}
