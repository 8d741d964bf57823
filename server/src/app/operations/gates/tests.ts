import picomatch from 'picomatch';
import { ok, type Result } from '../../../base';
import type { GateParameters, TestEvidence } from '../../../domain';
import type { Registry } from '../../session/registry';
import type { LocatedCase } from '../cases';
import type { Candidate } from './candidate';
import type { CandidateRuns } from './runs';

/** Runs the cases of the version that count. */
export async function testEvidence(
  registry: Registry,
  runs: CandidateRuns,
  candidate: Candidate,
  { provider, suite, tags }: GateParameters['tests'],
): Promise<Result<TestEvidence>> {
  const selection = suite === undefined && tags === undefined ? '' : JSON.stringify([suite, tags]);
  const wanted = selection === '' ? undefined : (found: LocatedCase) => counts(found, { suite, tags });
  const ran = await runs.of(candidate, { provider, wanted, selection });
  if (!ran.ok) return ran;
  const { results, providers } = ran.value;
  const { version, held } = candidate;
  const incumbent = held === undefined ? ok(undefined) : await incumbentOf(registry, held, providers.join(', '));
  if (!incumbent.ok) return incumbent;
  return ok({
    ...(incumbent.value === undefined ? {} : { incumbent: incumbent.value }),
    hash: version.hash,
    provider: providers.length === 0 ? (provider ?? '') : providers.join(', '),
    results: results.map(({ case: name, outcome, message, assertions }) => {
      const why = message ?? assertions.find((assertion) => !assertion.passed)?.message;
      return { case: name, outcome, ...(why === undefined || outcome === 'passed' ? {} : { message: why }) };
    }),
  });
}

function counts(
  { info }: LocatedCase,
  { suite, tags }: { readonly suite: readonly string[] | undefined; readonly tags: readonly string[] | undefined },
): boolean {
  return (
    (suite === undefined || picomatch.isMatch(info.file, [...suite], { dot: true })) &&
    (tags === undefined || tags.some((tag) => info.tags.includes(tag)))
  );
}

/** So many of the newest runs of what is held are looked at. */
const knownRuns = 20;

/** What is known of the version that is held, from runs with the same providers; undefined when nothing is. */
async function incumbentOf(
  registry: Registry,
  held: NonNullable<Candidate['held']>,
  providers: string,
): Promise<Result<TestEvidence['incumbent']>> {
  const runs = await registry.query('runs', { hash: held.version.hash, limit: knownRuns });
  if (!runs.ok) return runs;
  const newest = new Map<string, string>();
  for (const { provider, results } of runs.value) {
    if (provider !== providers) continue;
    for (const { case: name, outcome } of results) if (!newest.has(name)) newest.set(name, outcome);
  }
  const passes = [...newest].flatMap(([name, outcome]) => (outcome === 'passed' ? [name] : []));
  return ok(newest.size === 0 ? undefined : { semver: held.version.semver, passes });
}
