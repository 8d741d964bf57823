import type { Gate } from './types';

/** How many findings are kept as evidence. */
const kept = 50;

/** No finding of severity error in the text of the version. */
export const lintGate: Gate<'lint'> = {
  name: 'lint',
  help: 'no errors in the text of the version',
  next: 'Correct the errors and commit again.',
  defaults: {},
  evaluate({ findings }) {
    const errors = findings.filter((finding) => finding.severity === 'error');
    const warnings = findings.filter((finding) => finding.severity === 'warning').length;
    const [first] = errors;
    const more = errors.length > 1 ? ` and ${errors.length - 1} more` : '';
    return {
      outcome: first === undefined ? 'passed' : 'failed',
      summary:
        first === undefined
          ? `no errors${warnings === 0 ? '' : `, ${count(warnings, 'warning')}`}`
          : `${first.message} (line ${first.line + 1})${more}`,
      evidence: {
        errors: errors.length,
        warnings,
        findings: [...errors, ...findings.filter((finding) => finding.severity !== 'error')]
          .slice(0, kept)
          .map(({ code, severity, message, file, line }) => ({ code, severity, message, file, line })),
      },
    };
  },
};

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
