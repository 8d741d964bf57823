import type { OperationInput, WireBranch } from '../../../server/src/protocol';
import type { Prompt } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { counted } from '../words';
import { branchDistance, messageProblem } from './model';
import { pickVersion } from './picks';

type Wish = Omit<OperationInput<'squash'>, 'message' | 'dryRun'>;

/** `Galley: Squash branch`: makes one version of the versions of a branch since its base, and says first which. */
export async function squashBranch(host: Host, targets: Targets, args: readonly unknown[]): Promise<void> {
  const target = await targets.resolve(args, 'whose branch to squash');
  if (target === undefined) return;
  const { prompt } = target;
  const { calls, dialogs, messages, vscode } = host;
  const { folder } = prompt;
  const wish = await wishFor(host, prompt);
  if (wish === undefined) return;
  const what = `${wish.branch} of ${prompt.name}`;
  const plan = await calls.call('squash', { ...wish, message: 'Squash', dryRun: true }, { folder });
  if (!plan.ok) return messages.fault(`Cannot squash ${what}`, plan.fault);
  const { squashed, semver } = plan.value;
  const message = await vscode.window.showInputBox({
    title: `Squash ${counted(squashed.length, 'version')} of ${what} into ${semver}`,
    prompt: 'What do they do together?',
    ignoreFocusOut: true,
    validateInput: messageProblem,
  });
  if (message === undefined) return;
  const labels = squashed.map((version) => `${version.semver} (#${version.number})`).join(', ');
  const detail = `${labels} leave the log. They stay under their numbers, as does all that points to them.`;
  const question = `Squash ${counted(squashed.length, 'version')} of ${what} into ${semver}?`;
  if (!(await dialogs.confirm(question, detail, 'Squash'))) return;
  const made = await calls.call('squash', { ...wish, message }, { folder });
  if (!made.ok) return messages.fault(`Could not squash ${what}`, made.fault);
  messages.info(`${counted(made.value.squashed.length, 'version')} of ${what} became ${made.value.semver}.`);
}

/** The branch, and on main the version before. */
async function wishFor(host: Host, prompt: Prompt): Promise<(Wish & { readonly branch: string }) | undefined> {
  const { calls, messages, vscode } = host;
  const found = await calls.call('branch.list', { prompt: prompt.name }, { folder: prompt.folder });
  if (!found.ok) {
    messages.fault(`Cannot list the branches of ${prompt.name}`, found.fault);
    return undefined;
  }
  const rows = inOrder(found.value).map((branch) => ({
    label: branch.name,
    description: branch.head.semver,
    detail: branch.name === 'main' ? 'from a version on that you choose' : branchDistance(branch),
  }));
  const options = { title: prompt.name, placeHolder: 'The branch to squash' };
  const branch = (await vscode.window.showQuickPick(rows, options))?.label;
  if (branch === undefined) return undefined;
  if (branch !== 'main') return { prompt: prompt.name, branch };
  const since = await pickVersion(host, prompt, 'The version that stays before them');
  return since && { prompt: prompt.name, branch, since: `#${since.number}` };
}

/** The current branch first, main last. */
function inOrder(branches: readonly WireBranch[]): readonly WireBranch[] {
  const rank = ({ name, current }: WireBranch): number => (name === 'main' ? 2 : current ? 0 : 1);
  return [...branches].sort((a, b) => rank(a) - rank(b));
}
