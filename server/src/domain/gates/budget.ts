import type { Json } from '../../base';
import type { BudgetEvidence, Gate, GateParameters } from './types';

/** What can be limited. */
type Measure = 'characters' | 'tokens' | 'latencyMs' | 'costUsd';

/** How many cases over a limit are kept as evidence. */
const kept = 50;

/** The length, tokens, latency and cost of each case stay within limits. */
export const budgetGate: Gate<'budget'> = {
  name: 'budget',
  help: 'length, tokens, latency and cost of the cases within limits',
  next: 'Make the prompt shorter, choose another model, or raise the limit in budget of the environment.',
  defaults: {},
  evaluate(found, parameters) {
    const checks = limits(parameters).map(([measure, limit]) => checkOf(found, measure, limit));
    const failing = checks.filter((check) => check.problem !== undefined);
    const words = failing.length === 0 ? checks.map(({ calm }) => calm) : failing.map(({ problem }) => problem ?? '');
    return {
      outcome: failing.length === 0 ? 'passed' : 'failed',
      summary: checks.length === 0 ? 'no limits are set' : words.join('; '),
      evidence: { provider: found.provider, cases: found.cases.length, limits: checks.map(({ evidence }) => evidence) },
    };
  },
};

function limits(parameters: GateParameters['budget']): readonly (readonly [Measure, number])[] {
  const measures: readonly Measure[] = ['characters', 'tokens', 'latencyMs', 'costUsd'];
  return measures.flatMap((measure) => {
    const limit = parameters[measure];
    return limit === undefined ? [] : [[measure, limit] as const];
  });
}

/** What came of one limit. */
interface Check {
  /** Why the limit is not held. */
  readonly problem: string | undefined;
  readonly calm: string;
  readonly evidence: Json;
}

function checkOf({ provider, cases }: BudgetEvidence, measure: Measure, limit: number): Check {
  const measured = cases.flatMap((one) => {
    const value = one[measure];
    return value === undefined ? [] : [{ case: one.case, value }];
  });
  const ordered = measured.toSorted((a, b) => b.value - a.value);
  // The nearest rank: of fewer than 20 cases the slowest one.
  const spared = measure === 'latencyMs' ? Math.floor(ordered.length / 20) : 0;
  const worst = ordered[spared];
  if (worst === undefined) {
    const problem = cases.length === 0 ? 'no case ran: write cases' : unmeasured(measure, provider);
    return { problem, calm: '', evidence: { measure, limit, measured: 0 } };
  }
  const share = measure === 'latencyMs' && spared > 0 ? '95 % of the cases' : `"${worst.case}"`;
  const found = `${amount(measure, worst.value)} in ${share}`;
  const over = ordered.filter(({ value }) => value > limit);
  return {
    problem: worst.value <= limit ? undefined : `${found}, and at most ${amount(measure, limit)} are allowed`,
    calm: `at most ${found} of ${amount(measure, limit)}`,
    evidence: { measure, limit, measured: measured.length, worst: worst.value, over: over.slice(0, kept) },
  };
}

/** Why nothing could be measured, and what helps. */
function unmeasured(measure: Measure, provider: string): string {
  const reasons: Readonly<Record<Measure, string>> = {
    characters: 'no case could be rendered',
    tokens: `${provider} counts no tokens: name a provider that does in budget.provider, or limit characters`,
    latencyMs: `${provider} asked no model, so there is no latency: name a provider that does in budget.provider`,
    costUsd: `what ${provider} costs is not known: name the price of the model in prices, and a provider that counts tokens`,
  };
  return reasons[measure];
}

function amount(measure: Measure, value: number): string {
  if (measure === 'costUsd') return `$${Number(value.toPrecision(3))}`;
  return measure === 'latencyMs' ? `${Math.round(value)} ms` : `${value} ${measure}`;
}
