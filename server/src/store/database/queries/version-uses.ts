import { sql, type SqlBool } from 'kysely';
import { groupBy, type Ulid } from '../../../base';
import type { VersionUse, VersionUses } from '../../../domain';
import type { Db } from '../tables';
import { payloadSays } from './payload';

/** Everything that points to a version: what stands now, and what a rollback may bring back. */
export async function versionUses(db: Db, { version }: { readonly version: Ulid }): Promise<VersionUses> {
  const uses = [
    ...(await children(db, version)),
    ...(await named(db.selectFrom('branches').where('head', '=', version).select('name').orderBy('name'), 'branch')),
    ...(await named(
      db.selectFrom('aliases').where('version', '=', version).select('alias as name').orderBy('alias'),
      'alias',
    )),
    ...(await environments(db, version)),
    ...(await named(
      db.selectFrom('reviews').where('version', '=', version).select('id as name').orderBy('seq'),
      'review',
    )),
    ...(await named(
      db.selectFrom('threads').where('version', '=', version).select('id as name').orderBy('seq'),
      'thread',
    )),
    ...(await named(db.selectFrom('tags').where('version', '=', version).select('key as name').orderBy('key'), 'tag')),
    ...(await named(
      db.selectFrom('forks').where('id', '=', version).where('state', '=', 'open').select('name'),
      'fork',
    )),
  ];
  return { uses, shared: await isShared(db, version) };
}

async function named(
  rows: { execute(): Promise<readonly { readonly name: string }[]> },
  kind: VersionUse['kind'],
): Promise<readonly VersionUse[]> {
  return (await rows.execute()).map(({ name }) => ({ kind, name }));
}

/** Versions that were made from it and are there. */
async function children(db: Db, version: Ulid): Promise<readonly VersionUse[]> {
  const rows = await db
    .selectFrom('version_parents')
    .innerJoin('versions', 'versions.id', 'version_parents.version')
    .where('version_parents.parent', '=', version)
    .where('versions.deleted_time', 'is', null)
    .select(['versions.number', 'versions.semver'])
    .orderBy('versions.number')
    .execute();
  return rows.map(({ number, semver }) => ({ kind: 'version', name: `${semver} (#${number})` }));
}

/** Environments with the revisions that brought it there. */
async function environments(db: Db, version: Ulid): Promise<readonly VersionUse[]> {
  const rows = await db
    .selectFrom('deployment_changes')
    .innerJoin('deployments', 'deployments.id', 'deployment_changes.deployment')
    .where('deployment_changes.to_version', '=', version)
    .select(['deployments.environment', 'deployments.revision'])
    .orderBy('deployments.environment')
    .orderBy('deployments.revision')
    .execute();
  return [...groupBy(rows, ({ environment }) => environment)].map(([name, all]) => {
    const revisions = all.map(({ revision }) => revision);
    return { kind: 'environment', name: `${name}, revision ${revisions.join(', ')}` };
  });
}

/** Whether the fact that made it stands in a file for other clones. */
async function isShared(db: Db, version: Ulid): Promise<boolean> {
  const rows = await db
    .selectFrom('facts')
    .where('kind', '=', 'version-committed')
    .where('skipped', 'is', null)
    .where(payloadSays('version', version))
    .select(['id', 'payload'])
    .execute();
  const made = rows.find(({ payload }) => (JSON.parse(payload) as { readonly version: string }).version === version);
  if (made === undefined) return true;
  const holds = sql<SqlBool>`replace(segments.facts, ${JSON.stringify(made.id)}, '') <> segments.facts`;
  return (await db.selectFrom('segments').where(holds).select('name').executeTakeFirst()) !== undefined;
}
