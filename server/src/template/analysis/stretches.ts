import { oncePerObject, type TextRange } from '../../base';
import type { Analysis, BlockSpan, Scope } from '../types';
import { Placer } from './place';

/** The lists of an analysis that are in order of place, without its first scope, which is that of the whole body. */
export type Lists = Pick<
  Analysis,
  'variables' | 'calls' | 'partials' | 'blocks' | 'scopes' | 'roles' | 'comments' | 'tags' | 'problems'
>;

/**
 * A part of a body at whose ends no tag and no block is open. Its lists stay the same objects while it is moved by edits
 * in front of it, so that what was worked out from them, and has nothing to do with places, can be kept.
 */
export interface Stretch {
  /** With the ranges they had when they were read: add `shift` to have those of today. */
  readonly lists: Lists;
  readonly shift: number;
  /** The lists as they are placed today. */
  readonly placed: Lists;
}

/** An analysis in parts. */
interface Parts {
  /** The scope of the whole body. */
  readonly root: readonly Scope[];
  readonly stretches: readonly Stretch[];
}

const partsByAnalysis = new WeakMap<Analysis, Parts>();

/** The parts of an analysed body, in order: a single one, or those that edits have left. */
export function stretchesOf(analysis: Analysis): readonly Stretch[] {
  return partsOf(analysis).stretches;
}

function partsOf(analysis: Analysis): Parts {
  const known = partsByAnalysis.get(analysis);
  if (known !== undefined) return known;
  const { variables, calls, partials, blocks, scopes, roles, comments, tags, problems } = analysis;
  const lists = { variables, calls, partials, blocks, scopes: scopes.slice(1), roles, comments, tags, problems };
  return { root: scopes.slice(0, 1), stretches: [{ lists, shift: 0, placed: lists }] };
}

/** What is worked out from a shorter list is not kept: that costs more than to work it out again. */
const shortList = 50;

/** Whether it is worth it to keep what is worked out from a list. */
export function isWorthKeeping(list: readonly unknown[]): boolean {
  return list.length >= shortList;
}

/** `compute`, worked out once for each list of a stretch that is worth it. */
export function oncePerList<Item, Value>(compute: (list: readonly Item[]) => Value): (list: readonly Item[]) => Value {
  const kept = oncePerObject(compute);
  return (list) => (isWorthKeeping(list) ? kept(list) : compute(list));
}

const noLists: Lists = {
  variables: [],
  calls: [],
  partials: [],
  blocks: [],
  scopes: [],
  roles: [],
  comments: [],
  tags: [],
  problems: [],
};

/** More parts are put together to one: looking through many costs more than moving them. */
const mostStretches = 24;

/** An analysis whose lists are put together, and moved to where they stand, when they are asked for. */
export function joinStretches(
  given: readonly Stretch[],
  root: readonly Scope[],
  tokens: () => Analysis['tokens'],
): Analysis {
  const stretches = given.filter(({ lists }) => !isEmpty(lists));
  const read: { -readonly [Name in keyof Analysis]?: Analysis[Name] } = {};
  const list = <Name extends keyof Lists>(name: Name): Lists[Name][number][] =>
    stretches.flatMap((stretch): Lists[Name][number][] =>
      stretch.lists[name].length === 0 ? [] : [...stretch.placed[name]],
    );
  const analysis: Analysis = {
    get variables() {
      return (read.variables ??= list('variables'));
    },
    get calls() {
      return (read.calls ??= list('calls'));
    },
    get partials() {
      return (read.partials ??= list('partials'));
    },
    get blocks() {
      return (read.blocks ??= list('blocks'));
    },
    get scopes() {
      return (read.scopes ??= [...root, ...list('scopes')]);
    },
    get roles() {
      return (read.roles ??= list('roles'));
    },
    get comments() {
      return (read.comments ??= list('comments'));
    },
    get tags() {
      return (read.tags ??= list('tags'));
    },
    // Few analyses are ever highlighted: their tokens are worked out when they are asked for.
    get tokens() {
      return (read.tokens ??= tokens());
    },
    get problems() {
      return (read.problems ??= list('problems'));
    },
  };
  if (stretches.length <= mostStretches) partsByAnalysis.set(analysis, { root, stretches });
  return analysis;
}

