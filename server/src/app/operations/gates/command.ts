import { type ChildProcess, spawn } from 'node:child_process';
import process from 'node:process';

/** How a command ended. */
export type CommandEnd =
  | { readonly kind: 'ended'; readonly code: number; readonly output: string; readonly complaint: string }
  /** It could not be started, did not end in time, or said too much. */
  | { readonly kind: 'broken'; readonly reason: string };

/** What a command is run with. */
export interface CommandSettings {
  /** The folder that it is started in. */
  readonly folder: string;
  /** What it reads from its standard input. */
  readonly input: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** A command that prints more than this is stopped. Bytes. */
const mostOutput = 1024 * 1024;

const windows = process.platform === 'win32';

/** Runs a program without a shell. When it has to be stopped, what it started is stopped with it. Never rejects. */
export function runCommand(
  [program = '', ...words]: readonly string[],
  settings: CommandSettings,
): Promise<CommandEnd> {
  const { folder, input, timeoutMs, signal } = settings;
  return new Promise((resolve) => {
    let broken: string | undefined;
    // A group of its own can be stopped as a whole.
    const child = spawn(program, words, { cwd: folder, detached: !windows, windowsHide: true });
    const stop = (reason: string): void => {
      broken ??= reason;
      kill(child);
    };
    const stopped = (): void => stop('it was stopped');
    const clock = setTimeout(() => stop(`${program} did not end within ${timeoutMs / 1000} s`), timeoutMs);
    signal?.addEventListener('abort', stopped, { once: true });
    if (signal?.aborted === true) stopped();
    const output = listen(child.stdout, () => stop(`${program} prints more than a gate may`));
    const complaint = listen(child.stderr, () => stop(`${program} prints more than a gate may`));
    child.stdin.on('error', () => undefined); // it need not read
    child.stdin.end(input);
    const settle = (end: CommandEnd): void => {
      clearTimeout(clock);
      signal?.removeEventListener('abort', stopped);
      resolve(end);
    };
    child.on('error', (error) => settle({ kind: 'broken', reason: `${program} cannot be started: ${error.message}` }));
    child.on('close', (code, killed) => {
      if (broken !== undefined) return settle({ kind: 'broken', reason: broken });
      if (code === null) return settle({ kind: 'broken', reason: `${program} was ended by ${killed ?? 'a signal'}` });
      return settle({ kind: 'ended', code, output: output(), complaint: complaint() });
    });
  });
}

/** Collects a stream; what came so far. */
function listen(stream: NodeJS.ReadableStream, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostOutput) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function kill(child: ChildProcess): void {
  try {
    if (windows || child.pid === undefined) child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL'); // it has ended meanwhile
  }
}
