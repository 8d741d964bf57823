import { reasonBox } from '../deploy/outcome';
import type { Host } from '../host';
import type { Targets } from '../target';
import { selectorOf } from './model';
import { pickVersion } from './picks';

/** `Galley: Delete version`: asks why, and says what is lost before it is. */
export async function deleteVersion(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'of which to delete a version');
  if (target === undefined) return;
  const { prompt } = target;
  const { calls, dialogs, messages, vscode } = host;
  const version = target.version ?? (await pickVersion(host, prompt, 'The version to delete'));
  if (version === undefined) return;
  const name = `${prompt.name} ${version.semver} (#${version.number})`;
  const reason = await vscode.window.showInputBox(reasonBox(`Delete ${name}`, 'Why? The log keeps it.'));
  if (reason === undefined) return;
  const detail =
    'Its text is lost and cannot be brought back. Its number and its label are never used again, and the log says who deleted it and why. If anything points to it, nothing is deleted.';
  if (!(await dialogs.confirm(`Delete ${name}?`, detail, 'Delete'))) return;
  const input = { selector: selectorOf(prompt.name, version), reason };
  const answer = await calls.call('version.delete', input, { folder: prompt.folder });
  if (!answer.ok) return messages.fault(`Could not delete ${name}`, answer.fault);
  const kept = 'It was shared before: the files of .galley/facts and the history of git keep its text.';
  if (answer.value.purged) messages.info(`${name} is deleted.`);
  else messages.warn(`${name} is deleted. ${kept}`);
}
