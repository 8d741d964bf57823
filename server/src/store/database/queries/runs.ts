import { groupBy, type Ulid } from '../../../base';
import type { RunRecord } from '../../../domain';
import type { Db } from '../tables';
import { optional } from './rows';

/** Newest first. */
export async function runs(
  db: Db,
  { prompt, hash, limit }: { readonly prompt?: Ulid; readonly hash?: string; readonly limit?: number },
): Promise<readonly RunRecord[]> {
  let wanted = db.selectFrom('runs').select('id').orderBy('seq', 'desc');
  if (prompt !== undefined) wanted = wanted.where('prompt', '=', prompt);
  if (hash !== undefined) wanted = wanted.where('hash', '=', hash);
  if (limit !== undefined) wanted = wanted.limit(limit);
  const rows = await db.selectFrom('runs').selectAll().where('id', 'in', wanted).orderBy('seq', 'desc').execute();
  const results = await db.selectFrom('results').selectAll().where('run', 'in', wanted).orderBy('position').execute();
  const resultsOf = groupBy(results, (row) => row.run);
  return rows.map(({ id, time, provider, passed, failed, errored, skipped, ...row }) => ({
    ...{ id, prompt: row.prompt, hash: row.hash, provider, passed, failed, errored, skipped, time },
    results: (resultsOf.get(id) ?? []).map(({ case_name, outcome, latency_ms, input_tokens, output_tokens }) => {
      const tokens =
        input_tokens === null || output_tokens === null ? null : { input: input_tokens, output: output_tokens };
      return { case: case_name, outcome, latencyMs: latency_ms, ...optional('tokens', tokens) };
    }),
  }));
}
