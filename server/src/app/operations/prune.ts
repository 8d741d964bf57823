import { fail, groupBy, ok, type Result } from '../../base';
import type { Fact, PrunableRuns, RunRetention } from '../../domain';
import type { OperationOutput } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import type { Implementations } from './types';

/** A fact names so many runs. */
const runsPerFact = 1000;
const hourMs = 3_600_000;
const unitHours = { h: 1, d: 24, w: 168 } as const;

export const pruneOperations: Implementations<'store.prune'> = {
  async 'store.prune'(context, { olderThan, keep, dryRun = false }) {
    const config = context.config();
    if (!config.ok) return config;
    const { days, newest } = config.value.keepRuns;
    const store = await context.store();
    if (!store.ok) return store;
    const since = new Date(context.clock.now() - ageOf(olderThan ?? `${days}d`)).toISOString();
    const retention: RunRetention = { since, newest: keep ?? newest };
    const found = await store.value.query('prunableRuns', retention);
    if (!found.ok) return found;
    if (!dryRun && found.value.runs.length > 0) {
      const facts = await prunedFacts(context, found.value);
      if (!facts.ok) return facts;
      const pruned = await store.value.append(facts.value);
      if (!pruned.ok) return fail(pruned.fault);
      const compacted = await store.value.compact();
      if (!compacted.ok) return compacted;
    }
    return ok(summary(found.value, dryRun));
  },
};

/** Milliseconds of a text such as 36h, 90d or 12w. */
function ageOf(text: string): number {
  const unit = text.slice(-1) as keyof typeof unitHours;
  return Number(text.slice(0, -1)) * unitHours[unit] * hourMs;
}

async function prunedFacts(context: Context, { runs }: PrunableRuns): Promise<Result<readonly Fact[]>> {
  const author = await context.author();
  if (!author.ok) return author;
  const start = factStarter(context, author.value);
  const facts: Fact[] = [];
  for (let at = 0; at < runs.length; at += runsPerFact) {
    const ids = runs.slice(at, at + runsPerFact).map(({ id }) => id);
    facts.push({ ...start(), kind: 'runs-pruned', runs: ids });
  }
  return ok(facts);
}

function summary(found: PrunableRuns, dryRun: boolean): OperationOutput<'store.prune'> {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  const prompts = [...groupBy(found.runs, (run) => run.prompt)].map(([prompt, runs]) => ({
    ...{ prompt, runs: runs.length },
    results: sum(runs.map(({ results }) => results)),
    bytes: sum(runs.map(({ bytes }) => bytes)),
  }));
  prompts.sort((a, b) => b.bytes - a.bytes || (a.prompt < b.prompt ? -1 : 1));
  const bytes = sum(prompts.map((one) => one.bytes));
  return { prompts, runs: found.runs.length, bytes, kept: found.kept, protected: found.protected, dryRun };
}
