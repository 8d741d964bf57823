import { readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ok } from '../../base';
import type { DeploymentRecord } from '../../domain';
import type { WireDrift } from '../../protocol';
import type { EnvironmentConfig } from '../config';
import { releaseDigest } from '../release/digest';
import type { Context } from '../session/context';
import { environmentNamed, latestDeployment } from './environment-lookup';
import type { Implementations } from './types';

/** Release files beyond this many bytes are not read. */
const maxBytes = 64 * 1024 * 1024;

/** A deployment that is not published after this long was interrupted. Milliseconds. */
const publishPatience = 60_000;

export const driftOperations: Implementations<'env.drift'> = {
  async 'env.drift'(context, { environment: name }) {
    const config = context.config();
    if (!config.ok) return config;
    const one = name === undefined ? undefined : environmentNamed(context, name);
    if (one?.ok === false) return one;
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const found = [];
    for (const environment of one === undefined ? config.value.environments : [one.value]) {
      const latest = await latestDeployment(registry.value, environment.name);
      if (!latest.ok) return latest;
      if (environment.target === undefined || latest.value === undefined) continue;
      const drift = await driftOf(context, environment, latest.value);
      const { revision } = latest.value;
      const target = environment.target.file;
      found.push({ environment: environment.name, target, revision, ...(drift === undefined ? {} : { drift }) });
    }
    return ok(found);
  },
};

/** Why the target could not be made to hold what the environment does. */
export function publishProblem(
  { clock }: Context,
  { target }: EnvironmentConfig,
  latest: DeploymentRecord | undefined,
): string | undefined {
  if (latest?.published !== 'pending' || target === undefined) return latest?.publishError;
  const waited = clock.now() - Date.parse(latest.time);
  return waited < publishPatience ? undefined : `The deployment was interrupted before ${target.file} was written.`;
}

/** How the target of an environment differs from what was written for its newest deployment; undefined when it does not. */
export async function driftOf(
  context: Context,
  environment: EnvironmentConfig,
  latest: DeploymentRecord | undefined,
): Promise<WireDrift | undefined> {
  const { target, name } = environment;
  if (target === undefined || latest === undefined || latest.published === 'none') return undefined;
  const problem = publishProblem(context, environment, latest);
  if (problem !== undefined) return { kind: 'unpublished', message: problem };
  if (latest.published === 'pending' || latest.digest === undefined) return undefined; // written now, or long ago
  const found = await readRelease(context.workspace.root, target.file);
  if ('problem' in found) return found.problem;
  if (releaseDigest(found.release) === latest.digest) return undefined;
  const { deployment, revision } = Object(found.release) as {
    readonly deployment?: unknown;
    readonly revision?: unknown;
  };
  if (typeof deployment === 'string' && deployment !== latest.id && typeof revision === 'number') {
    const message = `${target.file} holds revision ${revision} of ${name}, which is at ${latest.revision}.`;
    return { kind: 'behind', message };
  }
  return { kind: 'changed', message: `${target.file} is not as Galley wrote it for revision ${latest.revision}.` };
}

async function readRelease(
  root: string,
  file: string,
): Promise<{ readonly release: unknown } | { readonly problem: WireDrift }> {
  const problem = (kind: WireDrift['kind'], message: string): { readonly problem: WireDrift } => ({
    problem: { kind, message },
  });
  try {
    const [base, real] = [await realpath(root), await realpath(path.resolve(root, file))];
    if (!real.startsWith(base + path.sep)) return problem('unreadable', `${file} lies outside of the workspace.`);
    if ((await stat(real)).size > maxBytes) return problem('unreadable', `${file} is larger than ${maxBytes} bytes.`);
    return { release: JSON.parse(await readFile(real, 'utf8')) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return problem('changed', `${file} is not JSON any more.`);
    const { code = 'error' } = error as NodeJS.ErrnoException;
    return code === 'ENOENT'
      ? problem('missing', `${file} is not there.`)
      : problem('unreadable', `${file} cannot be read (${code}).`);
  }
}
