import type * as vscode from 'vscode';
import { configFile, type OperationOutput } from '../../../server/src/protocol';
import { placedAll, type Case, type Prompt } from '../folders';
import type { Host } from '../host';
import { Coalesced } from '../server/model';
import type { Targets } from '../target';
import { CaseItems } from './items';
import { firstCaseFile, summaryText } from './model';
import { CaseRun } from './run';

type Provider = OperationOutput<'providers'>[number];

const quietMs = 300;
const outcomes = ['passed', 'failed', 'errored', 'skipped'] as const;

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
    const { prompts, calls, log } = this.#host;
    const listed = await prompts.load();
    const cases: Case[] = [];
    const providers: Provider[] = [];
    for (const folder of prompts.folders.all) {
      const found = placedAll(await calls.call('cases', {}, { folder }), folder);
      if (found.ok) cases.push(...found.value);
      else log.warn(`the cases cannot be listed: ${found.fault.code}`);
      // What was shown stays when there is no other answer.
      if (!found.ok && folder === undefined) return;
      const known = await calls.call('providers', {}, { folder });
      if (known.ok) providers.push(...known.value);
    }
    if (listed.ok) this.#items.update(cases);
    this.#offer(providers);
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
  ): Promise<OperationOutput<'test'>['summary'] | undefined> {
    if (!this.#host.vscode.workspace.isTrusted) {
      this.#host.commands.refuseUntrusted('Running cases');
      return undefined;
    }
    const run = this.#controller.createTestRun(request);
    const summary = { passed: 0, failed: 0, errored: 0, skipped: 0 };
    for (const [folder, wanted] of this.#items.byFolder(this.#items.wanted(request))) {
      const cases = new CaseRun(this.#host, this.#items, run, wanted);
      const answer = await cases.execute(provider ?? this.#chosenProvider(folder), token);
      if (!answer.ok) {
        run.end();
        this.#host.messages.fault('The cases did not run', answer.fault);
        return undefined;
      }
      for (const outcome of outcomes) summary[outcome] += answer.value.summary[outcome];
    }
    run.end();
    return summary;
  }

  /** The provider of the settings; undefined for the default of galley.yaml. */
  #chosenProvider(folder: string | undefined): string | undefined {
    const { vscode, prompts } = this.#host;
    const name =
      vscode.workspace.getConfiguration('galley', prompts.uriOf('', folder)).get<string>('test.provider') ?? '';
    return name === '' ? undefined : name;
  }

  /** `Galley: Run cases`: the cases of one prompt. */
  async #runPrompt(args: readonly unknown[]): Promise<void> {
    const { vscode, messages } = this.#host;
    const target = this.#ofActiveCaseFile(args) ?? (await this.#targets.resolve(args, 'whose cases to run'));
    if (target === undefined) return;
    await this.#loads.trigger();
    const { prompt } = target;
    const items = this.#items.ofPrompt(prompt);
    if (items.length === 0) return this.#offerCaseFile(prompt);
    const request = new vscode.TestRunRequest([...items], undefined, this.#profiles.get(''));
    const source = new vscode.CancellationTokenSource();
    const summary = await this.#execute(request, undefined, source.token);
    source.dispose();
    if (summary === undefined) return;
    const { failed, errored } = summary;
    const text = `${prompt.name}: ${summaryText(summary)}.`;
    const show = { label: 'Show results', run: () => vscode.commands.executeCommand('workbench.view.testing.focus') };
    if (failed + errored > 0) messages.warn(text, show);
    else messages.info(text, show);
  }

  /** A case file in the editor stands for the prompt its cases are of. */
  #ofActiveCaseFile(args: readonly unknown[]): { readonly prompt: Prompt } | undefined {
    const active = this.#host.vscode.window.activeTextEditor?.document.uri;
    if (args[0] !== undefined || active === undefined || this.#host.prompts.byUri(active) !== undefined)
      return undefined;
    const [prompt, ...others] = this.#items.promptsOf(active);
    return prompt !== undefined && others.length === 0 ? { prompt } : undefined;
  }

  #offerCaseFile(prompt: Prompt): void {
    const { messages, prompts, vscode } = this.#host;
    const file = prompt.file.replace(/\.(prompt|prompty|prompt\.ya?ml|[^./]+)$/, '.cases.yaml');
    const uri = prompts.uriOf(file, prompt.folder);
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
    const { prompts, vscode } = this.#host;
    const active = vscode.window.activeTextEditor?.document.uri;
    const uri = prompts.uriOf(configFile, active === undefined ? undefined : prompts.folders.of(active));
    if (uri !== undefined) await vscode.window.showTextDocument(uri);
  }
}
