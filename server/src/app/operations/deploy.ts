import { fail, fault, ok, type Result, type Ulid } from '../../base';
import {
  type Author,
  type DeploymentChange,
  type DeploymentRecord,
  type Fact,
  gateRefusal,
  type GateResult,
  holdingsOf,
  planDeployment,
  planRollback,
  type VersionContent,
} from '../../domain';
import type { WireDeployment } from '../../protocol';
import type { EnvironmentConfig } from '../config';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import { environmentNamed, targetOf } from './environments';
import { type Candidate, heldBefore, runGates } from './gate-evidence';
import { publish } from './publish';
import type { Implementations } from './types';
import { wireChanges } from './wire';

export const deployOperations: Implementations<'deploy' | 'rollback'> = {
  async deploy(context, { selectors, environment: name, reason = '', dryRun = false, revision }) {
    const site = await siteOf(context, name);
    if (!site.ok) return site;
    const { registry, environment, state } = site.value;
    if (revision !== undefined && revision !== state.revision) return fail(moved(name, revision, state.revision));
    const targets = await targetsOf(registry, selectors);
    if (!targets.ok) return targets;
    const changes = planDeployment(holdingsOf(state.held), targets.value);
    if (changes.length === 0) return fail(nothingNew(name, selectors));
    const candidates = await candidatesOf(registry, changes);
    if (!candidates.ok) return candidates;
    const gates = await runGates(context, registry, environment.gates, candidates.value);
    if (!gates.ok) return gates;
    const { results, runs } = gates.value;
    if (dryRun) return planned(registry, site.value, 'deploy', changes, results);
    if (results.some((gate) => gate.outcome === 'failed')) return fail(gateRefusal(name, results));
    return enact(context, site.value, { mode: 'deploy', changes, gates: results, reason, runs });
  },

  async rollback(context, { environment: name, prompts, reason = '', dryRun = false }) {
    const site = await siteOf(context, name);
    if (!site.ok) return site;
    const { registry, environment } = site.value;
    const history = await registry.query('deployments', { environment: name });
    if (!history.ok) return history;
    const ids = await promptIds(registry, prompts);
    if (!ids.ok) return ids;
    const names = await registry.names();
    if (!names.ok) return names;
    const plan = planRollback(history.value, ids.value);
    if (!plan.ok) return fail(nothingBefore(name, prompts, plan.fault.details, names.value));
    const { changes, takenOut } = plan.value;
    const emptied = takenOut.map((id) => names.value.get(id) ?? id);
    if (prompts === undefined && emptied.length > 0) return fail(wouldTakeOut(name, changes, emptied, names.value));
    const gates = changes.flatMap(({ prompt }) =>
      heldBefore(environment.gates, names.value.get(prompt) ?? prompt, { rollback: true }),
    );
    if (dryRun) return planned(registry, site.value, 'rollback', changes, gates);
    return enact(context, site.value, { mode: 'rollback', changes, gates, reason, runs: [] });
  },
};

/** An environment as it stands while a deployment is prepared. */
interface Site {
  readonly registry: Registry;
  readonly environment: EnvironmentConfig;
  readonly state: { readonly revision: number; readonly held: Parameters<typeof holdingsOf>[0] };
  /** The deployment that the state comes from: it must still be the newest when the next is written. */
  readonly latest: Ulid | undefined;
}

async function siteOf(context: Context, name: string): Promise<Result<Site>> {
  const environment = environmentNamed(context, name);
  if (!environment.ok) return environment;
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const latest = await registry.value.query('deployments', { environment: name, limit: 1 });
  if (!latest.ok) return latest;
  const held = await registry.value.query('environment', { name });
  if (!held.ok) return held;
  const state = { revision: held.value.revision, held: held.value };
  return ok({ registry: registry.value, environment: environment.value, state, latest: latest.value[0]?.id });
}

