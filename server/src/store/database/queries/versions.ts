import { groupBy, type Ulid } from '../../../base';
import {
  type BranchRecord,
  type DeletionRecord,
  mainBranch,
  type StoreQueries,
  type VersionBehaviour,
  type VersionContent,
  type VersionRecord,
} from '../../../domain';
import type { Db, VersionsTable } from '../tables';
import { authorOf, optional } from './rows';

/** Ids of the versions that a query wants. */
type Wanted = ReturnType<typeof wantedVersions>;

export async function versions(
  db: Db,
  { prompt, branch, limit, squashed = true }: StoreQueries['versions'][0],
): Promise<readonly VersionRecord[]> {
  let wanted = wantedVersions(db).where('prompt', '=', prompt).orderBy('number', 'desc');
  if (branch !== undefined) wanted = wanted.where('branch', '=', branch);
  if (!squashed) wanted = wanted.where('squashed_into', 'is', null);
  return recordsOf(db, limit === undefined ? wanted : wanted.limit(limit));
}

export async function version(db: Db, { id }: { readonly id: Ulid }): Promise<VersionRecord | undefined> {
  const [record] = await recordsOf(db, wantedVersions(db).where('id', '=', id));
  return record;
}

export async function content(
  db: Db,
  { version: id }: { readonly version: Ulid },
): Promise<VersionContent | undefined> {
  const row = await db
    .selectFrom('versions')
    .innerJoin('bodies as source', 'source.hash', 'versions.source')
    .innerJoin('bodies as behaviour', 'behaviour.hash', 'versions.behaviour')
    .where('id', '=', id)
    .where('deleted_time', 'is', null)
    .select(['source.text as source', 'behaviour.text as behaviour'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { source: row.source, behaviour: JSON.parse(row.behaviour) as VersionBehaviour };
}

export async function branches(db: Db, { prompt }: { readonly prompt: Ulid }): Promise<readonly BranchRecord[]> {
  const rows = await db.selectFrom('branches').selectAll().where('prompt', '=', prompt).orderBy('name').execute();
  const heads = db.selectFrom('branches').where('prompt', '=', prompt).select('head');
  const versionOf = new Map(
    (await recordsOf(db, wantedVersions(db).where('id', 'in', heads))).map((one) => [one.id, one]),
  );
  const current = await db
    .selectFrom('working_branches')
    .where('prompt', '=', prompt)
    .select('branch')
    .executeTakeFirst();
  const records = rows.flatMap(({ name, head: id }): readonly BranchRecord[] => {
    const head = versionOf.get(id);
    return head === undefined ? [] : [{ name, head, current: name === (current?.branch ?? mainBranch) }];
  });
  return [...records.filter(({ name }) => name === mainBranch), ...records.filter(({ name }) => name !== mainBranch)];
}

export async function currentBranches(db: Db): Promise<readonly BranchRecord[]> {
  const current = db
    .selectFrom('branches')
    .leftJoin('working_branches', 'working_branches.prompt', 'branches.prompt')
    .where((where) => where('branches.name', '=', where.fn.coalesce('working_branches.branch', where.val(mainBranch))));
  const rows = await current.select(['branches.name', 'branches.head']).execute();
  const heads = await recordsOf(db, wantedVersions(db).where('id', 'in', current.select('branches.head')));
  const nameOf = new Map(rows.map(({ head, name }) => [head, name]));
  return heads.map((head) => ({ name: nameOf.get(head.id) ?? mainBranch, head, current: true }));
}

function wantedVersions(db: Db) {
  return db.selectFrom('versions').select('id');
}

/** Newest first. */
async function recordsOf(db: Db, wanted: Wanted): Promise<readonly VersionRecord[]> {
  const rows = await db.selectFrom('versions').selectAll().where('id', 'in', wanted).orderBy('seq', 'desc').execute();
  const parents = await db
    .selectFrom('version_parents')
    .selectAll()
    .where('version', 'in', wanted)
    .orderBy('position')
    .execute();
  const byVersion = groupBy(parents, (row) => row.version);
  return rows.map((row) => recordOf(row, byVersion.get(row.id)?.map(({ parent }) => parent) ?? []));
}

function recordOf(row: VersionsTable, parents: readonly Ulid[]): VersionRecord {
  const { id, prompt, number, semver, hash, branch, message, time, origin, squashed_into } = row;
  return {
    ...{ id, prompt, number, semver, hash, parents, branch, message, author: authorOf(row), time },
    ...optional('origin', origin),
    ...optional('squashedInto', squashed_into),
    ...optional('deleted', deletionOf(row)),
  };
}

function deletionOf(row: VersionsTable): DeletionRecord | null {
  const { deleted_time: time, deleted_by: by, deleted_reason: reason } = row;
  return time === null ? null : { reason: reason ?? '', by: by ?? '', time };
}
