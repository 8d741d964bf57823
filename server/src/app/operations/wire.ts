import { ok, type Result, type Ulid } from '../../base';
import type { DeploymentChange, DeploymentRecord, InterfaceInput, ReviewRecord } from '../../domain';
import type { PromptSummary, WireDeployment, WirePastDeployment, WireReview } from '../../protocol';
import type { EnvironmentConfig } from '../config';
import { type Registry, versionRef } from '../session/registry';

/** An input as a list shows it. */
export function wireInput({ name, type, required, description }: InterfaceInput): PromptSummary['inputs'][number] {
  return { name, type, required, ...(description === undefined ? {} : { description }) };
}

/** The changes of a deployment with names and version numbers. */
export async function wireChanges(
  registry: Registry,
  changes: readonly DeploymentChange[],
): Promise<Result<WireDeployment['changes']>> {
  const names = await registry.names();
  if (!names.ok) return names;
  const found: WireDeployment['changes'] = [];
  for (const { prompt, from, to } of changes) {
    const before = await wireRef(registry, from);
    if (!before.ok) return before;
    const after = await wireRef(registry, to);
    if (!after.ok) return after;
    found.push({
      prompt: names.value.get(prompt) ?? prompt,
      ...(before.value === undefined ? {} : { from: before.value }),
      ...(after.value === undefined ? {} : { to: after.value }),
    });
  }
  return ok(found);
}

/** A deployment of the history, with who, when and why. */
export async function wirePastDeployment(
  registry: Registry,
  environment: EnvironmentConfig,
  deployment: DeploymentRecord,
): Promise<Result<WirePastDeployment>> {
  const made = await wireDeployment(registry, environment, deployment);
  const { author, time, reason, door } = deployment;
  return made.ok ? ok({ ...made.value, author, time, reason, door }) : made;
}

/** A deployment of an environment. */
export async function wireDeployment(
  registry: Registry,
  environment: EnvironmentConfig,
  deployment: DeploymentRecord,
): Promise<Result<WireDeployment>> {
  const changes = await wireChanges(registry, deployment.changes);
  if (!changes.ok) return changes;
  const sources = await sourcesOf(registry, deployment);
  if (!sources.ok) return sources;
  const { id, revision, kind, gates, published, publishError } = deployment;
  return ok({
    deployment: id,
    environment: environment.name,
    revision,
    kind,
    changes: changes.value,
    gates: gates.map((gate) => ({ ...gate })) as WireDeployment['gates'],
    ...sources.value,
    published,
    ...(environment.target === undefined ? {} : { target: environment.target.file }),
    ...(publishError === undefined ? {} : { publishError }),
  });
}

/** Where the state that a deployment brought comes from. */
async function sourcesOf(
  registry: Registry,
  { promotes, restores }: Pick<DeploymentRecord, 'promotes' | 'restores'>,
): Promise<Result<Pick<WireDeployment, 'promotes' | 'restores'>>> {
  const promoted = promotes === undefined ? ok(undefined) : await registry.query('deployment', { id: promotes });
  if (!promoted.ok) return promoted;
  const restored = restores === undefined ? ok(undefined) : await registry.query('deployment', { id: restores });
  if (!restored.ok) return restored;
  const { value: source } = promoted;
  return ok({
    ...(source === undefined ? {} : { promotes: { environment: source.environment, revision: source.revision } }),
    ...(restored.value === undefined ? {} : { restores: restored.value.revision }),
  });
}

async function wireRef(
  registry: Registry,
  id: Ulid | undefined,
): Promise<Result<ReturnType<typeof versionRef> | undefined>> {
  if (id === undefined) return ok(undefined);
  const version = await registry.version(id);
  return version.ok ? ok(versionRef(version.value)) : version;
}

/** A review with the name of its prompt and the number of its version. */
export async function wireReview(registry: Registry, review: ReviewRecord): Promise<Result<WireReview>> {
  const names = await registry.names();
  if (!names.ok) return names;
  const version = await registry.version(review.version);
  if (!version.ok) return version;
  const { id, state, message, author, time } = review;
  return ok({
    id,
    prompt: names.value.get(review.prompt) ?? review.prompt,
    version: versionRef(version.value),
    state,
    message,
    author,
    time,
    decisions: review.decisions.map((decision) => ({ ...decision })),
  });
}
