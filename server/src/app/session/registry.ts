import { fail, type Fault, fault, nearest, ok, type Result, type Ulid } from '../../base';
import {
  formatSelector,
  mainBranch,
  parseSelector,
  type PromptRecord,
  type QueryName,
  type Store,
  type StoreQueries,
  type VersionChoice,
  type VersionContent,
  type VersionRecord,
} from '../../domain';
import type { VersionRef } from '../../protocol';
import type { Draft, Drafts } from '../drafts';

/** What a selector stands for. */
export type Selected =
  | { readonly kind: 'draft'; readonly draft: Draft; readonly prompt: PromptRecord | undefined }
  | { readonly kind: 'version'; readonly prompt: PromptRecord; readonly version: VersionRecord };

/** So many versions are remembered. */
const remembered = 2000;

/** Reads the store in the words that people use: names instead of identifiers, selectors instead of versions. */
export class Registry {
  readonly store: Store;
  readonly #drafts: Drafts;
  readonly #environments: readonly string[];
  readonly #versions: Map<Ulid, VersionRecord>;

  /** @param versions what is remembered of versions, shared by the registries of one session */
  constructor(store: Store, drafts: Drafts, environments: readonly string[], versions: Map<Ulid, VersionRecord>) {
    this.store = store;
    this.#drafts = drafts;
    this.#environments = environments;
    this.#versions = versions;
  }

  query<Name extends QueryName>(name: Name, input: StoreQueries[Name][0]): Promise<Result<StoreQueries[Name][1]>> {
    return this.store.query(name, input);
  }

  /** The record of a draft: by its name, or by its file when the name in the file has changed. */
  async recordOf(
    draft: Pick<Draft, 'name'> & { readonly file: { readonly path: string } },
  ): Promise<Result<PromptRecord | undefined>> {
    const named = await this.query('promptByName', { name: draft.name });
    if (!named.ok || named.value !== undefined) return named;
    const filed = await this.query('promptByFile', { file: draft.file.path });
    if (!filed.ok || filed.value === undefined) return filed;
    return ok(this.#drafts.has(filed.value.name) ? undefined : filed.value);
  }

  /** The record of a prompt by name, whether its file is still there or not; undefined while it has no versions. */
  async findRecord(name: string): Promise<Result<PromptRecord | undefined>> {
    const draft = this.#drafts.find(name);
    const found = draft.ok ? await this.recordOf(draft.value) : await this.query('promptByName', { name });
    return found.ok && found.value === undefined && !draft.ok ? draft : found;
  }

  /** The record of a prompt that has versions. */
  async record(name: string): Promise<Result<PromptRecord>> {
    const found = await this.findRecord(name);
    if (!found.ok) return found;
    if (found.value !== undefined) return ok(found.value);
    const help = `Commit it with galley commit ${name} -m "..."`;
    return fail(fault('not-found', `${name} has no versions yet.`, { key: 'prompt', help }));
  }

  /** The names of prompts by identifier. */
  async names(): Promise<Result<ReadonlyMap<Ulid, string>>> {
    const prompts = await this.query('prompts', undefined);
    return prompts.ok ? ok(new Map(prompts.value.map(({ id, name }) => [id, name]))) : prompts;
  }

  async version(id: Ulid): Promise<Result<VersionRecord>> {
    const known = this.#versions.get(id);
    if (known !== undefined) return ok(known);
    const found = await this.query('version', { id });
    if (!found.ok) return found;
    if (found.value === undefined)
      return fail(fault('damaged', `The store names a version ${id} that it does not hold.`));
    this.remember([found.value]);
    return ok(found.value);
  }

  /** Keeps versions that a query gave. */
  remember(versions: readonly VersionRecord[]): void {
    if (this.#versions.size + versions.length > remembered) this.#versions.clear();
    for (const version of versions.slice(0, remembered)) this.#versions.set(version.id, version);
  }

  async content(version: Ulid): Promise<Result<VersionContent>> {
    const found = await this.query('content', { version });
    if (!found.ok) return found;
    if (found.value !== undefined) return ok(found.value);
    const record = await this.query('version', { id: version });
    const deleted = record.ok && record.value !== undefined ? deletedFault(record.value) : undefined;
    return fail(deleted ?? fault('damaged', `The content of version ${version} is not in the store.`));
  }

  /** What a selector stands for. A prompt name may hold an `@`: a whole name comes first. */
  async select(selector: string): Promise<Result<Selected>> {
    const parsed = this.#drafts.has(selector)
      ? ok({ prompt: selector, choice: { kind: 'draft' } as const })
      : parseSelector(selector);
    if (!parsed.ok) return parsed;
    const { prompt: name, choice } = parsed.value;
    if (choice.kind === 'draft') return this.#selectDraft(name);
    const prompt = await this.record(name);
    if (!prompt.ok) return prompt;
    const version = await this.#choose(prompt.value, choice);
    return version.ok ? ok({ kind: 'version', prompt: prompt.value, version: version.value }) : version;
  }

  /** As {@link select}, but a bare name means the head of main, provided that the draft does not differ from it. */
  async selectVersion(
    selector: string,
  ): Promise<Result<{ readonly prompt: PromptRecord; readonly version: VersionRecord }>> {
    const selected = await this.select(selector);
    if (!selected.ok) return selected;
    if (selected.value.kind === 'version') return ok(selected.value);
    const { draft } = selected.value;
    const head = await this.select(formatSelector({ prompt: draft.name, choice: { kind: 'latest' } }));
    if (!head.ok || head.value.kind !== 'version')
      return head.ok ? fail(fault('not-found', `${draft.name} has no versions yet.`)) : head;
    if (this.#drafts.summary(draft.name)?.hash === head.value.version.hash) return ok(head.value);
    return fail(
      fault('invalid-input', `The draft of ${draft.name} differs from ${head.value.version.semver}.`, {
        key: 'selector',
        help: `Commit the draft, or name the version: ${draft.name}@latest`,
      }),
    );
  }

  async #selectDraft(name: string): Promise<Result<Selected>> {
    const draft = this.#drafts.find(name);
    if (!draft.ok) return draft;
    const prompt = await this.recordOf(draft.value);
    return prompt.ok ? ok({ kind: 'draft', draft: draft.value, prompt: prompt.value }) : prompt;
  }

  async #choose(
    prompt: PromptRecord,
    choice: Exclude<VersionChoice, { kind: 'draft' }>,
  ): Promise<Result<VersionRecord>> {
    if (choice.kind === 'pointer') return this.#follow(prompt, choice.name);
    const versions = await this.query('versions', { prompt: prompt.id });
    if (!versions.ok) return versions;
    this.remember(versions.value);
    const chosen = versions.value.filter((version) => isChosen(version, choice));
    const fits = chosen.filter(({ deleted }) => deleted === undefined);
    const [first] = fits;
    const [gone] = chosen;
    const deleted = first === undefined && gone !== undefined ? deletedFault(gone) : undefined;
    if (deleted !== undefined) return fail(deleted);
    if (choice.kind === 'hash' && new Set(fits.map((version) => version.hash)).size > 1) {
      const help = 'Give more digits of the hash.';
      return fail(
        fault('ambiguous', `${formatSelector({ prompt: prompt.name, choice })} fits several versions.`, { help }),
      );
    }
    return first === undefined ? fail(noSuchVersion(prompt, choice, versions.value)) : ok(first);
  }

  async #branchHead(prompt: PromptRecord, name: string, others: readonly string[]): Promise<Result<VersionRecord>> {
    const branches = await this.query('branches', { prompt: prompt.id });
    if (!branches.ok) return branches;
    const found = branches.value.find((branch) => branch.name === name);
    if (found !== undefined) return ok(found.head);
    return fail(unknownPointer(prompt, name, [...others, ...branches.value.map((branch) => branch.name)]));
  }

