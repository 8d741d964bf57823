import { fail, fault, nearest, ok, type Result } from '../../base';
import type { Fact } from '../../domain';
import type { CaseResult, OperationOutput } from '../../protocol';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import { draftSubject, runSubjects, type SubjectResults, type TestSubject, versionSubject } from './run-cases';
import { isComplete, selectedCases } from './selected-cases';
import type { Decoded, Implementations } from './types';

export const testOperations: Implementations<'test'> = {
  async test(context, input) {
    void context.renderer().then((renderer) => renderer.warm());
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const subjects = await subjectsOf(context, registry.value, input);
    if (!subjects.ok) return subjects;
    const { provider, concurrency, run, bail } = input;
    const wanted = await selectedCases(context, subjects.value, input);
    if (!wanted.ok) return wanted;
    const ran = await runSubjects(context, subjects.value, {
      ...(provider === undefined ? {} : { provider }),
      ...(concurrency === undefined ? {} : { concurrency }),
      ...(run === undefined ? {} : { run }),
      ...(bail === undefined ? {} : { bail }),
      wanted: wanted.value,
    });
    if (!ran.ok) return ran;
    const results = ran.value.flatMap((one) => one.results);
    const cutShort = bail !== undefined && results.some(({ outcome }) => outcome === 'failed' || outcome === 'errored');
    if (isComplete(input) && !cutShort) {
      const recorded = await recordRuns(context, registry.value, ran.value);
      if (!recorded.ok) return recorded;
    }
    return ok({ summary: summaryOf(results), results });
  },
};

/** How many cases ended in which way. */
export function summaryOf(results: readonly CaseResult[]): OperationOutput<'test'>['summary'] {
  const summary = { passed: 0, failed: 0, errored: 0, skipped: 0 };
  for (const { outcome } of results) summary[outcome]++;
  return summary;
}

async function subjectsOf(
  context: Context,
  registry: Registry,
  input: Decoded<'test'>,
): Promise<Result<readonly TestSubject[]>> {
  const selectors = input.prompts ?? (await selectorsOf(context, input));
  const subjects: TestSubject[] = [];
  for (const selector of selectors) {
    const subject = await subjectOf(context, registry, selector);
    if (!subject.ok) return subject;
    if (subjects.some((other) => other.prompt === subject.value.prompt)) {
      const message = `${subject.value.prompt} is asked for twice; one run tests one version of a prompt.`;
      return fail(fault('invalid-input', message, { key: 'prompts' }));
    }
    subjects.push(subject.value);
  }
  for (const { prompt, case: name } of input.cases ?? []) {
    const subject = subjects.find((candidate) => candidate.prompt === prompt);
    const names = subject?.cases.map(({ info }) => info.case) ?? [];
    if (!names.includes(name)) return fail(unknownCase(prompt, name, names));
  }
  return ok(subjects);
}

/** The prompts of the wanted cases, else all that have cases. */
async function selectorsOf({ drafts }: Context, { cases }: Decoded<'test'>): Promise<readonly string[]> {
  return cases === undefined ? drafts.withCases() : [...new Set(cases.map(({ prompt }) => prompt))];
}

/** What a selector names, with its cases. */
export async function subjectOf(context: Context, registry: Registry, selector: string): Promise<Result<TestSubject>> {
  const selected = await registry.select(selector);
  if (!selected.ok) return selected;
  if (selected.value.kind === 'draft') return draftSubject(context, selected.value.draft, selected.value.prompt);
  const { prompt, version } = selected.value;
  const content = await registry.content(version.id);
  return content.ok ? ok(versionSubject(context, prompt, version, content.value)) : content;
}

/** There is no such case; says which there are. */
export function unknownCase(prompt: string, name: string, known: readonly string[]): ReturnType<typeof fault> {
  const near = nearest(name, known);
  const help =
    near !== undefined
      ? `Did you mean "${near}"?`
      : known.length === 0
        ? 'It has no cases.'
        : `Its cases are ${known.join(', ')}.`;
  return fault('not-found', `${prompt} has no case "${name}".`, { key: 'cases', help });
}

/** Keeps the results of whole runs of prompts that have versions; others have nothing to keep them with. */
async function recordRuns(
  context: Context,
  registry: Registry,
  runs: readonly SubjectResults[],
): Promise<Result<undefined>> {
  const known = runs.filter(({ subject, results }) => subject.record !== undefined && results.length > 0);
  if (known.length === 0) return ok(undefined);
  const status = await registry.store.status();
  if (status.ok && status.value.readOnly !== undefined) return ok(undefined);
  const author = await context.author();
  if (!author.ok) return ok(undefined);
  const start = factStarter(context, author.value);
  return registry.store.append(known.flatMap((run) => runFact(context, start, run)));
}

/** The fact that keeps the results of one prompt. */
export function runFact(
  context: Context,
  start: ReturnType<typeof factStarter>,
  { subject, results, providers }: SubjectResults,
): readonly Fact[] {
  if (subject.record === undefined) return [];
  return [
    {
      ...start(),
      kind: 'run-recorded',
      run: context.ids.next(),
      prompt: subject.record.id,
      hash: subject.hash,
      provider: providers.join(', '),
      results: results.map(({ case: name, outcome, latencyMs, tokens }) => ({
        case: name,
        outcome,
        latencyMs,
        ...(tokens === undefined ? {} : { tokens }),
      })),
    },
  ];
}
