import path from 'node:path';
import { monotonicFactory } from 'ulid';
import { type Clock, DisposableStore, Emitter, type Fault, fail, fault, type IdSource, type Result } from '../../base';
import {
  formatStoreUrl,
  type Author,
  type Store,
  type StoreChange,
  type StoreUrl,
  type VersionRecord,
} from '../../domain';
import { createLanguageService, type LanguageService } from '../../language';
import type { ChangedEvent, OperationInput, OperationName, OperationOutput } from '../../protocol';
import type { Renderer } from '../../runner';
import { Drafts } from '../drafts';
import type { CallOptions, Session, SessionOptions, StoreOpening } from '../types';
import { configText } from '../workspace/config-text';
import { findAuthor } from './author';
import { StoreCatalog } from './catalog';
import type { SessionParts } from './parts';
import { AutomaticSharing } from './sharing';
import { hasStore, loginTo, namedServer } from './store-place';

/** Changes of files are told this long after the last of them, in milliseconds: views need not follow every key. */
const quiet = 250;

/** Opens a session on a workspace. Nothing is read or started before the first call. */
export class WorkspaceSession implements Session, SessionParts {
  readonly options: SessionOptions;
  readonly drafts: Drafts;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly versions = new Map<string, VersionRecord>();
  readonly catalog: StoreCatalog;
  readonly #changed = new Emitter<ChangedEvent>();
  readonly onDidChange = this.#changed.event;
  readonly #disposables = new DisposableStore();
  #store: Promise<Result<Store>> | undefined;
  /** Tells the store that is open from another that galley.yaml may come to name. */
  #storeName = '';
  #sharing: AutomaticSharing | undefined;
  #author: Promise<Result<Author>> | undefined;
  #renderer: Promise<Renderer> | undefined;
  #language: LanguageService | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether what is to be told concerns the environments. */
  #everything = false;
  #disposed = false;

  constructor(options: SessionOptions) {
    this.options = options;
    this.clock = options.clock ?? { now: () => Date.now() };
    this.ids = options.ids ?? ulids(this.clock);
    this.drafts = this.#disposables.add(new Drafts(options.workspace));
    this.catalog = this.#disposables.add(new StoreCatalog(this.drafts));
    this.#disposables.add(options.workspace.onDidChange((uris) => this.#filesChanged(uris === undefined)));
  }

  async call<Name extends OperationName>(
    name: Name,
    input: OperationInput<Name>,
    options?: CallOptions,
  ): Promise<Result<OperationOutput<Name>>> {
    // The implementation of an operation gives the output of that operation.
    return (await this.dispatch(name, input, options)) as Result<OperationOutput<Name>>;
  }

  async dispatch(name: string, input: unknown, options: CallOptions = {}): Promise<Result<unknown>> {
    if (this.#disposed) return fail(closed());
    const { runOperation } = await import('../operations');
    await this.options.workspace.ready;
    return runOperation(this, name, input, options);
  }

  async store(): Promise<Result<Store>> {
    if (this.#disposed) return fail(closed());
    const server = await namedServer(this.options);
    if (!server.ok) return server;
    const name = nameOf(server.value);
    if (this.#store !== undefined && this.#storeName !== name) await this.#closeStore();
    this.#storeName = name;
    this.#store ??= this.#openStore(server.value);
    const store = await this.#store;
    if (!store.ok) this.#store = undefined;
    return store;
  }

  async openAnew(how: StoreOpening): Promise<Result<Store>> {
    const server = await namedServer(this.options);
    if (!server.ok) return server;
    await this.#closeStore();
    this.#storeName = nameOf(server.value);
    this.#store = this.#openStore(server.value, how);
    return this.store();
  }

  author(): Promise<Result<Author>> {
    const { author, workspace, environment } = this.options;
    if (author !== undefined) return Promise.resolve({ ok: true, value: author });
    this.#author ??= findAuthor(workspace.root, environment).then((found) => {
      const known = found.ok && found.value.email !== undefined;
      if (!known) this.#author = undefined; // whoever sets it now should not have to start anew
      return found;
    });
    return this.#author;
  }

  renderer(): Promise<Renderer> {
    this.#renderer ??= import('../../runner').then(({ createRenderer }) =>
      createRenderer({ workerPath: this.options.runnerWorker }),
    );
    return this.#renderer;
  }