  /** The version that an environment holds, an alias points at, or a branch ends with. */
  async #follow(prompt: PromptRecord, name: string): Promise<Result<VersionRecord>> {
    const aliases = await this.query('aliases', { prompt: prompt.id });
    if (!aliases.ok) return aliases;
    const alias = aliases.value.find((candidate) => candidate.alias === name);
    const isEnvironment = this.#environments.includes(name);
    if (alias !== undefined && isEnvironment) {
      const help = 'Name the version by its number, or give the alias another name.';
      return fail(fault('ambiguous', `"${name}" is an alias of ${prompt.name} and an environment.`, { help }));
    }
    if (alias !== undefined) return this.version(alias.version);
    if (!isEnvironment)
      return this.#branchHead(prompt, name, [...aliases.value.map((a) => a.alias), ...this.#environments]);
    const environment = await this.query('environment', { name });
    if (!environment.ok) return environment;
    const held = environment.value.holds.find((candidate) => candidate.prompt === prompt.id);
    if (held !== undefined) return this.version(held.version);
    return fail(
      fault('not-found', `${name} does not hold ${prompt.name}.`, {
        help: `galley deploy ${prompt.name}@latest ${name} puts it there.`,
      }),
    );
  }
}

/** The fault when a version is asked for that was deleted; undefined while it is there. */
function deletedFault({ semver, number, deleted }: VersionRecord): Fault | undefined {
  if (deleted === undefined) return undefined;
  const message = `${semver} (#${number}) was deleted by ${deleted.by}: ${deleted.reason}.`;
  return fault('not-found', message, { key: 'selector', details: { deleted } });
}

function isChosen(version: VersionRecord, choice: Exclude<VersionChoice, { kind: 'draft' | 'pointer' }>): boolean {
  switch (choice.kind) {
    case 'latest':
      return version.branch === mainBranch;
    case 'number':
      return version.number === choice.number;
    case 'semver':
      return version.semver === choice.semver;
    case 'hash':
      return version.hash.startsWith(choice.prefix);
  }
}

function noSuchVersion(
  prompt: PromptRecord,
  choice: Exclude<VersionChoice, { kind: 'draft' }>,
  versions: readonly VersionRecord[],
): ReturnType<typeof fault> {
  const there = versions.filter(({ deleted }) => deleted === undefined);
  const known = there.slice(0, 5).map((version) => `${version.semver} (#${version.number})`);
  const more = there.length > known.length ? ', …' : '';
  const help =
    known.length === 0
      ? `Commit it first: galley commit ${prompt.name} -m "..."`
      : `There are ${known.join(', ')}${more}.`;
  return fault('not-found', `There is no version ${formatSelector({ prompt: prompt.name, choice })}.`, {
    key: 'selector',
    help,
  });
}

function unknownPointer(prompt: PromptRecord, name: string, known: readonly string[]): ReturnType<typeof fault> {
  const near = nearest(name, known);
  const help = near === undefined ? `Known are ${['latest', ...known].join(', ')}.` : `Did you mean "${near}"?`;
  return fault('not-found', `${prompt.name} has no alias "${name}", and there is no such environment.`, {
    key: 'selector',
    help,
  });
}

/** A version as it crosses the wire. */
export function versionRef({ number, semver, hash }: VersionRecord): VersionRef {
  return { number, semver, hash };
}
