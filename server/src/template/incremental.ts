import {
  joinStretches,
  outermostBlock,
  problemLimit,
  stretchesBefore,
  stretchesFrom,
  stretchesOf,
  tagAround,
  type BodySource,
} from './analysis';
import type { Analysis, Dialect, Problem, Scope } from './types';

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
  const pattern = source.end - source.start < worthwhile ? undefined : statePatterns[dialect];
  const edited =
    pattern === undefined || before === undefined ? undefined : reanalyse(before, source, analyse, pattern);
  if (edited !== undefined) return { source, analysis: edited, stateful: false };
  return { source, analysis: analyse(source), stateful: pattern?.test(source.text) ?? true };
}

function reanalyse(before: AnalysedBody, source: BodySource, analyse: Analyse, pattern: RegExp): Analysis | undefined {
  if (before.stateful || source.start !== before.source.start || hasFarReaching(before.analysis)) return undefined;
  const { prefix, suffix } = difference(before.source, source);
  const from = lineAtRoot(before, prefix, 'back');
  const oldTo = lineAtRoot(before, before.source.end - suffix, 'forth');
  const delta = source.end - before.source.end;
  const to = oldTo + delta;
  if (to - from > (source.end - source.start) / 2 || pattern.test(source.text.slice(from, to))) return undefined;
  const middle = analyse({ text: source.text, start: from, end: to });
  const problems = before.analysis.problems.length + middle.problems.length;
  if (hasFarReaching(middle) || problems >= problemLimit) return undefined;
  const stretches = stretchesOf(before.analysis);
  const joined = [
    ...stretchesBefore(stretches, from),
    ...stretchesOf(middle),
    ...stretchesFrom(stretches, oldTo, delta),
  ];
  return joinStretches(joined, rootScope(middle, source), () => analyse(source).tokens);
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
  const stretches = stretchesOf(analysis);
  let at = offset;
  for (;;) {
    const line = way === 'back' ? lineStart(source, at) : nextLine(source, at);
    const around = outermostBlock(stretches, line) ?? tagAround(stretches, line);
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

/** The first scope is that of the whole body. */
function rootScope({ scopes }: Analysis, source: BodySource): readonly Scope[] {
  const [root] = scopes;
  return root === undefined ? [] : [{ ...root, range: { start: source.start, end: source.end } }];
}
