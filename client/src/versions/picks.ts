import type * as vscode from 'vscode';
import type { LogEntry, PromptSummary } from '../../../server/src/protocol';
import type { Host } from '../host';
import { versionDetail } from '../prompts/model';
import { marksOf } from './model';

type Item = vscode.QuickPickItem & { readonly entry: LogEntry };

const pickLimit = 500;

/** The versions of a prompt, newest first. When they cannot be had, or there are none, that is said. */
export async function versionsOf(host: Host, prompt: PromptSummary): Promise<readonly LogEntry[] | undefined> {
  const answer = await host.calls.call('log', { prompt: prompt.name, limit: pickLimit });
  if (!answer.ok) {
    host.messages.fault(`Cannot list the versions of ${prompt.name}`, answer.fault);
    return undefined;
  }
  if (answer.value.length > 0) return answer.value;
  host.messages.info(`${prompt.name} has no version yet.`, {
    label: 'Commit version',
    run: () => host.vscode.commands.executeCommand('galley.commit', { prompt: prompt.name }),
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
export async function pickVersion(
  host: Host,
  prompt: PromptSummary,
  placeHolder: string,
): Promise<LogEntry | undefined> {
  const entries = await versionsOf(host, prompt);
  if (entries === undefined) return undefined;
  const options = { title: prompt.name, placeHolder, matchOnDescription: true, matchOnDetail: true };
  return (await host.vscode.window.showQuickPick([...versionItems(entries, host.now())], options))?.entry;
}
