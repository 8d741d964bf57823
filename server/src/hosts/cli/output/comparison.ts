import {
  differenceText,
  type OperationOutput,
  pText,
  rateText,
  reachText,
  verdictWords,
  whyIncomparable,
} from '../../../protocol';
import { failuresText } from './results';
import type { Style } from './style';
import { aligned } from './table';
import { versionText } from './versions';

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
    block('Not comparable', of('incomparable'), (pair) => `  - ${pair.case}: ${whyIncomparable(pair)}\n`),
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

/** The numbers with their intervals, and the verdict in words that do not promise more than they hold. */
function statisticsText(statistics: Statistics, style: Style): string {
  const { cases, bothPassed, fixed, broken, bothFailed, before, after, difference, p } = statistics;
  const rows = [
    [
      '',
      'cases',
      `${cases}: ${bothPassed} passed and ${bothFailed} failed on both sides, ${fixed} fixed, ${broken} broken`,
    ],
    ['', 'before', rateText(before)],
    ['', 'after', rateText(after)],
    ['', 'difference', `${differenceText(difference)}, p = ${pText(p)}`],
  ];
  return `${verdictText(statistics, style)}\n${aligned(rows)}`;
}

function verdictText(statistics: Statistics, style: Style): string {
  const { verdict } = statistics;
  const words = verdictWords[verdict];
  if (verdict === 'not-enough-data') return `${style.yellow(words)}: ${reachText(statistics)}`;
  return verdict === 'better' ? style.green(words) : verdict === 'worse' ? style.red(words) : words;
}
