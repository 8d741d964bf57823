import type { WireTag } from '../../../server/src/protocol';
import type { Prompt } from '../folders';
import type { Host } from '../host';
import type { Target, Targets } from '../target';
import { counted } from '../words';
import { selectorOf } from '../versions/model';
import { parsedTag, tagProblem, tagText } from './model';

/** What is tagged, as selectors and people name it. */
interface Subject {
  readonly prompt: Prompt;
  readonly selector: string;
  readonly name: string;
}

function subjectOf({ prompt, version }: Target): Subject {
  if (version === undefined) return { prompt, selector: prompt.name, name: prompt.name };
  return { prompt, selector: selectorOf(prompt.name, version), name: `${prompt.name} ${version.semver}` };
}

/** `Galley: Add tag`: puts `key` or `key=value` on a prompt, or on the version the command was started on. */
export async function addTag(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'to tag');
  if (target === undefined) return;
  const { prompt, selector, name } = subjectOf(target);
  const text = await host.vscode.window.showInputBox({
    title: `Tag ${name}`,
    prompt: 'A key, or key=value; category=… says which group a prompt belongs to',
    placeHolder: 'reviewed',
    ignoreFocusOut: true,
    validateInput: tagProblem,
  });
  if (text === undefined) return;
  const answer = await host.calls.call('tag', { selector, tags: [parsedTag(text)] }, { folder: prompt.folder });
  if (!answer.ok) return host.messages.fault(`Could not tag ${name}`, answer.fault);
  host.messages.info(`${name} is tagged ${answer.value.tags.map(tagText).join(', ')}.`);
}

/** `Galley: Remove tag`: asks which of the tags there are. */
export async function removeTag(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'to take tags from');
  if (target === undefined) return;
  const subject = subjectOf(target);
  const tags = await tagsOf(host, target);
  if (tags === undefined) return;
  const { prompt, selector, name } = subject;
  if (tags.length === 0) return host.messages.info(`${name} has no tags.`);
  const rows = tags.map((tag) => ({ label: tagText(tag), key: tag.key, picked: tags.length === 1 }));
  const options = { title: name, placeHolder: 'The tags to take away', canPickMany: true } as const;
  const picked = await host.vscode.window.showQuickPick(rows, options);
  if (picked === undefined || picked.length === 0) return;
  const keys = picked.map(({ key }) => key);
  const answer = await host.calls.call('untag', { selector, keys }, { folder: prompt.folder });
  if (!answer.ok) return host.messages.fault(`Could not take tags from ${name}`, answer.fault);
  host.messages.info(`Took ${counted(keys.length, 'tag')} from ${name}.`);
}

async function tagsOf({ calls, messages }: Host, target: Target): Promise<readonly WireTag[] | undefined> {
  const { prompt, selector, name } = subjectOf(target);
  if (target.version === undefined) return prompt.tags ?? [];
  const shown = await calls.call('show', { selector }, { folder: prompt.folder });
  if (shown.ok) return shown.value.version?.tags ?? [];
  messages.fault(`Cannot see the tags of ${name}`, shown.fault);
  return undefined;
}
