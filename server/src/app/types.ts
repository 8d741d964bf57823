import type { Clock, Event, IdSource, Result, Severity } from '../base';
import type { Author, Door, Store } from '../domain';
import type { ServerLogin } from '../store';
import type { Catalog, InlayHintSettings, Workspace, WorkspaceFile } from '../language';
import type { ChangedEvent, OperationInput, OperationName, OperationOutput, RunEvent, StoreSecret } from '../protocol';

/** What the settings of an editor say over galley.yaml. Globs are workspace-relative. */
export interface WorkspaceSettings {
  /** Dialect by glob; the first that matches counts. */
  readonly dialects?: { readonly [glob: string]: string };
  /** Severity by code, with or without `galley/`; `off` silences it. */
  readonly severities?: { readonly [code: string]: Severity | 'off' };
  /** Helpers known beside the built-in ones. */
  readonly helpers?: readonly string[];
  /** Hints in the text that are not as they are by default. */
  readonly inlayHints?: Partial<InlayHintSettings>;
}

/** How {@link HostWorkspace} is made. */
export interface WorkspaceOptions {
  /** Absolute path of the folder. */
  readonly root: string;
  readonly settings?: WorkspaceSettings;
  /** So many prompt and case files are read at most; 20,000 when absent. */
  readonly maxFiles?: number;
  /** Absolute paths of folders that are workspaces of their own: see {@link HostWorkspace.setNested}. */
  readonly nested?: readonly string[];
}

/** The workspace of a host: files on disk under the open documents of an editor. */
export interface HostWorkspace extends Workspace {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Takes other settings; everything may have changed then. */
  configure(settings: WorkspaceSettings): Promise<void>;
  /** Stands for galley.yaml and the settings; undefined while the files are not known, or galley.yaml is broken. */
  readonly fingerprint: string | undefined;
  /** What was left out of the scan and why, for a person. */
  readonly warnings: readonly string[];
  /** Whether a URI names a place in this folder and in none of its nested workspaces. */
  owns(uri: string): boolean;
  /** What a file at a workspace-relative path is, or would be; undefined when Galley does not look at it. */
  kindOf(path: string): WorkspaceFile['kind'] | undefined;
  /** Leaves these folders, given by absolute paths, to workspaces of their own. */
  setNested(roots: readonly string[]): Promise<void>;
  /** Lays the text of an open document over the file; does nothing for documents that are no prompts. */
  open(uri: string, text: string, version: number, languageId?: string): void;
  /** Takes the overlay away again. */
  close(uri: string): void;
  /** Reads files again that changed, came or went on disk. */
  refresh(uris: readonly string[]): Promise<void>;
  /** Resolves when everything that was asked for so far has been read; at first, all files. */
  readonly ready: Promise<void>;
  dispose(): void;
}

/** Which store is opened, and how where it is not opened as it is. */
export interface StoreOpening {
  /** Goes on from whatever can be read of a damaged one. */
  readonly salvage?: boolean;
  /** Begins with an empty store: the files of the present one go into a folder of this name in that of the store. */
  readonly setAside?: string;
  /** The `.galley` folder, where it is not the workspace's own. */
  readonly directory?: string;
  /** A PostgreSQL database that keeps the facts. */
  readonly server?: ServerLogin;
}

/** What a session needs from its host. */
export interface SessionOptions {
  readonly workspace: HostWorkspace;
  readonly door: Door;
  /** Called on the first operation that needs the store, and again to salvage a damaged one or to begin another. */
  readonly openStore: (options: StoreOpening) => Promise<Result<Store>>;
  /** Environment variables: author (GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL), provider keys. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** A key of a provider, by provider name, from the secret storage of an editor. Environment variables come first. */
  readonly secret?: (provider: string) => Promise<string | undefined>;
  /** Who comes to a store on PostgreSQL, from the secret storage of an editor. Environment variables come first. */
  readonly storeSecret?: (store: string) => Promise<StoreSecret | undefined>;
  /** The bundled runner worker that renders templates. */
  readonly runnerWorker: string;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  readonly author?: Author;
}

/** How one call is followed and stopped. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onRunEvent?: (event: RunEvent) => void;
  /** True when someone reads the answers of a run as they come; else each is told of in one piece, which costs less. */
  readonly streamed?: boolean;
  readonly onProgress?: (message: string) => void;
}

/** The one door to every operation. Every host uses it; gates and permissions live behind it. */
export interface Session {
  /** Decodes `input` (unknown keys are errors) and runs the operation. Never rejects for a reason outside the program. */
  call<Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Result<OperationOutput<Name>>>;
  /** The same for input from outside, whose shape nobody vouches for. */
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<Result<unknown>>;
  /** What the language service may ask of versions and environments. */
  readonly catalog: Catalog;
  readonly onDidChange: Event<ChangedEvent>;
  /** Looks whether targets of environments are among files that changed: how the environments are may have changed then. @param files absolute paths */
  checkTargets(files: readonly string[]): Promise<void>;
  dispose(): Promise<void>;
}
