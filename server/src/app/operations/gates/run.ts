import { fail, fault, type Json, ok, type Result } from '../../../base';
import {
  checkOverride,
  evaluateGate,
  type Fact,
  type GateEvidence,
  gateLabel,
  type GateName,
  type GateOverride,
  type GateParameters,
  type GateResult,
  type GateSetting,
  mayOverride,
  type OverridableGate,
  overrideResults,
} from '../../../domain';
import type { EnvironmentConfig } from '../../config';
import type { Context } from '../../session/context';
import type { Registry } from '../../session/registry';
import type { Candidate } from './candidate';
import { approvalEvidence } from './approval';
import { budgetEvidence } from './budget';
import { customEvidence } from './custom';
import { interfaceEvidence } from './interface';
import { lintEvidence } from './lint';
import { CandidateRuns } from './runs';
import { securityEvidence } from './security';
import { testEvidence } from './tests';

/** What the gates found. */
export interface GateReport {
  readonly results: readonly GateResult[];
  /** Runs that were made for the gates: kept when the deployment is. */
  readonly runs: readonly Fact[];
}

/** The wish to go over gates that fail. */
export interface OverrideWish {
  /** The names of gates, as their results carry them. */
  readonly override?: readonly string[] | undefined;
  readonly reason: string;
}

/**
 * Runs the gates of an environment for each candidate, one after the other; all of them, also when one fails. Failures
 * of gates that are overridden by somebody who may are marked so; the wish of anybody else is refused before anything is
 * run.
 */
export async function runGates(
  context: Context,
  registry: Registry,
  environment: EnvironmentConfig,
  candidates: readonly Candidate[],
  { override: wanted = [], reason }: OverrideWish,
): Promise<Result<GateReport>> {
  const override = await overrideOf(context, environment, wanted, reason);
  if (!override.ok) return override;
  const results: GateResult[] = [];
  const runs = new CandidateRuns(context);
  for (const candidate of candidates) {
    for (const setting of environment.gates) {
      if (context.signal?.aborted === true)
        return fail(fault('cancelled', 'The deployment was stopped; nothing was changed.'));
      const found = await runGate({ context, registry, environment: environment.name, runs }, setting, candidate);
      if (!found.ok) return found;
      results.push(found.value);
      const { gate, prompt, outcome, summary } = found.value;
      context.onProgress?.(`${gate} of ${prompt} ${outcome}: ${summary}`);
    }
  }
  return ok({
    results: override.value === undefined ? results : overrideResults(results, wanted, override.value),
    runs: await runs.facts(),
  });
}

/** Undefined when nothing is to be overridden. */
async function overrideOf(
  context: Context,
  environment: EnvironmentConfig,
  wanted: readonly string[],
  reason: string,
): Promise<Result<GateOverride | undefined>> {
  if (wanted.length === 0) return ok(undefined);
  const author = await context.author();
  if (!author.ok) return author;
  const gates = gatesWithOverride(environment);
  const override = { author: author.value, reason };
  const allowed = checkOverride(environment.name, gates, wanted, override);
  return allowed.ok ? ok(override) : allowed;
}

function gatesWithOverride(environment: EnvironmentConfig): readonly OverridableGate[] {
  return environment.gates.map((setting) => ({
    gate: gateLabel(setting),
    override: setting.override ?? environment.override,
  }));
}

/** The gates that failed and that whoever asks may go over. */
export async function overridableGates(
  context: Context,
  environment: EnvironmentConfig,
  results: readonly GateResult[],
): Promise<readonly string[]> {
  const author = await context.author();
  if (!author.ok) return [];
  const failed = new Set(results.filter(({ outcome }) => outcome === 'failed').map(({ gate }) => gate));
  return gatesWithOverride(environment)
    .filter((gate) => failed.has(gate.gate) && mayOverride(gate, author.value))
    .map(({ gate }) => gate);
}

/** What gates are run with. */
interface GateRun {
  readonly context: Context;
  readonly registry: Registry;
  readonly environment: string;
  readonly runs: CandidateRuns;
}

async function runGate(run: GateRun, setting: GateSetting, candidate: Candidate): Promise<Result<GateResult>> {
  const { context, registry, runs, environment } = run;
  const judge = <Name extends GateName>(name: Name, evidence: GateEvidence[Name]): Result<GateResult> =>
    ok(evaluateGate(name, candidate.prompt.name, evidence, setting.parameters as GateParameters[Name]));
  switch (setting.gate) {
    case 'lint':
      return judge('lint', lintEvidence(context, candidate));
    case 'interface':
      return judge('interface', interfaceEvidence(context, candidate));
    case 'tests':
      return and(await testEvidence(registry, runs, candidate, setting.parameters), (found) => judge('tests', found));
    case 'approval':
      return and(await approvalEvidence(registry, candidate, setting.parameters), (found) => judge('approval', found));
    case 'security':
      return judge('security', securityEvidence(candidate));
    case 'budget':
      return and(await budgetEvidence(runs, candidate, setting.parameters), (found) => judge('budget', found));
    case 'custom':
      return judge('custom', await customEvidence(context, environment, candidate, setting.parameters));
  }
}

function and<T, U>(result: Result<T>, next: (value: T) => Result<U>): Result<U> {
  return result.ok ? next(result.value) : result;
}

/** Gates that a rollback need not pass again: what it goes back to has been there. */
export function heldBefore(settings: readonly GateSetting[], prompt: string, evidence: Json): readonly GateResult[] {
  return settings.map((setting) => ({
    gate: gateLabel(setting),
    prompt,
    outcome: 'skipped',
    summary: 'the environment has held this before',
    evidence,
  }));
}
