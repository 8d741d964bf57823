import { matchBlocks, type Block, type BlockRules, type MatchedBlocks } from '../analysis';
import { blockWords } from './statement';
import type { JinjaTag } from './tree';

/** A Jinja block. */
export type JinjaBlock = Block<JinjaTag>;

/** Pairs the statements of a template into blocks. */
export function matchStatements(tags: readonly JinjaTag[], end: number): MatchedBlocks<JinjaTag> {
  return matchBlocks(
    tags.filter((tag) => tag.kind !== 'comment'),
    end,
    rules,
  );
}

const rules: BlockRules<JinjaTag> = {
  role({ statement }) {
    const keyword = statement?.keyword ?? '';
    if (keyword.startsWith('end')) return 'close';
    if (keyword === 'else' || keyword === 'elif' || keyword === 'pluralize') return 'branch';
    if (!blockWords.includes(keyword)) return 'none';
    return keyword === 'set' && statement?.flag !== true ? 'none' : 'open';
  },
  name({ statement }) {
    const keyword = statement?.keyword ?? '';
    return keyword.startsWith('end') ? keyword.slice(3) : keyword;
  },
  nameRange: (tag) => tag.statement?.keywordRange ?? tag.range,
  range: (tag) => tag.range,
  terminated: (tag) => tag.terminated,
  word: () => 'block',
  closeText: (open) => `{% end${open.statement?.keyword ?? ''} %}`,
  closeName: (open) => `end${open.statement?.keyword ?? ''}`,
  closesWithAny: () => false,
  refuseBranch(branch, open, branches) {
    const word = branch.statement?.keyword ?? '';
    const block = open?.statement?.keyword;
    const allowed: { readonly [word: string]: readonly string[] } = {
      else: ['if', 'for'],
      elif: ['if'],
      pluralize: ['trans'],
    };
    if (block === undefined || !(allowed[word] ?? []).includes(block))
      return `No block is open here that can have ${word === 'elif' ? 'an' : word === 'else' ? 'an' : 'a'} ${word}.`;
    return branches.at(-1)?.statement?.keyword === 'else' ? 'This block already has its else.' : undefined;
  },
};
