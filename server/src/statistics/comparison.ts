import { casesNeeded, detectableDifference, mcnemarExact } from './mcnemar';
import { type Interval, type PairedCounts, pairedDifferenceInterval, wilsonInterval } from './proportions';

/**
 * What the same cases say of a change. `not-enough-data` is never to be read as "no difference": that is `equivalent`, and has
 * to be shown.
 */
export type Verdict = 'better' | 'worse' | 'equivalent' | 'not-enough-data';

/** Two versions on the same cases. Rates and differences are shares from 0 to 1. */
export interface PairedComparison extends PairedCounts {
  /** How many cases passed or failed on both sides; the others say nothing. */
  readonly cases: number;
  readonly before: Interval & { readonly rate: number };
  readonly after: Interval & { readonly rate: number };
  /** After less before, with its interval of 95 %. */
  readonly difference: Interval & { readonly value: number };
  /** Exact McNemar, two-sided. */
  readonly p: number;
  readonly verdict: Verdict;
  /** The smallest difference that so many cases show four times in five; undefined when they show none. */
  readonly detectable: number | undefined;
  /** How many cases a change like this one needs; undefined when it is decided, or nothing points one way. */
  readonly needed: number | undefined;
}

/** How many of the cases are assumed to break, when it is asked what difference would be seen. */
export const assumedBroken = 0.05;

/**
 * Compares two versions by the same cases.
 * @param counts at least one case
 * @param margin a difference that nobody would mind, as a share: two one-sided tests at 5 % show that it is not exceeded
 */
export function comparePaired(counts: PairedCounts, margin: number): PairedComparison {
  const { bothPassed, fixed, broken, bothFailed } = counts;
  const cases = bothPassed + fixed + broken + bothFailed;
  const p = mcnemarExact(counts);
  const verdict = verdictOf(counts, p, margin);
  const rates = { fixed: fixed / cases, broken: broken / cases };
  return {
    ...{ bothPassed, fixed, broken, bothFailed },
    cases,
    before: { rate: (bothPassed + broken) / cases, ...wilsonInterval(bothPassed + broken, cases) },
    after: { rate: (bothPassed + fixed) / cases, ...wilsonInterval(bothPassed + fixed, cases) },
    difference: { value: (fixed - broken) / cases, ...pairedDifferenceInterval(counts) },
    p,
    verdict,
    detectable: detectableDifference(cases, assumedBroken),
    needed: verdict === 'not-enough-data' ? casesNeeded(rates) : undefined,
  };
}

function verdictOf(counts: PairedCounts, p: number, margin: number): Verdict {
  if (p < 0.05) return counts.fixed > counts.broken ? 'better' : 'worse';
  const { low, high } = pairedDifferenceInterval(counts, 0.9);
  return low > -margin && high < margin ? 'equivalent' : 'not-enough-data';
}
