import type { CaseResult, OperationOutput } from '../../../protocol';

/** A result with the place of its case. */
export interface ReportedCase extends CaseResult {
  /** Workspace-relative. */
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
}

/** A run as reports tell it. */
export interface ReportedRun {
  readonly summary: OperationOutput<'test'>['summary'];
  readonly cases: readonly ReportedCase[];
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Milliseconds. */
  readonly duration: number;
  readonly version: string;
}

/** `3 passed, 1 failed of 4 cases in 2.1 s, $0.0123`. */
export function summaryLine({ summary, cases, duration }: ReportedRun): string {
  const parts = Object.entries(summary)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}`);
  const costs = cases.flatMap(({ costUsd }) => (costUsd === undefined ? [] : [costUsd]));
  const cost = costs.length === 0 ? '' : `, $${sum(costs).toFixed(4)}`;
  const of = `of ${cases.length} ${cases.length === 1 ? 'case' : 'cases'} in ${(duration / 1000).toFixed(1)} s${cost}`;
  return parts.length === 0 ? 'no case was run' : `${parts.join(', ')} ${of}`;
}

/** The first assertion that failed, or why there is no answer. */
export function reasonOf({ assertions, message }: ReportedCase): string {
  const broken = assertions.find(({ passed }) => !passed);
  return broken === undefined ? (message ?? '') : `${broken.type}: ${broken.message}`;
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
