import { fail, fault, groupBy, ok, type Result, type Ulid } from '../../../base';
import type { FoundVersion, VersionFilter } from '../../../domain';
import type { SearchHit } from '../../../protocol';
import { pauser } from '../../pause';
import type { Context } from '../../session/context';
import type { Registry } from '../../session/registry';
import { knownEnvironment } from '../audit';
import { endOf, startOf } from '../period';
import type { Decoded, Implementations } from '../types';
import { type Candidate, candidatesOf } from './candidates';
import { textFinder } from './find-text';
import { hitsOf, isHead, isOfVersions, type Search } from './hits';

type Input = Decoded<'search'>;

export const searchOperations: Implementations<'search'> = {
  async search(context, input) {
    if (!isAsked(input)) {
      const help = 'Give a text, or one of name, tags, input, author, environment, since and until.';
      return fail(fault('invalid-input', 'There is nothing to search for.', { help }));
    }
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const search = await prepare(context, registry.value, input);
    if (!search.ok) return search;
    const candidates = await candidatesOf(context, registry.value);
    return candidates.ok ? run(context, search.value, candidates.value) : candidates;
  },
};

function isAsked({ text, name, tags, input, author, environment, since, until }: Input): boolean {
  return [text, name, tags, input, author, environment, since, until].some((one) => one !== undefined);
}

/** A search that begins behind a place. */
interface PagedSearch extends Search {
  readonly registry: Registry;
  readonly after: Place | undefined;
}

/** Where a page ends: in a prompt, behind its draft or one of its versions. */
interface Place {
  readonly prompt: string;
  readonly number: number;
}

/** The draft of a prompt comes before its versions. */
const draftPlace = Number.POSITIVE_INFINITY;

async function prepare(context: Context, registry: Registry, input: Input): Promise<Result<PagedSearch>> {
  const known = await knownEnvironment(context, registry, input.environment);
  if (!known.ok) return known;
  const finder = input.text === undefined ? ok(undefined) : await textFinder(input.text);
  if (!finder.ok) return finder;
  const tags = await registry.query('tags', {});
  if (!tags.ok) return tags;
  const environments = await registry.query('environments', undefined);
  if (!environments.ok) return environments;
  const held = new Map<Ulid, string[]>();
  for (const { name, holds } of environments.value) {
    for (const { version } of holds) held.set(version, [...(held.get(version) ?? []), name]);
  }
  const after = input.after === undefined ? undefined : placeOf(input.after);
  return ok({
    ...{ input, registry, finder: finder.value, held, after },
    tags: groupBy(tags.value, ({ prompt }) => prompt),
  });
}

function placeOf(next: string): Place {
  const parts = /^(.*)@#(\d+)$/su.exec(next);
  return parts === null ? { prompt: next, number: draftPlace } : { prompt: parts[1] ?? '', number: Number(parts[2]) };
}

/** So many prompts are asked about at once: with every version of each, or with one. */
const chunkSize = { all: 10, heads: 200 } as const;

async function run(
  context: Context,
  search: PagedSearch,
  candidates: readonly Candidate[],
): Promise<Result<{ hits: SearchHit[]; next?: string }>> {
  const { input, after } = search;
  const wanted = candidates.filter((one) => isWanted(one, search) && (after === undefined || one.name >= after.prompt));
  const size = chunkSize[input.versions];
  const hits: SearchHit[] = [];
  const pause = pauser();
  for (let at = 0; at < wanted.length; at += size) {
    if (context.signal?.aborted === true) return fail(fault('cancelled', 'The search was stopped.'));
    const chunk = wanted.slice(at, at + size);
    const versions = await versionsOf(search, chunk);
    if (!versions.ok) return versions;
    for (const candidate of chunk) {
      await pause();
      for (const hit of hitsOf(context, search, candidate, versions.value.get(candidate.record?.id ?? '') ?? [])) {
        if (isBefore(hit, after)) continue;
        if (hits.length === input.limit) return ok({ hits, next: nextOf(hits) });
        hits.push(hit);
      }
    }
  }
  return ok({ hits });
}

function isWanted({ name, record }: Candidate, { input }: Search): boolean {
  if (record?.archived !== undefined && input.archived !== true) return false;
  return input.name === undefined || name.toLowerCase().includes(input.name.toLowerCase());
}

/** Whether a page before has told of a hit. */
function isBefore({ prompt, version, draft }: SearchHit, after: Place | undefined): boolean {
  if (after === undefined || prompt !== after.prompt) return false;
  return (draft ? draftPlace : (version?.number ?? 0)) >= after.number;
}

function nextOf(hits: readonly SearchHit[]): string {
  const last = hits.at(-1);
  const number = last?.draft === true ? undefined : last?.version?.number;
  return number === undefined ? (last?.prompt ?? '') : `${last?.prompt ?? ''}@#${number}`;
}

/** What the store finds of some prompts. */
async function versionsOf(
  { registry, input, finder, held }: PagedSearch,
  candidates: readonly Candidate[],
): Promise<Result<ReadonlyMap<Ulid, readonly FoundVersion[]>>> {
  const prompts = candidates.flatMap(({ record }) => record?.id ?? []);
  const { author, since, until, environment, versions } = input;
  const among =
    environment !== undefined
      ? [...held].filter(([, names]) => names.includes(environment)).map(([version]) => version)
      : versions === 'all'
        ? undefined
        : candidates.filter((one) => !isHead(one) || isOfVersions(input)).flatMap(({ head }) => head?.id ?? []);
  if (prompts.length === 0 || among?.length === 0) return ok(new Map());
  const filter: VersionFilter = {
    prompts,
    ...(among === undefined ? {} : { versions: among }),
    ...(author === undefined ? {} : { author }),
    ...(since === undefined ? {} : { since: startOf(since) }),
    ...(until === undefined ? {} : { until: endOf(until) }),
    ...(finder?.ascii === undefined ? {} : { containing: finder.ascii }),
    sources: finder !== undefined,
    inputs: input.input !== undefined,
  };
  const found = await registry.query('findVersions', filter);
  return found.ok ? ok(groupBy(found.value, ({ prompt }) => prompt)) : found;
}
