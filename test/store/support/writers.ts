import { build } from 'esbuild';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { ServerLogin, StoreTuning } from '../../../server/src/store';
import { fromRoot } from '../../support/repo';

/** Where a writer kills itself. */
export interface DyingPoint {
  readonly point:
    | 'in-append'
    | 'after-append'
    | 'after-sync'
    | 'after-checkpoint-write'
    | 'before-rename'
    | 'after-rename'
    | 'after-create'
    | 'before-remove';
  /** How often it passes the point before it dies there. */
  readonly after: number;
  /** For `in-append`: the share of the frame that is written, more than 0 and at most 1. */
  readonly part: number;
}

/** What a writer process does. */
export interface WriterOptions {
  readonly directory: string;
  readonly wasm: string;
  /** Versions are called `<name>-<count>`. */
  readonly name: string;
  readonly commits: number;
  /** Size of a version's text. */
  readonly words: number;
  readonly lock: boolean;
  readonly tuning: Partial<StoreTuning>;
  readonly dieAt?: DyingPoint;
  /** Whether it compacts, shares and checks now and then. */
  readonly chores?: boolean;
  /** It ends after this long, if it has not come to the end of its commits. Milliseconds. */
  readonly forMs?: number;
  /** Where the facts are kept, if not in the folder. */
  readonly server?: ServerLogin;
}

/** A writer process. */
export interface Writer {
  /** Ids of the versions that it said were acknowledged, so far. */
  readonly acknowledged: readonly string[];
  /** Resolves when it has opened the store. */
  readonly ready: Promise<void>;
  /** Resolves to how it ended, after its last word has been read. */
  readonly ended: Promise<{ readonly signal: string | null; readonly code: number | null; readonly errors: string }>;
  kill(signal: NodeJS.Signals): void;
}

let bundled: Promise<string> | undefined;

/** The bundled writer-process.ts; made once, removed when the process ends. */
async function bundle(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'galley-writer-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, 'writer.js');
  await build({
    entryPoints: [fromRoot('test/store/support/writer-process.ts')],
    outfile,
    ...{ bundle: true, platform: 'node', target: 'node22', format: 'cjs', mainFields: ['module', 'main'] },
  });
  return outfile;
}

/** Starts a writer in a process of its own. */
export async function startWriter(options: Omit<WriterOptions, 'wasm'>): Promise<Writer> {
  const script = await (bundled ??= bundle());
  const wasm = path.join(__dirname, 'sql-wasm.wasm');
  const child = spawn(process.execPath, [script, JSON.stringify({ ...options, wasm })], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return follow(child);
}

function follow(child: ChildProcess): Writer {
  const acknowledged: string[] = [];
  const ready = Promise.withResolvers<void>();
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString('utf8')));
  if (child.stdout !== null) {
    createInterface(child.stdout).on('line', (line) => {
      if (line === 'ready') ready.resolve();
      else if (line.startsWith('ack ')) acknowledged.push(line.slice('ack '.length));
    });
  }
  const ended = new Promise<Awaited<Writer['ended']>>((resolve) => {
    child.on('close', (code, signal) => {
      ready.resolve();
      resolve({ code, signal, errors });
    });
  });
  return { acknowledged, ready: ready.promise, ended, kill: (signal) => void child.kill(signal) };
}
