import type * as vscode from 'vscode';
import type { OperationInput, VersionRef, WireDeployment, WireGateResult } from '../../../server/src/protocol';
import { folderIn, placed, placedAll, type Environment, type Placed } from '../folders';
import type { Answer } from '../call';
import type { Host } from '../host';
import type { MessageAction } from '../messages';
import type { Target, Targets } from '../target';
import type { DocumentContent } from '../versions/content';
import { selectorOf } from '../versions/model';
import { listed } from '../words';
import {
  changeText,
  changesText,
  deploysText,
  environmentChoices,
  gateRemedies,
  overridableGates,
  overrideDetail,
  refusalReport,
  refusalText,
  refusedGates,
  successText,
  type PastDeployment,
} from './model';

interface Deployed {
  readonly prompt: string;
  readonly version: Pick<VersionRef, 'number' | 'semver'>;
}

type ChosenEnvironment = Placed<{ readonly environment: string; readonly prompts?: string[] }>;

/** Registers the commands that move environments. */
export function registerDeploy(host: Host, targets: Targets, documents: DocumentContent): void {
  const deploy = new DeployCommands(host, targets, documents);
  host.commands.registerTrusted('galley.deploy', 'Deploying', (...args) => deploy.deploy(args));
  host.commands.registerTrusted('galley.rollback', 'Rolling back', (...args) => deploy.rollback(args));
  host.commands.registerTrusted('galley.retryPublish', 'Publishing', (...args) => deploy.publish(args));
  host.commands.register('galley.showDeployment', (...args) => deploy.showDeployment(args));
}

/** Deploys, rolls back and publishes, saying at each step what happens and what came of it. */
export class DeployCommands {
  readonly #host: Host;
  readonly #targets: Targets;
  readonly #documents: DocumentContent;

  constructor(host: Host, targets: Targets, documents: DocumentContent) {
    this.#host = host;
    this.#targets = targets;
    this.#documents = documents;
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
    await this.#deploy(`Deploying ${what} to ${environment.name}`, wish, folder);
  }

