export { runCases } from './run-cases';
export type { CaseOutcome, RunCase, RunOptions, RunPlan, RunProgress, RunReport } from './types';
