import type { Severity } from '../../base';
import type { Gate, LintEvidence } from './types';

/** How many findings are kept as evidence. */
const kept = 50;

/** The gravest first. */
const severities: readonly Severity[] = ['error', 'warning', 'information', 'hint'];

/** No finding of a severity that refuses in the text of the version. */
export const lintGate: Gate<'lint'> = {
  name: 'lint',
  help: 'no errors in the text of the version',
  next: 'Correct the findings and commit again.',
  defaults: { severity: 'error' },
  evaluate({ findings }, { severity }) {
    const refused = severities.slice(0, severities.indexOf(severity) + 1);
    const ordered = severities.flatMap((each) => findings.filter((finding) => finding.severity === each));
    const refusing = ordered.filter((finding) => refused.includes(finding.severity));
    const [first] = refusing;
    const more = refusing.length > 1 ? ` and ${refusing.length - 1} more` : '';
    return {
      outcome: first === undefined ? 'passed' : 'failed',
      summary: first === undefined ? calm(findings, severity) : `${first.message} (line ${first.line + 1})${more}`,
      evidence: {
        errors: countOf(findings, 'error'),
        warnings: countOf(findings, 'warning'),
        refuses: severity,
        findings: ordered
          .slice(0, kept)
          .map(({ code, severity: found, message, file, line }) => ({ code, severity: found, message, file, line })),
      },
    };
  },
};

function countOf(findings: LintEvidence['findings'], severity: Severity): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

const none: { readonly [severity in Severity]: string } = {
  error: 'no errors',
  warning: 'no errors and no warnings',
  information: 'nothing graver than a hint',
  hint: 'no findings',
};

/** What there is none of, and how many warnings are let through. */
function calm(findings: LintEvidence['findings'], refuses: Severity): string {
  const warnings = refuses === 'error' ? countOf(findings, 'warning') : 0;
  return warnings === 0 ? none[refuses] : `${none[refuses]}, ${warnings} warning${warnings === 1 ? '' : 's'}`;
}
