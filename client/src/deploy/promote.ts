import type { OperationOutput } from '../../../server/src/protocol';
import { chosenEnvironment, environmentsOf } from '../environments/choice';
import type { Environment } from '../folders';
import type { Host } from '../host';
import { counted } from '../words';
import { changeText, environmentChoices } from './model';
import type { DeploymentOutcome } from './outcome';

type Difference = OperationOutput<'env.diff'>['prompts'][number];

/** Brings into an environment what another one holds. */
export class PromoteCommands {
  readonly #host: Host;
  readonly #outcome: DeploymentOutcome;

  constructor(host: Host, outcome: DeploymentOutcome) {
    this.#host = host;
    this.#outcome = outcome;
  }

  /** `Galley: Promote to…` on an environment, or on one prompt in it: to where, and which of the prompts that differ. */
  async promote(args: readonly unknown[]): Promise<void> {
    const chosen = await chosenEnvironment(this.#host, args, 'Which environment to promote?');
    if (chosen === undefined) return;
    const { environment: from, folder } = chosen;
    const to = await this.#target(from, chosen.prompts, folder);
    if (to === undefined) return;
    const differences = await this.#differences(from, to, folder);
    const prompts = differences && (await this.#which(differences, chosen.prompts, `${from} to ${to.name}`));
    if (prompts === undefined || !(await this.#confirmed(from, to, prompts))) return;
    const wish = { from, to: to.name, prompts: prompts.map(({ prompt }) => prompt), revision: to.revision };
    await this.#outcome.move({
      what: `Promoting ${from} to ${to.name}`,
      environment: to.name,
      folder,
      call: (overriding, options) => this.#host.calls.call('promote', { ...wish, ...overriding }, options),
    });
  }

  async #target(
    from: string,
    prompts: readonly string[] | undefined,
    folder: string | undefined,
  ): Promise<Environment | undefined> {
    const { messages, vscode } = this.#host;
    const others = (await environmentsOf(this.#host, folder))?.filter(({ name }) => name !== from);
    if (others?.length === 0) messages.info(`${from} is the only environment: galley.yaml names them.`);
    if (others === undefined || others.length === 0) return undefined;
    const rows = environmentChoices(others, prompts ?? []).map((choice) => ({
      ...choice,
      iconPath: new vscode.ThemeIcon(choice.environment.protected ? 'shield' : 'server-environment'),
    }));
    const picked = await vscode.window.showQuickPick(rows, { placeHolder: `Where to promote what ${from} holds?` });
    return picked?.environment;
  }

  /** What would change; undefined when nothing would. */
  async #differences(
    from: string,
    { name: to }: Environment,
    folder: string | undefined,
  ): Promise<readonly Difference[] | undefined> {
    const { calls, messages } = this.#host;
    const answer = await calls.call('env.diff', { from: to, to: from }, { folder });
    if (!answer.ok) {
      messages.fault(`Could not compare ${from} with ${to}`, answer.fault);
      return undefined;
    }
    const found = answer.value.prompts.filter((difference) => difference.to !== undefined);
    if (found.length > 0) return found;
    messages.info(`${to} already holds everything that ${from} holds.`);
    return undefined;
  }

  /** The prompts to promote: the only one, the one that the row is of, or those that a person leaves ticked. */
  async #which(
    differences: readonly Difference[],
    named: readonly string[] | undefined,
    way: string,
  ): Promise<readonly Difference[] | undefined> {
    const { messages, vscode } = this.#host;
    if (named !== undefined) {
      const found = differences.filter(({ prompt }) => named.includes(prompt));
      if (found.length > 0) return found;
      messages.info(`There is nothing to promote: both hold the same version of ${named.join(', ')}.`);
      return undefined;
    }
    if (differences.length === 1) return differences;
    const rows = differences.map((difference) => ({
      difference,
      label: difference.prompt,
      description: changeText(difference).slice(difference.prompt.length + 1),
      picked: true,
      ...(difference.breaking ? { detail: 'Breaks callers' } : {}),
    }));
    const options = { canPickMany: true, placeHolder: `What to promote from ${way}?` } as const;
    const picked = await vscode.window.showQuickPick(rows, options);
    return picked === undefined || picked.length === 0 ? undefined : picked.map(({ difference }) => difference);
  }

  #confirmed(from: string, to: Environment, prompts: readonly Difference[]): Promise<boolean> {
    const lines = prompts.map((one) => {
      const note = one.from === undefined ? ' (new there)' : one.breaking ? ', breaks callers' : '';
      return `${changeText(one)}${note}`;
    });
    const gates = to.gates.length === 0 ? 'It has no gates.' : `Gates: ${to.gates.join(', ')}.`;
    const detail = [...(to.protected ? [`${to.name} is protected.`] : []), ...lines, gates].join('\n');
    const question = `Promote ${counted(prompts.length, 'prompt')} from ${from} to ${to.name}?`;
    return this.#host.dialogs.confirm(question, detail, 'Promote');
  }
}
