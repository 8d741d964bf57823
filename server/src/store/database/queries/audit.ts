import { sql, type SqlBool } from 'kysely';
import type { Ulid } from '../../../base';
import { auditKinds, auditRecord, type AuditedFact, type AuditFilter, type AuditRecord } from '../../../domain';
import type { Db, FactsTable } from '../tables';
import { AskedNames, namesFor } from './audit-names';
import { member, says } from './payload';
import { authorOf, optional } from './rows';

/** A page of the audit log, newest first. */
export async function audit(
  db: Db,
  { before, limit, ...filter }: AuditFilter & { readonly before?: Ulid; readonly limit: number },
): Promise<readonly AuditRecord[] | undefined> {
  let wanted = filtered(db, filter).orderBy('seq', 'desc').limit(limit);
  if (before !== undefined) {
    const row = await db.selectFrom('facts').where('id', '=', before).select('seq').executeTakeFirst();
    if (row === undefined) return undefined;
    wanted = wanted.where('seq', '<', row.seq);
  }
  const rows = await wanted.execute();
  const facts = rows.map(factOf);
  const asked = new AskedNames();
  for (const fact of facts) auditRecord(fact, asked);
  const names = await namesFor(db, asked);
  return facts.map((fact, index) => ({
    ...auditRecord(fact, names),
    ...optional('databaseUser', rows[index]?.db_user ?? null),
  }));
}

function filtered(db: Db, { kinds, prompt, environment, author, since, until }: AuditFilter) {
  let wanted = db
    .selectFrom('facts')
    .select(['id', 'kind', 'time', 'author_name', 'author_email', 'door', 'payload', 'db_user'])
    .where('skipped', 'is', null)
    .where('kind', 'in', kinds ?? auditKinds);
  if (since !== undefined) wanted = wanted.where('time', '>=', since);
  if (until !== undefined) wanted = wanted.where('time', '<', until);
  if (author !== undefined) {
    wanted = wanted.where((where) =>
      where.or([
        where('author_name', '=', author),
        where(where.fn<string>('lower', ['author_email']), '=', author.toLowerCase()),
      ]),
    );
  }
  if (environment !== undefined) {
    const deployments = db.selectFrom('deployments').where('environment', '=', environment);
    wanted = wanted.where((where) =>
      where.or([
        says(member('environment', environment)),
        where.and([
          where('kind', 'in', ['deployment-published', 'fork-resolved']),
          where.exists(deployments.where(says(sql.ref('deployments.id'))).select('id')),
        ]),
      ]),
    );
  }
  return prompt === undefined ? wanted : wanted.where(aboutPrompt(db, prompt));
}

/** Facts that name the prompt, and those about a thread, comment or review of it. */
function aboutPrompt(db: Db, prompt: Ulid) {
  const others = db.selectFrom('prompt_ids').where('prompt', '=', prompt);
  const threads = db.selectFrom('threads').where('threads.prompt', '=', prompt);
  const comments = threads.innerJoin('comments', 'comments.thread', 'threads.id');
  const reviews = db.selectFrom('reviews').where('prompt', '=', prompt);
  const moved = db.selectFrom('deployment_changes').where('prompt', '=', prompt);
  return sql<SqlBool>`(${sql.join(
    [
      says(member('prompt', prompt)),
      sql`exists ${others.where(says(sql`'"prompt":"' || prompt_ids.id || '"'`)).select('prompt_ids.id')}`,
      ofKinds(['thread-state-set', 'comment-added'], threads.where(says(sql.ref('threads.id'))).select('threads.id')),
      ofKinds(['comment-edited'], comments.where(says(sql.ref('comments.id'))).select('comments.id')),
      ofKinds(['review-decided'], reviews.where(says(sql.ref('reviews.id'))).select('reviews.id')),
      ofKinds(
        ['deployment-published'],
        moved.where(says(sql.ref('deployment_changes.deployment'))).select('deployment'),
      ),
    ],
    sql` or `,
  )})`;
}

function ofKinds(kinds: readonly string[], found: object) {
  return sql`(facts.kind in (${sql.join(kinds)}) and exists ${found})`;
}

type AuditRow = Pick<FactsTable, 'id' | 'kind' | 'time' | 'author_name' | 'author_email' | 'door' | 'payload'>;

/** Long texts stay where they are: hashes stand in their place. Only facts that were decoded once are in the table. */
function factOf({ payload, id, kind, time, door, ...row }: AuditRow): AuditedFact {
  const own = JSON.parse(payload) as object;
  return { ...own, id, kind, time, door, author: authorOf(row) } as AuditedFact;
}
