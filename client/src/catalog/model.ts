import type { OperationInput, OperationOutput, SearchHit, WireTag } from '../../../server/src/protocol';
import { counted, listed } from '../words';

type Import = OperationOutput<'import.git'>;

/** A tag as people write it: `key` or `key=value`. */
export function tagText({ key, value }: WireTag): string {
  return value === undefined ? key : `${key}=${value}`;
}

/** Reads what a person typed as a tag. */
export function parsedTag(text: string): WireTag {
  const [key = '', ...rest] = text.trim().split('=');
  return rest.length === 0 ? { key } : { key: key.trim(), value: rest.join('=').trim() };
}

/** Why a tag cannot be taken; undefined when it can. */
export function tagProblem(text: string): string | undefined {
  const { key, value } = parsedTag(text);
  if (!/^[A-Za-z][\w.-]{0,63}$/.test(key))
    return 'A key starts with a letter and holds letters, digits, ".", "_" and "-".';
  if (value === '') return 'Give a value after the =, or leave the = out.';
  return undefined;
}

/** Why a prompt cannot be called so; undefined when it can. */
export function promptNameProblem(name: string, before: string): string | undefined {
  if (name.trim() === before) return 'This is its name now.';
  if (!/^[^\s/@#\\:*?"<>|]+(?:\/[^\s/@#\\:*?"<>|]+)*$/u.test(name.trim()))
    return 'A name is made of words between /, such as orders/triage, without spaces, @, # and :.';
  return undefined;
}

/** What a search asks for: words, and filters such as `tag:support`, `input:ticket`, `author:ada`, `in:production`. */
export interface Query {
  /** Looked for in names and in texts; empty when there are only filters. */
  readonly words: string;
  readonly filters: Pick<OperationInput<'search'>, 'tags' | 'input' | 'author' | 'environment'>;
}

/** Reads the line of a search. */
export function parsedQuery(line: string): Query {
  const tags: string[] = [];
  const single: { input?: string; author?: string; environment?: string } = {};
  const words = line.split(/\s+/).filter((word) => {
    const [, name, value = ''] = /^(tag|input|author|in):(.+)$/.exec(word) ?? [];
    if (name === 'tag') tags.push(value);
    else if (name === 'input' || name === 'author') single[name] = value;
    else if (name === 'in') single.environment = value;
    return name === undefined;
  });
  return { words: words.join(' ').trim(), filters: { ...single, ...(tags.length === 0 ? {} : { tags }) } };
}

/** Hits of several searches, each once, those of the first search first. */
export function mergedHits(pages: readonly (readonly SearchHit[])[]): readonly SearchHit[] {
  const found = new Map<string, SearchHit>();
  for (const hit of pages.flat()) {
    const key = `${hit.prompt} ${hit.draft} ${hit.version?.number ?? ''}`;
    const known = found.get(key);
    if (known === undefined || known.matches.length === 0) found.set(key, hit);
  }
  return [...found.values()];
}

/** How a hit reads in a list. */
export function hitRow(hit: SearchHit): {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
} {
  const { prompt, file, draft, version, environments, tags = [], matches } = hit;
  const state = version === undefined ? 'draft' : draft ? `${version.semver}, as the draft` : version.semver;
  const [match] = matches;
  const more = matches.length > 1 ? ` (${counted(matches.length, 'place')})` : '';
  return {
    label: prompt,
    description: [state, ...environments, ...tags.map(tagText)].join(' · '),
    detail: match === undefined ? file : `${match.range.start.line + 1}: ${match.text.trim()}${more}`,
  };
}

/** How many versions an import makes, of how many prompts: `12 versions of 3 prompts`. */
export function importCount({ prompts }: Import): { readonly versions: number; readonly text: string } {
  const made = prompts.filter(({ versions }) => versions.length > 0);
  const versions = made.reduce((sum, prompt) => sum + prompt.versions.length, 0);
  return { versions, text: `${counted(versions, 'version')} of ${counted(made.length, 'prompt')}` };
}

/** So many prompts are named. */
const named = 5;

/** What an import makes, for a question. */
export function importDetail({ prompts, refused }: Import): string {
  const made = prompts.filter(({ versions }) => versions.length > 0);
  const names = made.slice(0, named).map(({ prompt, versions }) => `${prompt} (${versions.length})`);
  const more = made.length > named ? [`${made.length - named} more`] : [];
  const left =
    refused.length === 0 ? '' : ` Left alone: ${listed(refused.slice(0, named).map(({ prompt }) => prompt))}.`;
  return `${listed([...names, ...more])}. Author, date and message are those of the commits.${left}`;
}

/** What an import made and what it left, as Markdown. */
export function importReport({ prompts, refused }: Import): string {
  const blocks = prompts.map(({ prompt, versions, known, unchanged, unreadable }) => {
    const rows = versions.map(
      ({ semver, commit, author, time, message }) =>
        `- ${semver}, ${commit.slice(0, 12)}, ${author.name}, ${time ?? ''}: ${message.split('\n')[0] ?? ''}`,
    );
    const notes = [
      ...(known === 0 ? [] : [`${counted(known, 'commit')} known before`]),
      ...(unchanged === 0 ? [] : [`${counted(unchanged, 'commit')} that changed nothing`]),
      ...unreadable.map(({ commit, reason }) => `${commit.slice(0, 12)} cannot be read: ${reason}`),
    ];
    return [`## ${prompt}`, '', ...rows, ...notes.map((note) => `- ${note}`), ''].join('\n');
  });
  const left = refused.map(({ prompt, reason }) => `- ${prompt}: ${reason}`);
  return [...blocks, ...(left.length === 0 ? [] : ['## Left alone', '', ...left, ''])].join('\n');
}
