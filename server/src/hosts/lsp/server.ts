import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  TextDocuments,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createWorkspace, type HostWorkspace } from '../../app';
import { createLanguageService, type LanguageService } from '../../language';
import { serverCapabilities } from './capabilities';
import { ClientFeatures } from './client-features';
import { EditorWorkspace } from './editor-workspace';
import { registerFeatures } from './features';
import { Operations } from './operations';
import { Publisher } from './publisher';
import { readSettings } from './settings';

/** Changes of files outside of these are no news to anybody; a name without an ending may be a folder. */
const watched = /(?:\.(?:prompt|prompty|ya?ml|md|hbs|handlebars|mustache|j2|jinja2?|txt)|\/[^./]+)$/i;
const ignored = /\/(?:node_modules|\.git|\.galley)(?:\/|$)/;

/** Milliseconds between a change and the request to look again. */
const refreshDelay = 200;

/** One life of the language server: what comes into being with `initialize`. */
interface Life {
  readonly client: ClientFeatures;
  readonly workspace: EditorWorkspace;
  readonly service: LanguageService;
  readonly publisher: Publisher;
  readonly operations: Operations;
}

/** Serves one editor over a connection. Nothing that an editor sends, or leaves out, ends it. */
export class LanguageServer {
  readonly #connection: Connection;
  readonly #documents = new TextDocuments(TextDocument);
  #life: Life | undefined;
  #refreshing: NodeJS.Timeout | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
    connection.onInitialize((params) => this.#initialize(params));
    connection.onInitialized(() => void this.#initialized());
    connection.onShutdown(() => this.#shutdown());
    connection.onDidChangeWatchedFiles(({ changes }) => this.#filesChanged(changes.map(({ uri }) => uri)));
    connection.onDidChangeConfiguration(({ settings }) => void this.#configure(sectionOf(settings)));
    connection.onRequest((method, params, token) => this.#operation(method, params, token));
    connection.onNotification(() => undefined);
    this.#documents.onDidChangeContent(({ document }) => {
      this.#life?.workspace.open(document.uri, document.getText(), document.version, document.languageId);
    });
    this.#documents.onDidClose(({ document }) => this.#life?.workspace.close(document.uri));
    this.#documents.onDidSave(({ document }) => this.#filesChanged([document.uri]));
    this.#documents.listen(connection);
  }

  /** Starts to listen. */
  listen(): void {
    this.#connection.listen();
  }

  #initialize(params: InitializeParams): InitializeResult {
    const client = new ClientFeatures(params.capabilities);
    const folder = openFolder(params);
    const workspace = new EditorWorkspace(folder);
    const operations = new Operations({
      connection: this.#connection,
      folder,
      trusted: isTrusted(params.initializationOptions),
    });
    const documentation = documentationPage();
    const service = createLanguageService({
      workspace,
      catalog: operations.catalog,
      ...(documentation === undefined ? {} : { documentation }),
    });
    const publisher = new Publisher({
      service,
      isOpen: (uri) => this.#documents.get(uri) !== undefined,
      send: (found) => {
        const diagnostics = client.diagnostics(found.diagnostics);
        this.#connection.sendDiagnostics({ ...found, diagnostics }).catch(() => undefined);
      },
    });
    this.#life = { client, workspace, service, publisher, operations };
    workspace.onDidChange((uris) => {
      publisher.changed();
      if (uris?.every((uri) => this.#documents.get(uri) !== undefined) !== true) this.#refreshViews();
    });
    operations.catalog.onDidChange(() => this.#catalogChanged());
    registerFeatures(this.#connection, this.#life);
    return {
      capabilities: serverCapabilities(client),
      serverInfo: { name: 'galley' },
    };
  }

  async #initialized(): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    const { client, workspace, publisher, operations } = life;
    if (client.watchedFiles) {
      void this.#quietly(
        this.#connection.client.register(DidChangeWatchedFilesNotification.type, {
          watchers: [{ globPattern: '**/*' }],
        }),
      );
    }
    if (client.settingsEvents) {
      void this.#quietly(
        this.#connection.client.register(DidChangeConfigurationNotification.type, { section: 'galley' }),
      );
    }
    if (client.configuration) await this.#configure(undefined);
    await this.#quietly(workspace.folder?.ready ?? Promise.resolve());
    for (const warning of workspace.folder?.warnings ?? []) this.#connection.console.warn(warning);
    publisher.release();
    await this.#quietly(operations.loadIfStored());
  }

  /** Takes the settings of the editor: asks for them where it can be asked, else takes what it sent. */
  async #configure(sent: unknown): Promise<void> {
    const life = this.#life;
    if (life === undefined) return;
    const asked = life.client.configuration
      ? await this.#quietly(this.#connection.workspace.getConfiguration('galley') as Promise<unknown>)
      : sent;
    const { settings, problems } = readSettings(asked);
    for (const problem of problems) this.#connection.console.warn(`Setting left out: ${problem}`);
    const { folder } = life.workspace;
    if (folder === undefined) return;
    const known = this.#settings;
    this.#settings = JSON.stringify(settings);
    if (known !== this.#settings) await this.#quietly(folder.configure(settings));
  }

  /** The settings in force, as text. */
  #settings = '{}';

  #filesChanged(uris: readonly string[]): void {
    const news = uris.filter((uri) => watched.test(uri) && !ignored.test(uri));
    const folder = this.#life?.workspace.folder;
    if (news.length > 0 && folder !== undefined) void this.#quietly(folder.refresh(news));
  }

