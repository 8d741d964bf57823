import type { Gate, TestEvidence } from './types';

/** Enough cases pass for exactly the content of the version. */
export const testsGate: Gate<'tests'> = {
  name: 'tests',
  help: 'enough cases pass for exactly this content',
  next: 'See the failures with galley test, put them right and commit again.',
  defaults: { passRate: 1, minimum: 1, newFailures: 'refuse' },
  evaluate(found, { passRate, minimum, newFailures }) {
    const counts = countOutcomes(found);
    const ran = found.results.length - counts.skipped;
    const rate = ran === 0 ? 1 : counts.passed / ran;
    const enough = ran >= minimum;
    const fresh = newlyFailing(found);
    const worse = newFailures === 'refuse' && fresh.length > 0;
    const summary = enough ? summaryOf(found, counts.passed, ran, passRate) : tooFew(ran, minimum);
    return {
      outcome: enough && rate >= passRate && !worse ? 'passed' : 'failed',
      summary: worse && rate >= passRate ? `${summary}; ${worseThan(found, fresh)}` : summary,
      evidence: {
        hash: found.hash,
        provider: found.provider,
        ...counts,
        passRate,
        ...(found.incumbent === undefined ? {} : { incumbent: found.incumbent.semver, newlyFailing: [...fresh] }),
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

/** The cases that do not pass any more. */
function newlyFailing({ results, incumbent }: TestEvidence): readonly string[] {
  const passed = new Set(incumbent?.passes);
  return results.flatMap(({ case: name, outcome }) =>
    passed.has(name) && (outcome === 'failed' || outcome === 'errored') ? [name] : [],
  );
}

function worseThan({ incumbent }: TestEvidence, names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  const listed = names.slice(0, 3).map((name) => `"${name}"`);
  return `${incumbent?.semver ?? ''}, which is there now, passes ${listed.join(', ')}${more}`;
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
