import { sql } from 'kysely';
import type { StoreStatistics } from '../../../domain';
import type { Db } from '../tables';

/** So many of the largest versions are named. */
const mostLargest = 5;

/** What takes how much: values as text, without what the engine adds to them. */
export async function statistics(db: Db): Promise<StoreStatistics> {
  return { kinds: await kinds(db), tables: await tables(db), largest: await largest(db) };
}

async function kinds(db: Db): Promise<StoreStatistics['kinds']> {
  const rows = db.selectFrom('facts').groupBy('kind').select('kind');
  const counted = rows.select((one) => one.fn.countAll<number>().as('facts'));
  return counted
    .select(sql<number>`sum(length(payload))`.as('bytes'))
    .orderBy('facts', 'desc')
    .orderBy('kind')
    .execute();
}

async function tables(db: Db): Promise<StoreStatistics['tables']> {
  const names = await sql<{ readonly name: string }>`
    select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by name`.execute(db);
  const found: StoreStatistics['tables'][number][] = [];
  for (const { name } of names.rows) {
    const columns = await sql<{ readonly name: string }>`select name from pragma_table_info(${name})`.execute(db);
    const lengths = columns.rows.map((column) => sql`coalesce(length(cast(${sql.ref(column.name)} as blob)), 0)`);
    const { rows } = await sql<{ readonly rows: number; readonly bytes: number | null }>`
      select count(*) as rows, sum(${sql.join(lengths, sql` + `)}) as bytes from ${sql.table(name)}`.execute(db);
    const [sum] = rows;
    if (sum !== undefined && sum.rows > 0) found.push({ name, rows: sum.rows, bytes: sum.bytes ?? 0 });
  }
  return found.sort((a, b) => b.bytes - a.bytes);
}

async function largest(db: Db): Promise<StoreStatistics['largest']> {
  return db
    .selectFrom('versions')
    .innerJoin('prompts', 'prompts.id', 'versions.prompt')
    .innerJoin('bodies as source', 'source.hash', 'versions.source')
    .innerJoin('bodies as behaviour', 'behaviour.hash', 'versions.behaviour')
    .select(['prompts.name as prompt', 'versions.number', 'versions.semver'])
    .select(sql<number>`length(cast(source.text as blob)) + length(cast(behaviour.text as blob))`.as('bytes'))
    .orderBy('bytes', 'desc')
    .orderBy('versions.seq')
    .limit(mostLargest)
    .execute();
}
