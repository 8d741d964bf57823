import type { Json, Result } from '../../base';

/** An assertion as a case gives it. */
export interface AssertionSpec {
  /** The type without `not-`. */
  readonly type: string;
  readonly negated: boolean;
  readonly value: Json | undefined;
  /** The remaining keys: flags, threshold, weight, metric. */
  readonly options: { readonly [key: string]: Json };
}

/** What an assertion looks at. */
export interface Answer {
  readonly output: string;
  readonly latencyMs: number;
  /** True when the answer was recorded or kept: its latency says nothing. */
  readonly cached: boolean;
  /** Why the model stopped, in the provider's own words. */
  readonly finishReason?: string;
}

/** What an assertion says of an answer, before `not-` turns it round. */
export interface Verdict {
  readonly passed: boolean;
  /** One sentence that says how it is, such as `does not contain "billing"`. */
  readonly message: string;
  readonly expected?: string;
  /** The output when absent. */
  readonly actual?: string;
  /** True when it could not be judged here and now; it then counts as passed, `not-` or not. */
  readonly skipped?: boolean;
}

/** An assertion that is ready to judge: patterns and schemas are compiled. */
export type Check = (answer: Answer) => Verdict;

/** One type of assertion. */
export interface AssertionType {
  /** The keys it knows beside `type`, `value`, `weight` and `metric`. Any other is an error. */
  readonly options: readonly string[];
  /** Reads `spec`; a fault says what is wrong with it, before anything is spent. */
  prepare(spec: AssertionSpec): Result<Check> | Promise<Result<Check>>;
}

/** The outcome of one assertion. */
export interface AssertionResult {
  /** With `not-`. */
  readonly type: string;
  readonly passed: boolean;
  readonly message: string;
  /** The name under which the outcome is counted. */
  readonly metric?: string;
  readonly expected?: string;
  /** What the output had instead; only when it did not pass. */
  readonly actual?: string;
  /** True when it was not judged; `message` says why. */
  readonly skipped?: boolean;
}
