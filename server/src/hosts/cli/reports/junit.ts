import junit, { type TestCase } from 'junit-report-builder';
import { groupBy } from '../../../base';
import { type ReportedCase, type ReportedRun, reasonOf } from './types';

/** The most of an answer that is told, in characters. */
const longest = 10_000;

/**
 * JUnit XML: a suite for each prompt. Failed assertions are failures with what was expected and what came; cases without an
 * answer are errors.
 */
export function junitReport({ cases, startedAt }: ReportedRun): string {
  const builder = junit.newBuilder();
  for (const [prompt, group] of groupBy(cases, (one) => one.prompt)) {
    const suite = builder.testSuite().name(inXml(prompt)).timestamp(new Date(startedAt));
    for (const one of group) describe(suite.testCase(), one);
  }
  return builder.build();
}

function describe(element: TestCase, one: ReportedCase): void {
  element
    .className(inXml(one.prompt))
    .name(inXml(one.case))
    .time(one.cached ? 0 : one.latencyMs / 1000);
  if (one.file !== undefined) element.file(inXml(one.file));
  for (const [name, value] of properties(one)) element.property(name, value);
  if (one.output !== '') element.standardOutput(inSection(one.output.slice(0, longest)));
  if (one.outcome === 'skipped') element.skipped();
  if (one.outcome === 'errored')
    element.error(inXml(reasonOf(one)), one.fault ?? 'error', inSection(one.message ?? ''));
  if (one.outcome === 'failed') element.failure(inXml(reasonOf(one)), 'assertion').stacktrace(inSection(failures(one)));
}

function properties({ line, costUsd, tokens, cached }: ReportedCase): readonly (readonly [string, string])[] {
  return [
    ...(line === undefined ? [] : [['line', String(line)] as const]),
    ...(costUsd === undefined ? [] : [['costUsd', String(costUsd)] as const]),
    ...(tokens === undefined
      ? []
      : ([
          ['inputTokens', String(tokens.input)],
          ['outputTokens', String(tokens.output)],
        ] as const)),
    ...(cached ? [['cached', 'true'] as const] : []),
  ];
}

function failures({ assertions }: ReportedCase): string {
  return assertions
    .filter(({ passed }) => !passed)
    .map(({ type, message, file, range, expected, actual }) => {
      const place = file === undefined || range === undefined ? '' : `${file}:${range.start.line + 1}: `;
      const values = [
        ...(expected === undefined ? [] : [`expected: ${expected}`]),
        ...(actual === undefined ? [] : [`actual: ${actual}`]),
      ];
      return [`${place}${type}: ${message}`, ...values].join('\n');
    })
    .join('\n\n');
}

/** The same in a CDATA section, which ends with its first `]]>`. */
function inSection(text: string): string {
  return inXml(text).replaceAll(']]>', ']] >');
}

/** A text without the characters that XML 1.0 has no place for. */
function inXml(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD');
}
