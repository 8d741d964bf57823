import type * as vscode from 'vscode';
import { configFile, type OperationOutput, type PromptSummary } from '../../../server/src/protocol';
import type { Host } from '../host';
import { Coalesced } from '../server/model';
import type { Targets } from '../target';
import { CaseItems } from './items';
import { firstCaseFile, summaryText } from './model';
import { CaseRun } from './run';

type Provider = OperationOutput<'providers'>[number];

const quietMs = 300;

/** Shows the cases in the Test Explorer, and runs them there. */
export class CaseTests implements vscode.Disposable {
  readonly #host: Host;
  readonly #targets: Targets;
  readonly #controller: vscode.TestController;
  readonly #items: CaseItems;
  readonly #loads: Coalesced;
  readonly #profiles = new Map<string, vscode.TestRunProfile>();
  readonly #edited = new Set<vscode.TestItem>();
  readonly #subscriptions: vscode.Disposable[];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: Host, targets: Targets) {
    this.#host = host;
    this.#targets = targets;
    this.#controller = host.vscode.tests.createTestController('galley.cases', 'Galley cases');
    this.#items = new CaseItems(host, this.#controller);
    this.#loads = new Coalesced(() => this.#load());
    this.#controller.refreshHandler = () => this.#loads.trigger();
    this.#addProfile('Run cases', undefined, true);
    this.#subscriptions = [
      this.#controller,
      host.calls.onDidChange(({ cases }) => cases && void this.#loads.trigger()),
      host.prompts.onDidChange(() => void this.#loads.trigger()),
      host.vscode.workspace.onDidChangeTextDocument((change) => this.#noteEdit(change)),
    ];
    host.commands.registerTrusted('galley.runCases', 'Running cases', (...args) => this.#runPrompt(args));
  }

  dispose(): void {
    clearTimeout(this.#timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  async #load(): Promise<void> {
    const prompts = await this.#host.prompts.load();
    const cases = await this.#host.calls.call('cases', {});
    if (prompts.ok && cases.ok) this.#items.update(cases.value);
    else if (!cases.ok) this.#host.log.warn(`the cases cannot be listed: ${cases.fault.code}`);
    const providers = await this.#host.calls.call('providers', {});
    if (providers.ok) this.#offer(providers.value);
  }

  /** A profile for each provider, beside the default one. */
  #offer(providers: readonly Provider[]): void {
    const names = new Set(providers.map(({ name }) => name));
    for (const [name, profile] of this.#profiles) {
      if (name === '' || names.has(name)) continue;
      profile.dispose();
      this.#profiles.delete(name);
    }
    for (const name of names) if (!this.#profiles.has(name)) this.#addProfile(`Run with ${name}`, name, false);
  }

  #addProfile(label: string, provider: string | undefined, isDefault: boolean): void {
    const kind = this.#host.vscode.TestRunProfileKind.Run;
    const run = async (request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> => {
      await this.#execute(request, provider, token);
    };
    const profile = this.#controller.createRunProfile(label, kind, run, isDefault);
    profile.configureHandler = () => void this.#openSettings();
    this.#profiles.set(provider ?? '', profile);
  }

  async #execute(
    request: vscode.TestRunRequest,
    provider: string | undefined,
    token: vscode.CancellationToken,
  ): Promise<OperationOutput<'test'> | undefined> {
    if (!this.#host.vscode.workspace.isTrusted) {
      this.#host.commands.refuseUntrusted('Running cases');
      return undefined;
    }
    const run = this.#controller.createTestRun(request);
    const cases = new CaseRun(this.#host, this.#items, run, this.#items.wanted(request));
    const answer = await cases.execute(provider ?? this.#chosenProvider(), token);
    if (answer.ok) return answer.value;
    this.#host.messages.fault('The cases did not run', answer.fault);
    return undefined;
  }

  /** The provider of the settings; undefined for the default of galley.yaml. */
  #chosenProvider(): string | undefined {
    const name = this.#host.vscode.workspace.getConfiguration('galley').get<string>('test.provider') ?? '';
    return name === '' ? undefined : name;
  }

  /** `Galley: Run cases`: the cases of one prompt. */
  async #runPrompt(args: readonly unknown[]): Promise<void> {
    const { vscode, messages } = this.#host;
    const target = this.#ofActiveCaseFile(args) ?? (await this.#targets.resolve(args, 'whose cases to run'));
    if (target === undefined) return;
    await this.#loads.trigger();
    const { prompt } = target;
    const items = this.#items.ofPrompt(prompt.name);
    if (items.length === 0) return this.#offerCaseFile(prompt);
    const request = new vscode.TestRunRequest([...items], undefined, this.#profiles.get(''));
    const source = new vscode.CancellationTokenSource();
    const output = await this.#execute(request, undefined, source.token);
    source.dispose();
    if (output === undefined) return;
    const { failed, errored } = output.summary;
    const text = `${prompt.name}: ${summaryText(output.summary)}.`;
    const show = { label: 'Show results', run: () => vscode.commands.executeCommand('workbench.view.testing.focus') };
    if (failed + errored > 0) messages.warn(text, show);
    else messages.info(text, show);
  }

  /** A case file in the editor stands for the prompt its cases are of. */
  #ofActiveCaseFile(args: readonly unknown[]): { readonly prompt: PromptSummary } | undefined {
    const active = this.#host.vscode.window.activeTextEditor?.document.uri;
    if (args[0] !== undefined || active === undefined || this.#host.prompts.byUri(active) !== undefined)
      return undefined;
    const prompts = this.#items.promptsOf(active).map((name) => this.#host.prompts.byName(name));
    return prompts.length === 1 && prompts[0] !== undefined ? { prompt: prompts[0] } : undefined;
  }

  #offerCaseFile(prompt: PromptSummary): void {
    const { messages, prompts, vscode } = this.#host;
    const file = prompt.file.replace(/\.(prompt|prompty|prompt\.ya?ml|[^./]+)$/, '.cases.yaml');
    const uri = prompts.uriOf(file);
    messages.info(`${prompt.name} has no cases yet.`, {
      label: 'Write a first case',
      run: async () => {
        if (uri === undefined) return;
        const edit = new vscode.WorkspaceEdit();
        edit.createFile(uri, { ignoreIfExists: true, contents: new TextEncoder().encode(firstCaseFile(prompt)) });
        await vscode.workspace.applyEdit(edit);
        await vscode.window.showTextDocument(uri);
      },
    });
  }

  /** What was shown no longer fits a file that has been changed. */
  #noteEdit({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0) return;
    for (const item of this.#items.ofFile(document.uri)) this.#edited.add(item);
    if (this.#edited.size === 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#controller.invalidateTestResults([...this.#edited]);
      this.#edited.clear();
    }, quietMs);
  }

  async #openSettings(): Promise<void> {
    const uri = this.#host.prompts.uriOf(configFile);
    if (uri !== undefined) await this.#host.vscode.window.showTextDocument(uri);
  }
}
