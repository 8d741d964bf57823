import { Emitter } from '../../base';
import { kindOfDocument } from '../../app';
import {
  createLanguageService,
  type LanguageConfig,
  type LanguageService,
  type Workspace,
  type WorkspaceFile,
} from '../../language';
import type { OpenDocument, Scope } from './scope';

/**
 * Without a folder there are no settings of a workspace, and nobody knows which files are around: what is missing may
 * well be there.
 */
const noConfig: LanguageConfig = {
  dialectOf: () => undefined,
  roots: [],
  helpers: [],
  severities: new Map(),
  environments: [],
  providers: [],
};
const silenced = [
  ['missing-partial', 'off'],
  ['duplicate-prompt', 'off'],
  ['unknown-prompt', 'off'],
] as const;

/**
 * Open documents that belong to no folder: single files, unsaved ones, cells and old versions. Those of one place see each
 * other and nothing else; they are forgotten when they are closed.
 */
export class LooseDocuments {
  readonly #changed = new Emitter<readonly string[]>();
  readonly onDidChange = this.#changed.event;
  readonly #documentation: string | undefined;
  readonly #places = new Map<string, Place>();
  #config: LanguageConfig = withSilence(noConfig);

  constructor(documentation: string | undefined) {
    this.#documentation = documentation;
  }

  /** The documents beside this one. Of an unknown document, there are none. */
  of(uri: string): Scope {
    return this.#places.get(placeOf(uri)) ?? this.#newPlace();
  }

  /** The places that have a document open. */
  get scopes(): readonly Scope[] {
    return [...this.#places.values()];
  }

  /** Takes what the settings of the editor say. */
  configure(config: LanguageConfig): void {
    this.#config = withSilence(config);
    for (const place of this.#places.values()) this.#changed.fire(place.reconfigure(this.#config));
  }

  open(document: OpenDocument): void {
    const path = pathOf(document.uri);
    const kind = kindOfDocument(path, document.languageId);
    if (kind === undefined) return;
    const key = placeOf(document.uri);
    const place = this.#places.get(key) ?? this.#newPlace();
    this.#places.set(key, place);
    place.put({ ...document, path, kind });
    this.#changed.fire([document.uri]);
  }

  close(uri: string): void {
    const key = placeOf(uri);
    const place = this.#places.get(key);
    if (place?.remove(uri) !== true) return;
    if (place.isEmpty) this.#places.delete(key);
    this.#changed.fire([uri]);
  }

  #newPlace(): Place {
    return new Place(this.#config, this.#documentation);
  }
}

/** The open documents of one place. */
class Place implements Workspace, Scope {
  readonly service: LanguageService;
  readonly ready = Promise.resolve();
  readonly #files = new Map<string, WorkspaceFile>();
  readonly #changed = new Emitter<readonly string[] | undefined>();
  readonly onDidChange = this.#changed.event;
  #config: LanguageConfig;

  constructor(config: LanguageConfig, documentation: string | undefined) {
    this.#config = config;
    this.service = createLanguageService({
      workspace: this,
      ...(documentation === undefined ? {} : { documentation }),
    });
  }

  get config(): LanguageConfig {
    return this.#config;
  }

  get isEmpty(): boolean {
    return this.#files.size === 0;
  }

  files(): Iterable<WorkspaceFile> {
    return this.#files.values();
  }

  file(uri: string): WorkspaceFile | undefined {
    return this.#files.get(uri);
  }

  put(file: WorkspaceFile): void {
    this.#files.set(file.uri, file);
    this.#changed.fire([file.uri]);
  }

  remove(uri: string): boolean {
    if (!this.#files.delete(uri)) return false;
    this.#changed.fire([uri]);
    return true;
  }

  /** Gives the documents that this concerns. */
  reconfigure(config: LanguageConfig): readonly string[] {
    this.#config = config;
    this.#changed.fire(undefined);
    return [...this.#files.keys()];
  }
}

function withSilence(config: LanguageConfig): LanguageConfig {
  return { ...config, severities: new Map([...config.severities, ...silenced]) };
}

/** The folder of a document, with its scheme; an unsaved document has a place of its own. */
function placeOf(uri: string): string {
  const { folder } = partsOf(uri);
  return folder === '' ? uri : folder;
}

/** The last part of a uri, with what tells cells of one notebook apart: documents without a folder know no other names. */
function pathOf(uri: string): string {
  const { name, fragment } = partsOf(uri);
  try {
    return decodeURIComponent(name) + fragment;
  } catch {
    return name + fragment;
  }
}

function partsOf(uri: string): { readonly folder: string; readonly name: string; readonly fragment: string } {
  const hash = uri.indexOf('#');
  const [whole, fragment] = hash < 0 ? [uri, ''] : [uri.slice(0, hash), uri.slice(hash)];
  const query = whole.indexOf('?');
  const path = query < 0 ? whole : whole.slice(0, query);
  const slash = path.lastIndexOf('/');
  const name = slash < 0 ? path.slice(path.indexOf(':') + 1) : path.slice(slash + 1);
  return { folder: path.slice(0, Math.max(0, slash)), name, fragment };
}
