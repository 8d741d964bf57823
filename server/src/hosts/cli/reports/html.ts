import { groupBy } from '../../../base';
import { latencyPlot, outcomePlot, promptPlot } from './plots';
import { type ReportedCase, type ReportedRun, summaryLine } from './types';
import { escapeHtml, reportStyle } from './page';

/** The most of an answer that is shown, in characters. */
const longest = 20_000;

/** One page that needs nothing else: no script, no font, no request. What did not pass is open. */
export function htmlReport(run: ReportedRun): string {
  const { cases, startedAt, version } = run;
  const prompts = [...groupBy(cases, (one) => one.prompt)];
  const sections = prompts.toSorted(([, a], [, b]) => Number(b.some(isBad)) - Number(a.some(isBad)));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Prompt tests: ${escapeHtml(summaryLine(run))}</title>
<style>${reportStyle}</style>
</head>
<body>
<header><h1>Prompt tests</h1><p>${escapeHtml(summaryLine(run))}</p><p class="dim">${escapeHtml(startedAt)}, Galley ${escapeHtml(version)}</p></header>
<main>
${outcomePlot(cases)}
<div class="plots">${promptPlot(prompts)}${latencyPlot(cases)}</div>
${sections.map(([prompt, group]) => promptSection(prompt, group)).join('\n')}
</main>
</body>
</html>
`;
}

function isBad({ outcome }: ReportedCase): boolean {
  return outcome === 'failed' || outcome === 'errored';
}

function promptSection(prompt: string, cases: readonly ReportedCase[]): string {
  return `<section><h2>${escapeHtml(prompt)}</h2>\n${cases.map(caseBlock).join('\n')}</section>`;
}

function caseBlock(one: ReportedCase): string {
  const { outcome, message, output, assertions } = one;
  const place = one.file === undefined ? '' : `${one.file}${one.line === undefined ? '' : `:${one.line}`}`;
  const parts = [
    ...(place === '' ? [] : [`<p class="dim">${escapeHtml(place)}</p>`]),
    ...(message === undefined ? [] : [`<p>${escapeHtml(message)}</p>`]),
    ...(assertions.length === 0 ? [] : [`<ul>${assertions.map(assertionItem).join('')}</ul>`]),
    ...(output === '' ? [] : [`<h4>Answer</h4><pre>${escapeHtml(output.slice(0, longest))}</pre>`]),
  ];
  return `<details class="${outcome}"${isBad(one) ? ' open' : ''}><summary><b>${outcome}</b> ${escapeHtml(one.case)} <span class="dim">${escapeHtml(facts(one))}</span></summary>${parts.join('')}</details>`;
}

function facts({ latencyMs, cached, costUsd, tokens }: ReportedCase): string {
  return [
    ...(cached ? ['kept answer'] : [`${Math.round(latencyMs)} ms`]),
    ...(tokens === undefined ? [] : [`${tokens.input} + ${tokens.output} tokens`]),
    ...(costUsd === undefined ? [] : [`$${costUsd.toFixed(4)}`]),
  ].join(', ');
}

function assertionItem({ type, passed, message, expected, actual }: ReportedCase['assertions'][number]): string {
  const values = [
    ...(passed || expected === undefined ? [] : [`<h4>Expected</h4><pre>${escapeHtml(expected)}</pre>`]),
    ...(passed || actual === undefined ? [] : [`<h4>Actual</h4><pre>${escapeHtml(actual.slice(0, longest))}</pre>`]),
  ];
  return `<li class="${passed ? 'passed' : 'failed'}"><b>${escapeHtml(type)}</b> ${escapeHtml(message)}${values.join('')}</li>`;
}
