import type { Clock, Event, IdSource, Result } from '../base';
import type { Author, Door, Store } from '../domain';
import type { Catalog, Workspace } from '../language';
import type { ChangedEvent, OperationInput, OperationName, OperationOutput, RunEvent } from '../protocol';

/** The workspace of a host: files on disk under the open documents of an editor. */
export interface HostWorkspace extends Workspace {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Lays the text of an open document over the file. */
  open(uri: string, text: string, version: number): void;
  /** Takes the overlay away again. */
  close(uri: string): void;
  /** Reads files again that changed, came or went on disk. */
  refresh(uris: readonly string[]): Promise<void>;
  /** Resolves when the first scan is done. */
  readonly ready: Promise<void>;
  dispose(): void;
}

/** What a session needs from its host. */
export interface SessionOptions {
  readonly workspace: HostWorkspace;
  readonly door: Door;
  /** Called once, on the first operation that needs the store. */
  readonly openStore: () => Promise<Result<Store>>;
  /** Environment variables: author (GIT_AUTHOR_NAME, GIT_AUTHOR_EMAIL), provider keys. */
  readonly environment: { readonly [name: string]: string | undefined };
  /** A key of a provider, by provider name, from the secret storage of an editor. Environment variables come first. */
  readonly secret?: (provider: string) => Promise<string | undefined>;
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
  readonly onProgress?: (message: string) => void;
}

/** The one door to every operation. Every host uses it; gates and permissions live behind it. */
export interface Session {
  /** Decodes `input` (unknown keys are errors) and runs the operation. Never rejects for a reason outside the program. */
  call<Name extends OperationName>(name: Name, input: OperationInput<Name>, options?: CallOptions): Promise<Result<OperationOutput<Name>>>;
  /** The same for input from outside, whose shape nobody vouches for. */
  dispatch(name: string, input: unknown, options?: CallOptions): Promise<Result<unknown>>;
  /** What the language service may ask of versions and environments. */
  readonly catalog: Catalog;
  readonly onDidChange: Event<ChangedEvent>;
  dispose(): Promise<void>;
}
