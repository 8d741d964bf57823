import type { Gate, TestEvidence } from './types';

/** Enough cases pass for exactly the content of the version. */
export const testsGate: Gate<'tests'> = {
  name: 'tests',
  help: 'enough cases pass for exactly this content',
  next: 'See the failures with galley test, put them right and commit again.',
  defaults: { passRate: 1, minimum: 1 },
  evaluate(found, { passRate, minimum }) {
    const counts = countOutcomes(found);
    const ran = found.results.length - counts.skipped;
    const rate = ran === 0 ? 1 : counts.passed / ran;
    const enough = ran >= minimum;
    return {
      outcome: enough && rate >= passRate ? 'passed' : 'failed',
      summary: enough ? summaryOf(found, counts.passed, ran, passRate) : tooFew(ran, minimum),
      evidence: {
        hash: found.hash,
        provider: found.provider,
        ...counts,
        passRate,
        results: found.results.map(({ case: name, outcome, message }) => ({
          case: name,
          outcome,
          ...(message === undefined ? {} : { message }),
        })),
      },
    };
  },
};

function countOutcomes({ results }: TestEvidence): Record<TestEvidence['results'][number]['outcome'], number> {
  const counts = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}

function tooFew(ran: number, minimum: number): string {
  const found = ran === 0 ? 'no case ran' : `only ${ran} cases ran`;
  return `${found}, and at least ${minimum} must: write cases, or lower tests.minimum of the environment`;
}

function summaryOf({ results, provider }: TestEvidence, passed: number, ran: number, passRate: number): string {
  const broken = results.filter(({ outcome }) => outcome === 'failed' || outcome === 'errored');
  const names = broken.slice(0, 3).map((result) => `"${result.case}" ${result.outcome}`);
  const more = broken.length > names.length ? ` and ${broken.length - names.length} more` : '';
  const list = names.length === 0 ? '' : `: ${names.join(', ')}${more}`;
  const wanted = passRate === 1 ? '' : `, ${Math.round(passRate * 100)} % are asked for`;
  return `${passed} of ${ran} cases passed with ${provider}${wanted}${list}`;
}
