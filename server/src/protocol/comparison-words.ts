import type { OperationOutput } from './operations';

type Compared = OperationOutput<'compare'>;
type Statistics = NonNullable<Compared['statistics']>;
type Pair = Compared['cases'][number];

/** What a comparison of test results comes to, in words that do not promise more than the numbers hold. */
export const verdictWords: Readonly<Record<Statistics['verdict'], string>> = {
  better: 'better',
  worse: 'worse',
  equivalent: 'equivalent: no difference beyond the margin',
  'not-enough-data': 'not enough data',
};

/** `12 cases can show differences of about 68 points; a change like this one takes about 74 cases`. */
export function reachText({ detectable, needed, cases }: Statistics): string {
  const some = cases === 1 ? '1 case' : `${cases} cases`;
  const difference =
    detectable === undefined ? 'no difference' : `differences of about ${Math.round(detectable * 100)} points`;
  const more = needed === undefined ? '' : `; a change like this one takes about ${needed} cases`;
  return `${some} can show ${difference}${more}`;
}

/** `66.7 % passed (39.1 % to 86.2 %)`. */
export function rateText({ rate, low, high }: Statistics['before']): string {
  const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
  return `${percent(rate)} passed (${percent(low)} to ${percent(high)})`;
}

/** `−33.3 points (−72.4 to +21.9)`. */
export function differenceText({ value, low, high }: Statistics['difference']): string {
  return `${points(value)} points (${points(low)} to ${points(high)})`;
}

function points(share: number): string {
  const text = (share * 100).toFixed(1);
  return share > 0 ? `+${text}` : text.replace('-', '−');
}

/** A p-value with three places, or its order when it is smaller. */
export function pText(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}

/** Why a case says nothing about the difference of two sides. */
export function whyIncomparable({ before, after }: Pair): string {
  if (before === undefined) return 'only the second side has it';
  if (after === undefined) return 'only the first side has it';
  return before.outcome === after.outcome
    ? `${before.outcome} on both sides`
    : `${before.outcome}, then ${after.outcome}`;
}
