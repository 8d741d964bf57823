import { groupBy, ok, type Result, type Ulid } from '../../base';
import { type BranchRecord, categoryKey, mainBranch, type PromptRecord, type TagRecord } from '../../domain';
import type { CaseInfo, PromptSummary } from '../../protocol';
import type { DraftSummary } from '../drafts';
import { pauser } from '../pause';
import type { Context } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { casesOfDraft } from './cases';
import { type Histories, movedFiles } from './relocate/moved-files';
import { wireTag } from './tags';
import type { Implementations } from './types';
import { wireInput } from './wire';

export const listOperations: Implementations<'list' | 'cases'> = {
  async list(context, { filter, all = false }) {
    // The store opens in the background while the files are read.
    const opening = context.registry();
    const counts = await context.drafts.caseCounts();
    const drafts = await context.drafts.summaries();
    const registry = await opening;
    if (!registry.ok) return registry;
    const known = await knownVersions(registry.value);
    if (!known.ok) return known;
    const moved = movedFiles(drafts, historiesOf(known.value, context));
    const every = drafts.map((draft) => ({
      ...summaryOf(draft, known.value, counts.get(draft.file) ?? 0, context),
      ...movedFrom(moved.get(draft.name)),
    }));
    const summaries = all ? every : every.filter(({ archived }) => archived === undefined);
    const words = filter?.toLowerCase();
    return ok(words === undefined ? summaries : summaries.filter((summary) => matches(summary, words)));
  },

  async cases({ drafts }, { prompt }) {
    const found: CaseInfo[] = [];
    const pause = pauser();
    for (const name of prompt === undefined ? await drafts.withCases() : [prompt]) {
      await pause();
      const draft = drafts.find(name);
      if (draft.ok) found.push(...casesOfDraft(drafts, draft.value).map(({ info }) => info));
      else if (prompt !== undefined) return draft;
    }
    return ok(found);
  },
};

function movedFrom(record: PromptRecord | undefined): Pick<PromptSummary, 'movedFrom'> {
  return record === undefined ? {} : { movedFrom: { prompt: record.name, file: record.file } };
}

function historiesOf(known: KnownVersions, context: Context): Histories {
  return {
    records: [...known.byName.values()],
    heads: new Map([...known.branches].map(([id, { head }]) => [id, head.hash])),
    recordOf: (draft) => recordOf(draft, known, context),
  };
}

function matches({ name, file, description, category, inputs }: PromptSummary, words: string): boolean {
  const texts = [name, file, description ?? '', category ?? '', ...inputs.map((input) => input.name)];
  return texts.some((text) => text.toLowerCase().includes(words));
}

/** What the registry knows, by prompt. */
interface KnownVersions {
  readonly byName: ReadonlyMap<string, PromptRecord>;
  readonly byFile: ReadonlyMap<string, PromptRecord>;
  /** The current ones. */
  readonly branches: ReadonlyMap<Ulid, BranchRecord>;
  readonly aliases: ReadonlyMap<Ulid, PromptSummary['aliases']>;
  readonly environments: ReadonlyMap<Ulid, PromptSummary['environments']>;
  /** Of the prompts themselves. */
  readonly tags: ReadonlyMap<Ulid, readonly TagRecord[]>;
}

async function knownVersions(registry: Registry): Promise<Result<KnownVersions>> {
  const prompts = await registry.query('prompts', undefined);
  if (!prompts.ok) return prompts;
  const branches = await registry.query('currentBranches', undefined);
  if (!branches.ok) return branches;
  registry.remember(branches.value.map(({ head }) => head));
  const aliases = await aliasesByPrompt(registry);
  if (!aliases.ok) return aliases;
  const environments = await environmentsByPrompt(registry);
  if (!environments.ok) return environments;
  const tags = await registry.query('tags', {});
  if (!tags.ok) return tags;
  return ok({
    byName: new Map(prompts.value.map((prompt) => [prompt.name, prompt])),
    byFile: new Map(prompts.value.map((prompt) => [prompt.file, prompt])),
    branches: new Map(branches.value.map((branch) => [branch.head.prompt, branch])),
    aliases: aliases.value,
    environments: environments.value,
    tags: groupBy(
      tags.value.filter(({ version }) => version === undefined),
      ({ prompt }) => prompt,
    ),
  });
}

async function aliasesByPrompt(registry: Registry): Promise<Result<KnownVersions['aliases']>> {
  const aliases = await registry.query('aliases', {});
  if (!aliases.ok) return aliases;
  const found = new Map<Ulid, PromptSummary['aliases']>();
  for (const { prompt, alias, version: id } of aliases.value) {
    const version = await registry.version(id);
    if (!version.ok) return version;
    const { number, semver } = version.value;
    found.set(prompt, [...(found.get(prompt) ?? []), { alias, number, semver }]);
  }
  return ok(found);
}

async function environmentsByPrompt(registry: Registry): Promise<Result<KnownVersions['environments']>> {
  const environments = await registry.query('environments', undefined);
  if (!environments.ok) return environments;
  const found = new Map<Ulid, PromptSummary['environments']>();
  for (const { name, holds } of environments.value) {
    for (const { prompt, version: id } of holds) {
      const version = await registry.version(id);
      if (!version.ok) return version;
      const { number, semver } = version.value;
      found.set(prompt, [...(found.get(prompt) ?? []), { environment: name, number, semver }]);
    }
  }
  return ok(found);
}

function summaryOf(draft: DraftSummary, known: KnownVersions, cases: number, context: Context): PromptSummary {
  const record = recordOf(draft, known, context);
  const branch = record === undefined ? undefined : known.branches.get(record.id);
  const head = branch?.head;
  return {
    name: draft.name,
    file: draft.file,
    dialect: draft.dialect,
    dialectSource: draft.dialectSource,
    format: draft.format,
    ...(draft.foreign === undefined ? {} : { foreign: draft.foreign }),
    ...(draft.description === undefined ? {} : { description: draft.description }),
    inputs: draft.inputs.map(wireInput),
    ...(branch === undefined || branch.name === mainBranch ? {} : { branch: branch.name }),
    ...(head === undefined ? {} : { head: versionRef(head) }),
    modified: head === undefined || head.hash !== draft.hash,
    aliases: (record === undefined ? undefined : known.aliases.get(record.id)) ?? [],
    environments: (record === undefined ? undefined : known.environments.get(record.id)) ?? [],
    cases: draft.ownCases + cases,
    ...(record === undefined ? {} : orderOf(record, known.tags.get(record.id) ?? [])),
  };
}

/** How a prompt is kept in order. */
function orderOf(
  { archived }: PromptRecord,
  tags: readonly TagRecord[],
): Pick<PromptSummary, 'tags' | 'category' | 'archived'> {
  const category = tags.find(({ key }) => key === categoryKey)?.value;
  return {
    ...(tags.length === 0 ? {} : { tags: tags.map(wireTag) }),
    ...(category === undefined ? {} : { category }),
    ...(archived === undefined ? {} : { archived: { ...archived } }),
  };
}

/** By name, else by file when the name in the file is new. */
function recordOf(draft: DraftSummary, known: KnownVersions, { drafts }: Context): PromptRecord | undefined {
  const named = known.byName.get(draft.name);
  if (named !== undefined) return named;
  const filed = known.byFile.get(draft.file);
  return filed === undefined || drafts.has(filed.name) ? undefined : filed;
}
