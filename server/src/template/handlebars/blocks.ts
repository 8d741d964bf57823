import { matchBlocks, type Block, type BlockRules, type MatchedBlocks } from '../analysis';
import { calleeName, type TagNode } from './tree';

/** A Handlebars block. */
export type BlockNode = Block<TagNode>;

/** Pairs the tags of a template into blocks. */
export function matchTags(tags: readonly TagNode[], end: number): MatchedBlocks<TagNode> {
  return matchBlocks(tags, end, rules);
}

const rules: BlockRules<TagNode> = {
  role({ kind }) {
    if (kind.startsWith('open')) return 'open';
    if (kind.startsWith('close')) return 'close';
    return kind.startsWith('else') ? 'branch' : 'none';
  },
  name: calleeName,
  nameRange: (tag) => tag.expression?.callee?.range ?? tag.range,
  range: (tag) => tag.range,
  terminated: (tag) => tag.terminated,
  word({ kind }) {
    if (kind === 'open-partial') return 'partial block';
    return kind === 'open-decorator' ? 'inline block' : 'block';
  },
  closeText: (open) => (open.kind === 'open-raw' ? `{{{{/${calleeName(open)}}}}}` : `{{/${calleeName(open)}}}`),
  closeName: calleeName,
  closesWithAny: (open) => open.expression?.callee?.kind === 'call',
  refuseBranch(branch, open, branches) {
    if (open === undefined) return 'No block is open here for this else.';
    if (open.kind !== 'open' && open.kind !== 'open-inverse') return `A ${rules.word(open)} has no else.`;
    const last = branches.at(-1);
    if (last?.kind === 'else' || (last !== undefined && last.expression === undefined))
      return 'This block already has its else.';
    return branch.kind === 'else-chain' && open.kind === 'open-inverse'
      ? 'A block that opens with ^ has no else with a condition.'
      : undefined;
  },
};
