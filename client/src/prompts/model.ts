import type { Fault, LogEntry, WireTag } from '../../../server/src/protocol';
import { tagText } from '../catalog/model';
import type { Prompt } from '../folders';
import type { Answer } from '../call';
import { problemRow, type TreeModel, type TreeRow } from '../tree';
import { ago, agoBy, counted, dialectName, draftState, escapeMarkdown } from '../words';

type Input = Prompt['inputs'][number];
type Alias = Prompt['aliases'][number];

/** A node of the Prompts view. Menus and commands get it as their argument. */
export type PromptNode =
  | { readonly kind: 'folder'; readonly path: string }
  /** Undefined: the prompts without a category. */
  | { readonly kind: 'category'; readonly category: string | undefined; readonly count: number }
  | { readonly kind: 'prompt'; readonly prompt: Prompt }
  | { readonly kind: 'inputs' | 'versions' | 'aliases'; readonly prompt: Prompt }
  | { readonly kind: 'input'; readonly prompt: Prompt; readonly input: Input }
  | { readonly kind: 'version'; readonly prompt: Prompt; readonly entry: LogEntry }
  | { readonly kind: 'more-versions'; readonly prompt: Prompt }
  | { readonly kind: 'alias'; readonly prompt: Prompt; readonly alias: Alias }
  | { readonly kind: 'problem'; readonly id: string; readonly what: string; readonly fault: Fault };

/** What the Prompts view asks of the server. */
export interface PromptSource {
  list(): Promise<Answer<readonly Prompt[]>>;
  /** Newest first. */
  log(prompt: string, limit: number): Promise<Answer<readonly LogEntry[]>>;
  now(): number;
  /** What the prompts are grouped by. */
  grouping(): 'folder' | 'category';
}

const pageSize = 20;

/** Folders or categories, prompts, and in each its inputs, versions and aliases. */
export class PromptTree implements TreeModel<PromptNode> {
  readonly #source: PromptSource;
  readonly #pages = new Map<string, number>();

  constructor(source: PromptSource) {
    this.#source = source;
  }

  /** Shows another page of the versions of a prompt from now on. */
  showMore(prompt: string): void {
    this.#pages.set(prompt, (this.#pages.get(prompt) ?? 1) + 1);
  }

  async children(node: PromptNode | undefined): Promise<readonly PromptNode[]> {
    if (node === undefined) return this.#source.grouping() === 'category' ? this.#categories() : this.#level('');
    switch (node.kind) {
      case 'folder':
        return this.#level(node.path);
      case 'category':
        return this.#inCategory(node.category);
      case 'prompt':
        return groupsOf(node.prompt);
      case 'inputs':
        return node.prompt.inputs.map((input) => ({ kind: 'input', prompt: node.prompt, input }));
      case 'aliases':
        return node.prompt.aliases.map((alias) => ({ kind: 'alias', prompt: node.prompt, alias }));
      case 'versions':
        return this.#versions(node.prompt);
      default:
        return [];
    }
  }

  row(node: PromptNode): TreeRow {
    switch (node.kind) {
      case 'folder':
        return {
          id: `folder:${node.path}`,
          label: lastSegment(node.path),
          icon: 'folder',
          children: node.path.includes('/') ? 'folded' : 'unfolded',
          context: 'folder',
        };
      case 'category':
        return {
          id: `category:${node.category ?? ''}`,
          label: node.category ?? 'No category',
          description: String(node.count),
          icon: node.category === undefined ? 'circle-outline' : 'tag',
          children: 'unfolded',
          context: 'category',
        };
      case 'prompt':
        return this.#source.grouping() === 'category'
          ? { ...promptRow(node.prompt), label: node.prompt.name }
          : promptRow(node.prompt);
      case 'inputs':
        return group(node, 'Inputs', node.prompt.inputs.length, 'symbol-parameter');
      case 'versions':
        return group(node, 'Versions', undefined, 'history');
      case 'aliases':
        return group(node, 'Aliases', node.prompt.aliases.length, 'bookmark');
      case 'input':
        return inputRow(node.prompt, node.input);
      case 'version':
        return versionRow(node.prompt, node.entry, this.#source.now());
      case 'more-versions':
        return {
          id: `more:${node.prompt.name}`,
          label: 'Show more versions',
          icon: 'ellipsis',
          children: 'none',
          command: { id: 'galley.showMoreVersions', title: 'Show more versions' },
        };
      case 'alias':
        return aliasRow(node.prompt, node.alias);
      case 'problem':
        return problemRow(node.id, node.what, node.fault);
    }
  }

  /** Categories by name, and last what has none. */
  async #categories(): Promise<readonly PromptNode[]> {
    const answer = await this.#source.list();
    if (!answer.ok) return [unlisted(answer.fault)];
    const groups = new Map<string | undefined, number>();
    for (const { category } of answer.value) groups.set(category, (groups.get(category) ?? 0) + 1);
    const rank = (category: string | undefined): string => (category === undefined ? '1' : `0${category}`);
    const found = [...groups].sort(([a], [b]) => byName(rank(a), rank(b)));
    return found.map(([category, count]) => ({ kind: 'category', category, count }));
  }

