import { reasonBox } from '../deploy/outcome';
import { placedAll, type Prompt } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { listed } from '../words';

/** `Galley: Archive prompt`: puts a prompt out of use; asks once more while environments hold it. */
export async function archivePrompt(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'to archive');
  if (target === undefined) return;
  const { prompt } = target;
  const { calls, dialogs, messages, vscode } = host;
  const reason = await vscode.window.showInputBox(
    reasonBox(`Archive ${prompt.name}`, 'Why is it out of use? Its file and its history stay.'),
  );
  if (reason === undefined) return;
  const input = { prompt: prompt.name, reason };
  let answer = await calls.call('archive', input, { folder: prompt.folder });
  const held = answer.ok ? [] : environmentsIn(answer.fault.details);
  if (held.length > 0) {
    const question = `Archive ${prompt.name} although ${listed(held)} ${held.length === 1 ? 'holds' : 'hold'} it?`;
    if (!(await dialogs.confirm(question, 'It stays deployed there, and gets no new versions.', 'Archive'))) return;
    answer = await calls.call('archive', { ...input, force: true }, { folder: prompt.folder });
  }
  if (!answer.ok) return messages.fault(`Could not archive ${prompt.name}`, answer.fault);
  messages.info(`${prompt.name} is archived: it is not listed any more.`, {
    label: 'Unarchive',
    run: () => unarchive(host, prompt),
  });
}

function environmentsIn(details: unknown): readonly string[] {
  const { environments } = Object(details) as { environments?: unknown };
  return Array.isArray(environments) ? environments.map(String) : [];
}

/** `Galley: Unarchive prompt`: asks which. */
export async function unarchivePrompt(host: Host): Promise<void> {
  const { calls, messages, prompts, vscode } = host;
  const archived: Prompt[] = [];
  for (const folder of prompts.folders.all) {
    const answer = placedAll(await calls.call('list', { all: true }, { folder }), folder);
    if (!answer.ok) return messages.fault('Cannot list the prompts', answer.fault);
    archived.push(...answer.value.filter((prompt) => prompt.archived !== undefined));
  }
  if (archived.length === 0) return messages.info('No prompt is archived.');
  const rows = archived.map((prompt) => ({
    label: prompt.name,
    description: prompts.folders.nameOf(prompt.folder),
    detail: `archived by ${prompt.archived?.by ?? ''}: ${prompt.archived?.reason ?? ''}`,
    prompt,
  }));
  const picked = await vscode.window.showQuickPick(rows, { placeHolder: 'The prompt to take into use again' });
  if (picked !== undefined) await unarchive(host, picked.prompt);
}

async function unarchive({ calls, messages }: Host, { name, folder }: Prompt): Promise<void> {
  const answer = await calls.call('unarchive', { prompt: name }, { folder });
  if (answer.ok) messages.info(`${name} is in use again.`);
  else messages.fault(`Could not unarchive ${name}`, answer.fault);
}
