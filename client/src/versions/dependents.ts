import { type Prompt } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { counted, listed } from '../words';
import { messageProblem } from './model';

/** `Galley: Commit dependents`: commits the prompts that have changed by their partials alone. */
export async function commitDependents(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'in whose folder to commit');
  if (target !== undefined) await commitAll(host, target.prompt);
}

/** Offers after a commit to commit the prompts that the same partials have changed. Says nothing when there are none. */
export async function offerDependents(host: Host, prompt: Prompt, message: string): Promise<void> {
  const plan = await planned(host, prompt, message);
  if (plan === undefined || plan.length === 0) return;
  const label = `Commit ${counted(plan.length, 'dependent')}`;
  host.messages.info(`Partials have changed ${counted(plan.length, 'other prompt')}: ${firstOf(plan)}.`, {
    label,
    run: () => commitAll(host, prompt, message),
  });
}

/** So many are named. */
const named = 5;

function firstOf(words: readonly string[]): string {
  const more = words.length - named;
  return listed(more > 1 ? [...words.slice(0, named), `${more} more`] : words);
}

async function planned(host: Host, { folder }: Prompt, message: string): Promise<readonly string[] | undefined> {
  const answer = await host.calls.call('commit.dependents', { message, dryRun: true }, { folder });
  return answer.ok ? answer.value.commits.map(({ prompt, semver }) => `${prompt} ${semver}`) : undefined;
}

async function commitAll(host: Host, prompt: Prompt, proposed = 'Take in changed partials'): Promise<void> {
  const { calls, messages, vscode } = host;
  const { folder } = prompt;
  const plan = await planned(host, prompt, proposed);
  if (plan?.length === 0) return messages.info('No prompt has changed by its partials alone.');
  const message = await vscode.window.showInputBox({
    title: `Commit ${counted(plan?.length ?? 0, 'prompt')} whose partials have changed`,
    prompt: `${firstOf(plan ?? [])}. What is new?`,
    value: proposed,
    ignoreFocusOut: true,
    validateInput: messageProblem,
  });
  if (message === undefined) return;
  const answer = await calls.call('commit.dependents', { message }, { folder });
  if (!answer.ok) return messages.fault('Could not commit the dependents', answer.fault);
  const { commits, skipped } = answer.value;
  const left = skipped.length === 0 ? '' : ` Left to you: ${firstOf(skipped.map((one) => one.prompt))}.`;
  messages.info(`Committed ${firstOf(commits.map((one) => `${one.prompt} ${one.semver}`))}.${left}`);
}
