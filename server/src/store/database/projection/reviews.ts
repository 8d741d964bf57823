import type {
  CommentAdded,
  CommentEdited,
  ReviewDecided,
  ReviewDecision,
  ReviewRecord,
  ReviewRequested,
  ThreadStarted,
  ThreadStateSet,
} from '../../../domain';
import { prepared, slotsFor, type Slots } from '../prepared';
import type { CommentsTable, Db } from '../tables';
import { expectFound } from '../unappliable';
import { by, type FactContext } from './context';
import { keepBody } from './prompts';

export async function applyThreadStarted(db: Db, fact: ThreadStarted, context: FactContext): Promise<void> {
  const { thread: id, prompt, anchor } = fact;
  const source = await keepBody(db, context.source);
  const place = { start_line: anchor.startLine, end_line: anchor.endLine, lines: JSON.stringify(anchor.lines) };
  const version = fact.version ?? null;
  await db
    .insertInto('threads')
    .values({ id, seq: context.seq, prompt, version, source, ...place, state: 'open', ...by(fact) })
    .execute();
}

export async function applyThreadStateSet(db: Db, { thread, state }: ThreadStateSet): Promise<void> {
  const updated = await db.updateTable('threads').set({ state }).where('id', '=', thread).executeTakeFirst();
  expectFound(updated, 'thread', thread);
}

const insertComment = prepared((db, slot: Slots<Omit<CommentsTable, 'edited'>>) => {
  const columns = ['id', 'seq', 'thread', 'body', 'author_name', 'author_email', 'time'] as const;
  return db.insertInto('comments').values({ ...slotsFor(slot, columns), edited: null });
});

export async function applyCommentAdded(db: Db, fact: CommentAdded, { seq }: FactContext): Promise<void> {
  const { comment: id, thread, body } = fact;
  await insertComment(db, { id, seq, thread, body, ...by(fact) });
}

export async function applyCommentEdited(db: Db, { comment, body, time }: CommentEdited): Promise<void> {
  const rows = db.updateTable('comments').set({ body, edited: time }).where('id', '=', comment);
  expectFound(await rows.executeTakeFirst(), 'comment', comment);
}

export async function applyReviewRequested(db: Db, fact: ReviewRequested, { seq }: FactContext): Promise<void> {
  const { review: id, prompt, version, message } = fact;
  await db
    .insertInto('reviews')
    .values({ id, seq, prompt, version, state: 'open', message, ...by(fact) })
    .execute();
}

const stateAfter: { readonly [decision in ReviewDecision]: ReviewRecord['state'] } = {
  approved: 'approved',
  'changes-requested': 'changes-requested',
  closed: 'closed',
  reopened: 'open',
};

export async function applyReviewDecided(db: Db, fact: ReviewDecided, { seq }: FactContext): Promise<void> {
  const { id, review, decision, reason } = fact;
  const rows = db.updateTable('reviews').set({ state: stateAfter[decision] }).where('id', '=', review);
  expectFound(await rows.executeTakeFirst(), 'review', review);
  await db
    .insertInto('review_decisions')
    .values({ id, seq, review, decision, reason, ...by(fact) })
    .execute();
}
