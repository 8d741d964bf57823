import type { Fault } from '../../../server/src/protocol';
import { placed, type Placed, type Prompt } from '../folders';
import type { Host } from '../host';
import type { MessageAction } from '../messages';
import type { Target, Targets } from '../target';
import { counted } from '../words';
import type { BranchCommands } from './branches';
import { offerDependents } from './dependents';
import { saveDraft } from './draft';
import { bumpChoices, isLower, messageProblem, proposedMessage, type Bump, type Proposal } from './model';

interface Label {
  readonly bump?: Bump;
  readonly reason?: string;
}

/** `Galley: Commit version`: asks for the step of the version and a message, then commits the draft. */
export class CommitCommand {
  readonly #host: Host;
  readonly #targets: Targets;
  readonly #branches: BranchCommands;

  constructor(host: Host, targets: Targets, branches: BranchCommands) {
    this.#host = host;
    this.#targets = targets;
    this.#branches = branches;
  }

  async run(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to commit');
    if (target !== undefined) await this.#commit(target);
  }

  async #commit({ prompt }: Target): Promise<void> {
    const { calls, messages } = this.#host;
    await saveDraft(this.#host, prompt);
    const proposal = await calls.call('proposal', { prompt: prompt.name }, { folder: prompt.folder });
    if (!proposal.ok) return messages.fault(`Cannot commit ${prompt.name}`, proposal.fault);
    const { head, modified, errors } = proposal.value;
    if (!modified && head !== undefined)
      return messages.info(`Nothing to commit: the draft of ${prompt.name} is equal to ${head.semver}.`, {
        label: 'Show versions',
        run: () => this.#run('galley.showVersions', prompt),
      });
    const label = head === undefined ? {} : await this.#askLabel(prompt.name, head.semver, proposal.value);
    if (label === undefined) return;
    const message = await this.#askMessage(prompt.name, proposal.value, errors);
    if (message === undefined) return;
    await this.#send(prompt, message, label, head?.number ?? 0);
  }

  async #send(subject: Prompt, message: string, label: Label, parent: number): Promise<void> {
    const { calls, messages } = this.#host;
    const { name: prompt, folder } = subject;
    const merges = this.#branches.undecided(subject);
    const answer = await calls.call('commit', { prompt, message, parent, ...label, ...merges }, { folder });
    if (!answer.ok) {
      const again = { label: 'Commit again', run: () => this.#run('galley.commit', placed({ name: prompt }, folder)) };
      return messages.fault(
        `Could not commit ${prompt}`,
        answer.fault,
        ...remedies(answer.fault, again, {
          label: 'Keep history',
          run: () => this.#run('galley.keepHistory', subject),
        }),
      );
    }
    this.#branches.decided(subject);
    const { version } = answer.value;
    const node = placed({ prompt, version }, folder);
    messages.info(
      `Committed ${prompt} ${version.semver} (#${version.number}).`,
      { label: 'Deploy to…', run: () => this.#host.vscode.commands.executeCommand('galley.deploy', node) },
      { label: 'Request review', run: () => this.#host.vscode.commands.executeCommand('galley.requestReview', node) },
    );
    await offerDependents(this.#host, subject, message);
  }

  async #askLabel(prompt: string, head: string, proposal: Proposal): Promise<Label | undefined> {
    const items = bumpChoices(head, proposal).map((choice) => ({
      label: choice.semver === '' ? choice.bump : choice.semver,
      description: choice.proposed ? `${choice.bump}, proposed` : choice.bump,
      detail: choice.detail,
      bump: choice.bump,
    }));
    const picked = await this.#host.vscode.window.showQuickPick(items, {
      title: `Commit ${prompt} (1 of 2)`,
      placeHolder: `The version after ${head}`,
    });
    if (picked === undefined) return undefined;
    if (picked.bump === proposal.bump) return {};
    if (!isLower(picked.bump, proposal.bump)) return { bump: picked.bump };
    const reason = await this.#host.vscode.window.showInputBox({
      title: `Commit ${prompt} as ${picked.label}`,
      prompt: `The changes call for a ${proposal.bump} version. Say why a ${picked.bump} version is enough.`,
      ignoreFocusOut: true,
      validateInput: messageProblem,
    });
    return reason === undefined ? undefined : { bump: picked.bump, reason };
  }

  #askMessage(prompt: string, proposal: Proposal, errors: number): Promise<string | undefined> {
    const value = proposedMessage(proposal);
    const warning = errors > 0 ? `The draft has ${counted(errors, 'error')}. ` : '';
    return Promise.resolve(
      this.#host.vscode.window.showInputBox({
        title: proposal.head === undefined ? `Commit ${prompt} ${proposal.semver}` : `Commit ${prompt} (2 of 2)`,
        prompt: `${warning}What is new in this version?`,
        value,
        valueSelection: [0, value.length],
        ignoreFocusOut: true,
        validateInput: messageProblem,
      }),
    );
  }

  #run(command: string, { name, folder }: Placed<{ readonly name: string }>): Thenable<unknown> {
    return this.#host.vscode.commands.executeCommand(command, placed({ prompt: name }, folder));
  }
}

/** The buttons for a commit that was refused. */
function remedies({ code, details }: Fault, again: MessageAction, keep: MessageAction): readonly MessageAction[] {
  const { movedFrom } = Object(details) as { movedFrom?: unknown };
  if (movedFrom !== undefined) return [keep];
  return code === 'conflict' ? [again] : [];
}
