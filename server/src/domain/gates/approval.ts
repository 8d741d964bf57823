import type { Author } from '../records';
import { samePerson } from '../review';
import type { ApprovalEvidence, Gate } from './types';

/** Enough people other than the author approve the version, owners among them, and nobody has sent it back. */
export const approvalGate: Gate<'approval'> = {
  name: 'approval',
  help: 'enough people other than the author approve the version',
  next: 'Ask for the approval of this version with galley review request.',
  defaults: { count: 1, owners: {} },
  evaluate({ author, verdicts, owners }, { count }) {
    const others = verdicts.filter((verdict) => !samePerson(verdict.author, author));
    const approvals = others.filter((verdict) => verdict.decision === 'approved');
    const against = verdicts.filter((verdict) => verdict.decision === 'changes-requested');
    const missing = owners.filter(({ people }) => !approvals.some((approval) => isOneOf(approval.author, people)));
    const names = approvals.map((approval) => approval.author.name).join(', ');
    const objections = against.map((objection) => objection.author.name).join(', ');
    const summary = [
      `${approvals.length} of ${count} approvals${names === '' ? '' : ` (${names})`}`,
      ...missing.map(({ pattern, people }) => `${pattern} needs the approval of ${people.join(' or ')}`),
      ...(against.length === 0 ? [] : [`${objections} asked for changes`]),
    ];
    return {
      outcome: approvals.length >= count && missing.length === 0 && against.length === 0 ? 'passed' : 'failed',
      summary: summary.join('; '),
      evidence: {
        required: count,
        approvals: approvals.map((approval) => ({ author: approval.author.name, time: approval.time })),
        changesRequested: against.map((objection) => ({ author: objection.author.name, time: objection.time })),
        ...(owners.length === 0 ? {} : { owners: ownersOf(owners), missing: ownersOf(missing) }),
      },
    };
  },
};

function isOneOf({ email }: Author, people: readonly string[]): boolean {
  return email !== undefined && people.some((one) => one.toLowerCase() === email.toLowerCase());
}

function ownersOf(owners: ApprovalEvidence['owners']): { pattern: string; people: string[] }[] {
  return owners.map(({ pattern, people }) => ({ pattern, people: [...people] }));
}
