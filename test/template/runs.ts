/** How often a property is tried: `GALLEY_PROPERTY_RUNS` multiplies the usual number, for a longer search. */
export function runs(usual: number): number {
  return Math.ceil(usual * Number(process.env['GALLEY_PROPERTY_RUNS'] ?? 1));
}

/** Where the random texts begin; `GALLEY_PROPERTY_SEED` gives other ones. */
export function seed(usual: number): number {
  return usual + Number(process.env['GALLEY_PROPERTY_SEED'] ?? 0);
}
