import type { Fault, OperationOutput, WireBranch } from '../../../server/src/protocol';
import { placed, type Prompt } from '../folders';
import type { Host } from '../host';
import type { Targets } from '../target';
import { counted } from '../words';
import type { DocumentContent } from './content';
import { saveDraft, takeDraft } from './draft';
import { branchDistance, branchProblem, selectorOf } from './model';
import { pickVersion } from './picks';

type Merged = OperationOutput<'merge'>;

/** Commands on branches: create, switch, merge, and the changes of single versions. */
export class BranchCommands {
  readonly #host: Host;
  readonly #targets: Targets;
  readonly #content: DocumentContent;
  /** Merges that are being decided in the merge editor: what the next commit takes in, by prompt. */
  readonly #undecided = new Map<string, string>();

  constructor(host: Host, targets: Targets, content: DocumentContent) {
    this.#host = host;
    this.#targets = targets;
    this.#content = content;
  }

  /** `Galley: Create branch`: from the version the command was started on, else from the head; the draft goes along. */
  async create(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to branch');
    if (target === undefined) return;
    const { prompt, version } = target;
    const from = version?.semver ?? prompt.head?.semver ?? 'the head';
    const name = await this.#host.vscode.window.showInputBox({
      title: `Create a branch of ${prompt.name}`,
      prompt: `A line of versions of its own, from ${from} on`,
      ignoreFocusOut: true,
      validateInput: (value) => branchProblem(value.trim()),
    });
    if (name === undefined) return;
    const branch = name.trim();
    const start = version === undefined ? {} : { from: selectorOf(prompt.name, version) };
    const { calls, messages } = this.#host;
    const made = await calls.call(
      'branch.create',
      { prompt: prompt.name, branch, ...start },
      { folder: prompt.folder },
    );
    if (!made.ok) return messages.fault(`Could not create the branch ${branch}`, made.fault);
    // A draft of the head goes along with its changes; the text of another version would write over it.
    await this.#switch(prompt, branch, version === undefined);
  }

  /** `Galley: Switch branch`. */
  async switch(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'whose branch to switch');
    if (target === undefined) return;
    const branch = await this.#pick(target.prompt, 'The branch to work on', ({ current }) => !current);
    if (branch !== undefined) await this.#switch(target.prompt, branch.name, false);
  }

  /** `Galley: Merge branch`: into the branch the draft is on; what cannot be merged is decided in the merge editor. */
  async merge(args: readonly unknown[]): Promise<void> {
    const target = await this.#targets.resolve(args, 'to merge');
    if (target === undefined) return;
    const { prompt } = target;
    const into = prompt.branch ?? 'main';
    const source = await this.#pick(prompt, `The branch to merge into ${into}`, ({ current }) => !current);
    if (source === undefined) return;
    await saveDraft(this.#host, prompt);
    const made = await this.#host.calls.call(
      'merge',
      { prompt: prompt.name, source: source.name },
      { folder: prompt.folder },
    );
    if (!made.ok) return this.#host.messages.fault(`Could not merge ${source.name} into ${into}`, made.fault);
    await this.#finish(prompt, made.value, `Merged ${source.name} into ${into}`, source.name);
  }

  /** `Galley: Revert version` and `Galley: Apply version to branch`. */
  async change(operation: 'revert' | 'cherry-pick', args: readonly unknown[]): Promise<void> {
    const isRevert = operation === 'revert';
    const target = await this.#targets.resolve(args, isRevert ? 'to revert' : 'to apply a version of');
    if (target === undefined) return;
    const { prompt } = target;
    const version =
      target.version ?? (await pickVersion(this.#host, prompt, `The version to ${isRevert ? 'revert' : 'apply'}`));
    if (version === undefined) return;
    await saveDraft(this.#host, prompt);
    const input = { selector: selectorOf(prompt.name, version) };
    const made = await this.#host.calls.call(operation, input, { folder: prompt.folder });
    const what = `${isRevert ? 'revert' : 'apply'} ${prompt.name} ${version.semver}`;
    if (!made.ok) return this.#host.messages.fault(`Could not ${what}`, made.fault);
    await this.#finish(prompt, made.value, `${isRevert ? 'Reverted' : 'Applied'} ${prompt.name} ${version.semver}`);
  }

  /** What a commit of a prompt takes in beside its draft, for the operation `commit`. */
  undecided(prompt: Prompt): { readonly merges?: string[] } {
    const source = this.#undecided.get(keyOf(prompt));
    return source === undefined ? {} : { merges: [source] };
  }

  /** The merge of a prompt has been committed. */
  decided(prompt: Prompt): void {
    this.#undecided.delete(keyOf(prompt));
  }

  async #switch(prompt: Prompt, branch: string, keepsText: boolean): Promise<void> {
    const { calls, dialogs, messages } = this.#host;
    await saveDraft(this.#host, prompt);
    const input = { prompt: prompt.name, branch };
    let made = await calls.call(
      'branch.switch',
      { ...input, ...(keepsText ? { keep: true } : {}) },
      { folder: prompt.folder },
    );
    if (!made.ok && isLossy(made.fault)) {
      const question = `Give up the draft of ${prompt.name}?`;
      if (!(await dialogs.confirm(question, `${made.fault.message} Undo brings it back.`, 'Switch'))) return;
      made = await calls.call('branch.switch', { ...input, discard: true }, { folder: prompt.folder });
    }
    if (!made.ok) return messages.fault(`Could not switch ${prompt.name} to ${branch}`, made.fault);
    if (await takeDraft(this.#host, prompt, made.value.draft))
      messages.info(`${prompt.name} is on the branch ${branch}, at ${made.value.head.semver}.`);
    else messages.error(`${prompt.name} is on ${branch}, but the editor refused to change ${prompt.file}.`);
  }

  async #finish(prompt: Prompt, merged: Merged, done: string, source?: string): Promise<void> {
    const { messages } = this.#host;
    if (merged.version === undefined) return this.#decide(prompt, merged, source);
    if (!(await takeDraft(this.#host, prompt, merged.draft)))
      return messages.error(`${done}, but the editor refused to change ${prompt.file}.`);
    messages.info(`${done}: ${merged.version.semver} (#${merged.version.number}).`);
  }

  /** Opens the editor's merge editor on the draft; when all is decided there, a commit takes it in. */
  async #decide(prompt: Prompt, { conflicts, sides, draft }: Merged, source: string | undefined): Promise<void> {
    const output = this.#host.prompts.uriOf(prompt.file, prompt.folder);
    if (sides === undefined || output === undefined) return;
    const fileName = prompt.file.slice(prompt.file.lastIndexOf('/') + 1);
    const input = (title: string, text: string): { readonly title: string; readonly uri: unknown } => ({
      title,
      uri: this.#content.keep(fileName, text),
    });
    await takeDraft(this.#host, prompt, { ...draft, state: 'open' });
    await this.#host.vscode.commands.executeCommand('_open.mergeEditor', {
      base: this.#content.keep(fileName, sides.base),
      input1: input(source ?? 'The other version', sides.theirs),
      input2: input('Your branch', sides.ours),
      output,
    });
    if (source !== undefined) this.#undecided.set(keyOf(prompt), source);
    const node = placed({ prompt: prompt.name }, prompt.folder);
    const commit = {
      label: 'Commit version',
      run: () => this.#host.vscode.commands.executeCommand('galley.commit', node),
    };
    this.#host.messages.warn(`${counted(conflicts, 'place')} to decide in ${prompt.name}; then commit.`, commit);
  }

  async #pick(
    prompt: Prompt,
    placeHolder: string,
    wanted: (branch: WireBranch) => boolean,
  ): Promise<WireBranch | undefined> {
    const { calls, messages, vscode } = this.#host;
    const found = await calls.call('branch.list', { prompt: prompt.name }, { folder: prompt.folder });
    if (!found.ok) {
      messages.fault(`Cannot list the branches of ${prompt.name}`, found.fault);
      return undefined;
    }
    const branches = found.value.filter(wanted);
    if (branches.length === 0) {
      messages.info(`${prompt.name} has no other branch yet.`, {
        label: 'Create branch',
        run: () =>
          vscode.commands.executeCommand('galley.createBranch', placed({ prompt: prompt.name }, prompt.folder)),
      });
      return undefined;
    }
    const items = branches.map((branch) => ({
      label: branch.name,
      description: branch.head.semver,
      detail: branch.name === 'main' ? '' : branchDistance(branch),
      branch,
    }));
    return (await vscode.window.showQuickPick(items, { title: prompt.name, placeHolder }))?.branch;
  }
}

function isLossy({ code }: Fault): boolean {
  return code === 'conflict';
}

function keyOf({ name, folder }: Prompt): string {
  return JSON.stringify([name, folder]);
}
