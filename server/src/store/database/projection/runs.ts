import type { ResultRecord, RunRecorded, RunsPruned } from '../../../domain';
import type { Db } from '../tables';
import { by, type FactContext } from './context';

export async function applyRunRecorded(db: Db, fact: RunRecorded, { seq }: FactContext): Promise<void> {
  const { run, prompt, hash, provider, results } = fact;
  const count = (outcome: ResultRecord['outcome']): number => results.filter((one) => one.outcome === outcome).length;
  const counts = {
    passed: count('passed'),
    failed: count('failed'),
    errored: count('errored'),
    skipped: count('skipped'),
  };
  await db
    .insertInto('runs')
    .values({ id: run, seq, prompt, hash, provider, ...counts, ...by(fact) })
    .execute();
  for (const [position, { case: name, outcome, latencyMs, tokens }] of results.entries()) {
    const usage = { input_tokens: tokens?.input ?? null, output_tokens: tokens?.output ?? null };
    const row = { run, position, case_name: name, outcome, latency_ms: latencyMs, ...usage };
    await db.insertInto('results').values(row).execute();
  }
}

/** Drops runs, and their results from the facts too. Those that are gone already are left out. */
export async function applyRunsPruned(db: Db, { runs }: RunsPruned): Promise<void> {
  for (const run of runs) {
    const found = await db.selectFrom('runs').where('id', '=', run).select('seq').executeTakeFirst();
    if (found === undefined) continue;
    const fact = db.selectFrom('facts').where('seq', '=', found.seq).select('payload');
    const recorded = JSON.parse((await fact.executeTakeFirstOrThrow()).payload) as object;
    const payload = JSON.stringify({ ...recorded, results: [] });
    await db.updateTable('facts').set({ payload }).where('seq', '=', found.seq).execute();
    await db.deleteFrom('results').where('run', '=', run).execute();
    await db.deleteFrom('runs').where('id', '=', run).execute();
  }
}
