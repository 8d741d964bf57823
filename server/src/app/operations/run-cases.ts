import { fail, fault, type Json, ok, type Result } from '../../base';
import {
  contentHash,
  type PromptRecord,
  type VersionBehaviour,
  type VersionContent,
  type VersionRecord,
} from '../../domain';
import type { CaseResult, RunEvent } from '../../protocol';
import { type CaseOutcome, type Provider, type RunCase, runCases, type RunProgress } from '../../runner';
import { casesOfPrompt, type Dialect, dialects, parsePrompt } from '../../template';
import { type Draft, sourceOf } from '../drafts';
import type { GalleyConfig, ModelPrice } from '../config';
import type { Context } from '../session/context';
import { casesOfDraft, type LocatedCase, locateCases, uniquelyNamed } from './cases';

/** A draft or version with the cases that can be run against it. */
export interface TestSubject {
  readonly prompt: string;
  /** The prompt in the store; undefined while it has no versions. */
  readonly record: PromptRecord | undefined;
  readonly behaviour: VersionBehaviour;
  readonly hash: string;
  /** Where its templates stand; a version's may stand elsewhere by now, so that it has no lines. */
  readonly source: NonNullable<RunCase['source']>;
  readonly openInputs: boolean;
  readonly cases: readonly LocatedCase[];
}

/** The draft of a prompt, to be tested. */
export function draftSubject(context: Context, draft: Draft, record: PromptRecord | undefined): Result<TestSubject> {
  const behaviour = context.drafts.behaviour(draft);
  if (!behaviour.ok) return behaviour;
  const { document } = draft.parsed;
  return ok({
    prompt: draft.name,
    record,
    behaviour: behaviour.value,
    hash: contentHash(behaviour.value),
    source: sourceOf(draft.parsed),
    openInputs: document.openInputs || !document.declaresInputs,
    cases: casesOfDraft(context.drafts, draft),
  });
}

/**
 * A version, to be tested: with the cases in its own text, and those of case files as they stand now, since a test may
 * be written after the version it is about.
 */
export function versionSubject(
  context: Context,
  prompt: PromptRecord,
  version: VersionRecord,
  content: VersionContent,
): TestSubject {
  const draft = context.drafts.find(prompt.name);
  const beside = draft.ok
    ? casesOfDraft(context.drafts, draft.value).filter((one) => one.info.file !== draft.value.file.path)
    : [];
  const document = parsePrompt(content.source, { file: prompt.file, ...dialectOption(content.behaviour) });
  return {
    prompt: prompt.name,
    record: prompt,
    behaviour: content.behaviour,
    hash: version.hash,
    source: { file: prompt.file, lines: [] },
    openInputs: document.openInputs || !document.declaresInputs,
    cases: uniquelyNamed([
      ...locateCases(prompt.name, prompt.file, content.source, casesOfPrompt(document)),
      ...beside,
    ]),
  };
}

/** The dialect a version was committed in, whatever the settings say now. */
export function dialectOption({ dialect }: VersionBehaviour): { readonly dialect?: Dialect } {
  const known = dialects.find((candidate) => candidate === dialect);
  return known === undefined ? {} : { dialect: known };
}

/** How a run is made. */
export interface RunSettings {
  /** The provider the caller asks for; else the one of a case file, else that of the workspace. */
  readonly provider?: string;
  readonly concurrency?: number;
  readonly run?: string;
  /** Nothing more is asked after so many cases that did not pass. */
  readonly bail?: number;
  /** Which cases are run; all when absent. */
  readonly wanted?: (found: LocatedCase) => boolean;
}

/** What came of a run. */
export interface SubjectResults {
  readonly subject: TestSubject;
  readonly results: readonly CaseResult[];
  /** The providers that were asked. */
  readonly providers: readonly string[];
}

