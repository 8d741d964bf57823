import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createWorkspace, IndexCache, settingsOnly, type HostWorkspace, type WorkspaceSettings } from '../../app';
import { Emitter } from '../../base';
import { createLanguageService, type LanguageService, type WorkspaceFile } from '../../language';
import { LooseDocuments } from './loose-documents';
import { Operations, type OperationsOptions } from './operations';
import type { OpenDocument, Scope } from './scope';

/** What is the same for all folders. */
export interface FoldersOptions {
  /** Where notifications of operations go. */
  readonly notify: (method: string, params: unknown) => void;
  readonly trusted: boolean;
  readonly storeSecret?: OperationsOptions['storeSecret'];
  readonly settings: WorkspaceSettings;
  /** The address of the page that explains the findings. */
  readonly documentation: string | undefined;
  /** Stands for this build of the server: what another one has kept does not count. Without it, nothing is kept. */
  readonly build: string | undefined;
}

/** After so long a silence, what is known of the files is written down, in milliseconds. */
const silence = 20_000;

/** One folder of the editor: its files, its rules, what is said of them, and the operations on it. */
export class Folder implements Scope {
  /** As the editor spells it. */
  readonly uri: string;
  readonly workspace: HostWorkspace;
  readonly operations: Operations;
  readonly service: LanguageService;
  readonly #cache: IndexCache | undefined;
  #saving: NodeJS.Timeout | undefined;
  /** The settings in force, as text. */
  #settings: string;

