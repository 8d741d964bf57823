import { ok, type Result } from '../../../base';
import type { BudgetEvidence, GateParameters } from '../../../domain';
import type { Candidate } from './candidate';
import type { CandidateRuns } from './runs';

/** What the cases of the version cost. Only what a limit asks for is measured: lengths need no model. */
export async function budgetEvidence(
  runs: CandidateRuns,
  candidate: Candidate,
  { provider, characters, tokens, latencyMs, costUsd }: GateParameters['budget'],
): Promise<Result<BudgetEvidence>> {
  const lengths = new Map<string, number>();
  if (characters !== undefined) {
    const rendered = await runs.of(candidate, { provider: 'render', selection: 'rendered' });
    if (!rendered.ok) return rendered;
    for (const { case: name, outcome, output } of rendered.value.results)
      if (outcome === 'passed' || outcome === 'failed') lengths.set(name, output.length);
  }
  const asksModel = [tokens, latencyMs, costUsd].some((limit) => limit !== undefined);
  if (!asksModel) {
    const cases = [...lengths].map(([name, length]) => ({ ...unmeasured, case: name, characters: length }));
    return ok({ provider: 'render', cases });
  }
  const ran = await runs.of(candidate, { provider });
  if (!ran.ok) return ran;
  const answered = ran.value.results.filter(({ outcome }) => outcome === 'passed' || outcome === 'failed');
  return ok({
    provider: ran.value.providers.join(', '),
    cases: answered.map(({ case: name, tokens: counted, latencyMs: latency, cached, costUsd: cost }) => ({
      case: name,
      characters: lengths.get(name),
      tokens: counted === undefined ? undefined : counted.input + counted.output,
      latencyMs: cached ? undefined : latency,
      costUsd: cost,
    })),
  });
}

const unmeasured = { tokens: undefined, latencyMs: undefined, costUsd: undefined };
