import type { DeploymentChange, DeploymentPublished, EnvironmentDeployed } from '../../../domain';
import type { Db } from '../tables';
import { expectFound, Unappliable } from '../unappliable';
import { by, type FactContext } from './context';
import { followForks, keepFork } from './forks';

export async function applyEnvironmentDeployed(db: Db, fact: EnvironmentDeployed, context: FactContext): Promise<void> {
  const { deployment, environment } = fact;
  const environments = db.selectFrom('environments').where('name', '=', environment);
  const current = await environments.select(['deployment', 'revision']).executeTakeFirst();
  const follows = current?.deployment === fact.previous;
  if (!follows && !context.concurrent) {
    const now = current === undefined ? 'has never been deployed' : `is at revision ${current.revision} by now`;
    throw new Unappliable('conflict', `The environment ${environment} ${now}.`);
  }
  const revision = await nextRevision(db, environment);
  await insertDeployment(db, fact, context.seq, revision);
  if (!follows) return forkEnvironment(db, fact, context);
  await db
    .insertInto('environments')
    .values({ name: environment, revision, deployment })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ revision, deployment }))
    .execute();
  for (const change of fact.changes) await moveState(db, fact, change);
}

async function nextRevision(db: Db, environment: string): Promise<number> {
  const all = db.selectFrom('deployments').where('environment', '=', environment);
  const newest = await all.select((one) => one.fn.max('revision').as('revision')).executeTakeFirst();
  return (newest?.revision ?? 0) + 1;
}

/** Two clones deployed after the same deployment: the one that came first stays in force. */
async function forkEnvironment(db: Db, fact: EnvironmentDeployed, { seq }: FactContext): Promise<void> {
  const { deployment: id, environment: name, previous } = fact;
  if (previous !== undefined) await followForks(db, [previous]);
  await keepFork(db, { id, seq, kind: 'environment', prompt: '', name });
}

async function insertDeployment(db: Db, fact: EnvironmentDeployed, seq: number, revision: number): Promise<void> {
  const { deployment, environment, mode, reason, door } = fact;
  const published = fact.publishes ? 'pending' : 'none';
  const previous = fact.previous ?? null;
  const origin = { promotes: fact.promotes ?? null, restores: fact.restores ?? null };
  const own = { id: deployment, seq, environment, revision, kind: mode, previous, reason, door };
  await db
    .insertInto('deployments')
    .values({ ...own, ...origin, ...by(fact), published, publish_error: null, digest: null })
    .execute();
  for (const [position, { prompt, from, to }] of fact.changes.entries()) {
    const versions = { from_version: from ?? null, to_version: to ?? null };
    await db
      .insertInto('deployment_changes')
      .values({ deployment, position, prompt, ...versions })
      .execute();
  }
  for (const [position, { gate, prompt, outcome, summary, evidence, override }] of fact.gates.entries()) {
    const override_by = override === undefined ? null : JSON.stringify(override);
    const proof = { gate, prompt, outcome, summary, evidence: JSON.stringify(evidence), override_by };
    await db
      .insertInto('gate_results')
      .values({ deployment, position, ...proof })
      .execute();
  }
}

async function moveState(db: Db, fact: EnvironmentDeployed, { prompt, to }: DeploymentChange): Promise<void> {
  const { environment, deployment } = fact;
  if (to === undefined) {
    const rows = db.deleteFrom('environment_state').where('environment', '=', environment);
    await rows.where('prompt', '=', prompt).execute();
    return;
  }
  const held = { version: to, deployment, ...by(fact) };
  await db
    .insertInto('environment_state')
    .values({ environment, prompt, ...held })
    .onConflict((conflict) => conflict.columns(['environment', 'prompt']).doUpdateSet(held))
    .execute();
}

export async function applyDeploymentPublished(db: Db, fact: DeploymentPublished): Promise<void> {
  const written = fact.digest === undefined ? {} : { digest: fact.digest };
  const state = { published: fact.outcome, publish_error: fact.error ?? null, ...written };
  const rows = db.updateTable('deployments').set(state).where('id', '=', fact.deployment);
  expectFound(await rows.executeTakeFirst(), 'deployment', fact.deployment);
}
