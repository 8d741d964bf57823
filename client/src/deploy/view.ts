import type { VersionRef } from '../../../server/src/protocol';
import { chosenEnvironment } from '../environments/choice';
import { folderIn, placed, type Environment } from '../folders';
import type { Host } from '../host';
import type { Target, Targets } from '../target';
import type { DocumentContent } from '../versions/content';
import { selectorOf } from '../versions/model';
import { deploysText, environmentChoices, type PastDeployment } from './model';
import { DeploymentOutcome } from './outcome';
import { PromoteCommands } from './promote';
import { RollbackCommands } from './rollback';

interface Deployed {
  readonly prompt: string;
  readonly version: Pick<VersionRef, 'number' | 'semver'>;
}

/** Registers the commands that move environments. */
export function registerDeploy(host: Host, targets: Targets, documents: DocumentContent): void {
  const outcome = new DeploymentOutcome(host, documents);
  const deploy = new DeployCommands(host, targets, documents, outcome);
  const rollback = new RollbackCommands(host, outcome);
  const promote = new PromoteCommands(host, outcome);
  host.commands.registerTrusted('galley.deploy', 'Deploying', (...args) => deploy.deploy(args));
  host.commands.registerTrusted('galley.promote', 'Promoting', (...args) => promote.promote(args));
  host.commands.registerTrusted('galley.rollback', 'Rolling back', (...args) => rollback.back(args));
  host.commands.registerTrusted('galley.rollbackTo', 'Rolling back', (...args) => rollback.toRevision(args));
  host.commands.registerTrusted('galley.retryPublish', 'Publishing', (...args) => deploy.publish(args));
  host.commands.register('galley.showDeployment', (...args) => deploy.showDeployment(args));
}

/** Deploys and publishes. */
export class DeployCommands {
  readonly #host: Host;
  readonly #targets: Targets;
  readonly #documents: DocumentContent;
  readonly #outcome: DeploymentOutcome;

  constructor(host: Host, targets: Targets, documents: DocumentContent, outcome: DeploymentOutcome) {
    this.#host = host;
    this.#targets = targets;
    this.#documents = documents;
    this.#outcome = outcome;
  }

  /** `Galley: Deploy to…` on prompts (their newest version) or a version. The environment is always asked for. */
  async deploy(args: readonly unknown[]): Promise<void> {
    const targets = await this.#targets.resolveAll(args, 'to deploy');
    const items = this.#versions(targets);
    if (items === undefined || items.length === 0) return;
    const [folder, ...others] = new Set(targets.map(({ prompt }) => prompt.folder));
    if (others.length > 0) return this.#host.messages.info('Deploy the prompts of one folder at a time.');
    const what = deploysText(items);
    const note = targets.some(({ prompt, version }) => version === undefined && prompt.modified)
      ? ' The draft has changes that are not in it.'
      : '';
    const environment = await this.#pickEnvironment(items, `Where to deploy ${what}?${note}`, folder);
    if (environment === undefined || !(await this.#confirmed(what, environment, items))) return;
    const selectors = items.map(({ prompt, version }) => selectorOf(prompt, version));
    const wish = { selectors, environment: environment.name, revision: environment.revision };
    await this.#outcome.move({
      what: `Deploying ${what} to ${environment.name}`,
      environment: environment.name,
      folder,
      call: (overriding, options) => this.#host.calls.call('deploy', { ...wish, ...overriding }, options),
    });
  }

  /** `Galley: Publish again`: writes the target of an environment again. */
  async publish(args: readonly unknown[]): Promise<void> {
    const chosen = await chosenEnvironment(this.#host, args, 'Which environment to publish again?');
    if (chosen === undefined) return;
    const answer = await this.#host.calls.call(
      'publish',
      { environment: chosen.environment },
      { folder: chosen.folder },
    );
    if (!answer.ok) return this.#host.messages.fault(`Could not publish ${chosen.environment}`, answer.fault);
    const { environment, target, revision } = answer.value;
    this.#host.messages.info(
      `Wrote revision ${revision} of ${environment} to ${target}.`,
      this.#outcome.open(target, chosen.folder),
    );
  }

  /** Opens what a row of the history stands for. */
  async showDeployment(args: readonly unknown[]): Promise<void> {
    const { deployment } = Object(args[0]) as { deployment?: PastDeployment };
    if (deployment?.deployment === undefined) return;
    await this.#documents.openDeployment(
      deployment.environment,
      deployment.revision,
      deployment.deployment,
      folderIn(args[0]),
    );
  }

  #versions(targets: readonly Target[]): readonly Deployed[] | undefined {
    const missing = targets.find(({ prompt, version }) => (version ?? prompt.head) === undefined);
    if (missing !== undefined) {
      this.#host.messages.info(`${missing.prompt.name} has no version yet: only versions are deployed.`, {
        label: 'Commit version',
        run: () => this.#run('galley.commit', placed({ prompt: missing.prompt.name }, missing.prompt.folder)),
      });
      return undefined;
    }
    return targets.flatMap(({ prompt, version }) => {
      const chosen = version ?? prompt.head;
      return chosen === undefined ? [] : [{ prompt: prompt.name, version: chosen }];
    });
  }

  async #pickEnvironment(
    items: readonly Deployed[],
    placeHolder: string,
    folder: string | undefined,
  ): Promise<Environment | undefined> {
    const answer = await this.#host.calls.call('env', {}, { folder });
    if (!answer.ok) {
      this.#host.messages.fault('Cannot list the environments', answer.fault);
      return undefined;
    }
    const choices = environmentChoices(
      answer.value,
      items.map(({ prompt }) => prompt),
    );
    const rows = choices.map((choice) => ({
      ...choice,
      iconPath: new this.#host.vscode.ThemeIcon(choice.environment.protected ? 'shield' : 'server-environment'),
    }));
    const picked = await this.#host.vscode.window.showQuickPick(rows, { placeHolder, matchOnDescription: true });
    return picked?.environment;
  }

  /** A protected environment is never moved by one slip of the hand. */
  async #confirmed(what: string, environment: Environment, items: readonly Deployed[]): Promise<boolean> {
    if (!environment.protected) return true;
    const changes = items.map(({ prompt, version }) => {
      const from = Object.hasOwn(environment.prompts, prompt) ? environment.prompts[prompt] : undefined;
      return from === undefined
        ? `${prompt} ${version.semver} (new there)`
        : `${prompt} ${from.semver} → ${version.semver}`;
    });
    const gates = environment.gates.length === 0 ? 'It has no gates.' : `Gates: ${environment.gates.join(', ')}.`;
    const detail = `${environment.name} is protected.\n${changes.join('\n')}\n${gates}`;
    return this.#host.dialogs.confirm(`Deploy ${what} to ${environment.name}?`, detail, 'Deploy');
  }

  #run(command: string, ...args: readonly unknown[]): Thenable<unknown> {
    return this.#host.vscode.commands.executeCommand(command, ...args);
  }
}
