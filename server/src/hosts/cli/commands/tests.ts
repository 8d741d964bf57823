import { Option } from 'commander';
import { fail, fault, FaultError, nearest, ok, type Result } from '../../../base';
import type { CaseInfo, OperationInput, OperationOutput, RunEvent } from '../../../protocol';
import { command, integerOption, type Invocation, listOption } from '../command';
import { type ExitCode, exitCodes } from '../faults';
import { comparisonText } from '../output/comparison';
import { resultsText } from '../output/results';
import { product } from '../product';
import { checkReports, writeReports } from '../reports';
import { githubReport } from '../reports/github';
import type { ReportedRun } from '../reports/types';

interface TestOptions {
  readonly provider?: string;
  readonly tag?: readonly string[];
  readonly case?: readonly string[];
  readonly filter?: string;
  readonly changed?: string | true;
  readonly shard?: NonNullable<OperationInput<'test'>['shard']>;
  readonly concurrency?: number;
  readonly bail?: number | true;
  readonly report?: readonly string[];
  readonly format: 'text' | 'github';
}

const test = command<TestOptions>({
  name: 'test',
  operands: [['[prompts...]', 'names or selectors; every prompt with cases when absent']],
  summary: 'Run test cases',
  details:
    'A case that fails or is wrong ends with exit code 1, and so does a run without a case; a provider that does not answer with 3.',
  examples: [
    'galley test',
    'galley test acknowledge --provider replay',
    'galley test triage@production --tag smoke',
    'galley test --changed main --bail --format github --report results.xml --report summary.md',
  ],
  options: [
    new Option('-p, --provider <name>', 'a provider of galley.yaml, or replay, or render'),
    listOption('-t, --tag <tag>', 'only cases with this tag; again for more'),
    listOption('-c, --case <name>', 'only the case of this name; again for more'),
    new Option('--filter <text>', 'only cases whose name holds this text'),
    new Option('--changed [commit]', 'only prompts that changed since a commit of git; HEAD when absent'),
    new Option('--shard <part>', 'only one of several equal parts, such as 1/4').argParser(shardOf),
    integerOption('--concurrency <number>', 'so many cases at once'),
    new Option('--bail [number]', 'ask nothing more after so many cases that did not pass; 1 when absent').argParser(
      bailOf,
    ),
    listOption('--report <file>', 'write a report: .xml (JUnit), .md, .html or .json; again for more'),
    new Option('--format <format>', 'how results are printed').choices(['text', 'github']).default('text'),
  ],
  run: async (invocation) => {
    const { options, session, signal } = invocation;
    const { report = [] } = options;
    const known = checkReports(report);
    if (!known.ok) return known;
    const input = await inputOf(invocation);
    if (!input.ok) return input;
    const startedAt = new Date();
    const run = await session.call('test', input.value, { signal, onRunEvent: progressOn(invocation) });
    if (!run.ok) return run;
    const isReported = report.length > 0 || options.format === 'github';
    const reported = isReported ? await reportedRun(invocation, run.value, startedAt) : undefined;
    if (reported?.ok === false) return reported;
    const written = reported === undefined ? reported : await writeReports(reported.value, report, session.folder);
    if (written?.ok === false) return written;
    return ok({
      json: run.value,
      text: (style) =>
        options.format === 'github' && reported !== undefined
          ? githubReport(reported.value)
          : isEmptyPart(options, run.value)
            ? 'no case to run: nothing that cases are about has changed, or this part is empty\n'
            : resultsText(run.value, style),
      exitCode: isEmptyPart(options, run.value) ? exitCodes.ok : exitCodeOfRun(run.value),
    });
  },
});

/** Nothing has changed, or there are fewer cases than parts: nothing is wrong with that. */
function isEmptyPart({ changed, shard }: TestOptions, { results }: OperationOutput<'test'>): boolean {
  return results.length === 0 && (changed !== undefined || shard !== undefined);
}

