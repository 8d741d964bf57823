import { type ReportedCase, type ReportedRun, reasonOf, summaryLine } from './types';

/** So many cases are told of each kind. */
const most = 50;

/** A summary for a pull request: the counts, what did not pass with why, and the rest folded. */
export function markdownReport(run: ReportedRun): string {
  const bad = run.cases.filter(({ outcome }) => outcome === 'failed' || outcome === 'errored');
  const rest = run.cases.filter((one) => !bad.includes(one));
  const blocks = [
    `## Prompt tests: ${bad.length === 0 ? 'passed' : 'not passed'}`,
    escaped(summaryLine(run)),
    ...(bad.length === 0 ? [] : [table(['', 'prompt', 'case', 'why', 'where'], bad.slice(0, most).map(badRow))]),
    ...(bad.length > most ? [`… and ${bad.length - most} more`] : []),
    ...(rest.length === 0
      ? []
      : [
          `<details><summary>${rest.length} others</summary>\n\n${table(['', 'prompt', 'case', 'ms', 'cost'], rest.slice(0, most).map(goodRow))}\n${rest.length > most ? `\n… and ${rest.length - most} more\n` : ''}\n</details>`,
        ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const signs: Readonly<Record<ReportedCase['outcome'], string>> = {
  passed: '✅',
  failed: '❌',
  errored: '⚠️',
  skipped: '⏭️',
};

function badRow(one: ReportedCase): readonly string[] {
  const place = one.file === undefined ? '' : `${one.file}${one.line === undefined ? '' : `:${one.line}`}`;
  return [signs[one.outcome], one.prompt, one.case, reasonOf(one), place];
}

function goodRow(one: ReportedCase): readonly string[] {
  const cost = one.costUsd === undefined ? '' : `$${one.costUsd.toFixed(4)}`;
  return [signs[one.outcome], one.prompt, one.case, one.cached ? 'kept' : String(Math.round(one.latencyMs)), cost];
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map((row) => line(row.map(escaped)))].join('\n');
}

/** A text that Markdown and HTML show as it stands, on one line. */
function escaped(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\\`*_[\]|~#@]/g, (mark) => `&#${mark.codePointAt(0)};`)
    .slice(0, 500);
}
