import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { type OperationName, type OperationOutput, operations } from '../../../server/src/protocol';
import { built, fromRoot } from '../../support/repo';

/** How a process of the built command line ended. */
export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a process is started with. */
export interface ProcessOptions {
  readonly env?: { readonly [name: string]: string };
  /** What it reads from standard input. */
  readonly input?: string;
}

/** The author of everything that tests do, unless they say otherwise. */
export const ada = { GIT_AUTHOR_NAME: 'Ada Writer', GIT_AUTHOR_EMAIL: 'ada@example.com' };

/** Someone else. */
export const grace = { GIT_AUTHOR_NAME: 'Grace Reviewer', GIT_AUTHOR_EMAIL: 'grace@example.com' };

/** A running process, for tests that talk to it. */
export function startGalley(folder: string, words: readonly string[], options: ProcessOptions = {}): ChildProcess {
  const { PATH = '', HOME = '', SystemRoot = '' } = process.env;
  const XDG_CACHE_HOME = fromRoot('node_modules/.cache');
  const env = { PATH, HOME, SystemRoot, XDG_CACHE_HOME, TZ: 'UTC', ...ada, ...options.env };
  return spawn(process.execPath, [built.cli, ...words], { cwd: folder, env, stdio: 'pipe' });
}

/** How a process ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child;
  assert.ok(stdout !== null && stderr !== null);
  const closed = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const [out, err, code] = await Promise.all([text(stdout), text(stderr), closed]);
  return { code, stdout: out, stderr: err };
}

/** Runs `galley` with some words in a folder, to its end. */
export async function galley(folder: string, words: readonly string[], options: ProcessOptions = {}): Promise<Ended> {
  const child = startGalley(folder, words, options);
  child.stdin?.on('error', () => undefined); // a command that reads nothing may end before its input is written
  child.stdin?.end(options.input ?? '');
  return ended(child);
}

/** What a command prints with `--json`, read by the output schema of its operation. */
export async function answer<Name extends OperationName>(
  folder: string,
  operation: Name,
  words: readonly string[],
  { code = 0, ...options }: ProcessOptions & { readonly code?: number } = {},
): Promise<OperationOutput<Name>> {
  const run = await galley(folder, [...words, '--json'], options);
  assert.deepEqual(
    { code: run.code, stderr: run.stderr },
    { code, stderr: '' },
    `galley ${words.join(' ')}: ${run.stdout}`,
  );
  return operations[operation].output.parse(JSON.parse(run.stdout)) as OperationOutput<Name>;
}
