import type { Fault, Json } from '../../base';
import type { VersionBehaviour } from '../../domain';
import type { AssertionResult, AssertionSpec } from '../assertions';
import type { Provider } from '../providers';
import type { Renderer, RenderOptions } from '../render';

/** One case to run. A run may mix prompts, versions and providers. */
export interface RunCase {
  /** The name of the prompt. */
  readonly prompt: string;
  /** The name of the case, unique for its prompt. */
  readonly case: string;
  readonly behaviour: VersionBehaviour;
  /** Where the templates stand, for what goes wrong in rendering. */
  readonly source?: NonNullable<RenderOptions['source']>;
  /** True when the prompt takes inputs it does not declare. */
  readonly openInputs?: boolean;
  readonly provider: Provider;
  readonly inputs: { readonly [name: string]: Json };
  readonly assertions: readonly AssertionSpec[];
  /** Why the case is not run. */
  readonly skip?: string;
  /** What the caller knows to be wrong with the case; it then errs with these words and nothing is asked. */
  readonly problem?: string;
}

/** What is to be run, in order. */
export interface RunPlan {
  readonly cases: readonly RunCase[];
  readonly renderer: Renderer;
}

/** How one case ended. Passed and failed are about the answer; errored means there is none to judge. */
export interface CaseOutcome {
  readonly prompt: string;
  readonly case: string;
  readonly outcome: 'passed' | 'failed' | 'errored' | 'skipped';
  /** In the order of the case; empty unless passed or failed. */
  readonly assertions: readonly AssertionResult[];
  /** The answer, as far as it came. */
  readonly output: string;
  /** Why it errored or was skipped, or that there was nothing to judge. */
  readonly message?: string;
  /** What went wrong, when it errored: `provider` and `timeout` are about the model, the rest about the case. */
  readonly fault?: Fault;
  readonly latencyMs: number;
  readonly tokens?: { readonly input: number; readonly output: number };
  readonly cached: boolean;
}

/** Progress of a run. For one case: started, its output in pieces, finished. Cases that run at once interleave. */
export type RunProgress =
  | { readonly kind: 'started'; readonly prompt: string; readonly case: string }
  | { readonly kind: 'output'; readonly prompt: string; readonly case: string; readonly text: string }
  | { readonly kind: 'finished'; readonly outcome: CaseOutcome };

/** How a run is followed and stopped. */
export interface RunOptions {
  readonly signal?: AbortSignal;
  /** How many cases run at once; 4 when absent. */
  readonly concurrency?: number;
  /** Nothing more is asked after so many cases that failed or errored: the cases that had not started end as skipped. */
  readonly bail?: number;
  readonly onEvent?: (event: RunProgress) => void;
  /** True when someone reads the answers as they come; else each is asked for in one piece, which costs less. */
  readonly streamed?: boolean;
}

/** What came of a run. */
export interface RunReport {
  /** The cases that ended, in the order of the plan. */
  readonly outcomes: readonly CaseOutcome[];
  /** True when the run was stopped: cases are missing, or `skipped` while they were running. */
  readonly cancelled: boolean;
}