/** Runs the cases of some prompts in one go. */
export async function runSubjects(
  context: Context,
  subjects: readonly TestSubject[],
  settings: RunSettings,
): Promise<Result<readonly SubjectResults[]>> {
  const config = context.config();
  if (!config.ok) return config;
  const providers = new Map<string, Provider>();
  const planned: PlannedCase[] = [];
  for (const subject of subjects) {
    for (const found of subject.cases) {
      if (settings.wanted?.(found) === false) continue;
      const name = settings.provider ?? found.provider ?? config.value.defaultProvider;
      const provider = await providerFor(context, name, providers);
      if (!provider.ok) return fail({ ...provider.fault, file: provider.fault.file ?? found.info.file });
      const price = priceOf(config.value, provider.value.name, subject.behaviour);
      planned.push({ subject, found, provider: provider.value, price });
    }
  }
  const byCase = new Map(planned.map((one) => [keyOf(one.found.info), one]));
  const report = await runCases(
    { cases: planned.map(runCaseOf), renderer: await context.renderer() },
    {
      ...(context.signal === undefined ? {} : { signal: context.signal }),
      ...(settings.concurrency === undefined ? {} : { concurrency: settings.concurrency }),
      ...(settings.bail === undefined ? {} : { bail: settings.bail }),
      streamed: context.streamed === true,
      onEvent: (event) => context.onRunEvent?.(wireEvent(byCase, settings.run ?? '', event)),
    },
  );
  if (report.cancelled) {
    const message = `The run was stopped after ${report.outcomes.length} of ${planned.length} cases.`;
    return fail(fault('cancelled', message));
  }
  const results = new Map(subjects.map((subject): [TestSubject, CaseResult[]] => [subject, []]));
  for (const outcome of report.outcomes) {
    const owner = byCase.get(keyOf(outcome));
    if (owner !== undefined) results.get(owner.subject)?.push(wireResult(owner, outcome));
  }
  return ok(
    subjects.map((subject) => ({
      subject,
      results: results.get(subject) ?? [],
      providers: [...new Set(planned.flatMap((one) => (one.subject === subject ? [one.provider.name] : [])))],
    })),
  );
}

/** Tells the cases of a run apart. */
export function keyOf({ prompt, case: name }: { readonly prompt: string; readonly case: string }): string {
  return `${prompt}\0${name}`;
}

interface PlannedCase {
  readonly subject: TestSubject;
  readonly found: LocatedCase;
  readonly provider: Provider;
  /** What the model costs; undefined when galley.yaml does not say it. */
  readonly price: ModelPrice | undefined;
}

function priceOf(config: GalleyConfig, provider: string, { model }: VersionBehaviour): ModelPrice | undefined {
  const described = config.providers.get(provider);
  if (described?.type !== 'openai-compatible') return undefined;
  const asked = described.model ?? model;
  return asked === undefined ? undefined : config.prices.get(asked);
}

/** What an answer cost in US dollars; nothing is said of answers that were kept. */
function costOf(
  price: ModelPrice | undefined,
  { tokens, cached }: CaseOutcome,
): Pick<CaseResult, 'costUsd'> | undefined {
  if (price === undefined || tokens === undefined || cached) return undefined;
  return { costUsd: (tokens.input * price.input + tokens.output * price.output) / 1_000_000 };
}

async function providerFor(context: Context, name: string, known: Map<string, Provider>): Promise<Result<Provider>> {
  const before = known.get(name);
  if (before !== undefined) return ok(before);
  const made = await context.provider(name);
  if (made.ok) known.set(name, made.value);
  return made;
}

function runCaseOf({ subject, found: { node, info }, provider }: PlannedCase): RunCase {
  const inputs: [string, Json][] = node.inputs.map((input) => [input.name, input.value]);
  return {
    prompt: subject.prompt,
    case: info.case,
    behaviour: subject.behaviour,
    source: subject.source,
    openInputs: subject.openInputs,
    provider,
    inputs: Object.fromEntries(inputs),
    assertions: node.assertions.map(({ type, negated, value, options }) => ({ type, negated, value, options })),
    ...(node.skip === undefined ? {} : { skip: node.skip }),
    ...(info.error === undefined ? {} : { problem: info.error }),
  };
}

function wireEvent(byCase: ReadonlyMap<string, PlannedCase>, run: string, event: RunProgress): RunEvent {
  if (event.kind !== 'finished') return { ...event, run };
  return { kind: 'finished', run, result: wireResult(byCase.get(keyOf(event.outcome)), event.outcome) };
}

function wireResult(planned: PlannedCase | undefined, outcome: CaseOutcome): CaseResult {
  const { prompt, case: name, output, message, fault: why, latencyMs, tokens, cached } = outcome;
  return {
    prompt,
    case: name,
    outcome: outcome.outcome,
    assertions: outcome.assertions.map(({ type, passed, message, expected, actual }, index) => ({
      type,
      passed,
      message,
      ...(expected === undefined ? {} : { expected }),
      ...(actual === undefined ? {} : { actual }),
      ...placeOf(planned?.found, index),
    })),
    output,
    ...(message === undefined ? {} : { message }),
    ...(why === undefined ? {} : { fault: why.code }),
    latencyMs,
    ...(tokens === undefined ? {} : { tokens }),
    ...costOf(planned?.price, outcome),
    cached,
  };
}

function placeOf(
  found: LocatedCase | undefined,
  index: number,
): Pick<CaseResult['assertions'][number], 'file' | 'range'> {
  const assertion = found?.node.assertions[index];
  return found === undefined || assertion === undefined
    ? {}
    : { file: found.info.file, range: found.lines.rangeAt(assertion.range) };
}
