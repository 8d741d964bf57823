import { Emitter, type Json, type Severity } from '../../server/src/base';
import {
  type Catalog,
  type CatalogEntry,
  type InlayHintSettings,
  type LanguageConfig,
  type Workspace,
  type WorkspaceFile,
} from '../../server/src/language';
import type { Dialect, Problem } from '../../server/src/template';

/** What a test says of its settings; the rest is empty. */
export interface MemoryConfig {
  readonly dialects?: { readonly [path: string]: Dialect };
  readonly roots?: readonly string[];
  readonly helpers?: readonly string[];
  readonly severities?: { readonly [code: string]: Severity | 'off' };
  readonly environments?: readonly string[];
  readonly providers?: readonly string[];
  /** What is wrong with the text of galley.yaml. */
  readonly problems?: (text: string) => readonly Problem[];
  /** Models by provider. */
  readonly models?: { readonly [provider: string]: string };
  readonly schema?: () => Json;
  readonly inlayHints?: Partial<InlayHintSettings>;
}

/** A workspace of literal files, by workspace-relative path. Files given to {@link MemoryWorkspace.open} have a version. */
export class MemoryWorkspace implements Workspace {
  config: LanguageConfig;
  readonly #files = new Map<string, WorkspaceFile>();
  readonly #problems: MemoryConfig['problems'];
  readonly #changed = new Emitter<readonly string[] | undefined>();
  readonly onDidChange = this.#changed.event;
  /** How often a text was asked for: to show what is not read again. */
  reads = 0;
  /** The paths of the files whose text was asked for. */
  readonly asked = new Set<string>();

  constructor(files: { readonly [path: string]: string } = {}, config: MemoryConfig = {}) {
    this.config = languageConfig(config);
    this.#problems = config.problems;
    for (const [path, text] of Object.entries(files)) this.#put(path, text, undefined);
  }

  problems(uri: string): readonly Problem[] {
    const file = this.#files.get(uri);
    return file?.kind === 'config' ? (this.#problems?.(file.text) ?? []) : [];
  }

  files(): Iterable<WorkspaceFile> {
    return this.#files.values();
  }

  file(uri: string): WorkspaceFile | undefined {
    this.reads++;
    this.asked.add(pathOf(uri));
    return this.#files.get(uri);
  }

  /** Writes a file as on disk. */
  write(path: string, text: string): void {
    this.#put(path, text, undefined);
    this.#changed.fire([uriOf(path)]);
  }

  /** Gives a file the text of an open document. */
  open(path: string, text: string, version: number, languageId?: string): void {
    this.#put(path, text, version, languageId);
    this.#changed.fire([uriOf(path)]);
  }

  remove(path: string): void {
    this.#files.delete(uriOf(path));
    this.#changed.fire([uriOf(path)]);
  }

  /** Takes other settings. */
  configure(config: MemoryConfig): void {
    this.config = languageConfig(config);
    this.changeAll();
  }

  /** Says that everything may have changed. */
  changeAll(): void {
    this.#changed.fire(undefined);
  }

  #put(path: string, text: string, version: number | undefined, languageId?: string): void {
    const uri = uriOf(path);
    const base = { uri, path, kind: kindOf(path), text, version };
    this.#files.set(uri, languageId === undefined ? base : { ...base, languageId });
  }
}

function languageConfig(config: MemoryConfig): LanguageConfig {
  return {
    dialectOf: (path) => config.dialects?.[path],
    roots: config.roots ?? [],
    helpers: config.helpers ?? [],
    severities: new Map(Object.entries(config.severities ?? {})),
    environments: config.environments ?? ['development', 'staging', 'production'],
    providers: config.providers ?? [],
    models: new Map(Object.entries(config.models ?? {})),
    ...(config.inlayHints === undefined ? {} : { inlayHints: config.inlayHints }),
    ...(config.schema === undefined ? {} : { schema: config.schema }),
  };
}

/** The uri of a workspace-relative path. */
export function uriOf(path: string): string {
  return `file:///ws/${path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The workspace-relative path of a uri. */
export function pathOf(uri: string): string {
  return decodeURIComponent(uri).replace('file:///ws/', '');
}

function kindOf(path: string): WorkspaceFile['kind'] {
  if (/\.cases\.ya?ml$/.test(path)) return 'cases';
  if (path === 'galley.yaml') return 'config';
  return /(?:^|\/)_[^/]*$/.test(path) ? 'partial' : 'prompt';
}

/** A catalog with fixed entries, by prompt name. */
export function memoryCatalog(entries: { readonly [prompt: string]: CatalogEntry }): Catalog {
  const changed = new Emitter<void>();
  return { entry: (prompt) => entries[prompt], onDidChange: changed.event };
}
