import type { OperationOutput } from '../../../protocol';
import { failuresText } from './results';
import type { Style } from './style';
import { aligned } from './table';
import { versionText } from './versions';
import { count } from './words';

type Compared = OperationOutput<'compare'>;
type Statistics = NonNullable<Compared['statistics']>;
type Pair = Compared['cases'][number];

/** What changed, case by case, and what the numbers say and do not say. */
export function comparisonText(compared: Compared, style: Style): string {
  const { before, after, cases, statistics } = compared;
  const head = `${style.bold(sideText(before))} → ${style.bold(sideText(after))}\n`;
  const of = (change: Pair['change']): readonly Pair[] => cases.filter((pair) => pair.change === change);
  const blocks = [
    block(style.red('Broken'), of('broken'), (pair) => `  ${style.red('✗')} ${pair.case}\n${failuresOf(pair, style)}`),
    block(style.green('Fixed'), of('fixed'), (pair) => `  ${style.green('✓')} ${pair.case}\n`),
    block('Not comparable', of('incomparable'), (pair) => `  - ${pair.case}: ${whyNot(pair)}\n`),
  ];
  const numbers =
    statistics === undefined ? 'no case passed or failed on both sides\n' : statisticsText(statistics, style);
  return `${[head, ...blocks.filter((text) => text !== ''), numbers].join('\n')}`;
}

function sideText({ prompt, version, providers }: Compared['before']): string {
  const asked = providers.length === 0 ? '' : ` with ${providers.join(', ')}`;
  return `${prompt} ${version === undefined ? 'draft' : versionText(version)}${asked}`;
}

function block(title: string, pairs: readonly Pair[], text: (pair: Pair) => string): string {
  return pairs.length === 0 ? '' : `${title}\n${pairs.map(text).join('')}`;
}

function failuresOf({ after }: Pair, style: Style): string {
  return after === undefined ? '' : failuresText(after, style);
}

function whyNot({ before, after }: Pair): string {
  if (before === undefined) return 'only the second side has it';
  if (after === undefined) return 'only the first side has it';
  return before.outcome === after.outcome
    ? `${before.outcome} on both sides`
    : `${before.outcome}, then ${after.outcome}`;
}

/** The numbers with their intervals, and the verdict in words that do not promise more than they hold. */
export function statisticsText(statistics: Statistics, style: Style): string {
  const { cases, bothPassed, fixed, broken, bothFailed, before, after, difference, p } = statistics;
  const rows = [
    [
      '',
      'cases',
      `${cases}: ${bothPassed} passed and ${bothFailed} failed on both sides, ${fixed} fixed, ${broken} broken`,
    ],
    ['', 'before', rateText(before)],
    ['', 'after', rateText(after)],
    [
      '',
      'difference',
      `${points(difference.value)} points (${points(difference.low)} to ${points(difference.high)}), p = ${pText(p)}`,
    ],
  ];
  return `${verdictText(statistics, style)}\n${aligned(rows)}`;
}

function verdictText({ verdict, detectable, needed, cases }: Statistics, style: Style): string {
  const seen =
    detectable === undefined
      ? `${count(cases, 'case')} can show no difference`
      : `${count(cases, 'case')} can show differences of about ${Math.round(detectable * 100)} points`;
  const more = needed === undefined ? '' : `; a change like this one takes about ${needed} cases`;
  const words = {
    better: style.green('better'),
    worse: style.red('worse'),
    equivalent: 'equivalent: no difference beyond the margin',
    'not-enough-data': `${style.yellow('not enough data')}: ${seen}${more}`,
  };
  return words[verdict];
}

function rateText({ rate, low, high }: Statistics['before']): string {
  return `${percent(rate)} passed (${percent(low)} to ${percent(high)})`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function points(share: number): string {
  const text = (share * 100).toFixed(1);
  return share > 0 ? `+${text}` : text.replace('-', '−');
}

function pText(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3);
}