/** The version each selector stands for, by prompt. */
async function targetsOf(registry: Registry, selectors: readonly string[]): Promise<Result<ReadonlyMap<Ulid, Ulid>>> {
  const targets = new Map<Ulid, Ulid>();
  for (const selector of selectors) {
    const selected = await registry.selectVersion(selector);
    if (!selected.ok) return selected;
    const { prompt, version } = selected.value;
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

async function promptIds(
  registry: Registry,
  names: readonly string[] | undefined,
): Promise<Result<readonly Ulid[] | undefined>> {
  if (names === undefined) return ok(undefined);
  const ids = new Set<Ulid>();
  for (const name of names) {
    const prompt = await registry.record(name);
    if (!prompt.ok) return prompt;
    ids.add(prompt.value.id);
  }
  return ok([...ids]);
}

/** What is about to be deployed. */
interface Move {
  readonly mode: 'deploy' | 'rollback';
  readonly changes: readonly DeploymentChange[];
  readonly gates: readonly GateResult[];
  readonly reason: string;
  readonly runs: readonly Fact[];
}

/** Writes the deployment, if the environment is still as the gates saw it, and publishes it. */
async function enact(
  context: Context,
  site: Site,
  { mode, changes, gates, reason, runs }: Move,
): Promise<Result<WireDeployment>> {
  const { registry, environment, latest } = site;
  const author = await context.author();
  if (!author.ok) return author;
  const deployment = context.ids.next();
  const deployed: Fact = {
    ...factStarter(context, author.value)(),
    kind: 'environment-deployed',
    deployment,
    environment: environment.name,
    ...(latest === undefined ? {} : { previous: latest }),
    mode,
    changes,
    gates,
    reason,
    publishes: environment.target !== undefined,
  };
  const expected = { kind: 'deployment', environment: environment.name, deployment: latest } as const;
  const appended = await registry.store.append([...runs, deployed], [expected]);
  if (!appended.ok) return appended.fault.code === 'conflict' ? fail(await overtaken(registry, environment)) : appended;
  return finish(context, site, deployment, author.value);
}

async function finish(context: Context, site: Site, id: Ulid, author: Author): Promise<Result<WireDeployment>> {
  const { registry, environment } = site;
  const before = await deploymentRecord(registry, id);
  if (!before.ok) return before;
  if (environment.target !== undefined) {
    context.onProgress?.(`publishing to ${environment.target.file}`);
    // How it went is in the record: a target that cannot be written does not undo the deployment.
    const published = await publish(context, registry, environment, before.value, author);
    if (!published.ok && published.fault.code !== 'io') return published;
  }
  const record = await deploymentRecord(registry, id);
  if (!record.ok) return record;
  const changes = await wireChanges(registry, record.value.changes);
  if (!changes.ok) return changes;
  const { revision, kind, gates, published, publishError } = record.value;
  return ok({
    deployment: id,
    environment: environment.name,
    revision,
    kind,
    changes: changes.value,
    gates: gates as WireDeployment['gates'],
    published,
    ...targetOf(environment),
    ...(publishError === undefined ? {} : { publishError }),
  });
}

async function deploymentRecord(registry: Registry, id: Ulid): Promise<Result<DeploymentRecord>> {
  const found = await registry.query('deployment', { id });
  if (!found.ok) return found;
  return found.value === undefined
    ? fail(fault('damaged', `The deployment ${id} is not in the store.`))
    : ok(found.value);
}

/** What would be deployed, with what the gates say; nothing is written. */
async function planned(
  registry: Registry,
  { environment, state }: Site,
  kind: 'deploy' | 'rollback',
  moves: readonly DeploymentChange[],
  gates: readonly GateResult[],
): Promise<Result<WireDeployment>> {
  const changes = await wireChanges(registry, moves);
  if (!changes.ok) return changes;
  return ok({
    environment: environment.name,
    revision: state.revision + 1,
    kind,
    changes: changes.value,
    gates: gates as WireDeployment['gates'],
    published: 'none',
    ...targetOf(environment),
  });
}

function moved(name: string, expected: number, actual: number): ReturnType<typeof fault> {
  return fault('conflict', `${name} was expected at revision ${expected}, but it is at ${actual}.`, {
    key: 'revision',
    help: `Look at galley env history ${name}, then deploy again.`,
    details: { expected, actual },
  });
}

async function overtaken(registry: Registry, { name }: EnvironmentConfig): Promise<ReturnType<typeof fault>> {
  const latest = await registry.query('deployments', { environment: name, limit: 1 });
  const winner = latest.ok ? latest.value[0] : undefined;
  const who = winner === undefined ? 'Somebody else' : winner.author.name;
  const what = winner === undefined ? '' : ` (revision ${winner.revision})`;
  return fault('conflict', `${who} deployed to ${name} at the same time${what}; nothing of yours was changed.`, {
    help: `Look at galley env history ${name}, then deploy again.`,
    details: winner === undefined ? null : { deployment: winner.id, revision: winner.revision, author: winner.author },
  });
}

function nothingNew(name: string, selectors: readonly string[]): ReturnType<typeof fault> {
  const what = selectors.length === 1 ? (selectors[0] ?? '') : 'all of these versions';
  return fault('unchanged', `${name} already holds ${what}.`, { help: 'There is nothing to deploy.' });
}

function nothingBefore(
  environment: string,
  prompts: readonly string[] | undefined,
  details: unknown,
  names: ReadonlyMap<Ulid, string>,
): ReturnType<typeof fault> {
  const id = (details as { readonly prompt?: string } | undefined)?.prompt;
  const name = id === undefined ? prompts?.[0] : names.get(id);
  const message =
    name === undefined
      ? `There is nothing to roll back in ${environment}: no deployment is in force.`
      : `There is nothing to roll back: ${environment} does not hold ${name}.`;
  return fault('not-found', message, { key: name === undefined ? 'environment' : 'prompts' });
}

function wouldTakeOut(
  environment: string,
  changes: readonly DeploymentChange[],
  emptied: readonly string[],
  names: ReadonlyMap<Ulid, string>,
): ReturnType<typeof fault> {
  const all = changes.map(({ prompt }) => names.get(prompt) ?? prompt).join(' ');
  return fault(
    'refused',
    `${environment} held nothing of ${emptied.join(', ')} before: a rollback would take it out.`,
    {
      help: `If that is what you want, name it: galley rollback ${environment} ${all}`,
      details: { takenOut: emptied },
    },
  );
}
