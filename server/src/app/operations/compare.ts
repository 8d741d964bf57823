import { fail, fault, ok, type Result } from '../../base';
import type { VersionRecord } from '../../domain';
import type { CaseResult, OperationOutput } from '../../protocol';
import { comparePaired, type PairedCounts } from '../../statistics';
import type { Context } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { runSubjects, type SubjectResults, type TestSubject } from './run-cases';
import { subjectOf } from './test';
import type { Decoded, Implementations } from './types';

type Compared = OperationOutput<'compare'>;
type Pair = Compared['cases'][number];

/** A difference of pass rates that nobody minds, where nobody says another. */
const usualMargin = 0.05;

export const compareOperations: Implementations<'compare'> = {
  async compare(context, input) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const before = await sideOf(context, registry.value, input.before);
    if (!before.ok) return before;
    const after = await sideOf(context, registry.value, input.after ?? before.value.subject.prompt);
    if (!after.ok) return after;
    const { provider, afterProvider = provider } = input;
    if (before.value.subject.hash === after.value.subject.hash && provider === afterProvider)
      return fail(sameSides(input));
    const old = await runSide(context, before.value, provider, input);
    if (!old.ok) return old;
    const fresh = await runSide(context, after.value, afterProvider, input);
    if (!fresh.ok) return fresh;
    const cases = pairsOf(old.value.results, fresh.value.results);
    const counts = countsOf(cases);
    const { bothPassed, fixed, broken, bothFailed } = counts;
    const isEmpty = bothPassed + fixed + broken + bothFailed === 0;
    return ok({
      before: wireSide(before.value, old.value),
      after: wireSide(after.value, fresh.value),
      cases,
      ...(isEmpty ? {} : { statistics: statisticsOf(counts, input.margin ?? usualMargin) }),
    });
  },
};

/** A version or draft that is compared. */
interface Side {
  readonly subject: TestSubject;
  readonly version: VersionRecord | undefined;
}

async function sideOf(context: Context, registry: Registry, selector: string): Promise<Result<Side>> {
  const selected = await registry.select(selector);
  if (!selected.ok) return selected;
  const subject = await subjectOf(context, registry, selector);
  if (!subject.ok) return subject;
  const version = selected.value.kind === 'draft' ? undefined : selected.value.version;
  return ok({ subject: subject.value, version });
}

async function runSide(
  context: Context,
  { subject }: Side,
  provider: string | undefined,
  { tags, concurrency }: Decoded<'compare'>,
): Promise<Result<SubjectResults>> {
  context.onProgress?.(`running ${subject.cases.length} cases of ${subject.prompt}`);
  const ran = await runSubjects(context, [subject], {
    ...(provider === undefined ? {} : { provider }),
    ...(concurrency === undefined ? {} : { concurrency }),
    wanted: ({ info }) => tags === undefined || tags.some((tag) => info.tags.includes(tag)),
  });
  if (!ran.ok) return ran;
  const [results = { subject, results: [], providers: [] }] = ran.value;
  return ok(results);
}

function sameSides({ before, after }: Decoded<'compare'>): ReturnType<typeof fault> {
  const message = `${before} and ${after ?? 'the draft'} do the same: there is nothing to compare.`;
  const help = 'Name another version, or compare two providers with --provider and --after-provider.';
  return fault('unchanged', message, { key: 'after', help });
}

function wireSide({ subject, version }: Side, { providers }: SubjectResults): Compared['before'] {
  const { prompt, hash } = subject;
  return {
    prompt,
    ...(version === undefined ? {} : { version: versionRef(version) }),
    hash,
    providers: [...providers],
  };
}

/** Pairs by the names of the cases: what broke first, then what was fixed. */
function pairsOf(before: readonly CaseResult[], after: readonly CaseResult[]): Pair[] {
  const old = new Map(before.map((result) => [result.case, result]));
  const fresh = new Map(after.map((result) => [result.case, result]));
  const names = new Set([...fresh.keys(), ...old.keys()]);
  const pairs = [...names].map((name): Pair => {
    const [left, right] = [old.get(name), fresh.get(name)];
    return {
      case: name,
      change: changeOf(left?.outcome, right?.outcome),
      ...(left === undefined ? {} : { before: left }),
      ...(right === undefined ? {} : { after: right }),
    };
  });
  return pairs.sort((a, b) => order.indexOf(a.change) - order.indexOf(b.change));
}

const order: readonly Pair['change'][] = ['broken', 'fixed', 'failed', 'passed', 'incomparable'];

function changeOf(before: CaseResult['outcome'] | undefined, after: CaseResult['outcome'] | undefined): Pair['change'] {
  if (before === 'passed') return after === 'passed' ? 'passed' : after === 'failed' ? 'broken' : 'incomparable';
  if (before === 'failed') return after === 'passed' ? 'fixed' : after === 'failed' ? 'failed' : 'incomparable';
  return 'incomparable';
}

function countsOf(pairs: readonly Pair[]): PairedCounts {
  const count = (change: Pair['change']): number => pairs.filter((pair) => pair.change === change).length;
  return { bothPassed: count('passed'), fixed: count('fixed'), broken: count('broken'), bothFailed: count('failed') };
}

function statisticsOf(counts: PairedCounts, margin: number): NonNullable<Compared['statistics']> {
  const { detectable, needed, ...known } = comparePaired(counts, margin);
  return {
    ...known,
    ...(detectable === undefined ? {} : { detectable }),
    ...(needed === undefined ? {} : { needed }),
  };
}
