import { groupBy, type Ulid } from '../../../base';
import type { CommentRecord, ThreadRecord } from '../../../domain';
import type { CommentsTable, Db } from '../tables';
import { authorOf, optional } from './rows';

export async function threads(db: Db, { prompt }: { readonly prompt: Ulid }): Promise<readonly ThreadRecord[]> {
  return recordsOf(db, wantedThreads(db).where('prompt', '=', prompt));
}

export async function thread(db: Db, { id }: { readonly id: Ulid }): Promise<ThreadRecord | undefined> {
  const [record] = await recordsOf(db, wantedThreads(db).where('id', '=', id));
  return record;
}

function wantedThreads(db: Db) {
  return db.selectFrom('threads').select('id');
}

/** Oldest first. */
async function recordsOf(db: Db, wanted: ReturnType<typeof wantedThreads>): Promise<readonly ThreadRecord[]> {
  const rows = await db
    .selectFrom('threads')
    .innerJoin('bodies', 'bodies.hash', 'threads.source')
    .selectAll('threads')
    .select('bodies.text')
    .where('id', 'in', wanted)
    .orderBy('seq')
    .execute();
  const comments = await db.selectFrom('comments').selectAll().where('thread', 'in', wanted).orderBy('seq').execute();
  const commentsOf = groupBy(comments, (row) => row.thread);
  return rows.map(({ id, prompt, version, text, start_line, end_line, lines, state }) => ({
    ...{ id, prompt, ...optional('version', version), source: text, state },
    anchor: { startLine: start_line, endLine: end_line, lines: JSON.parse(lines) as readonly string[] },
    comments: (commentsOf.get(id) ?? []).map(commentOf),
  }));
}

function commentOf(row: CommentsTable): CommentRecord {
  const { id, thread: of, body, time, edited } = row;
  return { id, thread: of, body, author: authorOf(row), time, ...optional('edited', edited) };
}
