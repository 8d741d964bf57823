import type { Fault, LogEntry, WireThread } from '../../../server/src/protocol';
import type { Review } from '../folders';
import type { Answer } from '../call';
import { problemRow, type TreeModel, type TreeRow } from '../tree';
import { agoBy, escapeMarkdown } from '../words';

type Decision = Review['decisions'][number];
type Author = Review['author'];

/** A node of the Reviews view. Menus and commands get it as their argument. */
export type ReviewNode =
  | { readonly kind: 'review'; readonly review: Review }
  | { readonly kind: 'decision'; readonly review: Review; readonly index: number; readonly decision: Decision }
  | { readonly kind: 'problem'; readonly id: string; readonly what: string; readonly fault: Fault };

/** What the Reviews view asks of the server. */
export interface ReviewSource {
  list(): Promise<Answer<readonly Review[]>>;
  now(): number;
}

const order: readonly Review['state'][] = ['open', 'changes-requested', 'approved', 'closed'];

interface StateLook {
  readonly words: string;
  readonly icon: string;
  readonly color?: string;
}

const looks: Readonly<Record<Review['state'], StateLook>> = {
  open: { words: 'open', icon: 'git-pull-request', color: 'charts.blue' },
  'changes-requested': { words: 'changes requested', icon: 'request-changes', color: 'charts.yellow' },
  approved: { words: 'approved', icon: 'pass', color: 'charts.green' },
  closed: { words: 'closed', icon: 'circle-slash' },
};

const decisionLooks: Readonly<Record<Decision['decision'], StateLook>> = {
  approved: { words: 'Approved', icon: 'pass', color: 'charts.green' },
  'changes-requested': { words: 'Sent back', icon: 'request-changes', color: 'charts.yellow' },
  closed: { words: 'Closed', icon: 'circle-slash' },
  reopened: { words: 'Reopened', icon: 'git-pull-request', color: 'charts.blue' },
};

/** Reviews, those that wait for somebody first, and in each what was decided. */
export class ReviewTree implements TreeModel<ReviewNode> {
  readonly #source: ReviewSource;

  constructor(source: ReviewSource) {
    this.#source = source;
  }

  async children(node: ReviewNode | undefined): Promise<readonly ReviewNode[]> {
    if (node === undefined) return this.#reviews();
    if (node.kind !== 'review') return [];
    const { review } = node;
    return review.decisions.map((decision, index) => ({ kind: 'decision', review, index, decision }));
  }

  row(node: ReviewNode): TreeRow {
    switch (node.kind) {
      case 'review':
        return reviewRow(node.review, this.#source.now());
      case 'decision':
        return decisionRow(node.review, node.index, node.decision, this.#source.now());
      case 'problem':
        return problemRow(node.id, node.what, node.fault);
    }
  }

  async #reviews(): Promise<readonly ReviewNode[]> {
    const answer = await this.#source.list();
    if (!answer.ok) return [{ kind: 'problem', id: 'problem', what: 'Cannot list the reviews', fault: answer.fault }];
    return [...answer.value].sort(byUrgency).map((review) => ({ kind: 'review', review }));
  }
}

function byUrgency(a: Review, b: Review): number {
  return order.indexOf(a.state) - order.indexOf(b.state) || Date.parse(b.time) - Date.parse(a.time);
}

function reviewRow(review: Review, now: number): TreeRow {
  const { words, icon, color } = looks[review.state];
  const asked = agoBy(review.time, review.author, now);
  return {
    id: `review:${review.id}`,
    label: `${review.prompt} ${review.version.semver}`,
    description: `${words} · ${asked}`,
    tooltip: [
      `**${escapeMarkdown(`${review.prompt} ${review.version.semver}`)}** ${words}`,
      ...(review.message === '' ? [] : [escapeMarkdown(review.message)]),
      escapeMarkdown(`Asked for ${asked}`),
    ].join('\n\n'),
    icon,
    ...(color === undefined ? {} : { color }),
    children: review.decisions.length > 0 ? 'folded' : 'none',
    context: `review.${review.state}`,
    command: { id: 'galley.showReview', title: 'Show what is to be reviewed' },
  };
}

function decisionRow(review: Review, index: number, decision: Decision, now: number): TreeRow {
  const { words, icon, color } = decisionLooks[decision.decision];
  return {
    id: `decision:${review.id}:${index}`,
    label: words,
    description: [agoBy(decision.time, decision.author, now), decision.reason].filter(Boolean).join(' · '),
    ...(decision.reason === '' ? {} : { tooltip: escapeMarkdown(decision.reason) }),
    icon,
    ...(color === undefined ? {} : { color }),
    children: 'none',
    context: 'decision',
  };
}

/** The version a review is best read against: the one before it on its line, if any. */
export function comparedWith(entries: readonly LogEntry[], number: number): LogEntry | undefined {
  const parents = entries.find((entry) => entry.number === number)?.parents ?? [];
  return entries.find((entry) => entry.number === parents[0]);
}

/** One comment as the editor shows it. */
export interface CommentView {
  readonly id: string;
  readonly body: string;
  readonly author: string;
  /** ISO 8601. */
  readonly time: string;
  readonly label?: string;
  /** What the menus of a comment ask for: `own` comments can be edited. */
  readonly context: 'own' | 'other';
}

/** A thread as the editor shows it. */
export interface ThreadView {
  readonly id: string;
  /** Zero-based, the end included. */
  readonly startLine: number;
  readonly endLine: number;
  readonly label: string;
  readonly resolved: boolean;
  readonly context: 'open' | 'resolved';
  readonly comments: readonly CommentView[];
}

/** @param self the person at this editor, when known */
export function threadView(thread: WireThread, self: Author | undefined): ThreadView {
  const resolved = thread.state === 'resolved';
  const words = [
    ...(thread.version === undefined ? ['On the draft'] : [`On ${thread.version.semver}`]),
    ...(resolved ? ['resolved'] : []),
    ...(thread.outdated ? ['these lines have changed since'] : []),
  ];
  return {
    id: thread.id,
    startLine: thread.startLine,
    endLine: thread.endLine,
    label: words.join(', '),
    resolved,
    context: thread.state,
    comments: thread.comments.map((comment) => ({
      id: comment.id,
      body: comment.body,
      author: comment.author.name,
      time: comment.time,
      ...(comment.edited === undefined ? {} : { label: 'edited' }),
      context: isSame(comment.author, self) ? 'own' : 'other',
    })),
  };
}

/** The same person: by e-mail address where both have one, else by name. */
export function isSame(a: Author, b: Author | undefined): boolean {
  if (b === undefined) return false;
  return a.email !== undefined && b.email !== undefined ? a.email === b.email : a.name === b.name;
}
