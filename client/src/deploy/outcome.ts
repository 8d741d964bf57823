import type * as vscode from 'vscode';
import type { OperationInput, WireDeployment, WireGateResult } from '../../../server/src/protocol';
import type { Answer, CallOptions } from '../call';
import { placed } from '../folders';
import type { Host } from '../host';
import type { MessageAction } from '../messages';
import { withProgress } from '../progress';
import type { DocumentContent } from '../versions/content';
import { listed } from '../words';
import {
  changesText,
  gateRemedies,
  overridableGates,
  overrideDetail,
  refusalReport,
  refusalText,
  refusedGates,
  successText,
} from './model';

/** What a wish says about gates that need not pass. */
type Overriding = Partial<Pick<OperationInput<'deploy'>, 'override' | 'reason'>>;

/** A move past the gates of an environment. */
export interface GatedMove {
  /** `Deploying triage 1.1.0 to staging`. */
  readonly what: string;
  readonly environment: string;
  readonly folder: string | undefined;
  readonly call: (overriding: Overriding, options: CallOptions) => Promise<Answer<WireDeployment>>;
}

/** Runs what moves an environment, and says what came of it. */
export class DeploymentOutcome {
  readonly #host: Host;
  readonly #documents: DocumentContent;

  constructor(host: Host, documents: DocumentContent) {
    this.#host = host;
    this.#documents = documents;
  }

  /** Moves an environment past its gates; who may can have it go on although some of them failed. */
  async move(gated: GatedMove, overriding: Overriding = {}): Promise<void> {
    const { what, folder, environment, call } = gated;
    const answer = await withProgress(this.#host, what, (options) => call(overriding, { ...options, folder }));
    const override = answer.ok ? [] : overridableGates(answer.fault);
    if (answer.ok || override.length === 0) return this.report(what, answer, folder);
    const gates = refusedGates(answer.fault);
    this.#host.messages.error(refusalText(what, gates), ...this.#remedies(what, gates, folder), {
      label: 'Override…',
      run: async () => {
        const reason = await this.#overrideReason(`${listed(override)} of ${environment}`, gates);
        if (reason !== undefined) await this.move(gated, { override: [...override], reason });
      },
    });
  }

  /** Says what came of a move. */
  report(what: string, answer: Answer<WireDeployment>, folder: string | undefined): void {
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
          label: 'Publish again',
          run: () => this.#run('galley.retryPublish', placed({ environment: deployment.environment }, folder)),
        },
        evidence,
      );
    }
    const { target } = deployment;
    messages.info(successText(deployment), ...(target === undefined ? [] : [this.open(target, folder)]), evidence);
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

  /** A button that opens a file of the workspace. */
  open(file: string, folder: string | undefined): MessageAction {
    const uri = this.#host.prompts.uriOf(file, folder);
    const name = file.slice(file.lastIndexOf('/') + 1);
    return { label: `Open ${name}`, run: () => uri && this.#host.vscode.window.showTextDocument(uri) };
  }

  /** Asked twice, and with a reason; undefined when it was left. */
  async #overrideReason(names: string, results: readonly WireGateResult[]): Promise<string | undefined> {
    const { dialogs, vscode } = this.#host;
    if (!(await dialogs.confirm(`Override ${names}?`, overrideDetail(results), 'Override'))) return undefined;
    return vscode.window.showInputBox(reasonBox(`Override ${names}`, 'Why is it deployed all the same?'));
  }

  #run(command: string, ...args: readonly unknown[]): Thenable<unknown> {
    return this.#host.vscode.commands.executeCommand(command, ...args);
  }
}

/** The question for a reason that is kept for ever. */
export function reasonBox(title: string, prompt: string): vscode.InputBoxOptions {
  return {
    title,
    prompt,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? 'Say it in a few words.' : undefined),
  };
}
