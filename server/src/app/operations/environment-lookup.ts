import { fail, fault, nearest, ok, type Result } from '../../base';
import type { DeploymentRecord } from '../../domain';
import type { EnvironmentConfig } from '../config';
import type { Context } from '../session/context';
import type { Registry } from '../session/registry';

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

/** The newest deployment of an environment. */
export async function latestDeployment(
  registry: Registry,
  environment: string,
): Promise<Result<DeploymentRecord | undefined>> {
  const found = await registry.query('deployments', { environment, limit: 1 });
  return found.ok ? ok(found.value[0]) : found;
}
