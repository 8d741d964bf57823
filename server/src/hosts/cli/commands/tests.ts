import { Option } from 'commander';
import { fail, fault, nearest, ok, type Result } from '../../../base';
import type { OperationInput, RunEvent } from '../../../protocol';
import { command, integerOption, type Invocation, listOption } from '../command';
import { exitCodes } from '../faults';
import { resultsText } from '../output/results';

interface TestOptions {
  readonly provider?: string;
  readonly tag?: readonly string[];
  readonly case?: readonly string[];
  readonly concurrency?: number;
}

const test = command<TestOptions>({
  name: 'test',
  operands: [['[prompts...]', 'names or selectors; every prompt with cases when absent']],
  summary: 'Run test cases',
  details: 'A case that fails or cannot be run ends with exit code 1, and so does a run without a case.',
  examples: ['galley test', 'galley test acknowledge --provider replay', 'galley test triage@production --tag smoke'],
  options: [
    new Option('-p, --provider <name>', 'a provider of galley.yaml, or replay, or render'),
    listOption('-t, --tag <tag>', 'only cases with this tag; again for more'),
    listOption('-c, --case <name>', 'only the case of this name; again for more'),
    integerOption('--concurrency <number>', 'so many cases at once'),
  ],
  run: async (invocation) => {
    const { operands, options, session, signal } = invocation;
    const cases = await casesNamed(invocation);
    if (!cases.ok) return cases;
    const { provider, tag: tags, concurrency } = options;
    const input: OperationInput<'test'> = {
      ...(operands.length === 0 ? {} : { prompts: [...operands] }),
      ...(cases.value === undefined ? {} : { cases: cases.value }),
      ...(tags === undefined ? {} : { tags: [...tags] }),
      ...(provider === undefined ? {} : { provider }),
      ...(concurrency === undefined ? {} : { concurrency }),
    };
    const run = await session.call('test', input, { signal, onRunEvent: progressOn(invocation) });
    if (!run.ok) return run;
    const { passed, failed, errored } = run.value.summary;
    const good = failed + errored === 0 && passed > 0;
    return ok({
      json: run.value,
      text: (style) => resultsText(run.value, style),
      exitCode: signal.aborted ? exitCodes.interrupted : good ? exitCodes.ok : exitCodes.failed,
    });
  },
});

/** The cases that `--case` names, in every prompt that is asked for; undefined when it names none. */
async function casesNamed(invocation: Invocation<TestOptions>): Promise<Result<OperationInput<'test'>['cases']>> {
  const { operands, options, session, signal } = invocation;
  if (options.case === undefined) return ok(undefined);
  const known = await session.call('cases', {}, { signal });
  if (!known.ok) return known;
  const prompts = new Set(operands.map(promptOf));
  const candidates = known.value.filter(({ prompt }) => prompts.size === 0 || prompts.has(prompt));
  const names = new Set(options.case);
  for (const name of names) {
    if (candidates.some((each) => each.case === name)) continue;
    const near = nearest(name, candidates.map((each) => each.case)); // prettier-ignore
    const help = near === undefined ? 'The cases stand in *.cases.yaml beside the prompts.' : `Did you mean "${near}"?`;
    return fail(fault('not-found', `There is no case "${name}".`, { key: 'case', help }));
  }
  return ok(
    candidates.filter((each) => names.has(each.case)).map((each) => ({ prompt: each.prompt, case: each.case })),
  );
}

/** The prompt that a selector names. */
function promptOf(selector: string): string {
  const at = selector.lastIndexOf('@');
  return at < 0 ? selector : selector.slice(0, at);
}

/** Shows on a terminal how far a run is. */
function progressOn({ printer }: Invocation<TestOptions>): (event: RunEvent) => void {
  let started = 0;
  let ended = 0;
  let bad = 0;
  return (event) => {
    if (event.kind === 'output') return;
    if (event.kind === 'started') started++;
    else ended++;
    if (event.kind === 'finished' && /failed|errored/.test(event.result.outcome)) bad++;
    const now = event.kind === 'started' ? `  ${event.prompt}: ${event.case}` : '';
    printer.err.status(`${ended} of ${Math.max(started, ended)} cases${bad === 0 ? '' : `, ${bad} bad`}${now}`);
  };
}

/** Commands about cases. */
export const testCommands = [test];
