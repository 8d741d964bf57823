import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';

/** How often a property is tried: `GALLEY_PROPERTY_RUNS` multiplies the usual number, for a longer search. */
export function runs(usual: number): number {
  return Math.ceil(usual * Number(process.env['GALLEY_PROPERTY_RUNS'] ?? 1));
}

/** Where the random texts begin; `GALLEY_PROPERTY_SEED` gives other ones. */
export function seed(usual: number): number {
  return usual + Number(process.env['GALLEY_PROPERTY_SEED'] ?? 0);
}

/**
 * Says how many cases of each kind a property was tried on, and fails where there were fewer than it takes to mean something:
 * `least` is for the usual number of runs.
 */
export function enough<Kind extends string>(
  context: TestContext,
  what: string,
  counts: { readonly [kind in Kind]: number },
  least: { readonly [kind in NoInfer<Kind>]?: number },
): void {
  context.diagnostic(`${what}: ${JSON.stringify(counts)}`);
  for (const [kind, floor] of Object.entries(least) as [Kind, number][])
    assert.ok(counts[kind] >= runs(floor), `${what}: only ${counts[kind]} of ${kind}`);
}
