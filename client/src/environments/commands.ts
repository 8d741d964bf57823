import type * as vscode from 'vscode';
import type { OperationOutput } from '../../../server/src/protocol';
import type { PastDeployment } from '../deploy/model';
import { reasonBox } from '../deploy/outcome';
import { folderIn, placed } from '../folders';
import type { Host } from '../host';
import { versionUri } from '../versions/documents';
import { chosenEnvironment, environmentsOf } from './choice';

type Difference = OperationOutput<'env.diff'>['prompts'][number];

/** Registers the commands about environments that move nothing. */
export function registerEnvironmentCommands(host: Host): void {
  const commands = new EnvironmentCommands(host);
  host.commands.register('galley.freeze', (...args) => commands.freeze(args));
  host.commands.register('galley.unfreeze', (...args) => commands.unfreeze(args));
  host.commands.register('galley.compareEnvironments', (...args) => commands.compare(args));
  host.commands.register('galley.compareRevision', (...args) => commands.compareRevision(args));
}

/** Freezes environments and compares what they hold. */
export class EnvironmentCommands {
  readonly #host: Host;

  constructor(host: Host) {
    this.#host = host;
  }

  /** `Galley: Freeze…` */
  async freeze(args: readonly unknown[]): Promise<void> {
    const done = await this.#withReason('freeze', args, 'Freeze', 'Why is nothing to be moved there?');
    if (done !== undefined)
      this.#host.messages.info(`${done} is frozen: nothing is moved there until the freeze ends.`);
  }

  /** `Galley: End freeze…` */
  async unfreeze(args: readonly unknown[]): Promise<void> {
    const done = await this.#withReason('unfreeze', args, 'End the freeze of', 'Why may it be moved again?');
    if (done !== undefined) this.#host.messages.info(`${done} can be moved again.`);
  }

  /** `Galley: Compare with environment…`: every prompt that differs, in one editor. */
  async compare(args: readonly unknown[]): Promise<void> {
    const chosen = await chosenEnvironment(this.#host, args, 'Which environment to compare?');
    if (chosen === undefined) return;
    const { environment, folder } = chosen;
    const others = (await environmentsOf(this.#host, folder))?.filter(({ name }) => name !== environment);
    if (others === undefined) return;
    const rows = others.map(({ name, revision }) => ({
      label: name,
      description: revision === 0 ? 'never deployed' : `revision ${revision}`,
    }));
    const placeHolder = `What to compare ${environment} with?`;
    const other = await this.#host.vscode.window.showQuickPick(rows, { placeHolder });
    if (other !== undefined) await this.#open(environment, other.label, folder);
  }

  /** `Compare with now` on a row of the history. */
  async compareRevision(args: readonly unknown[]): Promise<void> {
    const { deployment } = Object(args[0]) as { deployment?: PastDeployment };
    if (deployment === undefined) return;
    const { environment, revision } = deployment;
    await this.#open(`${environment}@${revision}`, environment, folderIn(args[0]));
  }

  async #withReason(
    operation: 'freeze' | 'unfreeze',
    args: readonly unknown[],
    what: string,
    question: string,
  ): Promise<string | undefined> {
    const { calls, messages, vscode } = this.#host;
    const chosen = await chosenEnvironment(this.#host, args, `${what} which environment?`);
    if (chosen === undefined) return undefined;
    const { environment, folder } = chosen;
    const reason = await vscode.window.showInputBox(reasonBox(`${what} ${environment}`, question));
    if (reason === undefined) return undefined;
    const answer = await calls.call(operation, { environment, reason }, { folder });
    if (answer.ok) return environment;
    messages.fault(`Could not ${operation} ${environment}`, answer.fault);
    return undefined;
  }

  async #open(from: string, to: string, folder: string | undefined): Promise<void> {
    const { calls, messages, vscode } = this.#host;
    const answer = await calls.call('env.diff', { from, to }, { folder });
    if (!answer.ok) return messages.fault(`Could not compare ${from} with ${to}`, answer.fault);
    if (answer.value.prompts.length === 0) return messages.info(`${from} and ${to} hold the same.`);
    const rows = answer.value.prompts.map((one) => this.#sides(one, folder));
    await vscode.commands.executeCommand('vscode.changes', `${from} ↔ ${to}`, rows);
  }

  /** What a file is called, and what it was and is. */
  #sides({ prompt: name, from, to }: Difference, folder: string | undefined): readonly (vscode.Uri | undefined)[] {
    const { prompts, vscode } = this.#host;
    const file = prompts.byName(name, folder)?.file ?? name;
    const of = (version: typeof from): vscode.Uri | undefined =>
      version === undefined ? undefined : versionUri(vscode, { name, file, ...placed({}, folder) }, version);
    return [prompts.uriOf(file, folder), of(from), of(to)];
  }
}
