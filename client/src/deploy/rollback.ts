import type { OperationInput } from '../../../server/src/protocol';
import { chosenEnvironment } from '../environments/choice';
import { folderIn } from '../folders';
import type { Host } from '../host';
import { withProgress } from '../progress';
import { changeText, type PastDeployment } from './model';
import type { DeploymentOutcome } from './outcome';

/** Brings back what an environment held before. What goes where is shown and confirmed. */
export class RollbackCommands {
  readonly #host: Host;
  readonly #outcome: DeploymentOutcome;

  constructor(host: Host, outcome: DeploymentOutcome) {
    this.#host = host;
    this.#outcome = outcome;
  }

  /** `Galley: Roll back…` on an environment, or on one prompt in it. */
  async back(args: readonly unknown[]): Promise<void> {
    const chosen = await chosenEnvironment(this.#host, args, 'Which environment to roll back?');
    if (chosen === undefined) return;
    const { environment, prompts, folder } = chosen;
    const wish = { environment, ...(prompts === undefined ? {} : { prompts }) };
    await this.#rollback(wish, `Roll ${environment} back?`, folder);
  }

  /** `Roll back to this revision…` on a row of the history. */
  async toRevision(args: readonly unknown[]): Promise<void> {
    const { deployment } = Object(args[0]) as { deployment?: PastDeployment };
    if (deployment === undefined) return;
    const { environment, revision } = deployment;
    const question = `Roll ${environment} back to revision ${revision}?`;
    await this.#rollback({ environment, to: revision }, question, folderIn(args[0]));
  }

  async #rollback(wish: OperationInput<'rollback'>, question: string, folder: string | undefined): Promise<void> {
    const { calls, dialogs } = this.#host;
    const what = `Rolling ${wish.environment} back`;
    const plan = await calls.call('rollback', { ...wish, dryRun: true }, { folder });
    if (!plan.ok) return this.#outcome.report(what, plan, folder);
    if (!(await dialogs.confirm(question, plan.value.changes.map(changeText).join('\n'), 'Roll back'))) return;
    const prompts = plan.value.changes.map(({ prompt }) => prompt);
    const answer = await withProgress(this.#host, what, (options) =>
      calls.call('rollback', { ...wish, prompts }, { ...options, folder }),
    );
    this.#outcome.report(what, answer, folder);
  }
}
