import { fail, fault, ok, type Result, type Ulid } from '../../base';
import type { Author, DeploymentRecord, Fact } from '../../domain';
import type { EnvironmentConfig } from '../config';
import { releaseDigest } from '../release/digest';
import { type ReleasedVersion, releaseText } from '../release/release';
import { writeAtomically } from '../release/write';
import { type Context, factStarter } from '../session/context';
import type { Registry } from '../session/registry';
import { environmentNamed, latestDeployment } from './environment-lookup';
import type { Implementations } from './types';

/** How often a revision that came while another was written is followed. */
const maxRounds = 20;

export const publishOperations: Implementations<'publish'> = {
  async publish(context, { environment: name }) {
    const environment = environmentNamed(context, name);
    if (!environment.ok) return environment;
    const { target } = environment.value;
    if (target === undefined) {
      return fail(fault('invalid-input', `${name} has no target to publish to.`, { key: 'environment' }));
    }
    const author = await context.author();
    if (!author.ok) return author;
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const latest = await latestDeployment(registry.value, name);
    if (!latest.ok) return latest;
    if (latest.value === undefined) {
      return fail(fault('not-found', `Nothing has been deployed to ${name} yet.`, { key: 'environment' }));
    }
    const published = await publish(context, registry.value, environment.value, latest.value, author.value);
    if (!published.ok) return published;
    return ok({ environment: name, target: target.file, revision: published.value.revision });
  },
};

/**
 * Writes what an environment holds to its target and records how that went. After the file is written the store is asked
 * again: if a newer revision has come meanwhile, that one is written, so that the last writer always leaves the newest.
 * @returns the deployment whose state the file has
 */
export async function publish(
  context: Context,
  registry: Registry,
  environment: EnvironmentConfig,
  deployment: DeploymentRecord,
  author: Author,
): Promise<Result<DeploymentRecord>> {
  let current = deployment;
  let digest = '';
  for (let round = 0; round < maxRounds; round++) {
    const written = await writeRelease(context, registry, environment, current);
    if (!written.ok) {
      const recorded = await record(context, registry, deployment.id, author, {
        error: written.fault.message,
      });
      return recorded.ok ? written : recorded;
    }
    digest = written.value;
    const latest = await latestDeployment(registry, environment.name);
    if (!latest.ok) return latest;
    if (latest.value === undefined || latest.value.id === current.id) break;
    current = latest.value;
  }
  for (const { id } of current.id === deployment.id ? [deployment] : [deployment, current]) {
    const recorded = await record(context, registry, id, author, { digest });
    if (!recorded.ok) return recorded;
  }
  return ok(current);
}

/** Writes the target; the digest of what it holds then. */
async function writeRelease(
  { workspace }: Context,
  registry: Registry,
  environment: EnvironmentConfig,
  deployment: DeploymentRecord,
): Promise<Result<string>> {
  if (environment.target === undefined) return ok('');
  const text = await releaseOf(registry, environment.name, deployment);
  if (!text.ok) return text;
  const written = await writeAtomically(workspace.root, environment.target.file, text.value);
  return written.ok ? ok(releaseDigest(JSON.parse(text.value))) : written;
}

async function releaseOf(
  registry: Registry,
  environment: string,
  { id, revision, time }: DeploymentRecord,
): Promise<Result<string>> {
  const held = await releasedVersions(registry, environment);
  if (!held.ok) return held;
  return ok(releaseText({ environment, revision, deployment: id, time, prompts: held.value }));
}

async function releasedVersions(registry: Registry, environment: string): Promise<Result<readonly ReleasedVersion[]>> {
  const state = await registry.query('environment', { name: environment });
  if (!state.ok) return state;
  const names = await registry.names();
  if (!names.ok) return names;
  const found: ReleasedVersion[] = [];
  for (const { prompt, version: id } of state.value.holds) {
    const version = await registry.version(id);
    if (!version.ok) return version;
    const content = await registry.content(id);
    if (!content.ok) return content;
    found.push({ name: names.value.get(prompt) ?? prompt, version: version.value, content: content.value });
  }
  return ok(found);
}

async function record(
  context: Context,
  registry: Registry,
  deployment: Ulid,
  author: Author,
  { error, digest }: { readonly error?: string; readonly digest?: string },
): Promise<Result<undefined>> {
  const published: Fact = {
    ...factStarter(context, author)(),
    kind: 'deployment-published',
    deployment,
    outcome: error === undefined ? 'done' : 'failed',
    ...(error === undefined ? {} : { error }),
    ...(digest === undefined || digest === '' ? {} : { digest }),
  };
  return registry.store.append([published], [{ kind: 'exists', what: 'deployment', id: deployment }]);
}
