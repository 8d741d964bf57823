import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shared } from '../support/shared';

/** One case of a peer's test data. */
export interface ConformanceCase {
  readonly name: string;
  run(): void;
}

/**
 * Runs every case of a folder of peers' test data as one test: each must pass unless `misses` gives the reason why it
 * does not, and each miss must still miss. The folder lies beside the repository; without it the test says so.
 */
export function conformance(
  folder: string,
  expected: number,
  misses: ReadonlyMap<string, string>,
  load: (folder: string) => readonly ConformanceCase[],
): void {
  const { place, skip } = shared('conformance', folder);
  test(
    `${folder}: ${expected - misses.size} of ${expected} cases pass, the others for a stated reason`,
    { skip },
    () => {
      const cases = load(place);
      assert.equal(cases.length, expected);
      const failed = cases.flatMap((single) => {
        const error = errorOf(single);
        return error === undefined ? [] : [{ name: single.name, error }];
      });
      const surprises = failed.filter(({ name }) => !misses.has(name));
      assert.deepEqual(
        surprises.map(({ name, error }) => `${name}: ${error}`),
        [],
      );
      assert.deepEqual(failed.map(({ name }) => name).sort(), [...misses.keys()].sort());
    },
  );
}

function errorOf(single: ConformanceCase): string | undefined {
  try {
    single.run();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
