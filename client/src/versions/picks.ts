import type * as vscode from 'vscode';
import type { LogEntry } from '../../../server/src/protocol';
import { placed, type Prompt } from '../folders';
import type { Host } from '../host';
import { versionDetail } from '../prompts/model';
import { marksOf } from './model';

type Item = vscode.QuickPickItem & { readonly entry: LogEntry };

const pickLimit = 500;

/** The versions of a prompt, newest first. When they cannot be had, or there are none, that is said. */
export async function versionsOf(host: Host, prompt: Prompt): Promise<readonly LogEntry[] | undefined> {
  const answer = await host.calls.call('log', { prompt: prompt.name, limit: pickLimit }, { folder: prompt.folder });
  if (!answer.ok) {
    host.messages.fault(`Cannot list the versions of ${prompt.name}`, answer.fault);
    return undefined;
  }
  const there = answer.value.filter(({ deleted }) => deleted === undefined);
  if (there.length > 0) return there;
  host.messages.info(`${prompt.name} has no version yet.`, {
    label: 'Commit version',
    run: () => host.vscode.commands.executeCommand('galley.commit', placed({ prompt: prompt.name }, prompt.folder)),
  });
  return undefined;
}

/** Versions as rows of a quick pick. */
export function versionItems(entries: readonly LogEntry[], now: number): readonly Item[] {
  return entries.map((entry) => ({
    label: entry.semver,
    description: marksOf(entry),
    detail: `${entry.message.split('\n')[0]} · ${versionDetail(entry, now)}`,
    entry,
  }));
}

/** Asks for one version of a prompt. */
export async function pickVersion(host: Host, prompt: Prompt, placeHolder: string): Promise<LogEntry | undefined> {
  const entries = await versionsOf(host, prompt);
  if (entries === undefined) return undefined;
  const options = { title: prompt.name, placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await host.vscode.window.showQuickPick([...versionItems(entries, host.now())], options))?.entry;
}
