import PQueue from 'p-queue';
import { fail, fault, type Fault, type Result } from '../../base';
import { AssertionPreparer, type PreparedAssertion } from '../assertions';
import type { Completion } from '../providers';
import type { Renderer } from '../render';
import { OutputBatch } from './output-batch';
import { type PreparedCase, prepareCase } from './prepare';
import type { CaseOutcome, RunCase, RunOptions, RunPlan, RunProgress, RunReport } from './types';

/**
 * Runs cases. All of them are checked before the first call, so a mistake in a case costs nothing. Never rejects; what
 * went wrong with a case is in its outcome. When the signal fires, running calls are stopped and their cases end as
 * skipped; cases that had not started are not in the report.
 */
export async function runCases(plan: RunPlan, options: RunOptions = {}): Promise<RunReport> {
  const { signal } = options;
  const preparer = new AssertionPreparer();
  const prepared: PreparedCase[] = [];
  for (const testCase of plan.cases) prepared.push(await prepareCase(testCase, preparer));
  const outcomes: (CaseOutcome | undefined)[] = plan.cases.map(() => undefined);
  const queue = new PQueue({ concurrency: options.concurrency ?? 4 });
  for (const [index, testCase] of plan.cases.entries()) {
    const state = prepared[index];
    if (state === undefined) continue;
    void queue.add(async () => {
      if (signal?.aborted === true) return;
      outcomes[index] = await runCase(testCase, state, plan.renderer, options);
    });
  }
  const stop = (): void => queue.clear();
  signal?.addEventListener('abort', stop, { once: true });
  await queue.onIdle();
  signal?.removeEventListener('abort', stop);
  return { outcomes: outcomes.filter((outcome) => outcome !== undefined), cancelled: signal?.aborted === true };
}

async function runCase(
  testCase: RunCase,
  state: PreparedCase,
  renderer: Renderer,
  options: RunOptions,
): Promise<CaseOutcome> {
  const id = { prompt: testCase.prompt, case: testCase.case };
  const tell = (event: RunProgress): void => options.onEvent?.(event);
  tell({ kind: 'started', ...id });
  const outcome: CaseOutcome =
    state.kind === 'ready'
      ? { ...id, ...(await answerAndJudge(testCase, state.assertions, renderer, options)) }
      : { ...id, ...unjudged(state.kind, state.message) };
  tell({ kind: 'finished', outcome });
  return outcome;
}

type Judged = Omit<CaseOutcome, 'prompt' | 'case'>;

function unjudged(outcome: 'skipped' | 'errored', message: string, output = ''): Judged {
  return { outcome, assertions: [], output, message, latencyMs: 0, cached: false };
}

async function answerAndJudge(
  testCase: RunCase,
  assertions: readonly PreparedAssertion[],
  renderer: Renderer,
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
  const answer = await complete(testCase, renderer, onText, options.signal);
  batch.flush();
  if (!answer.ok) {
    const stopped = answer.fault.code === 'cancelled';
    return unjudged(stopped ? 'skipped' : 'errored', explained(answer.fault), heard.join(''));
  }
  const { text: output, latencyMs, cached, tokens } = answer.value;
  const results = assertions.map((assertion) => assertion({ output, latencyMs, cached }));
  return {
    outcome: results.every((result) => result.passed) ? 'passed' : 'failed',
    assertions: results,
    output,
    latencyMs,
    cached,
    ...(tokens === undefined ? {} : { tokens }),
    ...(results.length === 0 ? { message: 'The case has no assertions.' } : {}),
  };
}

/** Renders and asks. Whatever goes wrong, in a provider too, is a fault. */
async function complete(
  testCase: RunCase,
  renderer: Renderer,
  onText: (text: string) => void,
  signal: AbortSignal | undefined,
): Promise<Result<Completion>> {
  const { behaviour, inputs, provider } = testCase;
  try {
    const rendered = await renderer.render(behaviour, inputs);
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
