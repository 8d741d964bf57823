import {
  type CaseResult,
  differenceText,
  type OperationOutput,
  pText,
  rateText,
  reachText,
  verdictWords,
  whyIncomparable,
} from '../../../server/src/protocol';
import { counted } from '../words';

type Compared = OperationOutput<'compare'>;
type Statistics = NonNullable<Compared['statistics']>;
type Pair = Compared['cases'][number];

/** What changed between two versions, case by case, and what the numbers say and do not say. A Markdown text. */
export function comparisonReport(compared: Compared): string {
  const { before, after, cases, statistics } = compared;
  const of = (change: Pair['change']): readonly Pair[] => cases.filter((pair) => pair.change === change);
  return [
    `# ${before.prompt}: ${sideText(before)} → ${sideText(after)}`,
    statistics === undefined ? 'No case passed or failed on both sides.' : statisticsText(statistics),
    ...section('Broken', of('broken'), ({ after: now }) => reasonText(now)),
    ...section('Fixed', of('fixed'), ({ before: then }) => `was ${reasonText(then)}`),
    ...section('Not comparable', of('incomparable'), whyIncomparable),
    ...section('Failed on both sides', of('failed'), ({ after: now }) => reasonText(now)),
    ...section('Passed on both sides', of('passed'), () => ''),
  ]
    .join('\n\n')
    .concat('\n');
}

/** The verdict in a few words: `worse: 8 broken, 1 fixed of 40 cases`. */
export function comparisonLine({ statistics }: Compared): string {
  if (statistics === undefined) return 'no case passed or failed on both sides';
  const { verdict, broken, fixed, cases } = statistics;
  return `${verdictWords[verdict]}: ${broken} broken, ${fixed} fixed of ${counted(cases, 'case')}`;
}

function sideText({ version, providers }: Compared['before']): string {
  const asked = providers.length === 0 ? '' : ` (${providers.join(', ')})`;
  return `${version?.semver ?? 'draft'}${asked}`;
}

function statisticsText(statistics: Statistics): string {
  const { cases, before, after, difference, p, fixed, broken, verdict } = statistics;
  const reach = verdict === 'not-enough-data' ? `: ${reachText(statistics)}` : '';
  return [
    `**${verdictWords[verdict]}**${reach}`,
    '',
    `- before: ${rateText(before)}`,
    `- after: ${rateText(after)}`,
    `- difference: ${differenceText(difference)}`,
    `- flips: ${broken} broken, ${fixed} fixed of ${counted(cases, 'case')}; exact McNemar p = ${pText(p)}`,
  ].join('\n');
}

function section(title: string, pairs: readonly Pair[], detail: (pair: Pair) => string): readonly string[] {
  if (pairs.length === 0) return [];
  const rows = pairs.map((pair) => {
    const more = detail(pair);
    return `- ${oneLine(pair.case)}${more === '' ? '' : `: ${oneLine(more)}`}`;
  });
  return [`## ${title} (${pairs.length})`, rows.join('\n')];
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, ' ');
}

function reasonText(result: CaseResult | undefined): string {
  const broken = result?.assertions.find(({ passed }) => !passed);
  return broken === undefined ? (result?.message ?? '') : `${broken.type}: ${broken.message}`;
}
