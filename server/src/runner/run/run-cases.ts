import PQueue from 'p-queue';
import { fail, fault, type Fault, ok, type Result } from '../../base';
import { AssertionPreparer, type AssertionResult, type PreparedAssertion } from '../assertions';
import type { Completion } from '../providers';
import type { RenderResult } from '../render';
import { OutputBatch } from './output-batch';
import { type PreparedCase, prepareCase } from './prepare';
import { RenderAhead } from './render-ahead';
import type { CaseOutcome, RunCase, RunOptions, RunPlan, RunReport } from './types';

/**
 * Runs cases. All of them are checked before the first call, so a mistake in a case costs nothing. What goes wrong with
 * a case is in its outcome; only an error that a listener throws is thrown again at the end. When the signal fires, running calls are stopped and their cases end as
 * skipped; cases that had not started are not in the report.
 */
export async function runCases(plan: RunPlan, options: RunOptions = {}): Promise<RunReport> {
  const { signal } = options;
  const preparer = new AssertionPreparer();
  const prepared: PreparedCase[] = [];
  for (const testCase of plan.cases) prepared.push(await prepareCase(testCase, preparer));
  const ahead = new RenderAhead(plan.cases, prepared, plan.renderer);
  const outcomes = new Map<number, CaseOutcome>();
  let broken: { readonly error: unknown } | undefined;
  const queue = new PQueue({ concurrency: options.concurrency ?? 4 });
  for (const [index, state] of prepared.entries()) {
    queue
      .add(async () => {
        const testCase = plan.cases[index];
        if (signal?.aborted === true || testCase === undefined) return;
        outcomes.set(index, await runCase(testCase, state, () => ahead.take(index), options));
      })
      .catch((error: unknown) => {
        broken ??= { error };
      });
  }
  const stop = (): void => queue.clear();
  signal?.addEventListener('abort', stop, { once: true });
  await queue.onIdle();
  signal?.removeEventListener('abort', stop);
  if (broken !== undefined) throw broken.error;
  const inOrder = [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
  return { outcomes: inOrder, cancelled: signal?.aborted === true };
}

type Rendering = () => Promise<Result<RenderResult>> | undefined;

async function runCase(
  testCase: RunCase,
  state: PreparedCase,
  render: Rendering,
  options: RunOptions,
): Promise<CaseOutcome> {
  const id = { prompt: testCase.prompt, case: testCase.case };
  options.onEvent?.({ kind: 'started', ...id });
  const judged =
    state.kind === 'ready'
      ? await answerAndJudge(testCase, state.assertions, render, options)
      : unjudged(state.kind, state.message);
  const outcome: CaseOutcome = { ...id, ...judged };
  options.onEvent?.({ kind: 'finished', outcome });
  return outcome;
}

type Judged = Omit<CaseOutcome, 'prompt' | 'case'>;

function unjudged(outcome: 'skipped' | 'errored', message: string, output = ''): Judged {
  return { outcome, assertions: [], output, message, latencyMs: 0, cached: false };
}

async function answerAndJudge(
  testCase: RunCase,
  assertions: readonly PreparedAssertion[],
  render: Rendering,
  options: RunOptions,
): Promise<Judged> {
  const heard: string[] = [];
  const batch = new OutputBatch((text) => {
    options.onEvent?.({ kind: 'output', prompt: testCase.prompt, case: testCase.case, text });
  });
  const onText = (text: string): void => {
    heard.push(text);
    batch.add(text);
  };
  const answer = await complete(testCase, render, onText, options.signal);
  batch.flush();
  if (!answer.ok) {
    const stopped = answer.fault.code === 'cancelled';
    return unjudged(stopped ? 'skipped' : 'errored', explained(answer.fault), heard.join(''));
  }
  const { text: output, latencyMs, cached, tokens } = answer.value;
  const results = judged(assertions, answer.value);
  if (!results.ok) return unjudged('errored', results.fault.message, output);
  return {
    outcome: results.value.every((result) => result.passed) ? 'passed' : 'failed',
    assertions: results.value,
    output,
    latencyMs,
    cached,
    ...(tokens === undefined ? {} : { tokens }),
    ...(results.value.length === 0 ? { message: 'The case has no assertions.' } : {}),
  };
}

/** An assertion that breaks (a schema that recurs without end, say) says nothing about the answer. */
function judged(assertions: readonly PreparedAssertion[], answer: Completion): Result<readonly AssertionResult[]> {
  const { text: output, latencyMs, cached } = answer;
  try {
    return ok(assertions.map((assertion) => assertion({ output, latencyMs, cached })));
  } catch (error) {
    return fail(fault('limit', `The answer could not be judged: ${(error as Error).message.slice(0, 200)}`));
  }
}

/** Renders and asks. Whatever goes wrong, in a provider too, is a fault. */
async function complete(
  testCase: RunCase,
  render: Rendering,
  onText: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<Result<Completion>> {
  const { behaviour, provider } = testCase;
  try {
    const rendered = await render();
    if (rendered === undefined) return fail(fault('render', 'The case was not rendered.'));
    if (!rendered.ok) return rendered;
    const request = {
      prompt: testCase.prompt,
      case: testCase.case,
      messages: rendered.value.messages,
      parameters: behaviour.parameters,
      ...(behaviour.model === undefined ? {} : { model: behaviour.model }),
    };
    return await provider.complete(request, { onText, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    return fail(fault('provider', `The provider "${provider.name}" broke: ${(error as Error).message.slice(0, 200)}`));
  }
}

function explained(reason: Fault): string {
  return reason.help === undefined ? reason.message : `${reason.message} ${reason.help}`;
}
