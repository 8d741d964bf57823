import { Option } from 'commander';
import { ok } from '../../../base';
import type { OperationInput, WireReview } from '../../../protocol';
import { command, type CommandFactory, commandGroup } from '../command';
import { reviewsText } from '../output/reviews';

interface RequestOptions {
  readonly message?: string;
}

const request = command<RequestOptions>({
  name: 'request',
  operands: [['<selector>', 'a version, such as acknowledge@latest']],
  summary: 'Ask for the approval of a version',
  examples: ['galley review request acknowledge@latest -m "For production"'],
  options: [new Option('-m, --message <text>', 'what to look at')],
  run: async ({ operands: [selector = ''], options, session, signal }) => {
    const asked = await session.call('review.request', { selector, ...options }, { signal });
    return asked.ok ? ok({ json: asked.value, text: (style) => reviewsText([asked.value], style) }) : asked;
  },
});

type Decision = OperationInput<'review.decide'>['decision'];

interface DecideOptions {
  readonly reason?: string;
}

function decide(name: string, decision: Decision, summary: string, example: string): CommandFactory {
  return command<DecideOptions>({
    name,
    operands: [['<review>', 'the id of the review, or the version it is about']],
    summary,
    examples: [example],
    options: [new Option('-r, --reason <text>', 'why')],
    run: async ({ operands: [review = ''], options, session, signal }) => {
      const decided = await session.call('review.decide', { review, decision, ...options }, { signal });
      return decided.ok ? ok({ json: decided.value, text: (style) => reviewsText([decided.value], style) }) : decided;
    },
  });
}

interface ListOptions {
  readonly state?: WireReview['state'];
}

const list = command<ListOptions>({
  name: 'list',
  operands: [['[prompt]', 'of this prompt only']],
  summary: 'List reviews',
  examples: ['galley review list --state open'],
  options: [
    new Option('--state <state>', 'in this state only').choices(['open', 'approved', 'changes-requested', 'closed']),
  ],
  run: async ({ operands: [prompt], options, session, signal }) => {
    const input = { ...(prompt === undefined ? {} : { prompt }), ...options };
    const found = await session.call('review.list', input, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => reviewsText(found.value, style) }) : found;
  },
});

const review = commandGroup({
  name: 'review',
  summary: 'Ask for approvals, give them, list them',
  examples: ['galley review request acknowledge@latest', 'galley review approve acknowledge@latest'],
  commands: [
    request,
    decide('approve', 'approved', 'Approve a version', 'galley review approve acknowledge@latest'),
    decide(
      'reject',
      'changes-requested',
      'Send a version back',
      'galley review reject acknowledge@latest --reason "Too long"',
    ),
    decide('close', 'closed', 'Close a review without a decision', 'galley review close acknowledge@latest'),
    decide('reopen', 'reopened', 'Open a closed or decided review again', 'galley review reopen acknowledge@latest'),
    list,
  ],
});

/** Commands about reviews. */
export const reviewCommands = [review];
