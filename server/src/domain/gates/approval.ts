import { samePerson } from '../review';
import type { Gate } from './types';

/** Enough people other than the author approve the version, and nobody has sent it back. */
export const approvalGate: Gate<'approval'> = {
  name: 'approval',
  help: 'enough people other than the author approve the version',
  next: 'Ask for the approval of this version with galley review request.',
  defaults: { count: 1 },
  evaluate({ author, verdicts }, { count }) {
    const others = verdicts.filter((verdict) => !samePerson(verdict.author, author));
    const approvals = others.filter((verdict) => verdict.decision === 'approved');
    const against = verdicts.filter((verdict) => verdict.decision === 'changes-requested');
    const names = approvals.map((approval) => approval.author.name).join(', ');
    const given = `${approvals.length} of ${count} approvals${names === '' ? '' : ` (${names})`}`;
    const objections = against.map((objection) => objection.author.name).join(', ');
    return {
      outcome: approvals.length >= count && against.length === 0 ? 'passed' : 'failed',
      summary: against.length === 0 ? given : `${given}; ${objections} asked for changes`,
      evidence: {
        required: count,
        approvals: approvals.map((approval) => ({ author: approval.author.name, time: approval.time })),
        changesRequested: against.map((objection) => ({ author: objection.author.name, time: objection.time })),
      },
    };
  },
};
