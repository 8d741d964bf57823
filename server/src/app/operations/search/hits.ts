import type { Ulid } from '../../../base';
import type { FoundVersion, TagRecord } from '../../../domain';
import type { SearchHit } from '../../../protocol';
import type { Context } from '../../session/context';
import { uriOf } from '../../workspace/paths';
import { wireTag } from '../tags';
import type { Decoded } from '../types';
import type { Candidate } from './candidates';
import type { TextFinder } from './find-text';

/** What is searched for, ready to be compared. */
export interface Search {
  readonly input: Decoded<'search'>;
  readonly finder: TextFinder | undefined;
  /** By prompt. */
  readonly tags: ReadonlyMap<Ulid, readonly TagRecord[]>;
  /** The names of the environments that hold a version. */
  readonly held: ReadonlyMap<Ulid, readonly string[]>;
}

/** Whether only versions can be meant: drafts have no author and no time, and no environment holds them. */
export function isOfVersions({ author, environment, since, until }: Search['input']): boolean {
  return [author, environment, since, until].some((one) => one !== undefined);
}

/** Whether the head of a prompt does what its draft does: then the draft stands for both. */
export function isHead({ draft, head }: Candidate): boolean {
  return draft !== undefined && head !== undefined && draft.hash === head.hash;
}

/** The draft of a prompt and some of its versions, as far as they are searched for. */
export function* hitsOf(
  { workspace }: Context,
  search: Search,
  candidate: Candidate,
  versions: readonly FoundVersion[],
): Generator<SearchHit> {
  const { draft, head } = candidate;
  const same = isHead(candidate) ? head : undefined;
  const textOfDraft = (): string => workspace.file(uriOf(workspace.root, draft?.file ?? ''))?.text ?? '';
  const inputs = draft?.inputs.map(({ name }) => name);
  const asksDraft = draft !== undefined && !isOfVersions(search.input);
  const found = asksDraft
    ? hitOf(search, candidate, { draft: true, version: same, inputs, text: textOfDraft })
    : undefined;
  if (found !== undefined) yield found;
  for (const version of versions) {
    if (found !== undefined && version.id === same?.id) continue;
    const text = (): string => version.source ?? '';
    const hit = hitOf(search, candidate, { draft: false, version, inputs: version.inputs, text });
    if (hit !== undefined) yield hit;
  }
}

/** A draft or a version to be compared. */
interface Subject {
  readonly draft: boolean;
  readonly version: Omit<FoundVersion, 'source' | 'inputs'> | undefined;
  readonly inputs: readonly string[] | undefined;
  readonly text: () => string;
}

function hitOf(
  { input, finder, held, ...search }: Search,
  candidate: Candidate,
  subject: Subject,
): SearchHit | undefined {
  const { draft, version, inputs = [], text } = subject;
  if (input.input !== undefined && !inputs.includes(input.input)) return undefined;
  const tags = tagsOf(search.tags, candidate, version?.id);
  if (!hasTags(input, tags)) return undefined;
  const matches = finder === undefined ? [] : finder.find(text());
  if (finder !== undefined && matches.length === 0) return undefined;
  return {
    ...{ prompt: candidate.name, file: candidate.draft?.file ?? candidate.record?.file ?? '', draft },
    ...(version && told(version)),
    ...(tags.length === 0 ? {} : { tags: tags.map(wireTag) }),
    ...{ environments: version === undefined ? [] : [...(held.get(version.id) ?? [])], matches },
  };
}

function told(version: NonNullable<Subject['version']>): Pick<SearchHit, 'version' | 'message' | 'author' | 'time'> {
  const { number, semver, hash, message, author, time } = version;
  return { version: { number, semver, hash }, message, author, time };
}

/** The tags of a prompt and of one of its versions. */
function tagsOf(tags: Search['tags'], { record }: Candidate, version: Ulid | undefined): readonly TagRecord[] {
  const all = record === undefined ? [] : (tags.get(record.id) ?? []);
  return all.filter((tag) => tag.version === undefined || tag.version === version);
}

function hasTags({ tags = [] }: Search['input'], found: readonly TagRecord[]): boolean {
  return tags.every((wanted) => {
    const [key, ...value] = wanted.split('=');
    return found.some((tag) => tag.key === key && (value.length === 0 || tag.value === value.join('=')));
  });
}