  async #inCategory(category: string | undefined): Promise<readonly PromptNode[]> {
    const answer = await this.#source.list();
    if (!answer.ok) return [unlisted(answer.fault)];
    const inside = answer.value.filter((prompt) => prompt.category === category);
    return inside.sort((a, b) => byName(a.name, b.name)).map((prompt) => ({ kind: 'prompt', prompt }));
  }

  /** Folders first, then prompts, each by name. */
  async #level(path: string): Promise<readonly PromptNode[]> {
    const answer = await this.#source.list();
    if (!answer.ok) return [unlisted(answer.fault)];
    const prefix = path === '' ? '' : `${path}/`;
    const inside = answer.value.filter((prompt) => prompt.name.startsWith(prefix));
    const folders = new Set<string>();
    const prompts: Prompt[] = [];
    for (const prompt of inside) {
      const slash = prompt.name.indexOf('/', prefix.length);
      if (slash === -1) prompts.push(prompt);
      else folders.add(prompt.name.slice(0, slash));
    }
    return [
      ...[...folders].sort(byName).map((folder) => ({ kind: 'folder', path: folder }) as const),
      ...prompts.sort((a, b) => byName(a.name, b.name)).map((prompt) => ({ kind: 'prompt', prompt }) as const),
    ];
  }

  async #versions(prompt: Prompt): Promise<readonly PromptNode[]> {
    const limit = (this.#pages.get(prompt.name) ?? 1) * pageSize;
    const answer = await this.#source.log(prompt.name, limit + 1);
    if (!answer.ok) {
      const id = `problem:${prompt.name}`;
      return [{ kind: 'problem', id, what: 'Cannot list the versions', fault: answer.fault }];
    }
    const shown = answer.value.slice(0, limit).map((entry) => ({ kind: 'version', prompt, entry }) as const);
    return answer.value.length > limit ? [...shown, { kind: 'more-versions', prompt }] : shown;
  }
}

function unlisted(fault: Fault): PromptNode {
  return { kind: 'problem', id: 'problem', what: 'Cannot list the prompts', fault };
}

function groupsOf(prompt: Prompt): readonly PromptNode[] {
  const groups: PromptNode[] = [];
  if (prompt.inputs.length > 0) groups.push({ kind: 'inputs', prompt });
  if (prompt.head !== undefined) groups.push({ kind: 'versions', prompt });
  if (prompt.aliases.length > 0) groups.push({ kind: 'aliases', prompt });
  return groups;
}

function group(
  node: { readonly kind: string; readonly prompt: Prompt },
  label: string,
  count: number | undefined,
  icon: string,
): TreeRow {
  return {
    id: `${node.kind}:${node.prompt.name}`,
    label,
    ...(count === undefined ? {} : { description: String(count) }),
    icon,
    children: 'folded',
    context: node.kind,
  };
}

function promptRow(prompt: Prompt): TreeRow {
  const { branch, head, modified, movedFrom } = prompt;
  const at = branch === undefined ? head?.semver : `${head?.semver} on ${branch}`;
  const fresh = movedFrom === undefined ? 'new' : `new, was ${movedFrom.prompt}?`;
  const state = at === undefined ? fresh : modified ? `${at} ●` : at;
  return {
    id: `prompt:${prompt.name}`,
    label: lastSegment(prompt.name),
    description: state,
    tooltip: promptTooltip(prompt),
    file: prompt.file,
    children: groupsOf(prompt).length > 0 ? 'folded' : 'none',
    context: promptContext(prompt),
    command: { id: 'galley.openPrompt', title: 'Open prompt' },
  };
}

