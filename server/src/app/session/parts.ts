import type { Clock, IdSource, Result } from '../../base';
import type { Author, Store, VersionRecord } from '../../domain';
import type { LanguageService } from '../../language';
import type { Renderer } from '../../runner';
import type { Drafts } from '../drafts';
import type { SessionOptions, StoreOpening } from '../types';

/** What lives as long as a session and is shared by its operations. */
export interface SessionParts {
  readonly options: SessionOptions;
  readonly drafts: Drafts;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Versions by identifier. They change only by what other clones did. */
  readonly versions: Map<string, VersionRecord>;
  store(): Promise<Result<Store>>;
  /** Closes the store and opens it again in another way. */
  openAnew(how: StoreOpening): Promise<Result<Store>>;
  author(): Promise<Result<Author>>;
  renderer(): Promise<Renderer>;
  /** The language service behind `lint`: one for all operations, since it knows every file. */
  language(): LanguageService;
  /** Lets that service know the versions of the workspace, where some are kept and can be read. */
  loadVersions(): Promise<void>;
}