  async #deploy(what: string, wish: OperationInput<'deploy'>, folder: string | undefined): Promise<void> {
    const answer = await this.#withGates(what, (options) =>
      this.#host.calls.call('deploy', wish, { ...options, folder }),
    );
    const override = answer.ok ? [] : overridableGates(answer.fault);
    if (answer.ok || override.length === 0) return this.#report(what, answer, folder);
    const gates = refusedGates(answer.fault);
    this.#host.messages.error(refusalText(what, gates), ...this.#remedies(what, gates, folder), {
      label: 'Override…',
      run: () => this.#override(what, { ...wish, override: [...override] }, gates, folder),
    });
  }

  /** Has a deployment go on although gates failed: asked twice, and with a reason. */
  async #override(
    what: string,
    wish: OperationInput<'deploy'> & { readonly override: readonly string[] },
    gates: readonly WireGateResult[],
    folder: string | undefined,
  ): Promise<void> {
    const names = listed(wish.override);
    const question = `Override ${names} of ${wish.environment}?`;
    if (!(await this.#host.dialogs.confirm(question, overrideDetail(gates), 'Override'))) return;
    const reason = await this.#host.vscode.window.showInputBox({
      title: `Override ${names} of ${wish.environment}`,
      prompt: 'Why is it deployed all the same?',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? 'Say it in a few words.' : undefined),
    });
    if (reason !== undefined) await this.#deploy(what, { ...wish, reason }, folder);
  }

  /** `Galley: Roll back…` on an environment, or on one prompt in it. What goes where is shown and confirmed. */
  async rollback(args: readonly unknown[]): Promise<void> {
    const chosen = await this.#chosenEnvironment(args, 'Which environment to roll back?');
    if (chosen === undefined) return;
    const { environment, prompts, folder } = chosen;
    const input = { environment, ...(prompts === undefined ? {} : { prompts }) };
    const plan = await this.#host.calls.call('rollback', { ...input, dryRun: true }, { folder });
    const what = `Rolling ${environment} back`;
    if (!plan.ok) return this.#report(what, plan, folder);
    const detail = plan.value.changes.map(changeText).join('\n');
    if (!(await this.#host.dialogs.confirm(`Roll ${environment} back?`, detail, 'Roll back'))) return;
    const moved = plan.value.changes.map(({ prompt }) => prompt);
    const answer = await this.#withGates(what, (options) =>
      this.#host.calls.call('rollback', { environment, prompts: moved }, { ...options, folder }),
    );
    this.#report(what, answer, folder);
  }

  /** `Galley: Retry publishing`: writes the target of an environment again. */
  async publish(args: readonly unknown[]): Promise<void> {
    const chosen = await this.#chosenEnvironment(args, 'Which environment to publish again?');
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
      this.#open(target, chosen.folder),
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

  #withGates<T>(
    title: string,
    call: (options: { token: vscode.CancellationToken; onProgress: (message: string) => void }) => Promise<Answer<T>>,
  ): Promise<Answer<T>> {
    const { ProgressLocation } = this.#host.vscode;
    const options = { location: ProgressLocation.Notification, title, cancellable: true };
    return Promise.resolve(
      this.#host.vscode.window.withProgress(options, (progress, token) =>
        call({ token, onProgress: (message) => progress.report({ message }) }),
      ),
    );
  }

  #report(what: string, answer: Answer<WireDeployment>, folder: string | undefined): void {
    const { messages } = this.#host;
    if (!answer.ok) {
      const gates = refusedGates(answer.fault);
      if (gates.length === 0) return messages.fault(`${what} did not succeed`, answer.fault);
      return messages.error(refusalText(what, gates), ...this.#remedies(what, gates, folder));
    }
    const deployment = answer.value;
    const evidence: MessageAction = { label: 'Show evidence', run: () => this.#showEvidence(deployment, folder) };
    if (deployment.published === 'failed') {
      const why = deployment.publishError ?? 'its target could not be written';
      return messages.warn(
        `${deployment.environment} holds ${changesText(deployment.changes)}, but it is not published: ${why}`,
        {
          label: 'Retry publishing',
          run: () => this.#run('galley.retryPublish', placed({ environment: deployment.environment }, folder)),
        },
        evidence,
      );
    }
    const { target } = deployment;
    messages.info(successText(deployment), ...(target === undefined ? [] : [this.#open(target, folder)]), evidence);
  }

  #remedies(what: string, gates: readonly WireGateResult[], folder: string | undefined): readonly MessageAction[] {
    const actions = gateRemedies(gates).map(({ label, command, aboutPrompt, prompt }) => ({
      label,
      run: () => this.#run(command, ...(aboutPrompt ? [placed({ prompt }, folder)] : [])),
    }));
    const evidence = {
      label: 'Show evidence',
      run: () => this.#documents.openReport('refused.md', refusalReport(what, gates)),
    };
    return [...actions, evidence];
  }

  #showEvidence({ environment, revision, deployment }: WireDeployment, folder: string | undefined): Promise<void> {
    return deployment === undefined
      ? Promise.resolve()
      : this.#documents.openDeployment(environment, revision, deployment, folder);
  }

  #open(file: string, folder: string | undefined): MessageAction {
    const uri = this.#host.prompts.uriOf(file, folder);
    const name = file.slice(file.lastIndexOf('/') + 1);
    return { label: `Open ${name}`, run: () => uri && this.#host.vscode.window.showTextDocument(uri) };
  }

  async #chosenEnvironment(args: readonly unknown[], placeHolder: string): Promise<ChosenEnvironment | undefined> {
    const { environment, prompt } = Object(args[0]) as { environment?: unknown; prompt?: unknown };
    const name = typeof environment === 'string' ? environment : (Object(environment) as { name?: unknown }).name;
    if (typeof name === 'string')
      return placed(
        { environment: name, ...(typeof prompt === 'string' ? { prompts: [prompt] } : {}) },
        folderIn(args[0]),
      );
    const moved = await this.#moved();
    if (moved?.length === 0) this.#host.messages.info('Nothing has been deployed yet.');
    if (moved === undefined || moved.length === 0) return undefined;
    const { folders } = this.#host.prompts;
    const rows = moved.map(({ name: label, revision, folder }) => ({
      label,
      description: [folders.nameOf(folder), `revision ${revision}`].filter((word) => word !== '').join(' · '),
      folder,
    }));
    const picked = await this.#host.vscode.window.showQuickPick(rows, { placeHolder });
    return picked && placed({ environment: picked.label }, picked.folder);
  }

  /** The environments of all folders that hold something; when they cannot be had, that is said. */
  async #moved(): Promise<readonly Environment[] | undefined> {
    const { calls, messages, prompts } = this.#host;
    const answers = await Promise.all(
      prompts.folders.all.map(async (folder) => placedAll(await calls.call('env', {}, { folder }), folder)),
    );
    const failed = answers.find((answer) => !answer.ok);
    if (failed === undefined)
      return answers.flatMap((answer) => (answer.ok ? answer.value.filter(({ revision }) => revision > 0) : []));
    messages.fault('Cannot list the environments', failed.fault);
    return undefined;
  }

  #run(command: string, ...args: readonly unknown[]): Thenable<unknown> {
    return this.#host.vscode.commands.executeCommand(command, ...args);
  }
}