function promptContext({ head, modified, movedFrom }: Prompt): string {
  if (head === undefined) return movedFrom === undefined ? 'prompt.new' : 'prompt.moved';
  return modified ? 'prompt.modified' : 'prompt.committed';
}

function promptTooltip(prompt: Prompt): string {
  const lines = [
    `**${escapeMarkdown(prompt.name)}**: ${escapeMarkdown(draftState(prompt))}`,
    ...(prompt.description === undefined ? [] : [escapeMarkdown(prompt.description)]),
    `${escapeMarkdown(dialectName(prompt.dialect))}, ${counted(prompt.cases, 'case')}`,
    ...tagLines(prompt.tags),
    ...(prompt.movedFrom === undefined
      ? []
      : [escapeMarkdown(`It does what ${prompt.movedFrom.prompt} did, whose file ${prompt.movedFrom.file} is gone.`)]),
    ...prompt.environments.map(({ environment, semver }) => `${escapeMarkdown(`${environment} holds ${semver}`)}`),
    escapeMarkdown(prompt.file),
  ];
  return lines.join('\n\n');
}

function tagLines(tags: readonly WireTag[] = []): readonly string[] {
  return tags.length === 0 ? [] : [escapeMarkdown(`Tagged ${tags.map(tagText).join(', ')}`)];
}

function inputRow(prompt: Prompt, input: Input): TreeRow {
  const description = input.required ? input.type : `${input.type}, optional`;
  return {
    id: `input:${prompt.name}:${input.name}`,
    label: input.name,
    description,
    ...(input.description === undefined ? {} : { tooltip: escapeMarkdown(input.description) }),
    icon: 'symbol-variable',
    children: 'none',
    context: 'input',
  };
}

function versionRow(prompt: Prompt, entry: LogEntry, now: number): TreeRow {
  if (entry.deleted !== undefined) return tombstoneRow(prompt, entry, entry.deleted, now);
  const marks = [...entry.environments, ...entry.aliases];
  const [title] = entry.message.split('\n');
  return {
    id: `version:${prompt.name}:${entry.number}`,
    label: entry.semver,
    description: [...marks, title].join(' · '),
    tooltip: [
      `**${escapeMarkdown(`${prompt.name} ${entry.semver}`)}** ${escapeMarkdown(`#${entry.number}`)}`,
      escapeMarkdown(entry.message),
      `${escapeMarkdown(agoBy(entry.time, entry.author, now))}, \`${entry.hash.slice(0, 12)}\``,
      ...(marks.length > 0 ? [escapeMarkdown(`In ${marks.join(', ')}`)] : []),
      ...tagLines(entry.tags),
    ].join('\n\n'),
    icon: 'git-commit',
    ...(entry.environments.length > 0 ? { color: 'charts.green' } : {}),
    children: 'none',
    context: 'version',
    command: { id: 'galley.compareWithDraft', title: 'Compare with draft' },
  };
}

function tombstoneRow(
  prompt: Prompt,
  entry: LogEntry,
  deleted: NonNullable<LogEntry['deleted']>,
  now: number,
): TreeRow {
  const { by, reason, time } = deleted;
  return {
    id: `version:${prompt.name}:${entry.number}`,
    label: entry.semver,
    description: `deleted: ${reason}`,
    tooltip: [
      `**${escapeMarkdown(`${prompt.name} ${entry.semver}`)}** ${escapeMarkdown(`#${entry.number}`)}`,
      escapeMarkdown(`Deleted ${agoBy(time, { name: by }, now)}: ${reason}`),
    ].join('\n\n'),
    icon: 'circle-slash',
    color: 'disabledForeground',
    children: 'none',
    context: 'tombstone',
  };
}

function aliasRow(prompt: Prompt, { alias, semver, number }: Alias): TreeRow {
  return {
    id: `alias:${prompt.name}:${alias}`,
    label: alias,
    description: `${semver} (#${number})`,
    icon: 'bookmark',
    children: 'none',
    context: 'alias',
  };
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** When a version was made, for rows of quick picks. */
export function versionDetail(entry: LogEntry, now: number): string {
  return `#${entry.number} by ${entry.author.name}, ${ago(entry.time, now)}`;
}