  constructor(uri: string, root: string, nested: readonly string[], options: FoldersOptions) {
    const { settings, documentation, notify, trusted, storeSecret, build } = options;
    this.uri = uri;
    this.#settings = JSON.stringify(settings);
    this.workspace = createWorkspace({ root, settings, nested });
    this.operations = new Operations({ notify, folder: uri, workspace: this.workspace, trusted, storeSecret });
    const about = JSON.stringify([build, documentation]);
    this.#cache = build === undefined ? undefined : new IndexCache({ workspace: this.workspace, about });
    this.service = createLanguageService({
      workspace: this.workspace,
      ...(this.#cache === undefined ? {} : { saved: this.#cache }),
      catalog: this.operations.catalog,
      ...(documentation === undefined ? {} : { documentation }),
    });
    this.workspace.onDidChange(() => this.#saveLater());
  }

  get ready(): Promise<void> {
    return this.workspace.ready;
  }

  files(): Iterable<WorkspaceFile> {
    return this.workspace.files();
  }

  async configure(settings: WorkspaceSettings): Promise<void> {
    const text = JSON.stringify(settings);
    if (text === this.#settings) return;
    this.#settings = text;
    await this.workspace.configure(settings);
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#saving);
    this.#cache?.saveNow(this.service);
    this.workspace.dispose();
    this.service.dispose();
    await this.operations.dispose();
  }

  #saveLater(): void {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => void this.#cache?.save(this.service), silence).unref();
  }
}

/**
 * The folders of the editor, each with names, rules and an index of its own, and the documents outside of them. A document
 * belongs to the innermost folder that holds it; an outer folder knows nothing of an inner one.
 */
export class Folders {
  readonly loose: LooseDocuments;
  readonly #options: FoldersOptions;
  readonly #changed = new Emitter<readonly string[] | undefined>();
  /** The uris that changed; undefined when everything may have. */
  readonly onDidChange = this.#changed.event;
  readonly #versionsChanged = new Emitter<void>();
  /** What is known of versions and environments changed. */
  readonly onDidChangeVersions = this.#versionsChanged.event;
  readonly #documents = new Map<string, OpenDocument>();
  /** What the settings say of everything that was not asked about apart. */
  #settings: WorkspaceSettings;
  #looseSettings = '{}';
  #all: readonly Folder[] = [];

  constructor(options: FoldersOptions) {
    this.#options = options;
    this.#settings = options.settings;
    this.loose = new LooseDocuments(options.documentation);
    this.loose.onDidChange((uris) => this.#changed.fire(uris));
  }

  /** In the order of the editor. */
  get all(): readonly Folder[] {
    return this.#all;
  }

  /** Everything that has something to say. */
  get scopes(): readonly Scope[] {
    return [...this.#all, ...this.loose.scopes];
  }

  /** Resolves when the files of every folder are known. */
  get ready(): Promise<unknown> {
    return Promise.all(this.#all.map((folder) => folder.ready));
  }

  /** The files that `uri` belongs to. */
  of(uri: string): Scope {
    return this.folderOf(uri) ?? this.loose.of(uri);
  }

  /** The folder that holds `uri`, or that `uri` names. */
  folderOf(uri: string): Folder | undefined {
    return this.#all.find((folder) => folder.workspace.owns(uri));
  }

  folderNamed(uri: string): Folder | undefined {
    const root = rootOf(uri);
    return this.#all.find((folder) => folder.uri === uri || folder.workspace.root === root);
  }

  /** Adds and removes folders; open documents move to where they belong now. Gives the folders that are new. */
  async change(added: readonly string[], removed: readonly string[]): Promise<readonly Folder[]> {
    const gone = this.#all.filter((folder) => removed.some((uri) => this.folderNamed(uri) === folder));
    const roots = new Map(added.flatMap((uri) => (this.#isNew(uri, gone) ? [[rootOf(uri) ?? '', uri] as const] : [])));
    if (gone.length === 0 && roots.size === 0) return [];
    const kept = this.#all.filter((folder) => !gone.includes(folder));
    const all = [...kept.map((folder) => folder.workspace.root), ...roots.keys()];
    const before = new Map([...this.#documents.keys()].map((uri) => [uri, this.folderOf(uri)]));
    const nested = kept.map((folder) => folder.workspace.setNested(insideOf(folder.workspace.root, all)));
    const fresh = [...roots].map(([root, uri]) => this.#open(uri, root, insideOf(root, all)));
    this.#all = [...kept, ...fresh];
    for (const [uri, owner] of before) this.#move(uri, owner);
    this.#changed.fire(undefined);
    await Promise.all([...gone.map((folder) => folder.dispose()), ...nested]);
    return fresh;
  }

  /** Takes settings: for all, and for folders that have some of their own. */
  async configure(settings: WorkspaceSettings, own: ReadonlyMap<Folder, WorkspaceSettings> = new Map()): Promise<void> {
    this.#settings = settings;
    const text = JSON.stringify(settings);
    if (text !== this.#looseSettings) {
      this.#looseSettings = text;
      this.loose.configure(await settingsOnly(settings));
    }
    await Promise.all(this.#all.map((folder) => folder.configure(own.get(folder) ?? settings)));
  }

  /** Takes the text of a document that was opened or changed. */
  open(document: OpenDocument): void {
    this.#documents.set(document.uri, document);
    this.#layOver(document);
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.#takeAway(uri, this.folderOf(uri));
  }

  async dispose(): Promise<void> {
    await Promise.allSettled(this.#all.map((folder) => folder.dispose()));
  }

  #isNew(uri: string, gone: readonly Folder[]): boolean {
    const known = this.folderNamed(uri);
    return rootOf(uri) !== undefined && (known === undefined || gone.includes(known));
  }

  #open(uri: string, root: string, nested: readonly string[]): Folder {
    const folder = new Folder(uri, root, nested, { ...this.#options, settings: this.#settings });
    folder.workspace.onDidChange((uris) => this.#changed.fire(uris));
    folder.operations.catalog.onDidChange(() => {
      folder.service.recheck();
      this.#versionsChanged.fire();
    });
    return folder;
  }

  #layOver(document: OpenDocument): void {
    const { uri, text, version, languageId } = document;
    const folder = this.folderOf(uri);
    if (folder === undefined) this.loose.open(document);
    else folder.workspace.open(uri, text, version, languageId);
  }

  #takeAway(uri: string, owner: Folder | undefined): void {
    if (owner === undefined) this.loose.close(uri);
    else owner.workspace.close(uri);
  }

  #move(uri: string, before: Folder | undefined): void {
    const document = this.#documents.get(uri);
    if (document === undefined || this.folderOf(uri) === before) return;
    this.#takeAway(uri, before);
    this.#layOver(document);
  }
}

/** The absolute path that a folder's uri names; undefined for folders that are not on this machine. */
function rootOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return path.resolve(fileURLToPath(uri));
  } catch {
    return undefined;
  }
}

/** Those of `roots` that lie below `root`. */
function insideOf(root: string, roots: readonly string[]): readonly string[] {
  return roots.filter((other) => other !== root && other.startsWith(root.endsWith(path.sep) ? root : root + path.sep));
}
