import fc from 'fast-check';

/** One change to a text: a stretch is taken out, doubled, or replaced. Places are shares of the length. */
interface Mutation {
  readonly at: number;
  readonly length: number;
  readonly put: string;
  readonly twice: boolean;
}

/**
 * Texts of a grammar, broken in one to three places: characters taken out, doubled, or replaced by one of `pieces`.
 * What is left is mostly well-formed, as it is while somebody types.
 */
export function mutated(whole: fc.Arbitrary<string>, pieces: readonly string[]): fc.Arbitrary<string> {
  const mutation: fc.Arbitrary<Mutation> = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.nat({ max: 4 }),
    put: fc.constantFrom('', ...pieces),
    twice: fc.boolean(),
  });
  return fc
    .tuple(whole, fc.array(mutation, { minLength: 1, maxLength: 3 }))
    .map(([text, all]) => all.reduce(apply, text));
}

function apply(text: string, { at, length, put, twice }: Mutation): string {
  const start = Math.floor(at * text.length);
  const taken = text.slice(start, start + length);
  return text.slice(0, start) + (twice ? taken + taken : put) + text.slice(start + length);
}