  language(): LanguageService {
    const { workspace } = this.options;
    this.#language ??= this.#disposables.add(createLanguageService({ workspace, catalog: this.catalog }));
    return this.#language;
  }

  async checkTargets(files: readonly string[]): Promise<void> {
    const { loadConfig } = await import('../config');
    const { workspace } = this.options;
    const config = loadConfig(configText(workspace));
    if (!config.ok || this.#disposed) return;
    const targets = config.value.environments.flatMap(({ target }) =>
      target === undefined ? [] : [path.resolve(workspace.root, target.file)],
    );
    if (files.some((file) => targets.includes(file))) this.#filesChanged(true);
  }

  async loadVersions(): Promise<void> {
    if (!hasStore(this.options.workspace)) return;
    const store = await this.store();
    if (store.ok) await this.catalog.load();
  }

  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#disposables.dispose();
    const renderer = await this.#renderer;
    await renderer?.dispose();
    await this.#closeStore();
    this.#changed.dispose();
  }

  async #closeStore(): Promise<void> {
    const store = await this.#store;
    await this.#sharing?.finish();
    this.#sharing = undefined;
    if (store?.ok === true) await store.value.close();
    this.#store = undefined;
  }

  async #openStore(url: StoreUrl | undefined, how: StoreOpening = {}): Promise<Result<Store>> {
    const server = url === undefined ? {} : { server: await loginTo(url, this.options) };
    const store = await this.options.openStore({ ...server, ...how });
    if (store.ok) {
      this.#sharing = new AutomaticSharing(store.value, () => this.#sharesByItself());
      this.#disposables.add(store.value.onDidChange((change) => this.#storeChanged(change)));
      this.catalog.follow(store.value);
    }
    return store;
  }

  /** @param everything whether galley.yaml may have changed too, and with it the environments */
  #filesChanged(everything: boolean): void {
    clearTimeout(this.#timer);
    this.#everything ||= everything;
    this.#timer = setTimeout(() => {
      const environments = this.#everything;
      this.#everything = false;
      this.#changed.fire({ prompts: true, environments, reviews: false, cases: true });
    }, quiet);
    this.#timer.unref();
  }

  async #sharesByItself(): Promise<boolean> {
    const { loadConfig } = await import('../config');
    const config = loadConfig(configText(this.options.workspace));
    return config.ok && config.value.share === 'automatic';
  }

  #storeChanged({ kinds, foreign }: StoreChange): void {
    // What other clones did comes in between: numbers may move.
    if (foreign || kinds.includes('version-deleted')) this.versions.clear();
    const has = (...wanted: readonly (typeof kinds)[number][]): boolean => wanted.some((kind) => kinds.includes(kind));
    this.#changed.fire({
      prompts: has(
        'prompt-created',
        'prompt-moved',
        'prompt-archived',
        'prompt-unarchived',
        'tag-set',
        'tag-removed',
        'version-committed',
        'version-deleted',
        'branch-created',
        'branch-deleted',
        'branch-switched',
        'alias-moved',
        'environment-deployed',
      ),
      environments: has(
        'environment-deployed',
        'deployment-published',
        'environment-frozen',
        'environment-unfrozen',
        'prompt-moved',
      ),
      reviews: has(
        'review-requested',
        'review-decided',
        'thread-started',
        'comment-added',
        'comment-edited',
        'thread-state-set',
      ),
      cases: false,
    });
  }
}

function nameOf(server: StoreUrl | undefined): string {
  return server === undefined ? '' : formatStoreUrl(server);
}

function closed(): Fault {
  return fault('cancelled', 'The session is closed.');
}

function ulids(clock: Clock): IdSource {
  const next = monotonicFactory();
  return { next: () => next(clock.now()) };
}
