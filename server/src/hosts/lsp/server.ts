import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  TextDocuments,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { notifications, requests, type ChangedEvent, type StoreSecretRequest } from '../../protocol';
import type { OperationsOptions } from './operations';
import { serverCapabilities } from './capabilities';
import { ClientFeatures } from './client-features';
import { configure, sectionOf } from './configuration';
import { documentKeeper } from './document-keeper';
import { registerFeatures } from './features';
import { registerFileEvents } from './file-events';
import { Findings } from './findings';
import { Folders, type Folder } from './folders';
import { requestOperation } from './operation-router';
import { member, urisIn } from './params';
import { showReading } from './progress';
import { Publisher } from './publisher';
import { PullDiagnostics } from './pull';
import { readSettings } from './settings';

const everything: ChangedEvent = { prompts: true, environments: true, reviews: true, cases: true };

/** When the server does not wait any longer, in milliseconds. */
export interface ServerTiming {
  /** Between a change and the request to look again. */
  readonly refresh: number;
  /** For the settings of an editor that does not answer. */
  readonly settings: number;
  /** Before it shows that folders are being read. */
  readonly progress: number;
}

/** How a server is made. */
export interface ServerOptions {
  /** Stands for this build of the server. Without it, nothing is kept for the next start. */
  readonly build?: string;
  /** The address of the page that explains the findings. */
  readonly documentation?: string | undefined;
  readonly timing?: ServerTiming;
}

const usualTiming: ServerTiming = { refresh: 200, settings: 3_000, progress: 500 };

/** One life of the language server: what comes into being with `initialize`. */
interface Life {
  readonly client: ClientFeatures;
  readonly folders: Folders;
  readonly findings: Findings;
  readonly publisher: Publisher;
  readonly pulls: PullDiagnostics;
  /** Says that the settings are known. */
  readonly markConfigured: () => void;
}

