import { type Clock, type IdSource, isoTime, type Result } from '../../base';
import type { Author, Door, Store, StoreUrl } from '../../domain';
import type { LanguageService } from '../../language';
import type { Provider, Renderer } from '../../runner';
import type { GalleyConfig } from '../config';
import type { Drafts } from '../drafts';
import type { ServerLogin } from '../../store';
import type { CallOptions, HostWorkspace, StoreOpening } from '../types';
import type { Registry } from './registry';

/** What an operation works with. */
export interface Context extends CallOptions {
  readonly workspace: HostWorkspace;
  readonly drafts: Drafts;
  readonly door: Door;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** What galley.yaml says; a fault when it is broken. */
  config(): Result<GalleyConfig>;
  /** Opens the store on first use. */
  store(): Promise<Result<Store>>;
  /** Closes the store and opens it again in another way. */
  openAnew(how: StoreOpening): Promise<Result<Store>>;
  /** Opens a store beside the one of the workspace; whoever asks closes it. */
  openOther(place: StoreOpening): Promise<Result<Store>>;
  /** How somebody gets into a store on PostgreSQL. */
  login(url: StoreUrl): Promise<ServerLogin>;
  /** Questions about prompts and versions, with names for identifiers. */
  registry(): Promise<Result<Registry>>;
  author(): Promise<Result<Author>>;
  renderer(): Promise<Renderer>;
  language(): LanguageService;
  /** Lets the language service know the versions of the workspace, where some are kept and can be read. */
  loadVersions(): Promise<void>;
  /** A provider of galley.yaml by name. */
  provider(name: string): Promise<Result<Provider>>;
}

/** What every new fact starts with. */
export interface FactStart {
  readonly id: string;
  readonly time: string;
  readonly author: Author;
  readonly door: Door;
}

/** Starts facts that are appended together: one time, one author. */
export function factStarter(context: Context, author: Author): () => FactStart {
  const time = isoTime(context.clock);
  return () => ({ id: context.ids.next(), time, author, door: context.door });
}
