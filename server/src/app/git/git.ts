import { spawn } from 'node:child_process';
import { devNull, homedir } from 'node:os';
import { fail, fault, ok, type Result } from '../../base';

/** What one call of git may print, in bytes. */
const maxOutput = 256 * 1024 * 1024;

/** Nothing that a repository configures is run, and nothing is fetched. */
const safety = [
  '--no-pager',
  '--literal-pathspecs',
  '--no-optional-locks',
  ...[
    `core.hooksPath=${devNull}`,
    'core.fsmonitor=false',
    'core.untrackedCache=false',
    'diff.external=',
    'log.showSignature=false',
    'log.showRoot=true',
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
];

/** What would lead git to another repository, or have it run something. */
const foreign =
  /^GIT_(?:DIR|WORK_TREE|COMMON_DIR|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|EXTERNAL_DIFF|PAGER|CONFIG_PARAMETERS|CONFIG_COUNT|TRACE.*)$/;

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name));
  return {
    ...Object.fromEntries(kept),
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    LC_ALL: 'C',
  };
}

/**
 * Asks git about the repository of a folder, without a shell.
 * @param input what it reads from standard input
 */
export function askGit(
  root: string,
  words: readonly string[],
  { signal, input = '' }: { readonly signal?: AbortSignal | undefined; readonly input?: string } = {},
): Promise<Result<Buffer>> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve(fail(interrupted()));
    const chunks: Buffer[] = [];
    let [bytes, complaint] = [0, ''];
    // The program is not looked for in the folder of the workspace.
    const child = spawn('git', [...safety, '-C', root, ...words], {
      cwd: homedir(),
      env: environment(),
      windowsHide: true,
    });
    const stop = (): void => void child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > maxOutput) stop();
      else chunks.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(0, 2000);
    });
    child.on('error', () => resolve(fail(noGit())));
    child.on('close', (code) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted === true) resolve(fail(interrupted()));
      else if (bytes > maxOutput) resolve(fail(tooMuch()));
      else resolve(code === 0 ? ok(Buffer.concat(chunks)) : fail(refused(complaint)));
    });
  });
}

function interrupted(): ReturnType<typeof fault> {
  return fault('cancelled', 'Interrupted: what was imported before stays.');
}

function noGit(): ReturnType<typeof fault> {
  return fault('not-found', 'git cannot be started.', { help: 'Install git, and see that it is on the PATH.' });
}

function tooMuch(): ReturnType<typeof fault> {
  return fault('limit', 'The history is too large to be read at once.', { help: 'Import less with --limit 100.' });
}

function refused(complaint: string): ReturnType<typeof fault> {
  const reason = complaint.split('\n').find((line) => line.trim() !== '') ?? 'no reason given';
  const help = 'The workspace has to be in a git repository with at least one commit.';
  return fault('invalid-input', `git: ${reason.replace(/^fatal: /, '')}`, { help });
}
