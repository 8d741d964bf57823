import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  casesNeeded,
  comparePaired,
  detectableDifference,
  mcnemarExact,
  mcnemarPower,
  pairedDifferenceInterval,
  wilsonInterval,
} from '../../server/src/statistics';
import { shared } from '../support/shared';

interface Vectors {
  readonly tests: readonly {
    readonly id: string;
    readonly b?: number;
    readonly c?: number;
    readonly p_exact?: number;
  }[];
  readonly proportion_ci: { readonly rows: readonly (readonly number[])[]; readonly tol: number };
  readonly eval_se: {
    readonly paired: { readonly a: readonly number[]; readonly b: readonly number[]; readonly mcnemar_exact: number };
  };
}

const { place, skip } = shared('vectors', 'stats.json');
const vectors = skip === false ? (JSON.parse(readFileSync(place, 'utf8')) as Vectors) : undefined;

function near(actual: number, expected: number, tolerance: number): void {
  const scale = Math.max(Math.abs(expected), 1e-3);
  assert.ok(Math.abs(actual - expected) <= tolerance * scale, `${actual} is not ${expected}`);
}

describe('reference values', { skip }, () => {
  test('McNemar, exact: R binom.test', () => {
    const rows = (vectors?.tests ?? []).filter(({ id }) => id.startsWith('mcnemar'));
    assert.ok(rows.length >= 6);
    for (const { b = 0, c = 0, p_exact: expected = 0 } of rows)
      near(mcnemarExact({ fixed: b, broken: c }), expected, 1e-12);
    const { a = [], b = [], mcnemar_exact: expected = 0 } = vectors?.eval_se.paired ?? {};
    const fixed = a.filter((value, index) => value === 0 && b[index] === 1).length;
    const broken = a.filter((value, index) => value === 1 && b[index] === 0).length;
    near(mcnemarExact({ fixed, broken }), expected, 1e-12);
  });

  test('the interval of Wilson: R prop.test', () => {
    const { rows = [], tol = 0 } = vectors?.proportion_ci ?? {};
    assert.ok(rows.length >= 6);
    for (const [k = 0, n = 0, , , low = 0, high = 0] of rows) {
      const found = wilsonInterval(k, n);
      near(found.low, low, Math.max(tol, 1e-9));
      near(found.high, high, Math.max(tol, 1e-9));
    }
  });
});

describe('paired differences', () => {
  // Both passed, fixed, broken, both failed. The first row is printed in the paper of Newcombe (1998) for method 10; in the
  // others one rate is certain, so that the limits follow from the score intervals alone, or nearly so.
  const published: readonly (readonly [cells: readonly number[], low: number, high: number])[] = [
    [[36, 12, 2, 0], 0.0569, 0.3404],
    [[0, 0, 0, 54], -0.0664, 0.0664],
    [[54, 0, 0, 0], -0.0664, 0.0664],
    [[0, 30, 0, 0], 0.8395, 1],
    [[1, 97, 1, 1], 0.8737, 0.985],
  ];
  for (const [[bothPassed = 0, fixed = 0, broken = 0, bothFailed = 0], low, high] of published)
    test(`${bothPassed} ${fixed} ${broken} ${bothFailed}`, () => {
      const found = pairedDifferenceInterval({ bothPassed, fixed, broken, bothFailed });
      assert.deepEqual([found.low.toFixed(4), found.high.toFixed(4)], [low.toFixed(4), high.toFixed(4)]);
    });

  test('turns around with the sides', () => {
    const counts = { bothPassed: 20, fixed: 7, broken: 3, bothFailed: 5 };
    const one = pairedDifferenceInterval(counts);
    const other = pairedDifferenceInterval({ ...counts, fixed: 3, broken: 7 });
    near(one.low, -other.high, 1e-12);
    near(one.high, -other.low, 1e-12);
  });
});

describe('power', () => {
  // Computed apart, by enumeration: rates fixed and broken, cases, power of the exact test at 5 %.
  const rows = [
    [0.25, 0.05, 10, 0.015],
    [0.25, 0.05, 20, 0.196],
    [0.25, 0.05, 50, 0.699],
    [0.25, 0.05, 100, 0.961],
    [0.15, 0.05, 100, 0.544],
    [0.15, 0.05, 200, 0.875],
    [0.1, 0.05, 500, 0.802],
  ] as const;
  for (const [fixed, broken, cases, power] of rows)
    test(`${cases} cases, ${fixed} fixed and ${broken} broken: ${power}`, () => {
      assert.equal(mcnemarPower(cases, { fixed, broken }).toFixed(3), power.toFixed(3));
    });

  test('what can be seen and what it takes are the other way round', () => {
    for (const cases of [20, 80, 400]) {
      const seen = detectableDifference(cases, 0.05) ?? 1;
      assert.ok(mcnemarPower(cases, { fixed: 0.05 + seen, broken: 0.05 }) >= 0.8);
      assert.ok(mcnemarPower(cases, { fixed: 0.05 + seen - 0.002, broken: 0.05 }) < 0.81);
    }
    assert.equal(detectableDifference(4, 0.05), undefined);
    const needed = casesNeeded({ fixed: 0.25, broken: 0.05 }) ?? 0;
    assert.ok(needed > 50 && needed < 80, String(needed));
    assert.equal(casesNeeded({ fixed: 0.1, broken: 0.1 }), undefined);
    assert.equal(casesNeeded({ fixed: 0.1, broken: 0.0999 }), undefined);
  });
});

describe('the verdict', () => {
  const rows = [
    ['nothing flipped, few cases', [8, 0, 0, 2], 'not-enough-data'],
    ['nothing flipped, many cases', [400, 0, 0, 100], 'equivalent'],
    ['five of five fixed', [3, 5, 0, 2], 'not-enough-data'],
    ['six of six fixed', [3, 6, 0, 1], 'better'],
    ['more broken than fixed', [30, 2, 14, 4], 'worse'],
    ['a significant trifle is still a change', [2000, 30, 10, 0], 'better'],
    ['as many fixed as broken', [30, 6, 6, 8], 'not-enough-data'],
  ] as const;
  for (const [what, [bothPassed, fixed, broken, bothFailed], expected] of rows)
    test(`${what}: ${expected}`, () => {
      const found = comparePaired({ bothPassed, fixed, broken, bothFailed }, 0.05);
      assert.equal(found.verdict, expected);
      assert.equal(found.cases, bothPassed + fixed + broken + bothFailed);
      assert.ok(found.difference.low <= found.difference.value && found.difference.value <= found.difference.high);
      if (expected !== 'not-enough-data') assert.equal(found.needed, undefined);
    });
});