/** The same analysis with roles and problems that were found in another way. */
export function withRoles(analysis: Analysis, { roles, problems }: Pick<Analysis, 'roles' | 'problems'>): Analysis {
  const lists = { ...noLists, roles, problems };
  const { root, stretches } = partsOf(analysis);
  return joinStretches([...stretches, { lists, shift: 0, placed: lists }], root, () => analysis.tokens);
}

/** What starts before `offset`. */
export function stretchesBefore(stretches: readonly Stretch[], offset: number): readonly Stretch[] {
  return stretches.flatMap((stretch) => cut(stretch, offset, 'before'));
}

/** What starts at `offset` or behind it, moved by `delta`. */
export function stretchesFrom(stretches: readonly Stretch[], offset: number, delta: number): readonly Stretch[] {
  return stretches.flatMap((stretch) =>
    cut(stretch, offset, 'from').map(({ lists, shift }) => shifted(lists, shift + delta)),
  );
}

function cut({ lists, shift, placed }: Stretch, offset: number, side: 'before' | 'from'): readonly Stretch[] {
  const at = offset - shift;
  let all = true;
  const part = <T>(items: readonly T[], startOf: (item: T) => number): readonly T[] => {
    const index = firstFrom(items, at, startOf);
    if (side === 'before' ? index === items.length : index === 0) return items;
    all = false;
    return side === 'before' ? items.slice(0, index) : items.slice(index);
  };
  const found: Lists = {
    variables: part(lists.variables, start),
    calls: part(lists.calls, start),
    partials: part(lists.partials, start),
    blocks: part(lists.blocks, start),
    scopes: part(lists.scopes, start),
    roles: part(lists.roles, start),
    comments: part(lists.comments, ownStart),
    tags: part(lists.tags, ownStart),
    problems: part(lists.problems, start),
  };
  return [all ? { lists, shift, placed } : shifted(found, shift)];
}

function shifted(lists: Lists, shift: number): Stretch {
  if (shift === 0) return { lists, shift, placed: lists };
  let placed: Lists | undefined;
  return {
    lists,
    shift,
    get placed() {
      return (placed ??= new Placer((offset) => offset + shift).lists(lists));
    },
  };
}

function isEmpty(lists: Lists): boolean {
  return Object.values(lists).every((items) => items.length === 0);
}

/** The outermost block that `offset` is inside of. */
export function outermostBlock(stretches: readonly Stretch[], offset: number): TextRange | undefined {
  for (const { lists, shift } of stretches) {
    const at = offset - shift;
    const found = outermostIn(lists.blocks, at);
    if (found !== undefined) return { start: found.start + shift, end: found.end + shift };
  }
  return undefined;
}

function outermostIn(blocks: readonly BlockSpan[], offset: number): TextRange | undefined {
  for (const { range } of blocks) {
    if (range.start >= offset) return undefined;
    if (range.end > offset) return range;
  }
  return undefined;
}

/** The tag that `offset` is inside of. */
export function tagAround(stretches: readonly Stretch[], offset: number): TextRange | undefined {
  for (const { lists, shift } of stretches) {
    const at = offset - shift;
    const tag = lists.tags[firstFrom(lists.tags, at, ownStart) - 1];
    if (tag !== undefined && tag.start < at && tag.end > at) return { start: tag.start + shift, end: tag.end + shift };
  }
  return undefined;
}

/** The index of the first item that starts at or after `offset`, in an ordered list. */
function firstFrom<T>(items: readonly T[], offset: number, startOf: (item: T) => number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && startOf(item) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function start(item: { readonly range: TextRange }): number {
  return item.range.start;
}

function ownStart(range: TextRange): number {
  return range.start;
}
