import { fail, fault, ok, type Result } from '../base';
import type { Author, ReviewDecision, ReviewRecord, VersionRecord } from './records';

/** Whether two authors are one person: by mail address where both have one, else by name. */
export function samePerson(a: Author, b: Author): boolean {
  if (a.email !== undefined && b.email !== undefined) return a.email.toLowerCase() === b.email.toLowerCase();
  return a.name === b.name;
}

const nextState: { readonly [decision in ReviewDecision]: ReviewRecord['state'] } = {
  approved: 'approved',
  'changes-requested': 'changes-requested',
  closed: 'closed',
  reopened: 'open',
};

/**
 * The state of a review after a decision. A closed review only takes `reopened`, and nothing else takes that. The author
 * of the version cannot approve it.
 */
export function decideReview(
  review: ReviewRecord,
  version: VersionRecord,
  decision: ReviewDecision,
  by: Author,
): Result<ReviewRecord['state']> {
  const closed = review.state === 'closed';
  if (closed && decision !== 'reopened') {
    const help = 'Reopen it, or request another review of the version.';
    return fail(fault('refused', `This review is closed: it cannot be ${words[decision]}.`, { help }));
  }
  if (!closed && decision === 'reopened') {
    return fail(fault('unchanged', `This review is not closed: it is ${review.state.replace('-', ' ')}.`));
  }
  if (decision === 'approved' && samePerson(by, version.author)) {
    const message = `${by.name} made this version and cannot approve it.`;
    return fail(fault('refused', message, { help: 'Ask somebody else for the approval.' }));
  }
  return ok(nextState[decision]);
}

const words: { readonly [decision in ReviewDecision]: string } = {
  approved: 'approved',
  'changes-requested': 'sent back',
  closed: 'closed again',
  reopened: 'reopened',
};

/** What one person last said about a version. */
export interface Verdict {
  readonly author: Author;
  readonly decision: 'approved' | 'changes-requested';
  readonly time: string;
}

/**
 * The last word of each person in reviews of one version, in order of time. Closing a review withdraws what was said in
 * it; reopening starts afresh. What somebody said in a closed review, not knowing of its end, does not count.
 */
export function verdictsOf(reviews: readonly ReviewRecord[]): readonly Verdict[] {
  const verdicts: Verdict[] = [];
  const said = reviews.flatMap(standingVerdicts);
  for (const verdict of said.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))) {
    const before = verdicts.findIndex(({ author }) => samePerson(author, verdict.author));
    if (before >= 0) verdicts.splice(before, 1);
    verdicts.push(verdict);
  }
  return verdicts;
}

function standingVerdicts({ decisions }: ReviewRecord): readonly Verdict[] {
  let open = true;
  let verdicts: readonly Verdict[] = [];
  for (const { decision, author, time } of decisions) {
    if (decision === 'approved' || decision === 'changes-requested') {
      if (open) verdicts = [...verdicts, { decision, author, time }];
    } else {
      open = decision === 'reopened';
      verdicts = [];
    }
  }
  return verdicts;
}
