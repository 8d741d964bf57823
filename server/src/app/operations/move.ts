import { fail, fault, ok, type Result, type Ulid } from '../../base';
import type {
  Author,
  DeploymentChange,
  DeploymentRecord,
  EnvironmentRecord,
  Fact,
  FreezeRecord,
  GateResult,
} from '../../domain';
import type { WireDeployment } from '../../protocol';
import type { EnvironmentConfig } from '../config';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import { environmentNamed, targetOf } from './environment-lookup';
import { publish } from './publish';
import { wireChanges, wireDeployment } from './wire';

/** An environment as it stands while a deployment is prepared. */
export interface Site {
  readonly registry: Registry;
  readonly environment: EnvironmentConfig;
  readonly state: EnvironmentRecord;
  /** The deployment that the state comes from: it must still be the newest when the next is written. */
  readonly latest: Ulid | undefined;
}

/** Looks at an environment before it is moved; one that is frozen cannot be. */
export async function siteOf(context: Context, name: string): Promise<Result<Site>> {
  const environment = environmentNamed(context, name);
  if (!environment.ok) return environment;
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const latest = await registry.value.query('deployments', { environment: name, limit: 1 });
  if (!latest.ok) return latest;
  const held = await registry.value.query('environment', { name });
  if (!held.ok) return held;
  if (held.value.frozen !== undefined) return fail(frozenFault(name, held.value.frozen));
  return ok({
    registry: registry.value,
    environment: environment.value,
    state: held.value,
    latest: latest.value[0]?.id,
  });
}

/** What is about to be deployed. */
export interface Move {
  readonly mode: 'deploy' | 'rollback';
  readonly changes: readonly DeploymentChange[];
  readonly gates: readonly GateResult[];
  readonly reason: string;
  readonly runs: readonly Fact[];
  /** The deployment of another environment whose state is taken over. */
  readonly promotes?: Ulid | undefined;
  /** The earlier deployment whose state a rollback brings back. */
  readonly restores?: Ulid | undefined;
}

/** Writes the deployment, if the environment is still as the gates saw it, and publishes it. */
export async function enact(
  context: Context,
  site: Site,
  { mode, changes, gates, reason, runs, promotes, restores }: Move,
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
    ...(promotes === undefined ? {} : { promotes }),
    ...(restores === undefined ? {} : { restores }),
    mode,
    changes,
    gates,
    reason,
    publishes: environment.target !== undefined,
  };
  const appended = await registry.store.append(
    [...runs, deployed],
    [
      { kind: 'deployment', environment: environment.name, deployment: latest },
      { kind: 'freeze', environment: environment.name, freeze: undefined },
    ],
  );
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
  return wireDeployment(registry, environment, record.value);
}

async function deploymentRecord(registry: Registry, id: Ulid): Promise<Result<DeploymentRecord>> {
  const found = await registry.query('deployment', { id });
  if (!found.ok) return found;
  return found.value === undefined
    ? fail(fault('damaged', `The deployment ${id} is not in the store.`))
    : ok(found.value);
}

/** What would be deployed, with what the gates say; nothing is written. */
export async function planned(
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

async function overtaken(registry: Registry, { name }: EnvironmentConfig): Promise<ReturnType<typeof fault>> {
  const now = await registry.query('environment', { name });
  if (now.ok && now.value.frozen !== undefined) return frozenFault(name, now.value.frozen);
  const latest = await registry.query('deployments', { environment: name, limit: 1 });
  const winner = latest.ok ? latest.value[0] : undefined;
  const who = winner === undefined ? 'Somebody else' : winner.author.name;
  const what = winner === undefined ? '' : ` (revision ${winner.revision})`;
  return fault('conflict', `${who} deployed to ${name} at the same time${what}; nothing of yours was changed.`, {
    help: `Look at galley env history ${name}, then deploy again.`,
    details: winner === undefined ? null : { deployment: winner.id, revision: winner.revision, author: winner.author },
  });
}

function frozenFault(name: string, { author, reason, time }: FreezeRecord): ReturnType<typeof fault> {
  return fault(
    'refused',
    `${name} is frozen since ${time.slice(0, 16).replace('T', ' ')} UTC by ${author.name}: ${reason}. Nothing was changed.`,
    {
      key: 'environment',
      help: `galley env unfreeze ${name} --reason "…" ends the freeze.`,
      details: { frozen: { author, reason, time } },
    },
  );
}
