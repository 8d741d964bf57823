import { groupBy, ok, type Result } from '../../base';
import type { PromptRecord, TagRecord, VersionRecord } from '../../domain';
import type { LogEntry } from '../../protocol';
import { type Registry, versionRef } from '../session/registry';
import { wireTag } from './tags';
import type { Decoded } from './types';

/** The versions of a prompt as a log shows them, newest first. */
export async function logOf(
  registry: Registry,
  prompt: PromptRecord,
  { branch, limit, all = false }: Pick<Decoded<'log'>, 'branch' | 'limit' | 'all'>,
): Promise<Result<LogEntry[]>> {
  const versions = await registry.query('versions', {
    prompt: prompt.id,
    ...(branch === undefined ? {} : { branch }),
    ...(limit === undefined ? {} : { limit }),
    squashed: all,
  });
  if (!versions.ok) return versions;
  const marks = await marksOf(registry, prompt);
  if (!marks.ok) return marks;
  registry.remember(versions.value);
  const entries: LogEntry[] = [];
  for (const version of versions.value) {
    const entry = await logEntry(registry, version, marks.value);
    if (!entry.ok) return entry;
    entries.push(entry.value);
  }
  return ok(entries);
}

/** Which aliases and environments point at a version, and how it is tagged. */
export interface Marks {
  readonly aliases: ReadonlyMap<string, readonly string[]>;
  readonly environments: ReadonlyMap<string, readonly string[]>;
  readonly tags: ReadonlyMap<string, readonly TagRecord[]>;
}

/** The aliases and environments of a prompt by version. */
export async function marksOf(registry: Registry, prompt: PromptRecord): Promise<Result<Marks>> {
  const aliases = await registry.query('aliases', { prompt: prompt.id });
  if (!aliases.ok) return aliases;
  const environments = await registry.query('environments', { prompt: prompt.id });
  if (!environments.ok) return environments;
  const tags = await registry.query('tags', { prompt: prompt.id });
  if (!tags.ok) return tags;
  const held = environments.value.flatMap(({ name, holds }) => holds.map(({ version }) => ({ version, name })));
  return ok({
    aliases: grouped(aliases.value.map(({ alias, version }) => ({ version, name: alias }))),
    environments: grouped(held),
    tags: groupBy(tags.value, ({ version }) => version ?? ''),
  });
}

function grouped(
  pairs: readonly { readonly version: string; readonly name: string }[],
): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const { version, name } of pairs) groups.set(version, [...(groups.get(version) ?? []), name]);
  return groups;
}

/** A version as a log shows it. */
export async function logEntry(registry: Registry, version: VersionRecord, marks: Marks): Promise<Result<LogEntry>> {
  const parents: number[] = [];
  for (const id of version.parents) {
    const parent = await registry.version(id);
    if (!parent.ok) return parent;
    parents.push(parent.value.number);
  }
  const into = version.squashedInto === undefined ? ok(undefined) : await registry.version(version.squashedInto);
  if (!into.ok) return into;
  const { message, author, time, branch, origin, deleted } = version;
  const tags = marks.tags.get(version.id) ?? [];
  return ok({
    ...versionRef(version),
    message,
    author,
    time,
    parents,
    branch,
    aliases: [...(marks.aliases.get(version.id) ?? [])],
    environments: [...(marks.environments.get(version.id) ?? [])],
    ...(origin === undefined ? {} : { origin }),
    ...(tags.length === 0 ? {} : { tags: tags.map(wireTag) }),
    ...(into.value === undefined ? {} : { squashedInto: into.value.number }),
    ...(deleted === undefined ? {} : { deleted: { ...deleted } }),
  });
}