async function inputOf(invocation: Invocation<TestOptions>): Promise<Result<OperationInput<'test'>>> {
  const { operands, options } = invocation;
  const cases = await casesNamed(invocation);
  if (!cases.ok) return cases;
  const { provider, tag: tags, concurrency, filter, changed, shard, bail } = options;
  return ok({
    ...(operands.length === 0 ? {} : { prompts: [...operands] }),
    ...(cases.value === undefined ? {} : { cases: cases.value }),
    ...(tags === undefined ? {} : { tags: [...tags] }),
    ...(filter === undefined ? {} : { filter }),
    ...(changed === undefined ? {} : { changedSince: changed === true ? 'HEAD' : changed }),
    ...(shard === undefined ? {} : { shard }),
    ...(provider === undefined ? {} : { provider }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(bail === undefined ? {} : { bail: bail === true ? 1 : bail }),
  });
}

function shardOf(text: string): TestOptions['shard'] {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (index !== undefined && count !== undefined) return { index: Number(index), count: Number(count) };
  throw new FaultError(fault('invalid-input', `--shard takes a part such as 1/4, not "${text}".`, { key: 'shard' }));
}

function bailOf(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  const help = 'Write --bail last, or --bail=1, where the name of a prompt would follow it.';
  throw new FaultError(fault('invalid-input', `--bail takes a number, not "${text}".`, { key: 'bail', help }));
}

/** A run with the places of its cases. */
async function reportedRun(
  { session, signal }: Invocation<TestOptions>,
  { summary, results }: OperationOutput<'test'>,
  startedAt: Date,
): Promise<Result<ReportedRun>> {
  const duration = Date.now() - startedAt.getTime();
  const places = new Map<string, CaseInfo>();
  for (const prompt of new Set(results.map((result) => result.prompt))) {
    const known = await session.call('cases', { prompt }, { signal });
    if (!known.ok) continue; // a prompt that is gone has versions, but no files
    for (const info of known.value) places.set(JSON.stringify([prompt, info.case]), info);
  }
  const cases = results.map((result) => {
    const place = places.get(JSON.stringify([result.prompt, result.case]));
    return place === undefined ? result : { ...result, file: place.file, line: place.range.start.line + 1 };
  });
  return ok({ summary, cases, startedAt: startedAt.toISOString(), duration, version: product().version });
}

interface CompareOptions {
  readonly provider?: string;
  readonly afterProvider?: string;
  readonly tag?: readonly string[];
  readonly concurrency?: number;
  readonly margin?: number;
  readonly failOn?: 'worse' | 'broken';
}

const compare = command<CompareOptions>({
  name: 'compare',
  operands: [
    ['<before>', 'a version, such as triage@production'],
    ['[after]', 'another one; the draft when absent'],
  ],
  summary: 'Run the same cases with two versions, models or providers, and compare',
  details:
    'Cases are paired by name. Rates and the difference have intervals of 95 %; better and worse are said when the exact McNemar test is below 5 %, equivalent when the difference is shown to stay within the margin, and not enough data otherwise.',
  examples: [
    'galley compare triage@production',
    'galley compare triage@1.0.0 triage@1.1.0 --provider local --fail-on worse',
    'galley compare triage@latest triage@latest --provider small --after-provider large',
  ],
  options: [
    new Option('-p, --provider <name>', 'a provider of galley.yaml, or replay, or render'),
    new Option('--after-provider <name>', 'another one for the second side'),
    listOption('-t, --tag <tag>', 'only cases with this tag; again for more'),
    integerOption('--concurrency <number>', 'so many cases at once'),
    integerOption('--margin <points>', 'a difference nobody minds, in percentage points; 5 when absent'),
    new Option(
      '--fail-on <what>',
      'end with exit code 1 when it is worse or a case is broken, and when that cannot be told',
    ).choices(['worse', 'broken']),
  ],
  run: async ({ operands: [before = '', after], options, session, signal, printer }) => {
    const { tag: tags, margin, failOn, ...rest } = options;
    const input: OperationInput<'compare'> = {
      before,
      ...(after === undefined ? {} : { after }),
      ...rest,
      ...(tags === undefined ? {} : { tags: [...tags] }),
      ...(margin === undefined ? {} : { margin: margin / 100 }),
    };
    const onProgress = (message: string): void => printer.err.status(message);
    const compared = await session.call('compare', input, { signal, onProgress });
    if (!compared.ok) return compared;
    return ok({
      json: compared.value,
      text: (style) => comparisonText(compared.value, style),
      exitCode: failOn === undefined ? exitCodes.ok : exitCodeOfComparison(compared.value, failOn),
    });
  },
});

/** What cannot be told is no success: a comparison without cases fails, and with `broken` so does an answer that is missing now. */
function exitCodeOfComparison({ statistics, cases }: OperationOutput<'compare'>, failOn: 'worse' | 'broken'): ExitCode {
  if (statistics === undefined) return exitCodes.failed;
  if (failOn === 'worse') return statistics.verdict === 'worse' ? exitCodes.failed : exitCodes.ok;
  const lost = cases.some(({ before, after }) => before?.outcome === 'passed' && after?.outcome === 'errored');
  return statistics.broken > 0 || lost ? exitCodes.failed : exitCodes.ok;
}

/** When nothing is wrong but that providers gave no answer, their exit code says so. */
function exitCodeOfRun({ summary, results }: OperationOutput<'test'>): ExitCode {
  const errored = results.filter((result) => result.outcome === 'errored');
  if (summary.failed + errored.length === 0) return summary.passed > 0 ? exitCodes.ok : exitCodes.failed;
  const unanswered = errored.every(({ fault: code }) => code === 'provider' || code === 'timeout');
  return unanswered && summary.failed === 0 ? exitCodes.provider : exitCodes.failed;
}

/** The cases that `--case` names, in every prompt that is asked for; undefined when it names none. */
async function casesNamed(invocation: Invocation<TestOptions>): Promise<Result<OperationInput<'test'>['cases']>> {
  const { options } = invocation;
  if (options.case === undefined) return ok(undefined);
  const known = await casesAskedFor(invocation);
  if (!known.ok) return known;
  const names = new Set(options.case);
  const there = new Set(known.value.map((each) => each.case));
  const missing = [...names].find((name) => !there.has(name));
  if (missing !== undefined) return fail(unknownCase(missing, there));
  return ok(
    known.value.filter((each) => names.has(each.case)).map(({ prompt, case: name }) => ({ prompt, case: name })),
  );
}

async function casesAskedFor({
  operands,
  session,
  signal,
}: Invocation<TestOptions>): Promise<Result<readonly CaseInfo[]>> {
  if (operands.length === 0) return session.call('cases', {}, { signal });
  const cases: CaseInfo[] = [];
  for (const selector of operands) {
    const [prompt = ''] = selector.split(/@[^@]*$/);
    const found = await session.call('cases', { prompt }, { signal });
    if (!found.ok) return found;
    cases.push(...found.value);
  }
  return ok(cases);
}

function unknownCase(name: string, known: Iterable<string>): ReturnType<typeof fault> {
  const near = nearest(name, known);
  const help = near === undefined ? 'The cases stand in *.cases.yaml beside the prompts.' : `Did you mean "${near}"?`;
  return fault('not-found', `There is no case "${name}".`, { key: 'case', help });
}

/** Shows on a terminal how far a run is. */
function progressOn({ printer }: Invocation<TestOptions>): (event: RunEvent) => void {
  let ended = 0;
  let bad = 0;
  let now = '';
  return (event) => {
    if (event.kind === 'output') return;
    if (event.kind === 'started') now = `${event.prompt}: ${event.case}`;
    else ended++;
    if (event.kind === 'finished' && /failed|errored/.test(event.result.outcome)) bad++;
    printer.err.status(`${ended} done${bad === 0 ? '' : `, ${bad} not passed`}  ${now}`);
  };
}

/** Commands about cases. */
export const testCommands = [test, compare];
