import type * as vscode from 'vscode';
import { registerAudit } from './audit/view';
import { registerCatalog } from './catalog/view';
import { Commands } from './commands';
import { registerDeploy } from './deploy/view';
import { modalDialogs, type Dialogs } from './dialogs';
import { registerEnvironments } from './environments/view';
import { registerForks } from './forks/view';
import type { Host } from './host';
import type { Vscode } from './vscode';
import { Messages } from './messages';
import { newPrompt } from './prompts/new-prompt';
import { PromptIndex } from './prompts/prompt-index';
import { registerPrompts } from './prompts/view';
import { registerReviews } from './reviews/view';
import { GalleyServer, type ServerClient } from './server/view';
import { registerStoreSecret } from './store-secret/view';
import { registerStatus } from './status/view';
import { Targets } from './target';
import { compareResults } from './tests/compare';
import { CaseTests } from './tests/view';
import { CompareCommands } from './versions/compare';
import { DocumentContent } from './versions/content';
import { registerVersions } from './versions/view';

export interface GalleyOptions {
  /** Makes a client of the language server that has not been started. */
  readonly createClient: (log: vscode.LogOutputChannel) => Promise<ServerClient>;
  /** Default: the editor's modal dialog. */
  readonly dialogs?: Dialogs;
  /** Where passwords are kept. */
  readonly secrets: Pick<vscode.SecretStorage, 'get' | 'store' | 'delete'>;
  /** Default: the clock of the machine. */
  readonly now?: () => number;
}

/** The whole extension, but for the one line that imports the editor. */
export class Galley implements vscode.Disposable {
  readonly server: GalleyServer;
  readonly #subscriptions: vscode.Disposable[];

  constructor(vscode: Vscode, options: GalleyOptions) {
    const log = vscode.window.createOutputChannel('Galley', { log: true });
    this.server = new GalleyServer(vscode, log, () => options.createClient(log));
    const prompts = new PromptIndex(vscode, this.server);
    const messages = new Messages(vscode, log, (file) => prompts.uriOf(file));
    const commands = new Commands(vscode, messages);
    const { dialogs = modalDialogs(vscode), now = Date.now } = options;
    const host: Host = { vscode, calls: this.server, commands, messages, dialogs, prompts, log, now };
    const features = registerFeatures(host, this.server);
    registerStoreSecret(host, this.server, options.secrets);
    const trusted = vscode.workspace.onDidGrantWorkspaceTrust(() => void this.server.restart());
    this.#subscriptions = [log, this.server, prompts, commands, ...features, trusted];
    commands.register('galley.showOutput', () => log.show());
    commands.register('galley.restartServer', () => this.#restart(messages, log));
    commands.register('galley.refresh', () => this.server.announceAll());
    commands.register('galley.newPrompt', (...args) => newPrompt(host, args));
    void this.server.restart();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions.splice(0).reverse()) subscription.dispose();
  }

  async #restart(messages: Messages, log: vscode.LogOutputChannel): Promise<void> {
    await this.server.restart();
    const { state } = this.server;
    if (state.kind === 'running') messages.info('The language server of Galley has been started again.');
    else
      messages.error(`The language server does not run${state.kind === 'failed' ? `: ${state.reason}` : ''}.`, {
        label: 'Show output',
        run: () => log.show(),
      });
  }
}

function registerFeatures(host: Host, server: GalleyServer): readonly vscode.Disposable[] {
  const targets = new Targets(host);
  const documents = new DocumentContent(host);
  const compare = new CompareCommands(host, targets);
  registerVersions(host, targets, compare, documents);
  host.commands.registerTrusted('galley.compareResults', 'Running cases', (...args) =>
    compareResults(host, compare, documents, args),
  );
  registerDeploy(host, targets, documents);
  registerAudit(host, documents);
  return [
    documents,
    registerCatalog(host, targets, documents),
    registerPrompts(host, targets),
    registerEnvironments(host),
    registerForks(host),
    registerReviews(host, targets, compare),
    new CaseTests(host, targets),
    registerStatus(host, targets, server),
  ];
}
