import { sql } from 'kysely';
import type { PrunableRuns, RunRetention } from '../../../domain';
import type { Db } from '../tables';

/**
 * The runs that may go. Those of versions that were ever deployed stay: gates rested on them, and the next gate compares with
 * them. So do those of versions that a tag or an alias points to.
 */
export async function prunableRuns(db: Db, { since, newest }: RunRetention): Promise<PrunableRuns> {
  const evidence = await protectedHashes(db);
  const all = await db
    .selectFrom('runs')
    .innerJoin('prompts', 'prompts.id', 'runs.prompt')
    .innerJoin('facts', 'facts.seq', 'runs.seq')
    .select(['runs.id', 'runs.hash', 'runs.time', 'runs.prompt as prompt_id', 'prompts.name as prompt'])
    .select(sql<number>`length(facts.payload)`.as('payload'))
    .select((one) => [
      one
        .selectFrom('results')
        .whereRef('results.run', '=', 'runs.id')
        .select((two) => two.fn.countAll<number>().as('count'))
        .as('results'),
      one
        .selectFrom('results')
        .whereRef('results.run', '=', 'runs.id')
        .select(sql<number | null>`sum(length(results.case_name) + ${rowBytes})`.as('bytes'))
        .as('result_bytes'),
    ])
    .orderBy('runs.seq', 'desc')
    .execute();
  const seen = new Map<string, number>();
  const runs: PrunableRuns['runs'][number][] = [];
  let spared = 0;
  for (const { id, prompt, prompt_id, hash, time, payload, results, result_bytes } of all) {
    const rank = seen.get(prompt_id) ?? 0;
    seen.set(prompt_id, rank + 1);
    if (rank < newest || time >= since) continue;
    if (evidence.has(`${prompt_id} ${hash}`)) spared++;
    else runs.push({ id, prompt, results: results ?? 0, bytes: payload + (result_bytes ?? 0) + rowBytes });
  }
  return { runs: runs.reverse(), kept: all.length - runs.length, protected: spared };
}

/** What a row takes beside its text, about. */
const rowBytes = 60;

async function protectedHashes(db: Db): Promise<ReadonlySet<string>> {
  const versions = await db
    .selectFrom('versions')
    .select(['prompt', 'hash'])
    .where((where) =>
      where.or([
        where('id', 'in', (one) =>
          one.selectFrom('deployment_changes').select('to_version').where('to_version', 'is not', null),
        ),
        where('id', 'in', (one) => one.selectFrom('tags').select('version').where('version', '<>', '')),
        where('id', 'in', (one) => one.selectFrom('aliases').select('version')),
      ]),
    )
    .execute();
  return new Set(versions.map(({ prompt, hash }) => `${prompt} ${hash}`));
}
