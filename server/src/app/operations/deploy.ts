import { fail, fault, ok, type Result, type Ulid } from '../../base';
import { type DeploymentChange, gateRefusal, holdingsOf, planDeployment, type VersionContent } from '../../domain';
import type { WireDeployment } from '../../protocol';
import type { Context } from '../session/context';
import type { Registry } from '../session/registry';
import { archivedFault } from './archive';
import type { Candidate } from './gates/candidate';
import { overridableGates, runGates } from './gates/run';
import { enact, planned, type Site, siteOf } from './move';
import type { Implementations } from './types';

export const deployOperations: Implementations<'deploy'> = {
  async deploy(context, { selectors, environment: name, reason = '', dryRun = false, revision, override }) {
    const site = await siteOf(context, name);
    if (!site.ok) return site;
    const { registry, state } = site.value;
    const moved = unexpectedRevision(site.value, revision);
    if (moved !== undefined) return fail(moved);
    const targets = await targetsOf(registry, selectors);
    if (!targets.ok) return targets;
    const changes = planDeployment(holdingsOf(state), targets.value);
    if (changes.length === 0) return fail(nothingNew(name, selectors));
    return deployChanges(context, site.value, changes, { reason, dryRun, override });
  },
};

/** How changes are brought into an environment. */
export interface DeployWish {
  readonly reason: string;
  readonly dryRun: boolean;
  readonly override: readonly string[] | undefined;
  /** The deployment of another environment whose state is taken over. */
  readonly promotes?: Ulid | undefined;
}

/** Brings changes into an environment through its gates, or shows the plan. */
export async function deployChanges(
  context: Context,
  site: Site,
  changes: readonly DeploymentChange[],
  { reason, dryRun, override, promotes }: DeployWish,
): Promise<Result<WireDeployment>> {
  const { registry, environment } = site;
  const candidates = await candidatesOf(registry, changes);
  if (!candidates.ok) return candidates;
  const gates = await runGates(context, registry, environment, candidates.value, { override, reason });
  if (!gates.ok) return gates;
  const { results, runs } = gates.value;
  if (dryRun) return planned(registry, site, 'deploy', changes, results);
  if (results.some((gate) => gate.outcome === 'failed')) {
    return fail(gateRefusal(environment.name, results, await overridableGates(context, environment, results)));
  }
  return enact(context, site, { mode: 'deploy', changes, gates: results, reason, runs, promotes });
}

/** The conflict when an environment is not at the expected revision. */
export function unexpectedRevision(
  { environment: { name }, state }: Site,
  expected: number | undefined,
): ReturnType<typeof fault> | undefined {
  if (expected === undefined || expected === state.revision) return undefined;
  return fault('conflict', `${name} was expected at revision ${expected}, but it is at ${state.revision}.`, {
    key: 'revision',
    help: `Look at galley env history ${name}, then deploy again.`,
    details: { expected, actual: state.revision },
  });
}

/** The version each selector stands for, by prompt. */
async function targetsOf(registry: Registry, selectors: readonly string[]): Promise<Result<ReadonlyMap<Ulid, Ulid>>> {
  const targets = new Map<Ulid, Ulid>();
  for (const selector of selectors) {
    const selected = await registry.selectVersion(selector);
    if (!selected.ok) return selected;
    const { prompt, version } = selected.value;
    const archived = archivedFault(prompt);
    if (archived !== undefined) return fail(archived);
    const other = targets.get(prompt.id);
    if (other !== undefined && other !== version.id) {
      const message = `${prompt.name} is asked for in two versions.`;
      return fail(fault('invalid-input', message, { key: 'selectors', help: 'Name one version of each prompt.' }));
    }
    targets.set(prompt.id, version.id);
  }
  return ok(targets);
}

async function candidatesOf(
  registry: Registry,
  changes: readonly DeploymentChange[],
): Promise<Result<readonly Candidate[]>> {
  const prompts = await registry.query('prompts', undefined);
  if (!prompts.ok) return prompts;
  const found: Candidate[] = [];
  for (const { prompt: id, from, to } of changes) {
    const prompt = prompts.value.find((candidate) => candidate.id === id);
    if (prompt === undefined || to === undefined) continue;
    const now = await loaded(registry, to);
    if (!now.ok) return now;
    const before = from === undefined ? undefined : await loaded(registry, from);
    if (before !== undefined && !before.ok) return before;
    found.push({ prompt, ...now.value, held: before?.value });
  }
  return ok(found);
}

async function loaded(registry: Registry, id: Ulid): Promise<Result<Pick<Candidate, 'version' | 'content'>>> {
  const version = await registry.version(id);
  if (!version.ok) return version;
  const content: Result<VersionContent> = await registry.content(id);
  return content.ok ? ok({ version: version.value, content: content.value }) : content;
}

function nothingNew(name: string, selectors: readonly string[]): ReturnType<typeof fault> {
  const what = selectors.length === 1 ? (selectors[0] ?? '') : 'all of these versions';
  return fault('unchanged', `${name} already holds ${what}.`, { help: 'There is nothing to deploy.' });
}
