import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type Author,
  decideReview,
  type ReviewDecision,
  type ReviewRecord,
  samePerson,
  verdictsOf,
} from '../../server/src/domain';
import { ada, grace, linus, review, version } from './records';

describe('samePerson', () => {
  const rows: readonly (readonly [a: Author, b: Author, same: boolean])[] = [
    [ada, { name: 'A. Lovelace', email: 'ADA@example.com' }, true],
    [ada, { name: 'Ada', email: 'other@example.com' }, false],
    [ada, { name: 'Ada' }, true],
    [linus, { name: 'Linus', email: 'l@example.com' }, true],
    [linus, grace, false],
  ];
  for (const [a, b, same] of rows) {
    test(`${JSON.stringify(a)} and ${JSON.stringify(b)}`, () => {
      assert.equal(samePerson(a, b), same);
      assert.equal(samePerson(b, a), same);
    });
  }
});

describe('decideReview', () => {
  const rows: readonly (readonly [
    state: ReviewRecord['state'],
    decision: ReviewDecision,
    by: Author,
    outcome: string,
  ])[] = [
    ['open', 'approved', grace, 'approved'],
    ['open', 'changes-requested', grace, 'changes-requested'],
    ['open', 'closed', grace, 'closed'],
    ['open', 'reopened', grace, 'unchanged'],
    ['approved', 'approved', linus, 'approved'],
    ['approved', 'changes-requested', linus, 'changes-requested'],
    ['approved', 'closed', ada, 'closed'],
    ['changes-requested', 'approved', grace, 'approved'],
    ['changes-requested', 'reopened', grace, 'unchanged'],
    ['closed', 'approved', grace, 'refused'],
    ['closed', 'changes-requested', grace, 'refused'],
    ['closed', 'closed', grace, 'refused'],
    ['closed', 'reopened', grace, 'open'],
    ['open', 'approved', ada, 'refused'],
    ['open', 'approved', { name: 'Someone', email: 'ada@EXAMPLE.com' }, 'refused'],
    ['open', 'changes-requested', ada, 'changes-requested'],
    ['open', 'closed', ada, 'closed'],
  ];
  for (const [state, decision, by, outcome] of rows) {
    test(`${state}, ${decision} by ${by.name}: ${outcome}`, () => {
      const decided = decideReview(review(state), version(1, { author: ada }), decision, by);
      assert.equal(decided.ok ? decided.value : decided.fault.code, outcome);
    });
  }
});

describe('verdictsOf', () => {
  const rows: readonly (readonly [what: string, reviews: readonly ReviewRecord[], verdicts: readonly string[]])[] = [
    ['nothing said', [review('open')], []],
    ['an approval', [review('approved', [grace, 'approved'])], ['Grace approved']],
    [
      'two people',
      [review('approved', [grace, 'approved'], [linus, 'approved'])],
      ['Grace approved', 'Linus approved'],
    ],
    [
      'the last word counts',
      [review('changes-requested', [grace, 'approved'], [grace, 'changes-requested'])],
      ['Grace changes-requested'],
    ],
    ['nothing is said in a closed review', [review('approved', [ada, 'closed'], [grace, 'approved'])], []],
    ['closing withdraws', [review('closed', [grace, 'approved'], [ada, 'closed'])], []],
    ['reopening starts afresh', [review('open', [grace, 'approved'], [ada, 'closed'], [ada, 'reopened'])], []],
    [
      'what is said after reopening counts',
      [review('approved', [linus, 'changes-requested'], [ada, 'closed'], [ada, 'reopened'], [grace, 'approved'])],
      ['Grace approved'],
    ],
    [
      'several reviews',
      [
        review('approved', [grace, 'approved']),
        review('changes-requested', [linus, 'approved'], [linus, 'changes-requested']),
      ],
      ['Grace approved', 'Linus changes-requested'],
    ],
  ];
  for (const [what, reviews, verdicts] of rows) {
    test(what, () => {
      assert.deepEqual(
        verdictsOf(reviews).map(({ author, decision }) => `${author.name} ${decision}`),
        verdicts,
      );
    });
  }
});