/** Serves one editor over a connection. Nothing that an editor sends, or leaves out, ends it. */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #documentation: string | undefined;
  readonly #build: string | undefined;
  readonly #timing: ServerTiming;
  readonly #documents = new TextDocuments(documentKeeper);
  #life: Life | undefined;
  #refreshing: NodeJS.Timeout | undefined;

  constructor(connection: Connection, { documentation, build, timing = usualTiming }: ServerOptions = {}) {
    this.#connection = connection;
    this.#documentation = documentation;
    this.#build = build;
    this.#timing = timing;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => void this.#quietly(this.#initialized()));
    connection.onShutdown(() => this.#shutdown());
    connection.onDidChangeConfiguration((params) => void this.#configure(member(params, 'settings')));
    connection.onRequest((method, params, token) => this.#operation(method, params, token));
    connection.onNotification(() => undefined);
    this.#documents.onDidOpen(({ document }) => this.#life?.publisher.forget(document.uri));
    this.#documents.onDidChangeContent(({ document }) => {
      const { uri, languageId, version } = document;
      this.#life?.folders.open({ uri, languageId, version, text: document.getText() });
    });
    this.#documents.onDidClose(({ document: { uri } }) => {
      this.#life?.publisher.forget(uri);
      this.#life?.folders.close(uri);
    });
    this.#documents.onDidSave(({ document: { uri } }) => {
      const saved = this.#life?.folders.folderOf(uri)?.workspace.refresh([uri]);
      if (saved !== undefined) void this.#quietly(saved);
    });
    this.#documents.listen(connection);
  }

  /** Starts to listen. */
  listen(): void {
    this.#connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const client = new ClientFeatures(params.capabilities ?? {});
    const { settings } = readSettings(sectionOf(params.initializationOptions));
    const folders = new Folders({
      notify: (method, value) => void this.#quietly(this.#connection.sendNotification(method, value)),
      trusted: isTrusted(params.initializationOptions),
      storeSecret: this.#storeSecret(params.initializationOptions),
      settings,
      documentation: this.#documentation,
      build: this.#build,
    });
    this.#live(client, folders);
    void folders.change(foldersIn(params), []);
    void this.#quietly(folders.configure(settings));
    return { capabilities: serverCapabilities(client), serverInfo: { name: 'galley' } };
  }

  /** Only an editor that keeps secrets is asked for them. */
  #storeSecret(options: unknown): OperationsOptions['storeSecret'] {
    if (member(options, 'storeSecret') !== true) return undefined;
    return async (store) => {
      const asked: StoreSecretRequest = { store };
      const answer: unknown = await this.#connection.sendRequest(requests.storeSecret, asked);
      const [user, password] = [member(answer, 'user'), member(answer, 'password')];
      return {
        ...(typeof user === 'string' ? { user } : {}),
        ...(typeof password === 'string' ? { password } : {}),
      };
    };
  }

  #live(client: ClientFeatures, folders: Folders): void {
    const connection = this.#connection;
    const versionOf = (uri: string): number | undefined => this.#documents.get(uri)?.version;
    const findings = new Findings(folders);
    const publisher: Publisher = new Publisher({
      findings,
      versionOf,
      onPulledChange: () => pulls.changed(),
      send: (found) => {
        const diagnostics = client.diagnostics(found.diagnostics);
        void this.#quietly(connection.sendDiagnostics({ ...found, diagnostics }));
      },
    });
    let markConfigured = (): void => undefined;
    const known = new Promise<void>((resolve) => (markConfigured = resolve));
    const configured = Promise.race([known, delay(this.#timing.settings, undefined, { ref: false })]);
    const pulls = new PullDiagnostics({ client, folders, findings, publisher, versionOf, configured });
    this.#life = { client, folders, findings, publisher, pulls, markConfigured };
    void configured.then(() => folders.ready).then(() => publisher.release());
    folders.onDidChange((uris) => this.#changed(uris));
    folders.onDidChangeVersions(() => this.#changed(undefined));
    registerFeatures(connection, this.#life);
    registerFileEvents(connection, this.#life);
    if (client.pulls) pulls.register(connection);
    // The library listens only for editors that say they have folders.
    connection.onNotification(DidChangeWorkspaceFoldersNotification.method, (value: unknown) => {
      const event = member(value, 'event');
      void this.#quietly(
        this.#changeFolders(urisIn(member(event, 'added'), 'uri'), urisIn(member(event, 'removed'), 'uri')),
      );
    });
  }

  async #initialized(): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    const { client, folders, markConfigured } = life;
    if (client.watchedFiles) {
      const watchers = [{ globPattern: '**/*' }];
      void this.#quietly(this.#connection.client.register(DidChangeWatchedFilesNotification.type, { watchers }));
    }
    if (client.settingsEvents) {
      const section = { section: 'galley' };
      void this.#quietly(this.#connection.client.register(DidChangeConfigurationNotification.type, section));
    }
    if (client.configuration) await this.#configure(undefined);
    markConfigured();
    await this.#begin(life, folders.all);
  }

  /** What there is to do for folders that are new. */
  async #begin({ client }: Life, folders: readonly Folder[]): Promise<void> {
    const ready = Promise.all(folders.map((folder) => folder.ready));
    if (client.showsWork) void this.#quietly(showReading(this.#connection, ready, this.#timing.progress));
    await ready;
    for (const { workspace, operations } of folders) {
      for (const warning of workspace.warnings) this.#connection.console.warn(warning);
      await this.#quietly(operations.loadIfStored());
    }
  }

  async #changeFolders(added: readonly string[], removed: readonly string[]): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    const changing = life.folders.change(added, removed);
    life.pulls.changed();
    const fresh = await changing;
    if (fresh.length > 0 && life.client.configuration) await this.#configure(undefined);
    await this.#quietly(this.#connection.sendNotification(notifications.changed, everything));
    if (fresh.length > 0) await this.#begin(life, fresh);
  }

  async #configure(sent: unknown): Promise<void> {
    const life = this.#life;
    if (life !== undefined) await this.#quietly(configure(this.#connection, life, sent));
  }

  /** Something changed: findings, lenses and colours may have too. */
  #changed(uris: readonly string[] | undefined): void {
    const life = this.#life;
    if (life === undefined) return;
    life.findings.touch(uris);
    life.publisher.changed();
    if (uris?.every((uri) => this.#documents.get(uri) !== undefined) !== true) this.#refreshViews();
  }

  /**
   * Makes the editor ask again for lenses, colours, hints and findings that it pulls: after an edit it does so by itself, but
   * not when other files, settings or versions changed. Changes that come together lead to one request.
   */
  #refreshViews(): void {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = undefined;
      const life = this.#life;
      if (life === undefined) return;
      const { client, publisher } = life;
      const pulls = client.refreshesPulls && publisher.isPulled ? ['workspace/diagnostic/refresh'] : [];
      for (const method of [...client.refreshes, ...pulls]) void this.#quietly(this.#connection.sendRequest(method));
    }, this.#timing.refresh);
  }

  #operation(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (this.#life === undefined) return Promise.resolve(null);
    return requestOperation(this.#life.folders, method, params, token);
  }

  async #shutdown(): Promise<void> {
    const life = this.#life;
    clearTimeout(this.#refreshing);
    if (life === undefined) return;
    life.publisher.dispose();
    life.pulls.dispose();
    await this.#quietly(life.folders.dispose());
  }

  /** Awaits something that may fail for reasons of the other side: that is logged, and gives undefined. */
  async #quietly<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.#connection.console.warn(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }
}

/** The folders that an editor has open; older ones name only one. */
function foldersIn(
  params: InitializeParams & { rootUri?: string | null; rootPath?: string | null },
): readonly string[] {
  const { workspaceFolders, rootUri, rootPath } = params;
  const uris = urisIn(workspaceFolders, 'uri');
  if (uris.length > 0) return uris;
  if (typeof rootUri === 'string') return [rootUri];
  return typeof rootPath === 'string' && path.isAbsolute(rootPath) ? [pathToFileURL(rootPath).href] : [];
}

/** Only an editor that knows of trust can say that there is none. */
function isTrusted(options: unknown): boolean {
  return member(options, 'trusted') !== false;
}
