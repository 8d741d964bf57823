import picomatch from 'picomatch';
import { fail, fault, type Json, ok, type Result } from '../../../base';
import {
  checkOverride,
  evaluateGate,
  type Fact,
  type GateOverride,
  type GateResult,
  type GateSetting,
  mayOverride,
  type OverridableGate,
  overrideResults,
  verdictsOf,
} from '../../../domain';
import type { EnvironmentConfig } from '../../config';
import type { Context } from '../../session/context';
import type { Registry } from '../../session/registry';
import type { Candidate } from './candidate';
import { interfaceEvidence, lintEvidence, testEvidence } from './evidence';
import { securityEvidence } from './security';

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
  const runs: Fact[] = [];
  for (const candidate of candidates) {
    for (const setting of environment.gates) {
      if (context.signal?.aborted === true)
        return fail(fault('cancelled', 'The deployment was stopped; nothing was changed.'));
      const found = await runGate(context, registry, setting, candidate, runs);
      if (!found.ok) return found;
      results.push(found.value);
      const { gate, prompt, outcome, summary } = found.value;
      context.onProgress?.(`${gate} of ${prompt} ${outcome}: ${summary}`);
    }
  }
  return ok({
    results: override.value === undefined ? results : overrideResults(results, wanted, override.value),
    runs,
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
  return environment.gates.map(({ gate, override = environment.override }) => ({ gate, override }));
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

async function runGate(
  context: Context,
  registry: Registry,
  setting: GateSetting,
  candidate: Candidate,
  runs: Fact[],
): Promise<Result<GateResult>> {
  const { name } = candidate.prompt;
  switch (setting.gate) {
    case 'lint':
      return ok(evaluateGate('lint', name, lintEvidence(context, candidate), setting.parameters));
    case 'interface':
      return ok(evaluateGate('interface', name, interfaceEvidence(context, candidate), setting.parameters));
    case 'tests': {
      const evidence = await testEvidence(context, registry, candidate, setting.parameters.provider, runs);
      return evidence.ok ? ok(evaluateGate('tests', name, evidence.value, setting.parameters)) : evidence;
    }
    case 'approval': {
      const reviews = await registry.query('reviews', { prompt: candidate.prompt.id });
      if (!reviews.ok) return reviews;
      const same: (typeof reviews.value)[number][] = [];
      for (const review of reviews.value) {
        const version = await registry.version(review.version);
        if (!version.ok) return version;
        if (version.value.hash === candidate.version.hash) same.push(review);
      }
      const { file } = candidate.prompt;
      const owners = Object.entries(setting.parameters.owners)
        .filter(([glob]) => picomatch.isMatch(file, glob, { dot: true }))
        .map(([pattern, people]) => ({ pattern, people }));
      const evidence = { author: candidate.version.author, verdicts: verdictsOf(same), owners };
      return ok(evaluateGate('approval', name, evidence, setting.parameters));
    }
    case 'security':
      return ok(evaluateGate('security', name, securityEvidence(candidate), setting.parameters));
  }
}

/** Gates that a rollback need not pass again: what it goes back to has been there. */
export function heldBefore(settings: readonly GateSetting[], prompt: string, evidence: Json): readonly GateResult[] {
  return settings.map(({ gate }) => ({
    gate,
    prompt,
    outcome: 'skipped',
    summary: 'the environment has held this before',
    evidence,
  }));
}
