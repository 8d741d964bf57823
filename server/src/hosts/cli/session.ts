import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, fault, ok, type Result } from '../../base';
import type { CallOptions, HostWorkspace, Session } from '../../app';

/** The session of one command, and where it is. */
export interface CliSession {
  /** Absolute path of the workspace. */
  readonly root: string;
  /** Absolute path that files on the command line are relative to. */
  readonly folder: string;
  /** What of the workspace could not be read, for a person. */
  readonly warnings: readonly string[];
  readonly call: Session['call'];
  dispose(): Promise<void>;
}

/** What marks the root of a workspace. */
const rootMarks = ['galley.yaml', '.galley', '.git'];

/** The nearest folder from `folder` upwards with galley.yaml, `.galley` or `.git`; `folder` itself when none has them. */
export function findRoot(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (rootMarks.some((mark) => existsSync(path.join(at, mark)))) return at;
    if (at === path.dirname(at)) return folder;
  }
}

/** The absolute path of the folder a command works in. */
export function workingFolder(asked: string | undefined, current: string): Result<string> {
  const folder = path.resolve(current, asked ?? '.');
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return ok(folder);
  return fail(fault('invalid-input', `There is no folder ${folder}.`, { key: 'cwd' }));
}

/** Opens the workspace around `folder`. The store is opened by the first operation that needs it. */
export async function openCliSession(folder: string): Promise<CliSession> {
  const root = findRoot(folder);
  const { createWorkspace, openSession } = await import('../../app');
  const workspace = createWorkspace({ root });
  await workspace.ready;
  const session = openSession({
    workspace,
    door: 'cli',
    environment: process.env,
    runnerWorker: fileURLToPath(new URL('./runner-worker.js', import.meta.url)),
    openStore: async (options) => {
      const { openStore } = await import('../../store');
      return openStore({ directory: path.join(root, '.galley'), ...options });
    },
  });
  return {
    root,
    folder,
    warnings: workspace.warnings,
    call: (name, input, options) => session.call(name, input, options),
    dispose: () => disposeOf(session, workspace),
  };
}

async function disposeOf(session: Session, workspace: HostWorkspace): Promise<void> {
  await session.dispose();
  workspace.dispose();
}

export type { CallOptions };
