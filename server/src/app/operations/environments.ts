import { fail, fault, nearest, ok, type Result } from '../../base';
import { type DeploymentRecord, gateLabel } from '../../domain';
import type { WireDeployment, WireEnvironment } from '../../protocol';
import type { EnvironmentConfig } from '../config';
import type { Context } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import type { Implementations } from './types';
import { wireChanges } from './wire';

export const environmentOperations: Implementations<'env' | 'env.history'> = {
  async env(context) {
    const config = context.config();
    if (!config.ok) return config;
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const found: WireEnvironment[] = [];
    for (const environment of config.value.environments) {
      const one = await wireEnvironment(context, registry.value, environment);
      if (!one.ok) return one;
      found.push(one.value);
    }
    return ok(found);
  },

  async 'env.history'(context, { environment: name, limit }) {
    const environment = environmentNamed(context, name);
    if (!environment.ok) return environment;
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const deployments = await registry.value.query('deployments', {
      environment: name,
      ...(limit === undefined ? {} : { limit }),
    });
    if (!deployments.ok) return deployments;
    const found = [];
    for (const deployment of deployments.value) {
      const changes = await wireChanges(registry.value, deployment.changes);
      if (!changes.ok) return changes;
      const { id, revision, kind, gates, published, publishError, author, time, reason, door } = deployment;
      found.push({
        deployment: id,
        environment: name,
        revision,
        kind,
        changes: changes.value,
        gates: gates.map((gate) => ({ ...gate })) as WireDeployment['gates'],
        published,
        ...targetOf(environment.value),
        ...(publishError === undefined ? {} : { publishError }),
        author,
        time,
        reason,
        door,
      });
    }
    return ok(found);
  },
};

/** An environment of galley.yaml by name. */
export function environmentNamed(context: Context, name: string): Result<EnvironmentConfig> {
  const config = context.config();
  if (!config.ok) return config;
  const found = config.value.environments.find((environment) => environment.name === name);
  if (found !== undefined) return ok(found);
  const known = config.value.environments.map((environment) => environment.name);
  const near = nearest(name, known);
  const help = near === undefined ? `There are ${known.join(', ')}.` : `Did you mean "${near}"?`;
  return fail(fault('not-found', `There is no environment "${name}".`, { key: 'environment', help }));
}

/** The file an environment publishes to, in the form of a wire record. */
export function targetOf({ target }: EnvironmentConfig): { readonly target?: string } {
  return target === undefined ? {} : { target: target.file };
}

async function wireEnvironment(
  context: Context,
  registry: Registry,
  config: EnvironmentConfig,
): Promise<Result<WireEnvironment>> {
  const environment = await registry.query('environment', { name: config.name });
  if (!environment.ok) return environment;
  const names = await registry.names();
  if (!names.ok) return names;
  const latest = await registry.query('deployments', { environment: config.name, limit: 1 });
  if (!latest.ok) return latest;
  const prompts: [string, WireEnvironment['prompts'][string]][] = [];
  for (const { prompt, version: id, author, time } of environment.value.holds) {
    const version = await registry.version(id);
    if (!version.ok) return version;
    prompts.push([names.value.get(prompt) ?? prompt, { ...versionRef(version.value), author, time }]);
  }
  const publishError = publishProblem(context, config, latest.value[0]);
  return ok({
    name: config.name,
    protected: config.protected,
    gates: config.gates.map(gateLabel),
    revision: environment.value.revision,
    prompts: Object.fromEntries(prompts.sort(([a], [b]) => (a < b ? -1 : 1))),
    ...targetOf(config),
    ...(publishError === undefined ? {} : { publishError }),
  });
}

/** A deployment that is not published after this long was interrupted. Milliseconds. */
const publishPatience = 60_000;

/** Why the target does not hold what the environment does. */
function publishProblem(
  { clock }: Context,
  { target }: EnvironmentConfig,
  latest: DeploymentRecord | undefined,
): string | undefined {
  if (latest?.published !== 'pending' || target === undefined) return latest?.publishError;
  const waited = clock.now() - Date.parse(latest.time);
  return waited < publishPatience ? undefined : `The deployment was interrupted before ${target.file} was written.`;
}
