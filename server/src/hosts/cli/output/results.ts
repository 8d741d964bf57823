import { groupBy } from '../../../base';
import type { CaseResult, OperationOutput } from '../../../protocol';
import type { Style } from './style';
import { count, firstLines, indented } from './words';

/** The outcomes of cases under the names of their prompts, what went wrong, and a count. */
export function resultsText({ summary, results }: OperationOutput<'test'>, style: Style): string {
  const groups = groupBy(results, (result) => result.prompt);
  const blocks = [...groups].map(
    ([prompt, group]) => `${style.bold(prompt)}\n${group.map((result) => resultText(result, style)).join('')}`,
  );
  return `${[...blocks, summaryText(summary, style)].join('\n')}`;
}

function resultText(result: CaseResult, style: Style): string {
  const facts = [
    ...(result.latencyMs >= 1 ? [`${Math.round(result.latencyMs)} ms`] : []),
    ...(result.costUsd === undefined ? [] : [`$${result.costUsd.toFixed(4)}`]),
  ];
  const head = `  ${symbolOf(result.outcome, style)} ${result.case}${facts.length === 0 ? '' : ` ${style.dim(facts.join(', '))}`}\n`;
  return head + whyText(result, style);
}

function symbolOf(outcome: CaseResult['outcome'], style: Style): string {
  const symbols = {
    passed: style.green('✓'),
    failed: style.red('✗'),
    errored: style.red('!'),
    skipped: style.dim('-'),
  };
  return symbols[outcome];
}

function whyText(result: CaseResult, style: Style): string {
  const said = result.message === undefined ? '' : `${indented(result.message, 6)}\n`;
  return result.outcome === 'failed' ? said + failuresText(result, style) : said;
}

/** The assertions that failed, with what was expected and what came. */
export function failuresText({ assertions }: CaseResult, style: Style): string {
  return assertions
    .filter((assertion) => !assertion.passed)
    .map((assertion) => assertionText(assertion, style))
    .join('');
}

function assertionText(assertion: CaseResult['assertions'][number], style: Style): string {
  const { type, message, expected, actual, file, range } = assertion;
  const place = file === undefined || range === undefined ? '' : ` ${style.dim(`${file}:${range.start.line + 1}`)}`;
  const parts = [`      ${style.red(type)}: ${message}${place}\n`];
  if (expected !== undefined) parts.push(valueText('expected', expected, style));
  if (actual !== undefined) parts.push(valueText('actual', actual, style));
  return parts.join('');
}

function valueText(name: string, value: string, style: Style): string {
  const shown = firstLines(value, 12);
  const label = style.dim(name.padEnd(8));
  return shown.includes('\n') ? `        ${label}\n${indented(shown, 10)}\n` : `        ${label}  ${shown}\n`;
}

function summaryText(summary: OperationOutput<'test'>['summary'], style: Style): string {
  const { passed, failed, errored, skipped } = summary;
  const parts = [
    ...(passed > 0 ? [style.green(`${passed} passed`)] : []),
    ...(failed > 0 ? [style.red(`${failed} failed`)] : []),
    ...(errored > 0 ? [style.red(`${errored} errored`)] : []),
    ...(skipped > 0 ? [style.dim(`${skipped} skipped`)] : []),
  ];
  return parts.length === 0
    ? 'no case was run: cases stand beside their prompt, as hello.cases.yaml beside hello.prompt\n'
    : `${parts.join(', ')} of ${count(passed + failed + errored + skipped, 'case')}\n`;
}
