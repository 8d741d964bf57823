import { groupBy, type Json, type Ulid } from '../../../base';
import type { DeploymentRecord, EnvironmentRecord, FreezeRecord, GateOverride } from '../../../domain';
import type {
  Db,
  DeploymentChangesTable,
  DeploymentsTable,
  EnvironmentStateTable,
  FreezesTable,
  GateResultsTable,
} from '../tables';
import { authorOf, optional } from './rows';

/** In the order of their first deployment, with all that they hold or only what they hold of one prompt. */
export async function environments(
  db: Db,
  { prompt }: { readonly prompt?: Ulid } = {},
): Promise<readonly EnvironmentRecord[]> {
  const rows = await db
    .selectFrom('environments')
    .innerJoin('deployments', (join) =>
      join.onRef('deployments.environment', '=', 'environments.name').on('deployments.revision', '=', 1),
    )
    .select(['environments.name', 'environments.revision'])
    .orderBy('deployments.seq')
    .execute();
  const wanted = prompt === undefined ? heldPrompts(db) : heldPrompts(db).where('prompt', '=', prompt);
  const held = groupBy(await wanted.execute(), (row) => row.environment);
  const frozen = new Map((await freezes(db).execute()).map((row) => [row.environment, freezeOf(row)]));
  return rows.map(({ name, revision }) => {
    return {
      name,
      revision,
      ...optional('frozen', frozen.get(name) ?? null),
      holds: (held.get(name) ?? []).map(holdOf),
    };
  });
}

/** An environment that was never deployed to holds nothing at revision 0. */
export async function environment(
  db: Db,
  { name, revision }: { readonly name: string; readonly revision?: number },
): Promise<EnvironmentRecord> {
  if (revision !== undefined) return { name, revision, holds: await heldAt(db, name, revision) };
  const row = await db.selectFrom('environments').where('name', '=', name).select('revision').executeTakeFirst();
  const held = await heldPrompts(db).where('environment', '=', name).execute();
  const frozen = (await freezes(db).where('environment', '=', name).execute()).map(freezeOf).at(-1);
  return { name, revision: row?.revision ?? 0, ...optional('frozen', frozen ?? null), holds: held.map(holdOf) };
}

/** Every change up to the revision, the last of each prompt being what the environment held. */
async function heldAt(db: Db, name: string, revision: number): Promise<EnvironmentRecord['holds']> {
  const rows = await db
    .selectFrom('deployment_changes')
    .innerJoin('deployments', 'deployments.id', 'deployment_changes.deployment')
    .innerJoin('prompts', 'prompts.id', 'deployment_changes.prompt')
    .where('deployments.environment', '=', name)
    .where('deployments.revision', '<=', revision)
    .where('deployments.id', 'in', inForce(db))
    .select(['deployment_changes.prompt', 'to_version', 'deployment', 'prompts.name'])
    .select(['deployments.author_name', 'deployments.author_email', 'deployments.time'])
    .orderBy('deployments.revision')
    .execute();
  const last = new Map(rows.map((row) => [row.prompt, row]));
  return [...last.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((row) =>
      row.to_version === null ? [] : [holdOf({ ...row, environment: name, version: row.to_version })],
    );
}

/** Those that are not ended, oldest first. */
function freezes(db: Db) {
  return db.selectFrom('freezes').selectAll().where('ended_time', 'is', null).orderBy('seq');
}

function freezeOf(row: FreezesTable): FreezeRecord {
  return { id: row.id, reason: row.reason, author: authorOf(row), time: row.time };
}

export async function deployments(
  db: Db,
  filter: { readonly environment?: string; readonly prompt?: Ulid; readonly limit?: number },
): Promise<readonly DeploymentRecord[]> {
  let wanted = inForce(db).orderBy('seq', 'desc');
  if (filter.environment !== undefined) wanted = wanted.where('environment', '=', filter.environment);
  if (filter.prompt !== undefined) {
    const ofPrompt = db.selectFrom('deployment_changes').where('prompt', '=', filter.prompt).select('deployment');
    wanted = wanted.where('id', 'in', ofPrompt);
  }
  return recordsOf(db, filter.limit === undefined ? wanted : wanted.limit(filter.limit));
}

export async function deployment(db: Db, { id }: { readonly id: Ulid }): Promise<DeploymentRecord | undefined> {
  const [record] = await recordsOf(db, wantedDeployments(db).where('id', '=', id));
  return record;
}

/** The deployment that made a revision of an environment. */
export async function deploymentAt(
  db: Db,
  { environment: name, revision }: { readonly environment: string; readonly revision: number },
): Promise<DeploymentRecord | undefined> {
  const wanted = wantedDeployments(db).where('environment', '=', name).where('revision', '=', revision);
  const [record] = await recordsOf(db, wanted);
  return record;
}

function parsedOverride(text: string | null): GateOverride | null {
  return text === null ? null : (JSON.parse(text) as GateOverride);
}

function heldPrompts(db: Db) {
  return db
    .selectFrom('environment_state')
    .innerJoin('prompts', 'prompts.id', 'environment_state.prompt')
    .selectAll('environment_state')
    .orderBy('prompts.name');
}

function holdOf(row: EnvironmentStateTable): EnvironmentRecord['holds'][number] {
  const { prompt, version, deployment: by, time } = row;
  return { prompt, version, deployment: by, author: authorOf(row), time };
}

/** Less the deployments of lines that forked off. */
function inForce(db: Db) {
  const forked = db.selectFrom('forks').where('kind', '=', 'environment').select('id');
  return wantedDeployments(db).where('id', 'not in', forked);
}

function wantedDeployments(db: Db) {
  return db.selectFrom('deployments').select('id');
}

/** Newest first. */
async function recordsOf(db: Db, wanted: ReturnType<typeof wantedDeployments>): Promise<readonly DeploymentRecord[]> {
  const rows = await db
    .selectFrom('deployments')
    .selectAll()
    .where('id', 'in', wanted)
    .orderBy('seq', 'desc')
    .execute();
  const changes = await db
    .selectFrom('deployment_changes')
    .selectAll()
    .where('deployment', 'in', wanted)
    .orderBy('position')
    .execute();
  const gates = await db
    .selectFrom('gate_results')
    .selectAll()
    .where('deployment', 'in', wanted)
    .orderBy('position')
    .execute();
  const changesOf = groupBy(changes, (row) => row.deployment);
  const gatesOf = groupBy(gates, (row) => row.deployment);
  return rows.map((row) => recordOf(row, changesOf.get(row.id) ?? [], gatesOf.get(row.id) ?? []));
}

function recordOf(
  row: DeploymentsTable,
  changes: readonly DeploymentChangesTable[],
  gates: readonly GateResultsTable[],
): DeploymentRecord {
  const { id, environment: name, revision, kind, reason, time, published } = row;
  return {
    ...{ id, environment: name, revision, kind, reason, time, published },
    changes: changes.map(({ prompt, from_version: from, to_version: to }) => {
      return { prompt, ...optional('from', from), ...optional('to', to) };
    }),
    gates: gates.map(({ gate, prompt, outcome, summary, evidence, override_by: by }) => {
      const proof = { evidence: JSON.parse(evidence) as Json };
      return { gate, prompt, outcome, summary, ...proof, ...optional('override', parsedOverride(by)) };
    }),
    author: authorOf(row),
    door: row.door as DeploymentRecord['door'],
    ...optional('publishError', row.publish_error),
    ...optional('promotes', row.promotes),
    ...optional('restores', row.restores),
    ...optional('digest', row.digest),
  };
}
