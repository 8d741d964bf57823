import { placeAnalysis, problemLimit, type BodySource } from './analysis';
import type { Analysis, BlockSpan, Dialect, Problem, Scope } from './types';

/** Analyses one stretch of template text. */
export type Analyse = (source: BodySource) => Analysis;

/** A body that was analysed before. */
export interface AnalysedBody {
  readonly source: BodySource;
  readonly analysis: Analysis;
  /** Whether the meaning of its text depends on earlier text, outside of blocks. */
  readonly stateful: boolean;
}

/** Shorter bodies are analysed whole: that costs less than looking for what can be kept. */
const worthwhile = 8_000;

/** What makes the meaning of later text depend on earlier text, outside of blocks. Other dialects are always analysed whole. */
const statePatterns: { readonly [dialect in Dialect]?: RegExp } = {
  handlebars: /\{%|\{\{~?#?\*/,
  mustache: /\{%|\{\{[=<$*]/,
  jinja: /\{%[-+]?\s*(?:set|import|from|macro|extends|call|block|filter|autoescape)\b/,
};

/** While one of these is there, how far a tag or block reaches may depend on text far away. */
const farReaching: ReadonlySet<Problem['code']> = new Set([
  'unclosed-tag',
  'unclosed-block',
  'mismatched-block',
  'bad-tag',
  'mixed-dialect',
]);

/**
 * Analyses a body. When it differs from an analysed one by one edit, only the lines around the edit, up to where no tag
 * and no block is open, are analysed again; what stands behind them is moved. That gives exactly what analysing the whole
 * gives; where it might not, the whole is analysed.
 * @param before the same body as it was, in the same dialect and context
 */
export function analyseBody(
  dialect: Dialect,
  source: BodySource,
  before: AnalysedBody | undefined,
  analyse: Analyse,
): AnalysedBody {
  const pattern = statePatterns[dialect];
  const stateful = pattern === undefined || source.end - source.start < worthwhile || pattern.test(source.text);
  const analysis =
    (stateful || before === undefined ? undefined : reanalyse(before, source, analyse)) ?? analyse(source);
  return { source, analysis, stateful };
}

function reanalyse(before: AnalysedBody, source: BodySource, analyse: Analyse): Analysis | undefined {
  if (before.stateful || source.start !== before.source.start || hasFarReaching(before.analysis)) return undefined;
  const { prefix, suffix } = difference(before.source, source);
  const from = lineAtRoot(before, prefix, 'back');
  const oldTo = lineAtRoot(before, before.source.end - suffix, 'forth');
  const delta = source.end - before.source.end;
  const to = oldTo + delta;
  if (to - from > (source.end - source.start) / 2) return undefined;
  const middle = analyse({ text: source.text, start: from, end: to });
  const problems = before.analysis.problems.length + middle.problems.length;
  if (hasFarReaching(middle) || problems >= problemLimit) return undefined;
  return assemble(before.analysis, middle, { from, oldTo, delta }, source, () => analyse(source).tokens);
}

function hasFarReaching({ problems }: Analysis): boolean {
  return problems.some(({ code }) => farReaching.has(code));
}

/** How many characters two bodies share: `prefix` is the offset at which they begin to differ. */
function difference(before: BodySource, after: BodySource): { readonly prefix: number; readonly suffix: number } {
  const limit = Math.min(before.end, after.end) - after.start;
  const head = shared(
    limit,
    (from, to) =>
      before.text.slice(after.start + from, after.start + to) ===
      after.text.slice(after.start + from, after.start + to),
  );
  const rest = limit - head;
  const suffix = shared(
    rest,
    (from, to) =>
      before.text.slice(before.end - to, before.end - from) === after.text.slice(after.end - to, after.end - from),
  );
  return { prefix: after.start + head, suffix };
}

/** The largest count up to `limit` for which all parts are equal. Compares whole stretches, which is fast. */
function shared(limit: number, equal: (from: number, to: number) => boolean): number {
  let low = 0;
  let high = limit;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (equal(low, middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The nearest start of a line before or after `offset` at which no tag and no block is open. */
function lineAtRoot({ source, analysis }: AnalysedBody, offset: number, way: 'back' | 'forth'): number {
  let at = offset;
  for (;;) {
    const line = way === 'back' ? lineStart(source, at) : nextLine(source, at);
    const around = outermostBlock(analysis.blocks, line) ?? tagAround(analysis, line);
    if (around === undefined || line === source.start || line === source.end) return line;
    at = way === 'back' ? around.start : around.end;
  }
}

function lineStart({ text, start }: BodySource, offset: number): number {
  return Math.max(start, text.lastIndexOf('\n', offset - 1) + 1);
}

function nextLine({ text, end }: BodySource, offset: number): number {
  const found = text.indexOf('\n', offset);
  return found < 0 || found + 1 > end ? end : found + 1;
}

function outermostBlock(blocks: readonly BlockSpan[], offset: number): BlockSpan['range'] | undefined {
  for (const { range } of blocks) {
    if (range.start >= offset) return undefined;
    if (range.end > offset) return range;
  }
  return undefined;
}

function tagAround({ tags }: Analysis, offset: number): BlockSpan['range'] | undefined {
  const tag = tags[firstFrom(tags, offset, (range) => range.start) - 1];
  return tag !== undefined && tag.start < offset && tag.end > offset ? tag : undefined;
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

interface Cut {
  readonly from: number;
  readonly oldTo: number;
  readonly delta: number;
}

function assemble(
  before: Analysis,
  middle: Analysis,
  cut: Cut,
  source: BodySource,
  tokens: () => Analysis['tokens'],
): Analysis {
  const tail = placeAnalysis(tailOf(before, cut.oldTo), (offset) => offset + cut.delta);
  const head = <T>(items: readonly T[], startOf: (item: T) => number): readonly T[] =>
    items.slice(0, firstFrom(items, cut.from, startOf));
  let read: Analysis['tokens'] | undefined;
  return {
    variables: [...head(before.variables, start), ...middle.variables, ...tail.variables],
    calls: [...head(before.calls, start), ...middle.calls, ...tail.calls],
    partials: [...head(before.partials, start), ...middle.partials, ...tail.partials],
    blocks: [...head(before.blocks, start), ...middle.blocks, ...tail.blocks],
    scopes: [
      ...rootScope(before, source),
      ...head(before.scopes, start).slice(1),
      ...middle.scopes.slice(1),
      ...tail.scopes,
    ],
    roles: [...head(before.roles, start), ...middle.roles, ...tail.roles],
    comments: [...head(before.comments, (range) => range.start), ...middle.comments, ...tail.comments],
    tags: [...head(before.tags, (range) => range.start), ...middle.tags, ...tail.tags],
    // Few analyses are ever highlighted: their tokens are worked out when they are asked for.
    get tokens() {
      return (read ??= tokens());
    },
    problems: [...head(before.problems, start), ...middle.problems, ...tail.problems],
  };
}

function start(item: { readonly range: { readonly start: number } }): number {
  return item.range.start;
}

/** The first scope is that of the whole body. */
function rootScope({ scopes }: Analysis, source: BodySource): readonly Scope[] {
  const [root] = scopes;
  return root === undefined ? [] : [{ ...root, range: { start: source.start, end: source.end } }];
}

/** What starts at or behind `offset`. */
function tailOf(analysis: Analysis, offset: number): Analysis {
  const tail = <T>(items: readonly T[], startOf: (item: T) => number): readonly T[] =>
    items.slice(firstFrom(items, offset, startOf));
  return {
    variables: tail(analysis.variables, start),
    calls: tail(analysis.calls, start),
    partials: tail(analysis.partials, start),
    blocks: tail(analysis.blocks, start),
    scopes: tail(analysis.scopes, start),
    roles: tail(analysis.roles, start),
    comments: tail(analysis.comments, (range) => range.start),
    tags: tail(analysis.tags, (range) => range.start),
    tokens: [],
    problems: tail(analysis.problems, start),
  };
}
