import { groupBy } from '../../../base';
import type { Finding, OperationOutput } from '../../../protocol';
import type { Style } from './style';
import { aligned } from './table';
import { count } from './words';

/** Findings as lines `file:line:column severity message code`, a group for each file, and a count. */
export function findingsText({ findings, files }: OperationOutput<'lint'>, style: Style, known = 0): string {
  const groups = groupBy(findings, (finding) => finding.file);
  const blocks = [...groups.values()].map((group) => aligned(group.map((finding) => row(finding, style))));
  return `${[...blocks, summary(findings, files, known, style)].join('\n')}`;
}

function row({ file, range, severity, message, code }: Finding, style: Style): readonly string[] {
  const place = `${file}:${range.start.line + 1}:${range.start.character + 1}`;
  return [place, inColour(severity, style), message.replace(/\s*\n\s*/g, ' '), style.dim(code)];
}

function inColour(severity: Finding['severity'], style: Style): string {
  if (severity === 'error') return style.red(severity);
  return severity === 'warning' ? style.yellow(severity) : style.cyan(severity);
}

function summary(findings: readonly Finding[], files: number, known: number, style: Style): string {
  const held = known === 0 ? '' : `, ${count(known, 'finding')} known from the baseline`;
  const read = `${count(files, 'file')} checked${held}`;
  if (findings.length === 0) return `${style.green('no findings')}, ${read}\n`;
  const severities = ['error', 'warning', 'information', 'hint'] as const;
  const counts = severities.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [count(number, severity === 'information' ? 'note' : severity)];
  });
  return `${counts.join(', ')}; ${read}\n`;
}

/** The files that formatting changed, or would change. */
export function formattedText({ changed, files }: OperationOutput<'format'>, check: boolean, style: Style): string {
  const lines = changed.map((file) => `${file}\n`);
  const done =
    changed.length === 0
      ? style.green('nothing to change')
      : `${count(changed.length, 'file')} ${check ? 'would change' : 'changed'}`;
  return `${lines.join('')}${lines.length > 0 ? '\n' : ''}${done}, ${count(files, 'file')} checked\n`;
}
