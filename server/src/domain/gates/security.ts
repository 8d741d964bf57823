import type { Gate, SecurityEvidence, SecurityFinding } from './types';

/** How many findings are kept as evidence. */
const kept = 50;

/** No secrets, no personal data, and no input that can speak in the name of the system. */
export const securityGate: Gate<'security'> = {
  name: 'security',
  help: 'no secrets, no personal data and no undelimited inputs in system messages',
  next: 'Take out what should not be sent, put tags such as <ticket>…</ticket> around an input, or name it in security.allow.',
  defaults: { secrets: true, personalData: true, rawInputs: true, allow: [] },
  evaluate({ findings }, { secrets, personalData, rawInputs, allow }) {
    const asked = { secret: secrets, 'personal-data': personalData, 'raw-input': rawInputs };
    const wanted = findings.filter(({ kind }) => asked[kind]);
    const refusing = wanted.filter((finding) => !isAllowed(finding, allow));
    const [first] = refusing;
    const more = refusing.length > 1 ? ` and ${refusing.length - 1} more` : '';
    return {
      outcome: first === undefined ? 'passed' : 'failed',
      summary: first === undefined ? calm(wanted) : `${wordsOf(first)} (${first.file}, line ${first.line + 1})${more}`,
      evidence: {
        checked: Object.entries(asked).flatMap(([kind, isAsked]) => (isAsked ? [kind] : [])),
        allowed: wanted.length - refusing.length,
        findings: refusing.slice(0, kept).map(evidenceOf),
      },
    };
  },
};

/** A secret is never allowed by writing it down a second time. An entry that begins with `@` allows a mail domain. */
function isAllowed({ kind, subject }: SecurityFinding, allow: readonly string[]): boolean {
  const value = subject.toLowerCase();
  return (
    kind !== 'secret' &&
    allow.some((one) => value === one.toLowerCase() || (one.startsWith('@') && value.endsWith(one.toLowerCase())))
  );
}

function calm(wanted: SecurityEvidence['findings']): string {
  return wanted.length === 0 ? 'nothing found' : `nothing found but ${wanted.length} that are allowed`;
}

function wordsOf({ kind, what, subject }: SecurityFinding): string {
  if (kind === 'raw-input')
    return `the input "${subject}" goes into a system message without anything around it: whoever fills it can give the orders of the system`;
  return `${what} stands in the text`;
}

/** Values that should not be in the prompt do not go into the evidence either. */
function evidenceOf({ kind, what, subject, file, line }: SecurityFinding): Record<string, string | number> {
  return { kind, what, ...(kind === 'raw-input' ? { input: subject } : {}), file, line };
}
