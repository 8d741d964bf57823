import type { Event, Json, Severity } from '../base';
import type { Dialect, Problem } from '../template';

/** A file the language service may look at. Held in memory by whoever implements {@link Workspace}. */
export interface WorkspaceFile {
  readonly uri: string;
  /** Workspace-relative path with `/`. */
  readonly path: string;
  readonly kind: 'prompt' | 'partial' | 'cases' | 'config';
  readonly text: string;
  /** The version of the open document; undefined for files on disk. */
  readonly version: number | undefined;
  /** The language the editor gave the open document; counts where the name of the file says nothing. */
  readonly languageId?: string;
}

/** Which hints stand in the text of a prompt. */
export interface InlayHintSettings {
  /** Behind an inclusion, what the partial reads from the context. By default they are shown. */
  readonly partialArguments: boolean;
  /**
   * Behind the use of an input, the value that it has in an example: at the first use of each, at all, or at
   * none, which is the default.
   */
  readonly exampleValues: 'off' | 'first' | 'all';
}

/** A file that does not belong to the workspace of the language service, but follows a rename. */
export type RelatedFile = Pick<WorkspaceFile, 'uri' | 'path' | 'text' | 'version'>;

/** What settings and galley.yaml say to the language service. */
export interface LanguageConfig {
  /** The dialect asked for a file, by setting or glob. */
  dialectOf(path: string): Dialect | undefined;
  /** Folders that hold prompts; names are taken relative to them. Empty means the workspace root. */
  readonly roots: readonly string[];
  /** Helpers known beside the built-in ones. */
  readonly helpers: readonly string[];
  /** Severity by code (without prefix); `off` silences it. */
  readonly severities: ReadonlyMap<string, Severity | 'off'>;
  readonly environments: readonly string[];
  readonly providers: readonly string[];
  /** The models that providers ask, by the name of the provider. */
  readonly models?: ReadonlyMap<string, string>;
  /** Those that are not as they are by default. */
  readonly inlayHints?: Partial<InlayHintSettings>;
  /** The JSON Schema of `galley.yaml`, worked out when it is asked for. */
  readonly schema?: () => Json;
}

/** The files around a prompt. Answers come from memory, at once. */
export interface Workspace {
  files(): Iterable<WorkspaceFile>;
  file(uri: string): WorkspaceFile | undefined;
  /** What the owner of the workspace found wrong in a file it reads itself, such as `galley.yaml`. */
  problems?(uri: string): readonly Problem[];
  /**
   * The files with the recorded answers of a prompt, `<name>.yaml` in each folder of recordings. The only answer that
   * comes from disk: renames of prompts alone ask for it.
   */
  recordings?(prompt: string): readonly RelatedFile[];
  readonly config: LanguageConfig;
  /** The uris that changed, came or went; undefined when everything may have. */
  readonly onDidChange: Event<readonly string[] | undefined>;
}

/** What is known of the versions of a prompt. */
export interface CatalogEntry {
  readonly head: { readonly number: number; readonly semver: string } | undefined;
  /** Whether `text` behaves as the head does. */
  isModified(text: string): boolean;
  readonly environments: readonly {
    readonly environment: string;
    readonly number: number;
    readonly semver: string;
    /** The names of the required inputs there. */
    readonly requiredInputs: readonly string[];
    readonly inputs: readonly string[];
  }[];
}

/**
 * What the registry knows of prompts, as a snapshot in memory. While the store has not been asked for, every entry is
 * undefined; after that, a prompt without versions has an entry without a head.
 */
export interface Catalog {
  entry(prompt: string): CatalogEntry | undefined;
  readonly onDidChange: Event<void>;
}
