import { ok, type Result, type Ulid } from '../../base';
import type { DeploymentChange, InterfaceInput, ReviewRecord } from '../../domain';
import type { PromptSummary, WireDeployment, WireReview } from '../../protocol';
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