  /** Findings and lenses speak of versions and environments. */
  #catalogChanged(): void {
    const life = this.#life;
    if (life === undefined) return;
    life.service.recheck();
    life.publisher.changed();
    this.#refreshViews();
  }

  /**
   * Makes the editor ask again for lenses, colours and hints: after an edit it does so by itself, but not when other files,
   * settings or versions changed. Changes that come together lead to one request.
   */
  #refreshViews(): void {
    const { refreshes } = this.#life?.client ?? { refreshes: [] };
    if (refreshes.length === 0 || this.#refreshing !== undefined) return;
    this.#refreshing = setTimeout(() => {
      this.#refreshing = undefined;
      for (const method of refreshes) void this.#quietly(this.#connection.sendRequest(method));
    }, refreshDelay);
  }

  #operation(method: string, params: unknown, token: Parameters<Operations['request']>[2]): Promise<unknown> {
    if (this.#life === undefined) return Promise.resolve(null);
    return this.#life.operations.request(method, params, token);
  }

  async #shutdown(): Promise<void> {
    const life = this.#life;
    clearTimeout(this.#refreshing);
    life?.publisher.dispose();
    if (life !== undefined) await this.#quietly(life.operations.dispose());
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

/** The first folder of the editor; files of other folders are checked as single files. */
function openFolder({
  workspaceFolders,
  rootUri,
  initializationOptions,
}: InitializeParams & { rootUri?: string | null }): HostWorkspace | undefined {
  const uri = workspaceFolders?.[0]?.uri ?? rootUri ?? undefined;
  if (uri === undefined || !uri.startsWith('file:')) return undefined;
  const { settings } = readSettings(sectionOf(initializationOptions));
  return createWorkspace({ root: fileURLToPath(uri), settings });
}

/** `settings` may be the section itself or hold it under its name. */
function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return undefined;
  return 'galley' in settings ? settings.galley : settings;
}

/** Only an editor that knows of trust can say that there is none. */
function isTrusted(options: unknown): boolean {
  return !(typeof options === 'object' && options !== null && 'trusted' in options && options.trusted === false);
}

/** The page that explains the findings, when it was installed with the server. */
function documentationPage(): string | undefined {
  const page = path.join(import.meta.dirname, '../../docs/diagnostics.md');
  return existsSync(page) ? pathToFileURL(page).href : undefined;
}
