import { Option } from 'commander';
import { ok } from '../../../base';
import { command, integerOption, listOption } from '../command';
import { searchText } from '../output/search';

interface SearchOptions {
  readonly name?: string;
  readonly tag?: string[];
  readonly input?: string;
  readonly author?: string;
  readonly environment?: string;
  readonly since?: string;
  readonly until?: string;
  readonly allVersions?: boolean;
  readonly archived?: boolean;
  readonly after?: string;
  readonly limit?: number;
}

const search = command<SearchOptions>({
  name: 'search',
  operands: [['[text]', 'a part of the file, or /an expression/ with flags']],
  summary: 'Find prompts by name, text, tag, input, author, environment and time',
  details: 'Looks at drafts and at the newest version of each prompt, unless with --all-versions.',
  examples: [
    'galley search refund',
    'galley search "/refund(s|ed)?/i" --tag category=support',
    'galley search --input locale --environment production',
    'galley search --author ada@example.com --since 2026-03-01 --all-versions',
  ],
  options: [
    new Option('--name <part>', 'a part of the name'),
    listOption('--tag <tag>', 'a key, or key=value; again for more'),
    new Option('--input <name>', 'that takes this input'),
    new Option('--author <name>', 'made by this person: a name or a mail address'),
    new Option('--environment <name>', 'what this environment holds'),
    new Option('--since <time>', 'made from this day (UTC) or time on'),
    new Option('--until <time>', 'made up to the end of this day (UTC), or before this time'),
    new Option('--all-versions', 'look at every version'),
    new Option('--archived', 'archived prompts too'),
    new Option('--after <hit>', 'go on behind this one'),
    integerOption('-n, --limit <number>', 'at most so many; 100 when absent'),
  ],
  run: async ({ operands: [text], options, session, signal }) => {
    const { tag: tags, allVersions = false, limit, ...rest } = options;
    const input = {
      ...(text === undefined ? {} : { text }),
      ...(tags === undefined ? {} : { tags }),
      ...(allVersions ? ({ versions: 'all' } as const) : {}),
      ...(limit === undefined ? {} : { limit: Math.min(limit, 1000) }),
      ...rest,
    };
    const found = await session.call('search', input, { signal });
    if (!found.ok) return found;
    const { next } = found.value;
    const notes = next === undefined ? [] : [`There is more: --limit, or --after ${next}`];
    return ok({ json: found.value, text: (style) => searchText(found.value, style), notes });
  },
});

/** Commands that find prompts. */
export const searchCommands = [search];
