import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { RunCase } from '../../server/src/runner';
import { assertionOf, behaviourOf, inputsOf } from '../runner/behaviours';
import { eventsOf } from '../runner/chat-server';
import { median, reportFigure } from '../support/bench';

const cases = 1000;
const rounds = 3;
const reply = '{"queue":"billing","reason":"charged twice"}';

/** What one process took, from its start to its end. */
interface Spent {
  readonly passed: number;
  /** Milliseconds of processor time. */
  readonly cpu: number;
  /** The most memory it held, in MB. */
  readonly memory: number;
}

/** This file is the bench, and each of the processes it measures: server, bare loop, test run. */
void (process.env['BENCH_ROLE'] === undefined ? bench() : play(process.env['BENCH_ROLE']));

async function bench(): Promise<void> {
  const server = startRole('server', []);
  const baseUrl = await server.firstLine;
  for (const concurrency of [1, 4, 20]) {
    const ours: Spent[] = [];
    const bare: Spent[] = [];
    for (let round = 0; round < rounds; round++) {
      bare.push(await measure('loop', baseUrl, concurrency));
      ours.push(await measure('run', baseUrl, concurrency));
    }
    report('cpu', 'ms', 1.5, concurrency, ours, bare);
    report('memory', 'MB', 1.3, concurrency, ours, bare);
  }
  const bare = await measure('loop', baseUrl, 4);
  const streamed = await measure('streamed run', baseUrl, 4);
  reportFigure({
    what: `test run as the editor makes it, streamed, ${cases} cases x 3 assertions, 4 at once, cpu`,
    value: streamed.cpu,
    unit: 'ms',
    yardstick: { what: 'bare fetch loop, not streamed', value: bare.cpu },
  });
  server.stop();
}

function report(
  key: 'cpu' | 'memory',
  unit: string,
  maxRatio: number,
  concurrency: number,
  ours: readonly Spent[],
  bare: readonly Spent[],
): void {
  reportFigure({
    what: `test run, ${cases} cases x 3 assertions, ${concurrency} at once, ${key}`,
    value: median(ours.map((spent) => spent[key])),
    unit,
    yardstick: { what: 'bare fetch loop', value: median(bare.map((spent) => spent[key])) },
    maxRatio,
  });
}

async function measure(role: string, baseUrl: string, concurrency: number): Promise<Spent> {
  const spent = JSON.parse(await startRole(role, [baseUrl, String(concurrency)]).firstLine) as Spent;
  if (spent.passed !== cases) throw new Error(`${role}: ${spent.passed} of ${cases} cases passed`);
  return spent;
}

function startRole(role: string, args: readonly string[]): { readonly firstLine: Promise<string>; stop(): void } {
  const child = spawn(process.execPath, [__filename, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BENCH_ROLE: role },
  });
  const firstLine = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('close', (code) => reject(new Error(`${role} ended with ${code}`)));
  });
  return { firstLine, stop: () => child.kill() };
}

async function play(role: string): Promise<void> {
  if (role === 'server') return serve();
  const [baseUrl = '', concurrency = '1'] = process.argv.slice(2);
  const passed = await (role === 'loop' ? loop : run)(baseUrl, Number(concurrency), role === 'streamed run');
  const { user, system } = process.cpuUsage();
  const spent: Spent = { passed, cpu: (user + system) / 1000, memory: process.resourceUsage().maxRSS / 1024 };
  process.stdout.write(`${JSON.stringify(spent)}\n`);
}

/** Answers at once, as a stream when asked for one. */
function serve(): void {
  const whole = JSON.stringify({
    choices: [{ message: { role: 'assistant', content: reply }, finish_reason: 'stop' }],
  });
  const events = eventsOf(reply.match(/.{1,8}/g) ?? []).join('');
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const streamed = (JSON.parse(Buffer.concat(pieces).toString()) as { stream?: boolean }).stream === true;
      response.writeHead(200, { 'content-type': streamed ? 'text/event-stream' : 'application/json' });
      response.end(streamed ? events : whole);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1\n`);
  });
}

/** The yardstick: as many workers as asked for, each fetching and checking by hand. */
async function loop(baseUrl: string, concurrency: number): Promise<number> {
  let next = 0;
  let passed = 0;
  const work = async (): Promise<void> => {
    while (next < cases) {
      const content = `Classify this ticket: charged ${next++}`;
      const response = await fetch(`${baseUrl}/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'mock', messages: [{ role: 'user', content }] }),
      });
      const answer = (await response.json()) as { choices: { message: { content: string } }[] };
      const text = answer.choices[0]?.message.content ?? '';
      const { queue } = JSON.parse(text) as { queue?: unknown };
      if (text.includes('billing') && /charged/.test(text) && typeof queue === 'string') passed++;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return passed;
}

async function run(baseUrl: string, concurrency: number, streamed: boolean): Promise<number> {
  const { createProvider, createRenderer, runCases } = await import('../../server/src/runner');
  const config = { type: 'openai-compatible', baseUrl, model: 'mock' } as const;
  const provider = createProvider('local', config, { root: '/', apiKey: () => Promise.resolve(undefined) });
  const renderer = createRenderer({ workerPath: path.join(__dirname, 'runner-worker.js') });
  const behaviour = behaviourOf('Classify this ticket: {{ticket}}', { inputs: inputsOf('ticket') });
  const assertions = [
    assertionOf({ type: 'contains', value: 'billing' }),
    assertionOf({ type: 'regex', value: 'charged' }),
    assertionOf({ type: 'is-json', value: { required: ['queue'], properties: { queue: { type: 'string' } } } }),
  ];
  const plan = Array.from({ length: cases }, (_, index): RunCase => {
    const inputs = { ticket: `charged ${index}` };
    return { prompt: 'triage', case: `case ${index}`, behaviour, provider, inputs, assertions };
  });
  const { outcomes } = await runCases({ cases: plan, renderer }, { concurrency, streamed, onEvent: () => undefined });
  await renderer.dispose();
  return outcomes.filter(({ outcome }) => outcome === 'passed').length;
}
