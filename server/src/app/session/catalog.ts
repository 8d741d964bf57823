import { type Disposable, Emitter, type Event, type Ulid } from '../../base';
import {
  contentHash,
  interfaceOf,
  mustBeGiven,
  type PromptInterface,
  type Store,
  type VersionRecord,
} from '../../domain';
import type { Catalog, CatalogEntry } from '../../language';
import type { Drafts } from '../drafts';

/** What is known of one prompt. */
interface Known {
  readonly head: VersionRecord | undefined;
  readonly environments: CatalogEntry['environments'];
}

/**
 * What the registry knows of prompts, in memory for the language service. Empty until the store was opened; then kept up
 * to date in the background.
 */
export class StoreCatalog implements Catalog, Disposable {
  readonly #drafts: Drafts;
  readonly #changed = new Emitter<void>();
  readonly onDidChange: Event<void> = (listener) => {
    this.#want();
    return this.#changed.event(listener);
  };
  readonly #interfaces = new Map<Ulid, PromptInterface>();
  #known: ReadonlyMap<string, Known> | undefined;
  #store: Store | undefined;
  #subscription: Disposable | undefined;
  #refreshing: Promise<void> | undefined;
  #again = false;
  #wanted = false;

  constructor(drafts: Drafts) {
    this.#drafts = drafts;
  }

  entry(prompt: string): CatalogEntry | undefined {
    this.#want();
    if (this.#known === undefined) return undefined;
    const { head, environments } = this.#known.get(prompt) ?? { head: undefined, environments: [] };
    return {
      head: head === undefined ? undefined : { number: head.number, semver: head.semver },
      environments,
      isModified: (text) => head === undefined || this.#hashOf(prompt, text) !== head.hash,
    };
  }

  /** Follows a store from now on. */
  follow(store: Store): void {
    this.#store = store;
    this.#subscription = store.onDidChange(() => void this.refresh());
    void this.refresh();
  }

  /** Resolves when all is known that the store can tell. */
  load(): Promise<void> {
    this.#wanted = true;
    return this.refresh();
  }

  /** Nothing is read before the first question. */
  #want(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    void this.refresh();
  }

  dispose(): void {
    this.#store = undefined;
    this.#subscription?.dispose();
    this.#changed.dispose();
  }

  /** Reads the registry again; calls while one reading runs share one more. */
  refresh(): Promise<void> {
    if (this.#refreshing !== undefined) {
      this.#again = true;
      return this.#refreshing;
    }
    this.#refreshing = this.#refreshAll().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #refreshAll(): Promise<void> {
    do {
      this.#again = false;
      const known = this.#store === undefined || !this.#wanted ? undefined : await this.#read(this.#store);
      if (known !== undefined && this.#store !== undefined) {
        this.#known = known;
        this.#changed.fire();
      }
    } while (this.#again);
  }

  /** Undefined when the store cannot answer: what was known stays. */
  async #read(store: Store): Promise<ReadonlyMap<string, Known> | undefined> {
    const [prompts, branches, environments] = await Promise.all([
      store.query('prompts', undefined),
      store.query('currentBranches', undefined),
      store.query('environments', undefined),
    ]);
    if (!prompts.ok || !branches.ok || !environments.ok) return undefined;
    const byPrompt = new Map<Ulid, CatalogEntry['environments'][number][]>();
    for (const { name, holds } of environments.value) {
      for (const { prompt, version } of holds) {
        const held = await this.#held(store, name, version);
        if (held !== undefined) byPrompt.set(prompt, [...(byPrompt.get(prompt) ?? []), held]);
      }
    }
    const headOf = new Map(branches.value.map(({ head }) => [head.prompt, head]));
    return new Map(
      prompts.value.map(({ id, name }) => [name, { head: headOf.get(id), environments: byPrompt.get(id) ?? [] }]),
    );
  }

  async #held(store: Store, environment: string, id: Ulid): Promise<CatalogEntry['environments'][number] | undefined> {
    const version = await store.query('version', { id });
    const found = await this.#interfaceOf(store, id);
    if (!version.ok || version.value === undefined || found === undefined) return undefined;
    const { number, semver } = version.value;
    return {
      environment,
      number,
      semver,
      inputs: found.inputs.map((input) => input.name),
      requiredInputs: found.inputs.filter(mustBeGiven).map((input) => input.name),
    };
  }

  async #interfaceOf(store: Store, version: Ulid): Promise<PromptInterface | undefined> {
    const known = this.#interfaces.get(version);
    if (known !== undefined) return known;
    const content = await store.query('content', { version });
    if (!content.ok || content.value === undefined) return undefined;
    const found = interfaceOf(content.value.behaviour);
    this.#interfaces.set(version, found);
    return found;
  }

  #hashOf(prompt: string, text: string): string | undefined {
    const draft = this.#drafts.find(prompt);
    if (!draft.ok) return undefined;
    if (text === draft.value.file.text) return this.#drafts.summary(prompt)?.hash;
    const behaviour = this.#drafts.behaviour(this.#drafts.withText(draft.value, text));
    return behaviour.ok ? contentHash(behaviour.value) : undefined;
  }
}
