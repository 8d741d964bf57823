import { matchBlocks, type Block, type BlockRole, type BlockRules, type MatchedBlocks } from '../analysis';
import { calleeName, type TagKind, type TagNode } from './tree';

/** A Handlebars block. */
export type BlockNode = Block<TagNode>;

/** Pairs the tags of a template into blocks. */
export function matchTags(tags: readonly TagNode[], end: number): MatchedBlocks<TagNode> {
  return matchBlocks(tags, end, rules);
}

const blockRoles: { readonly [kind in TagKind]: BlockRole } = {
  mustache: 'none',
  decorator: 'none',
  partial: 'none',
  comment: 'none',
  open: 'open',
  'open-inverse': 'open',
  'open-decorator': 'open',
  'open-partial': 'open',
  'open-raw': 'open',
  else: 'branch',
  'else-chain': 'branch',
  close: 'close',
  'close-raw': 'close',
};

const rules: BlockRules<TagNode> = {
  role: ({ kind }) => blockRoles[kind],
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
