import PQueue from 'p-queue';
import { fail, fault, type Fault, ok, type Result } from '../../base';
import { AssertionPreparer, type AssertionResult, type PreparedAssertion } from '../assertions';
import type { Completion, CompletionOptions } from '../providers';
import type { RenderResult } from '../render';
import { OutputBatch } from './output-batch';
import { type PreparedCase, prepareCase } from './prepare';
import { RenderAhead } from './render-ahead';
import type { CaseOutcome, RunCase, RunOptions, RunPlan, RunProgress, RunReport } from './types';

/**
 * Runs cases. All of them are checked before the first call, so a mistake in a case costs nothing. What goes wrong with
 * a case is in its outcome. When the signal fires, running calls are stopped and their cases end as skipped; cases that
 * had not started are not in the report.
 * @throws the first error that the listener threw, after all cases
 */
export async function runCases(plan: RunPlan, options: RunOptions = {}): Promise<RunReport> {
  const { signal, onEvent } = options;
  const preparer = new AssertionPreparer();
  const prepared: PreparedCase[] = [];
  for (const testCase of plan.cases) prepared.push(await prepareCase(testCase, preparer));
  const ahead = new RenderAhead(plan.cases, prepared, plan.renderer);
  const outcomes = new Map<number, CaseOutcome>();
  const thrown: unknown[] = [];
  const tell = (event: RunProgress): void => {
    try {
      onEvent?.(event);
    } catch (error) {
      thrown.push(error);
    }
  };
  const queue = new PQueue({ concurrency: options.concurrency ?? 4 });
  const enough = bailOut(options.bail);
  for (const [index, testCase] of plan.cases.entries()) {
    void queue.add(async () => {
      const state = prepared[index];
      if (signal?.aborted === true || state === undefined) return;
      const left = enough.reached ? skippedBy(enough.limit) : undefined;
      const found = left ?? state;
      const outcome = await runCase({ testCase, state: found, render: () => ahead.take(index), tell, options });
      enough.count(outcome);
      outcomes.set(index, outcome);
    });
  }
  const stop = (): void => queue.clear();
  signal?.addEventListener('abort', stop, { once: true });
  await queue.onIdle();
  signal?.removeEventListener('abort', stop);
  if (thrown.length > 0) throw thrown[0];
  const inOrder = [...outcomes].sort(([a], [b]) => a - b).map(([, outcome]) => outcome);
  return { outcomes: inOrder, cancelled: signal?.aborted === true };
}

/** Counts what did not pass. */
function bailOut(limit = Infinity): {
  readonly limit: number;
  readonly reached: boolean;
  count(outcome: CaseOutcome): void;
} {
  let bad = 0;
  return {
    limit,
    get reached() {
      return bad >= limit;
    },
    count: ({ outcome }) => void (bad += outcome === 'failed' || outcome === 'errored' ? 1 : 0),
  };
}

function skippedBy(limit: number): PreparedCase {
  return { kind: 'skipped', message: `Not run: the run ended after ${limit} that did not pass.` };
}

/** One case that is being run. */
interface Running {
  readonly testCase: RunCase;
  readonly state: PreparedCase;
  readonly render: () => Promise<Result<RenderResult>> | undefined;
  readonly tell: (event: RunProgress) => void;
  readonly options: RunOptions;
}

async function runCase(running: Running): Promise<CaseOutcome> {
  const { testCase, state, tell } = running;
  const id = { prompt: testCase.prompt, case: testCase.case };
  tell({ kind: 'started', ...id });
  const outcome: CaseOutcome = { ...id, ...(await outcomeOf(running, state)) };
  tell({ kind: 'finished', outcome });
  return outcome;
}

type Judged = Omit<CaseOutcome, 'prompt' | 'case'>;

function outcomeOf(running: Running, state: PreparedCase): Judged | Promise<Judged> {
  if (state.kind === 'ready') return answerAndJudge(running, state.assertions);
  return state.kind === 'skipped' ? skipped(state.message) : errored(state.fault);
}

const nothing = { assertions: [], output: '', latencyMs: 0, cached: false } as const;

function skipped(message: string): Judged {
  return { ...nothing, outcome: 'skipped', message };
}

function errored(reason: Fault): Judged {
  const place = reason.file === undefined || reason.line === undefined ? '' : `${reason.file}:${reason.line + 1}: `;
  const message = place + (reason.help === undefined ? reason.message : `${reason.message} ${reason.help}`);
  return { ...nothing, outcome: 'errored', message, fault: reason };
}

async function answerAndJudge(running: Running, assertions: readonly PreparedAssertion[]): Promise<Judged> {
  const { testCase, tell, options } = running;
  const heard: string[] = [];
  const batch = new OutputBatch((text) => tell({ kind: 'output', prompt: testCase.prompt, case: testCase.case, text }));
  const onText = (text: string): void => {
    heard.push(text);
    batch.add(text);
  };
  const answer = await complete(running, options.streamed === true ? { onText } : {});
  if (answer.ok && options.streamed !== true) batch.add(answer.value.text);
  batch.flush();
  if (!answer.ok) {
    const { fault: reason } = answer;
    return { ...(reason.code === 'cancelled' ? skipped(reason.message) : errored(reason)), output: heard.join('') };
  }
  const { text: output, latencyMs, cached, tokens } = answer.value;
  const results = judged(assertions, answer.value);
  if (!results.ok) return { ...errored(results.fault), output };
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
  const { text: output, latencyMs, cached, finishReason } = answer;
  const judgedBy = { output, latencyMs, cached, ...(finishReason === undefined ? {} : { finishReason }) };
  try {
    return ok(assertions.map((assertion) => assertion(judgedBy)));
  } catch (error) {
    return fail(fault('limit', `The answer could not be judged: ${(error as Error).message.slice(0, 200)}`));
  }
}

/** Renders and asks. Whatever goes wrong, in a provider too, is a fault. */
async function complete(
  { testCase, render, options: { signal } }: Running,
  listening: Pick<CompletionOptions, 'onText'>,
): Promise<Result<Completion>> {
  const { behaviour, provider } = testCase;
  const { model, parameters, output } = behaviour;
  try {
    const rendered = await render();
    if (rendered === undefined) return fail(fault('render', 'The case was not rendered.'));
    if (!rendered.ok) return rendered;
    const request = {
      prompt: testCase.prompt,
      case: testCase.case,
      messages: rendered.value.messages,
      parameters,
      // The tools of an editor's prompt are the editor's own.
      ...(behaviour.format === 'vscode-prompt' ? {} : { tools: behaviour.tools }),
      ...(model === undefined ? {} : { model }),
      ...(output === undefined ? {} : { output }),
    };
    return await provider.complete(request, { ...listening, ...(signal === undefined ? {} : { signal }) });
  } catch (error) {
    return fail(fault('provider', `The provider "${provider.name}" broke: ${(error as Error).message.slice(0, 200)}`));
  }
}
