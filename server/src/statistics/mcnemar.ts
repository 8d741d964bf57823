import cdf from '@stdlib/stats-base-dists-binomial-cdf';
import pmf from '@stdlib/stats-base-dists-binomial-pmf';

/** Two answers to the question whether the same cases pass: how many changed which way. */
export interface Flips {
  /** Failed before, passed after. */
  readonly fixed: number;
  /** Passed before, failed after. */
  readonly broken: number;
}

/**
 * The exact two-sided p-value of McNemar's test: were nothing changed, a case that flips is fixed or broken with equal
 * chance (binomial test of the flips at one half).
 * @returns 1 when nothing flipped
 */
export function mcnemarExact({ fixed, broken }: Flips): number {
  const flips = fixed + broken;
  if (flips === 0) return 1;
  return Math.min(1, 2 * cdf(Math.min(fixed, broken), flips, 0.5));
}

/** Shares of all cases that change: `fixed` + `broken` is at most 1. */
export interface FlipRates {
  readonly fixed: number;
  readonly broken: number;
}

/**
 * How likely the exact test with level `alpha` finds a change, by summing over all that can happen.
 * @param cases how many are run
 */
export function mcnemarPower(cases: number, { fixed, broken }: FlipRates, alpha = 0.05): number {
  const changed = fixed + broken;
  if (changed <= 0) return 0;
  const share = fixed / changed;
  let power = 0;
  const [first, last] = likely(cases, changed);
  for (let flips = first; flips <= last; flips++) {
    const critical = criticalCount(flips, alpha);
    if (critical < 0) continue;
    const rejected = cdf(critical, flips, share) + cdf(critical, flips, 1 - share);
    power += pmf(flips, cases, changed) * rejected;
  }
  return Math.min(1, power);
}

/** The most flips of the rarer kind with which the test still rejects; -1 when it never does. */
function criticalCount(flips: number, alpha: number): number {
  let [low, high] = [-1, Math.floor(flips / 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (2 * cdf(middle, flips, 0.5) <= alpha) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The counts of a binomial beyond which less than 1e-12 of it lies. */
function likely(cases: number, rate: number): readonly [first: number, last: number] {
  const mean = cases * rate;
  const reach = 8 * Math.sqrt(cases * rate * (1 - rate)) + 8;
  return [Math.max(1, Math.floor(mean - reach)), Math.min(cases, Math.ceil(mean + reach))];
}

/** The power that is asked for where nobody says another. */
const usualPower = 0.8;

/**
 * The smallest difference of pass rates that so many cases show with a power of 80 %, when a share of them breaks.
 * @returns a share of the cases, in steps of 0.001; undefined when even fixing all others would not be found
 */
export function detectableDifference(cases: number, broken: number): number | undefined {
  const found = firstTrue(1, Math.floor((1 - 2 * broken) * 1000), (thousandths) =>
    enough(mcnemarPower(cases, { fixed: broken + thousandths / 1000, broken })),
  );
  return found === undefined ? undefined : found / 1000;
}

/**
 * How many cases it takes to find a change of these rates with a power of 80 %.
 * @returns undefined when it takes more than `most`
 */
export function casesNeeded(rates: FlipRates, most = 20_000): number | undefined {
  if (rates.fixed === rates.broken) return undefined;
  return firstTrue(1, most, (cases) => enough(mcnemarPower(cases, rates)));
}

function enough(power: number): boolean {
  return power >= usualPower;
}

/** The first number for which something holds that holds for all after it, up to small waves. */
function firstTrue(from: number, to: number, holds: (value: number) => boolean): number | undefined {
  if (to < from || !holds(to)) return undefined;
  let [low, high] = [from, to];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
