import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** Where a rate or a difference of rates lies with some confidence. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * The score interval of a rate (Wilson 1927), which holds for few cases and for rates near 0 and 1 as well.
 * @param passed of `cases`, which is above 0
 */
export function wilsonInterval(passed: number, cases: number, confidence = 0.95): Interval {
  const z = quantile(0.5 + confidence / 2, 0, 1);
  const rate = passed / cases;
  const centre = rate + (z * z) / (2 * cases);
  const reach = z * Math.sqrt((rate * (1 - rate)) / cases + (z * z) / (4 * cases * cases));
  const scale = 1 + (z * z) / cases;
  return {
    low: passed === 0 ? 0 : (centre - reach) / scale,
    high: passed === cases ? 1 : (centre + reach) / scale,
  };
}

/** The same cases, answered twice. */
export interface PairedCounts {
  readonly bothPassed: number;
  /** Failed before, passed after. */
  readonly fixed: number;
  /** Passed before, failed after. */
  readonly broken: number;
  readonly bothFailed: number;
}

/**
 * The interval of the difference of two pass rates on the same cases, after less before: method 10 of Newcombe, Statistics in
 * Medicine 17 (1998), 2635–2650, from the score intervals of both rates and their correlation.
 * @param counts at least one case
 */
export function pairedDifferenceInterval(counts: PairedCounts, confidence = 0.95): Interval {
  const { bothPassed, fixed, broken, bothFailed } = counts;
  const cases = bothPassed + fixed + broken + bothFailed;
  const [after, before] = [bothPassed + fixed, bothPassed + broken];
  const [p, q] = [after / cases, before / cases];
  const [a, b] = [wilsonInterval(after, cases, confidence), wilsonInterval(before, cases, confidence)];
  const phi = correlation(counts, cases);
  const reach = (left: number, right: number): number =>
    Math.sqrt(Math.max(0, left * left - 2 * phi * left * right + right * right));
  return { low: p - q - reach(p - a.low, b.high - q), high: p - q + reach(a.high - p, q - b.low) };
}

/** Corrected for continuity, as the paper does it. */
function correlation({ bothPassed, fixed, broken, bothFailed }: PairedCounts, cases: number): number {
  const product = (bothPassed + fixed) * (broken + bothFailed) * (bothPassed + broken) * (fixed + bothFailed);
  if (product === 0) return 0;
  const excess = bothPassed * bothFailed - fixed * broken;
  const corrected = excess > cases / 2 ? excess - cases / 2 : excess < 0 ? excess : 0;
  return corrected / Math.sqrt(product);
}
