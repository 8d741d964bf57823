import { escapeHtml } from './page';
import type { ReportedCase } from './types';

const outcomes = ['passed', 'failed', 'errored', 'skipped'] as const;

/** A bar of all cases by how they ended. */
export function outcomePlot(cases: readonly ReportedCase[]): string {
  return cases.length === 0 ? '' : figure('Outcomes', 640, 24, bars(cases, { x: 0, y: 0, width: 640, height: 24 }));
}

/** The most prompts that a plot names. */
const mostPrompts = 30;

/** A bar for each prompt, those with the most trouble first. */
export function promptPlot(prompts: readonly (readonly [name: string, cases: readonly ReportedCase[]])[]): string {
  if (prompts.length < 2) return '';
  const passed = (cases: readonly ReportedCase[]): number =>
    cases.filter(({ outcome }) => outcome === 'passed').length / Math.max(1, cases.length);
  const shown = [...prompts].sort(([, a], [, b]) => passed(a) - passed(b)).slice(0, mostPrompts);
  const rows = shown.map(([name, cases], index) => {
    const y = index * 22;
    const label = name.length > 28 ? `…${name.slice(-27)}` : name;
    return `<text x="0" y="${y + 14}">${escapeHtml(label)}</text>${bars(cases, { x: 200, y, width: 240, height: 18 })}`;
  });
  const more = prompts.length > shown.length ? `, the ${shown.length} worst` : '';
  return figure(`By prompt${more}`, 440, shown.length * 22, rows.join(''));
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function bars(cases: readonly ReportedCase[], { x, y, width, height }: Box): string {
  let left = x;
  return outcomes
    .map((outcome) => {
      const count = cases.filter((one) => one.outcome === outcome).length;
      const wide = (count / cases.length) * width;
      const bar = `<rect class="${outcome}-fill" x="${left.toFixed(1)}" y="${y}" width="${wide.toFixed(1)}" height="${height}"><title>${count} ${outcome}</title></rect>`;
      left += wide;
      return count === 0 ? '' : bar;
    })
    .join('');
}

const bins = 20;

/** How long models took, in bins of equal width; kept answers say nothing. */
export function latencyPlot(cases: readonly ReportedCase[]): string {
  const times = cases.filter(({ cached, latencyMs }) => !cached && latencyMs > 0).map(({ latencyMs }) => latencyMs);
  const longest = Math.max(0, ...times);
  if (times.length < 2 || longest === 0) return '';
  const counts = Array.from({ length: bins }, () => 0);
  for (const time of times) {
    const bin = Math.min(bins - 1, Math.floor((time / longest) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const highest = Math.max(...counts);
  const columns = counts.map((count, bin) => {
    const height = (count / highest) * 100;
    const from = Math.round((bin / bins) * longest);
    const to = Math.round(((bin + 1) / bins) * longest);
    return `<rect class="skipped-fill" x="${bin * 20}" y="${(100 - height).toFixed(1)}" width="18" height="${height.toFixed(1)}"><title>${from} to ${to} ms: ${count}</title></rect>`;
  });
  const axis = `<text x="0" y="116">0</text><text x="400" y="116" text-anchor="end">${Math.round(longest)} ms</text>`;
  return figure('Latency', 400, 120, columns.join('') + axis);
}

function figure(title: string, width: number, height: number, content: string): string {
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg role="img" aria-label="${escapeHtml(title)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${content}</svg></figure>`;
}
