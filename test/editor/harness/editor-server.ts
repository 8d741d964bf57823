import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Settings that keep everything still that is not under test: no welcome pages, no updates, no telemetry, no animation. */
const quietSettings: Readonly<Record<string, unknown>> = {
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.tips.enabled': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.editor.useModal': 'off',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'chat.disableAIFeatures': true,
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.accessibilitySupport': 'off',
  'files.simpleDialog.enable': true,
  // The browser's default is to save after a second; the desktop's is not to.
  'files.autoSave': 'off',
  'git.enabled': false,
};

export interface EditorServerOptions {
  /** The server's entry script. */
  readonly script: string;
  /** Packaged extensions to install before the start. */
  readonly vsix?: readonly string[];
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment of the extension host and of the language server. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder of the profile; default: a temporary one, removed at the end. */
  readonly profile?: string;
  /** Port on 127.0.0.1; default: a free one. */
  readonly port?: number;
}

export interface EditorServer {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** Where the editor writes its logs, those of the extensions' output channels included. */
  readonly logs: string;
  /** Process id of the server. */
  readonly pid: number;
  /** Ends the server and its children, and removes a temporary profile. */
  stop(): Promise<void>;
}

/** The page of a folder, e.g. `http://127.0.0.1:4000/?folder=%2Ftmp%2Fdesk`. */
export function folderUrl(server: Pick<EditorServer, 'url'>, folder: string): string {
  return `${server.url}/?folder=${encodeURIComponent(folder)}`;
}

/** The page of a workspace file, which names the folders of a window. */
export function workspaceUrl(server: Pick<EditorServer, 'url'>, file: string): string {
  return `${server.url}/?workspace=${encodeURIComponent(file)}`;
}

const startLimitMs = 30_000;
const stopLimitMs = 3_000;

/**
 * Installs the extensions and starts the server.
 * @throws when the server ends or is silent for 30 s; the message holds what it printed
 */
export async function startEditorServer(options: EditorServerOptions): Promise<EditorServer> {
  const profile = options.profile ?? mkdtempSync(path.join(os.tmpdir(), 'galley-editor-'));
  const [data, extensions, state, home] = ['data', 'extensions', 'server', 'home'].map((name) => {
    const folder = path.join(profile, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }) as [string, string, string, string];
  mkdirSync(path.join(data, 'User'), { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  writeFileSync(path.join(data, 'User/settings.json'), JSON.stringify(settings, undefined, 2));

  const profileArgs = ['--server-data-dir', state, '--user-data-dir', data, '--extensions-dir', extensions];
  const args = [options.script, '--accept-server-license-terms', ...profileArgs];
  const env = { ...cleanEnvironment(), HOME: home, SHELL: '/bin/sh', ...options.env };
  const installs = (options.vsix ?? []).flatMap((file) => ['--install-extension', file]);
  if (installs.length > 0) await promisify(execFile)(process.execPath, [...args, ...installs], { env });

  const listen = ['--host', '127.0.0.1', '--port', String(options.port ?? 0), '--without-connection-token'];
  const child = spawn(process.execPath, [...args, ...listen, '--disable-telemetry'], { env, detached: true });
  const { pid } = child;
  if (pid === undefined) throw new Error('the editor server could not be started');
  running.add(pid);
  child.on('exit', () => running.delete(pid));
  const url = await whenListening(child, path.join(profile, 'server.log'));
  return {
    url,
    pid,
    logs: path.join(data, 'logs'),
    stop: async () => {
      await end(child, pid);
      if (options.profile === undefined) rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Process groups of the servers this process has started and not stopped: they end when it ends, however it does. */
const running = new Set<number>();
const graceMs = 1_000;

process.on('exit', () => {
  for (const pid of running) signalGroup(pid, 'SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    for (const pid of running) signalGroup(pid, 'SIGTERM');
    setTimeout(() => process.exit(128 + os.constants.signals[signal]), running.size > 0 ? graceMs : 0);
  });
}

/** An editor that this process itself runs in must not leak into the one it starts. */
function cleanEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VSCODE_')));
}

function whenListening(child: ChildProcess, logFile: string): Promise<string> {
  const log = createWriteStream(logFile);
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  let output = '';
  return new Promise((resolve, reject) => {
    const settle = (done: () => void): void => {
      clearTimeout(limit);
      child.stdout?.off('data', read);
      done();
    };
    const fail = (why: string): void => settle(() => reject(new Error(`editor server: ${why}\n${output}`)));
    const limit = setTimeout(() => fail(`not ready after ${startLimitMs} ms`), startLimitMs);
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const port = /Server bound to 127\.0\.0\.1:(\d+)[\s\S]*agent started/.exec(output)?.[1];
      if (port !== undefined) settle(() => resolve(`http://127.0.0.1:${port}`));
    };
    child.stdout?.on('data', read);
    child.on('exit', (code) => fail(`ended with exit code ${code}`));
  });
}

async function end(child: ChildProcess, pid: number): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.on('exit', () => resolve());
  });
  signalGroup(pid, 'SIGTERM');
  const impatience = setTimeout(() => signalGroup(pid, 'SIGKILL'), stopLimitMs);
  await gone;
  clearTimeout(impatience);
  signalGroup(pid, 'SIGKILL');
}

/** The server is the leader of a process group that holds the extension hosts and what they start. */
function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // The group is gone already.
  }
}
