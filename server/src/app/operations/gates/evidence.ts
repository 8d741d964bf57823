import { ok, type Result } from '../../../base';
import {
  diffInterfaces,
  type Fact,
  interfaceOf,
  type InterfaceEvidence,
  type LintEvidence,
  mustBeGiven,
  type TestEvidence,
} from '../../../domain';
import { createLanguageService } from '../../../language';
import { snapshotOf } from '../../drafts';
import { type Context, factStarter } from '../../session/context';
import type { Registry } from '../../session/registry';
import { findingsOf } from '../findings';
import { runSubjects, type TestSubject, versionSubject } from '../run-cases';
import { runFact } from '../test';
import type { Candidate } from './candidate';

/** The findings in the text of the version, with the partials it was committed with. */
export function lintEvidence(context: Context, { prompt, content }: Candidate): LintEvidence {
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

/** How the interface differs from the one that the environment holds, and what breaks by it. */
export function interfaceEvidence(context: Context, { prompt, version, content, held }: Candidate): InterfaceEvidence {
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

/** Runs the cases of the version. The facts that keep the runs are added to `runs`. */
export async function testEvidence(
  context: Context,
  registry: Registry,
  { prompt, version, content, held }: Candidate,
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
  const incumbent =
    held === undefined ? ok(undefined) : await incumbentOf(registry, held, one?.providers.join(', ') ?? '');
  if (!incumbent.ok) return incumbent;
  return ok({
    ...(incumbent.value === undefined ? {} : { incumbent: incumbent.value }),
    hash: version.hash,
    provider: one?.providers.join(', ') ?? provider ?? '',
    results: (one?.results ?? []).map(({ case: name, outcome, message, assertions }) => {
      const why = message ?? assertions.find((assertion) => !assertion.passed)?.message;
      return { case: name, outcome, ...(why === undefined || outcome === 'passed' ? {} : { message: why }) };
    }),
  });
}

/** So many of the newest runs of what is held are looked at. */
const knownRuns = 20;

/** What is known of the version that is held, from runs with the same providers; undefined when nothing is. */
async function incumbentOf(
  registry: Registry,
  held: NonNullable<Candidate['held']>,
  providers: string,
): Promise<Result<TestEvidence['incumbent']>> {
  const runs = await registry.query('runs', { hash: held.version.hash, limit: knownRuns });
  if (!runs.ok) return runs;
  const newest = new Map<string, string>();
  for (const { provider, results } of runs.value) {
    if (provider !== providers) continue;
    for (const { case: name, outcome } of results) if (!newest.has(name)) newest.set(name, outcome);
  }
  const passes = [...newest].flatMap(([name, outcome]) => (outcome === 'passed' ? [name] : []));
  return ok(newest.size === 0 ? undefined : { semver: held.version.semver, passes });
}
