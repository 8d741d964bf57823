import { fail, fault, ok, type Result } from '../../base';
import { type DeploymentRecord, type EnvironmentRecord, gateLabel, parseEnvironmentSelector } from '../../domain';
import type { WireEnvironment, WirePastDeployment } from '../../protocol';
import type { EnvironmentConfig } from '../config';
import type { Context } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { driftOf, publishProblem } from './drift';
import { environmentNamed, targetOf } from './environment-lookup';
import type { Implementations } from './types';
import { wirePastDeployment } from './wire';

export const environmentOperations: Implementations<'env' | 'env.history' | 'env.show'> = {
  async env(context) {
    const config = context.config();
    if (!config.ok) return config;
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const found: WireEnvironment[] = [];
    for (const environment of config.value.environments) {
      const state = await registry.value.query('environment', { name: environment.name });
      if (!state.ok) return state;
      const one = await wireEnvironment(context, registry.value, environment, state.value);
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
    const found: WirePastDeployment[] = [];
    for (const deployment of deployments.value) {
      const one = await wirePastDeployment(registry.value, environment.value, deployment);
      if (!one.ok) return one;
      found.push(one.value);
    }
    return ok(found);
  },

  async 'env.show'(context, { environment: selector }) {
    const found = await stateAt(context, selector);
    if (!found.ok) return found;
    const { registry, environment, state, deployment } = found.value;
    const shown = await wireEnvironment(context, registry, environment, state);
    if (!shown.ok || deployment === undefined) return shown;
    const made = await wirePastDeployment(registry, environment, deployment);
    return made.ok ? ok({ ...shown.value, deployment: made.value }) : made;
  },
};

/** What an environment holds now, or held at a revision. */
export interface EnvironmentState {
  readonly registry: Registry;
  readonly environment: EnvironmentConfig;
  readonly state: EnvironmentRecord;
  /** The deployment that made the state; undefined before the first. */
  readonly deployment: DeploymentRecord | undefined;
}

/** The state that `production` or `production@12` stands for. */
export async function stateAt(context: Context, selector: string): Promise<Result<EnvironmentState>> {
  const read = parseEnvironmentSelector(selector);
  if (!read.ok) return read;
  const environment = environmentNamed(context, read.value.name);
  if (!environment.ok) return environment;
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const { name } = environment.value;
  const now = await registry.value.query('environment', { name });
  if (!now.ok) return now;
  const { revision = now.value.revision } = read.value;
  const deployment = await registry.value.query('deploymentAt', { environment: name, revision });
  if (!deployment.ok) return deployment;
  const base = { registry: registry.value, environment: environment.value, deployment: deployment.value };
  if (revision === now.value.revision) return ok({ ...base, state: now.value });
  if (deployment.value === undefined) return fail(noRevision(name, revision, now.value.revision));
  const then = await registry.value.query('environment', { name, revision });
  return then.ok ? ok({ ...base, state: then.value }) : then;
}

function noRevision(name: string, asked: number, now: number): ReturnType<typeof fault> {
  const message = `${name} has no revision ${asked}: it is at ${now}.`;
  return fault('not-found', message, { key: 'environment', help: `galley env history ${name} lists its revisions.` });
}

/** An environment with names and version numbers; what concerns its target only when it is its present state. */
export async function wireEnvironment(
  context: Context,
  registry: Registry,
  config: EnvironmentConfig,
  state: EnvironmentRecord,
): Promise<Result<WireEnvironment>> {
  const names = await registry.names();
  if (!names.ok) return names;
  const latest = await registry.query('deployments', { environment: config.name, limit: 1 });
  if (!latest.ok) return latest;
  const prompts: [string, WireEnvironment['prompts'][string]][] = [];
  for (const { prompt, version: id, author, time } of state.holds) {
    const version = await registry.version(id);
    if (!version.ok) return version;
    prompts.push([names.value.get(prompt) ?? prompt, { ...versionRef(version.value), author, time }]);
  }
  const [newest] = latest.value;
  const isNow = newest?.revision === state.revision;
  const publishError = isNow ? publishProblem(context, config, newest) : undefined;
  const drift = isNow ? await driftOf(context, config, newest) : undefined;
  const { frozen } = state;
  return ok({
    name: config.name,
    protected: config.protected,
    gates: config.gates.map(gateLabel),
    revision: state.revision,
    prompts: Object.fromEntries(prompts.sort(([a], [b]) => (a < b ? -1 : 1))),
    ...targetOf(config),
    ...(publishError === undefined ? {} : { publishError }),
    ...(frozen === undefined ? {} : { frozen: { reason: frozen.reason, author: frozen.author, time: frozen.time } }),
    ...(drift === undefined ? {} : { drift }),
  });
}
