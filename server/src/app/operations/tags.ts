import { fail, fault, nearest, ok, type Result, type Ulid } from '../../base';
import {
  checkTag,
  type Expectation,
  type Fact,
  formatTag,
  parseSelector,
  type Tag,
  type VersionRecord,
} from '../../domain';
import type { OperationOutput } from '../../protocol';
import { type Context, type FactStart, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { identify } from './commit';
import type { Implementations } from './types';

export const tagOperations: Implementations<'tag' | 'untag'> = {
  async tag(context, { selector, tags }) {
    const target = await targetOf(context, selector);
    if (!target.ok) return target;
    const checked = checkTags(tags, target.value.version !== undefined);
    if (!checked.ok) return checked;
    const now = target.value.tags;
    const wanted = checked.value.filter(({ key, value }) => !now.some((one) => one.key === key && one.value === value));
    return write(context, target.value, wanted, (start, subject, tag) => ({
      ...start,
      kind: 'tag-set',
      ...subject,
      ...tag,
    }));
  },

  async untag(context, { selector, keys }) {
    const target = await targetOf(context, selector);
    if (!target.ok) return target;
    const { tags, name } = target.value;
    const gone: Tag[] = [];
    for (const key of new Set(keys)) {
      const found = tags.find((tag) => tag.key === key);
      if (found === undefined) return fail(noSuchTag(name, key, tags));
      gone.push(found);
    }
    return write(context, target.value, gone, (start, subject, { key }) => ({
      ...start,
      kind: 'tag-removed',
      ...subject,
      key,
    }));
  },
};

/** What is tagged, and how it is tagged now. */
interface Target {
  readonly registry: Registry;
  /** As a person names it. */
  readonly name: string;
  readonly prompt: string;
  /** Undefined while the prompt has no record in the store. */
  readonly id: Ulid | undefined;
  /** Where the prompt is, for its record. */
  readonly file: string | undefined;
  readonly version: VersionRecord | undefined;
  readonly tags: readonly Tag[];
}

async function targetOf(context: Context, selector: string): Promise<Result<Target>> {
  const opened = await context.registry();
  if (!opened.ok) return opened;
  const registry = opened.value;
  const parsed = parseSelector(selector);
  const isDraft = context.drafts.has(selector) || (parsed.ok && parsed.value.choice.kind === 'draft');
  if (!isDraft) {
    const selected = await registry.selectVersion(selector);
    if (!selected.ok) return selected;
    const { prompt, version } = selected.value;
    const name = `${prompt.name} ${version.semver} (#${version.number})`;
    const tags = await tagsOf(registry, prompt.id, version.id);
    return tags.ok
      ? ok({ registry, name, prompt: prompt.name, id: prompt.id, file: undefined, version, tags: tags.value })
      : tags;
  }
  const record = await registry.findRecord(selector);
  if (!record.ok) return record;
  const id = record.value?.id;
  const tags = id === undefined ? ok([]) : await tagsOf(registry, id, undefined);
  const draft = context.drafts.find(selector);
  const file = draft.ok ? draft.value.file.path : undefined;
  const prompt = record.value?.name ?? selector;
  return tags.ok ? ok({ registry, name: prompt, prompt, id, file, version: undefined, tags: tags.value }) : tags;
}

/** The tags of a prompt itself, or of one of its versions. */
export async function tagsOf(
  registry: Registry,
  prompt: Ulid,
  version: Ulid | undefined,
): Promise<Result<readonly Tag[]>> {
  const tags = await registry.query('tags', { prompt });
  if (!tags.ok) return tags;
  return ok(tags.value.filter((tag) => tag.version === version).map(wireTag));
}

/** A tag as it crosses the wire. */
export function wireTag({ key, value }: Tag): { key: string; value?: string } {
  return value === undefined ? { key } : { key, value };
}

function checkTags(
  tags: readonly { readonly key: string; readonly value?: string | undefined }[],
  isVersion: boolean,
): Result<readonly Tag[]> {
  const found = new Map<string, Tag>();
  for (const { key, value } of tags) {
    const checked = checkTag(value === undefined ? { key } : { key, value }, isVersion);
    if (!checked.ok) return checked;
    if (found.has(key)) {
      return fail(
        fault('invalid-input', `The tag ${key} is given twice.`, { key: 'tags', help: 'A key has one value.' }),
      );
    }
    found.set(key, checked.value);
  }
  return ok([...found.values()]);
}

type Subject = { readonly prompt: Ulid; readonly version?: Ulid };

async function write(
  context: Context,
  target: Target,
  tags: readonly Tag[],
  factOf: (start: FactStart, subject: Subject, tag: Tag) => Fact,
): Promise<Result<OperationOutput<'tag'>>> {
  const { registry, prompt, version } = target;
  let { id } = target;
  if (tags.length > 0) {
    const author = await context.author();
    if (!author.ok) return author;
    const start = factStarter(context, author.value);
    const owner = ownerOf(context, target, start);
    id = owner.prompt;
    const subject = { prompt: owner.prompt, ...(version === undefined ? {} : { version: version.id }) };
    const facts = tags.map((tag) => factOf(start(), subject, tag));
    const appended = await registry.store.append([...owner.facts, ...facts], owner.expectations);
    if (!appended.ok) return appended;
  }
  const now = id === undefined ? ok([]) : await tagsOf(registry, id, version?.id);
  if (!now.ok) return now;
  return ok({
    prompt,
    ...(version === undefined ? {} : { version: versionRef(version) }),
    tags: now.value.map(wireTag),
  });
}

/** A prompt without versions comes into the store with its first tag. */
function ownerOf(
  context: Context,
  { id, prompt, file = '' }: Target,
  start: () => FactStart,
): { readonly prompt: Ulid; readonly facts: readonly Fact[]; readonly expectations: readonly Expectation[] } {
  if (id === undefined) return identify(context, { place: { name: prompt, file }, record: undefined }, start);
  return { prompt: id, facts: [], expectations: [{ kind: 'exists', what: 'prompt', id }] };
}

function noSuchTag(name: string, key: string, tags: readonly Tag[]): ReturnType<typeof fault> {
  const near = nearest(
    key,
    tags.map((tag) => tag.key),
  );
  const known = tags.length === 0 ? 'It has no tags.' : `It has ${tags.map(formatTag).join(', ')}.`;
  const help = near === undefined ? known : `Did you mean "${near}"?`;
  return fault('not-found', `${name} has no tag "${key}".`, { key: 'keys', help });
}
