import { fail, fault, type Json, ok, type Result } from '../../base';
import {
  diffInterfaces,
  evaluateGate,
  type Fact,
  type GateResult,
  type GateSetting,
  interfaceOf,
  type InterfaceEvidence,
  type LintEvidence,
  mustBeGiven,
  type PromptRecord,
  type TestEvidence,
  verdictsOf,
  type VersionContent,
  type VersionRecord,
} from '../../domain';
import { createLanguageService } from '../../language';
import { snapshotOf } from '../drafts';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import { findingsOf } from './findings';
import { runSubjects, type TestSubject, versionSubject } from './run-cases';
import { runFact } from './test';

/** A version that is to come into an environment, and what it would replace. */
export interface Candidate {
  readonly prompt: PromptRecord;
  readonly version: VersionRecord;
  readonly content: VersionContent;
  readonly held: { readonly version: VersionRecord; readonly content: VersionContent } | undefined;
}

/** What the gates found. */
export interface GateReport {
  readonly results: readonly GateResult[];
  /** Runs that were made for the gates: kept when the deployment is. */
  readonly runs: readonly Fact[];
}

/** Runs the gates of an environment for each candidate, one after the other; all of them, also when one fails. */
export async function runGates(
  context: Context,
  registry: Registry,
  settings: readonly GateSetting[],
  candidates: readonly Candidate[],
): Promise<Result<GateReport>> {
  const results: GateResult[] = [];
  const runs: Fact[] = [];
  for (const candidate of candidates) {
    for (const setting of settings) {
      if (context.signal?.aborted === true)
        return fail(fault('cancelled', 'The deployment was stopped; nothing was changed.'));
      const found = await runGate(context, registry, setting, candidate, runs);
      if (!found.ok) return found;
      results.push(found.value);
      const { gate, prompt, outcome, summary } = found.value;
      context.onProgress?.(`${gate} of ${prompt} ${outcome}: ${summary}`);
    }
  }
  return ok({ results, runs });
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
      const evidence = await testEvidence(context, candidate, setting.parameters.provider, runs);
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
      const evidence = { author: candidate.version.author, verdicts: verdictsOf(same) };
      return ok(evaluateGate('approval', name, evidence, setting.parameters));
    }
  }
}

/** The findings in the text of the version, with the partials it was committed with. */
function lintEvidence(context: Context, { prompt, content }: Candidate): LintEvidence {
  const { workspace, file } = snapshotOf(context.workspace, prompt, content);
  const service = createLanguageService({ workspace });
  const findings = findingsOf(service, file).map(({ code, severity, message, file: path, range }) => ({
    code,
    severity,
    message,
    file: path,
    line: range.start.line,
  }));
  service.dispose();
  return { findings };
}

function interfaceEvidence(context: Context, { prompt, version, content, held }: Candidate): InterfaceEvidence {
  const after = interfaceOf(content.behaviour);
  const changes = held === undefined ? [] : diffInterfaces(interfaceOf(held.content.behaviour), after);
  const breaks = changes.some((change) => change.breaking);
  return {
    from: held?.version.semver,
    to: version.semver,
    changes,
    brokenCases: breaks ? brokenCases(versionSubject(context, prompt, version, content)) : [],
  };
}

/** The cases that do not give what the version requires, or give what it does not know. */
function brokenCases({ behaviour, cases, openInputs }: TestSubject): readonly string[] {
  const known = new Set(behaviour.inputs.map((input) => input.name));
  const needed = behaviour.inputs.filter(mustBeGiven).map((input) => input.name);
  return cases.flatMap(({ node }) => {
    const given = new Set(node.inputs.map((input) => input.name));
    const breaks =
      needed.some((name) => !given.has(name)) || (!openInputs && [...given].some((name) => !known.has(name)));
    return breaks ? [node.name] : [];
  });
}

async function testEvidence(
  context: Context,
  { prompt, version, content }: Candidate,
  provider: string | undefined,
  runs: Fact[],
): Promise<Result<TestEvidence>> {
  const subject = versionSubject(context, prompt, version, content);
  const ran = await runSubjects(context, [subject], provider === undefined ? {} : { provider });
  if (!ran.ok) return ran;
  const [one] = ran.value;
  const author = await context.author();
  if (one !== undefined && one.results.length > 0 && author.ok)
    runs.push(...runFact(context, factStarter(context, author.value), one));
  return ok({
    hash: version.hash,
    provider: one?.providers.join(', ') ?? provider ?? '',
    results: (one?.results ?? []).map(({ case: name, outcome, message, assertions }) => {
      const why = message ?? assertions.find((assertion) => !assertion.passed)?.message;
      return { case: name, outcome, ...(why === undefined || outcome === 'passed' ? {} : { message: why }) };
    }),
  });
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
