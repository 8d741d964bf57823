import { setTimeout as sleep } from 'node:timers/promises';
import { type RecordingClient } from '../hosts/lsp/client';
import { median, reportFigure } from '../support/bench';
import { bigPrompt, cpuOf, isNullServer, serveNothing, startServer } from './support/server-bench';

const file = 'big.prompt';
const rounds = 3;
const keys = 40;

/** What one server took on one file. Milliseconds, per key or request. */
interface Cost {
  readonly changeCpu: number;
  readonly changeWall: number;
  readonly completionCpu: number;
  readonly hoverCpu: number;
  readonly burstPublishes: number;
  /** The longest answer, in KB. */
  readonly largest: number;
}

if (isNullServer()) serveNothing();
else void bench();

async function bench(): Promise<void> {
  for (const [lines, inputs] of [
    [50, 8],
    [500, 50],
    [2_000, 200],
  ] as const) {
    const ours: Cost[] = [];
    const nothing: Cost[] = [];
    for (let round = 0; round < rounds; round++) {
      nothing.push(await measure('null', lines, inputs));
      ours.push(await measure('galley', lines, inputs));
    }
    report(lines, ours, nothing);
  }
}

function report(lines: number, ours: readonly Cost[], nothing: readonly Cost[]): void {
  const what = (name: string): string => `${name}, ${lines} lines`;
  const of = (costs: readonly Cost[], key: keyof Cost): number => median(costs.map((cost) => cost[key]));
  const yardstick = (key: keyof Cost): { what: string; value: number } => ({
    what: 'null server',
    value: of(nothing, key),
  });
  reportFigure({
    what: what('keystroke, server CPU'),
    value: of(ours, 'changeCpu'),
    unit: 'ms',
    yardstick: yardstick('changeCpu'),
    maxValue: 5,
  });
  reportFigure({
    what: what('keystroke to findings'),
    value: of(ours, 'changeWall'),
    unit: 'ms',
    yardstick: yardstick('changeWall'),
    maxRatio: 10,
  });
  reportFigure({
    what: what('completion, server CPU'),
    value: of(ours, 'completionCpu'),
    unit: 'ms',
    yardstick: yardstick('completionCpu'),
    maxValue: 1,
  });
  reportFigure({
    what: what('hover, server CPU'),
    value: of(ours, 'hoverCpu'),
    unit: 'ms',
    yardstick: yardstick('hoverCpu'),
    maxValue: 1,
  });
  reportFigure({
    what: what('publishes for a burst of 20 keys'),
    value: of(ours, 'burstPublishes'),
    unit: 'publishes',
    yardstick: yardstick('burstPublishes'),
    maxValue: 10,
  });
  reportFigure({ what: what('largest answer'), value: of(ours, 'largest'), unit: 'KB', maxValue: 256 });
}

/** A character of the name in the line that is typed into. */
const onName = 20;

async function measure(which: 'galley' | 'null', lines: number, inputs: number): Promise<Cost> {
  const text = bigPrompt(lines, inputs);
  const client = await startServer(which, { [file]: text });
  const editor = new Editor(client, text, Math.floor(lines * 0.75) + 1);
  await editor.open();
  await sleep(500);
  await cpuPer(client, 20, () => editor.key());
  const walls: number[] = [];
  const changeCpu = await cpuPer(client, keys, async () => void walls.push(await editor.key()));
  const completionCpu = await cpuPer(client, keys, () => editor.ask('completion', 0));
  if (which === 'galley' && (await editor.ask('hover', onName)) === null) throw new Error('hover says nothing');
  const hoverCpu = await cpuPer(client, keys, () => editor.ask('hover', onName));
  const burstPublishes = await editor.burst();
  const largest = which === 'null' ? 0 : await editor.largestAnswer();
  await client.stop();
  return { changeCpu, changeWall: median(walls), completionCpu, hoverCpu, burstPublishes, largest };
}

async function cpuPer(client: RecordingClient, count: number, work: () => Promise<unknown>): Promise<number> {
  const start = cpuOf(client.pid);
  for (let index = 0; index < count; index++) {
    await work();
    await sleep(40);
  }
  return (cpuOf(client.pid) - start) / count;
}

/** Types into one place of a document and looks at what comes back. */
class Editor {
  readonly #client: RecordingClient;
  readonly #text: string;
  readonly #line: number;
  #version = 1;
  #typed = false;

  constructor(client: RecordingClient, text: string, line: number) {
    this.#client = client;
    this.#text = text;
    this.#line = line;
  }

  async open(): Promise<void> {
    await this.#client.open(file, this.#text);
    await this.#client.findings(file, this.#version);
  }

  /** Types a character, or takes it away again; the milliseconds until its findings are there. */
  async key(): Promise<number> {
    const start = performance.now();
    await this.#edit(this.#typed ? '' : 'x', this.#typed ? 1 : 0);
    this.#typed = !this.#typed;
    await this.#client.findings(file, this.#version);
    return performance.now() - start;
  }

  ask(feature: string, character: number): Promise<unknown> {
    return this.#client.request(`textDocument/${feature}`, {
      ...this.#document(),
      position: { line: this.#line, character },
    });
  }

  /** How many findings are published for 20 characters that are typed 30 ms apart. */
  async burst(): Promise<number> {
    const before = this.#client.published.length;
    for (let index = 0; index < 20; index++) {
      await this.#edit('z', 0);
      await sleep(30);
    }
    await this.#client.findings(file, this.#version);
    await sleep(300);
    return this.#client.published.length - before;
  }

  /** The longest of the answers about the whole document and about a place in a tag, in KB. */
  async largestAnswer(): Promise<number> {
    await this.#edit('{{', 0);
    const whole = ['documentSymbol', 'codeLens', 'semanticTokens/full', 'foldingRange', 'documentLink'];
    const answers = await Promise.all([
      ...whole.map((method) => this.#client.request(`textDocument/${method}`, this.#document())),
      this.ask('completion', 2),
      this.#client.request('textDocument/references', {
        ...this.#document(),
        position: { line: 5, character: 6 },
        context: { includeDeclaration: true },
      }),
    ]);
    return Math.max(...answers.map((answer) => JSON.stringify(answer).length / 1024));
  }

  #document(): { textDocument: { uri: string } } {
    return { textDocument: { uri: this.#client.uri(file) } };
  }

  #edit(text: string, removed: number): Promise<void> {
    const range = { start: { line: this.#line, character: 0 }, end: { line: this.#line, character: removed } };
    return this.#client.notify('textDocument/didChange', {
      textDocument: { uri: this.#client.uri(file), version: ++this.#version },
      contentChanges: [{ range, text }],
    });
  }
}
