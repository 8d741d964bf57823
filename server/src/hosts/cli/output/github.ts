import type { Finding } from '../../../protocol';

const commands = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/**
 * Findings as workflow commands that GitHub Actions shows beside the lines of a change
 * (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
 */
export function githubAnnotations(findings: readonly Finding[]): string {
  return findings.map((finding) => `${annotationOf(finding)}\n`).join('');
}

function annotationOf({ file, range, code, severity, message }: Finding): string {
  const properties = {
    file,
    line: range.start.line + 1,
    col: range.start.character + 1,
    endLine: range.end.line + 1,
    endColumn: range.end.character + 1,
    title: code,
  };
  return annotation(commands[severity], properties, message);
}

/** One workflow command. */
export function annotation(
  kind: (typeof commands)[keyof typeof commands],
  properties: Readonly<Record<string, string | number>>,
  message: string,
): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${kind} ${list.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
