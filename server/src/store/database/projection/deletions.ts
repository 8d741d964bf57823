import type { Fact, VersionDeleted } from '../../../domain';
import { payloadSays } from '../queries/payload';
import { versionUses } from '../queries/version-uses';
import { prepared, type Slots } from '../prepared';
import type { Db } from '../tables';
import { expectFound, Unappliable } from '../unappliable';
import type { FactContext } from './context';
import { keepBody, purgedBody } from './prompts';

/**
 * What is used stays: a deletion by somebody who could not know of the use does nothing, and one by somebody who could is
 * refused.
 */
export async function applyVersionDeleted(db: Db, fact: VersionDeleted, { concurrent }: FactContext): Promise<void> {
  const { uses } = await versionUses(db, { version: fact.version });
  const [use] = uses;
  if (use !== undefined && concurrent) return;
  if (use !== undefined) throw new Unappliable('conflict', `The version is used by now: ${use.kind} ${use.name}.`);
  const { time, author, reason } = fact;
  const rows = db.updateTable('versions').where('id', '=', fact.version).where('prompt', '=', fact.prompt);
  const deleted = { deleted_time: time, deleted_by: author.name, deleted_reason: reason };
  expectFound(await rows.set(deleted).executeTakeFirst(), 'version', fact.version);
  if (fact.purges) await purge(db, fact.version);
}

/** Takes the content of a version out of its row and its fact, and out of the database unless something else has it too. */
async function purge(db: Db, version: string): Promise<void> {
  const own = db.selectFrom('versions').where('id', '=', version).select(['source', 'behaviour']);
  const { source, behaviour } = await own.executeTakeFirstOrThrow();
  const gone = await keepBody(db, purgedBody);
  await db.updateTable('versions').set({ source: gone, behaviour: gone }).where('id', '=', version).execute();
  const committed = db.selectFrom('facts').where('kind', '=', 'version-committed').where('skipped', 'is', null);
  for (const { id, payload } of await committed
    .where(payloadSays('version', version))
    .select(['id', 'payload'])
    .execute()) {
    const { content: _, ...rest } = JSON.parse(payload) as { readonly version: string; readonly content?: unknown };
    if (rest.version !== version) continue;
    await db
      .updateTable('facts')
      .set({ payload: JSON.stringify(rest) })
      .where('id', '=', id)
      .execute();
  }
  for (const hash of new Set([source, behaviour])) await dropUnusedBody(db, hash);
}

async function dropUnusedBody(db: Db, hash: string): Promise<void> {
  const versions = db
    .selectFrom('versions')
    .where((where) => where.or([where('source', '=', hash), where('behaviour', '=', hash)]));
  if ((await versions.select('id').executeTakeFirst()) !== undefined) return;
  const thread = await db.selectFrom('threads').where('source', '=', hash).select('id').executeTakeFirst();
  if (thread === undefined) await db.deleteFrom('bodies').where('hash', '=', hash).execute();
}

const deletedVersion = prepared((db, slot: Slots<{ readonly id: string }>) =>
  db
    .selectFrom('versions')
    .select(['number', 'deleted_by'])
    .where('id', '=', slot('id'))
    .where('deleted_time', 'is not', null),
);

/**
 * Looks at the versions that a fact puts to use. One that was deleted is there again when the author of the fact could not
 * know of that; else the fact is refused.
 */
export async function useVersions(db: Db, fact: Fact, { concurrent }: Pick<FactContext, 'concurrent'>): Promise<void> {
  for (const id of versionsUsed(fact)) {
    const [deleted] = await deletedVersion(db, { id });
    if (deleted === undefined) continue;
    if (!concurrent) {
      const who = deleted.deleted_by ?? 'somebody';
      throw new Unappliable('conflict', `Version #${deleted.number} was deleted by ${who} meanwhile.`);
    }
    const back = { deleted_time: null, deleted_by: null, deleted_reason: null };
    await db.updateTable('versions').set(back).where('id', '=', id).execute();
  }
}

function versionsUsed(fact: Fact): readonly string[] {
  switch (fact.kind) {
    case 'version-committed':
      return fact.parents;
    case 'branch-created':
      return [fact.from];
    case 'alias-moved':
      return fact.to === undefined ? [] : [fact.to];
    case 'environment-deployed':
      return fact.changes.flatMap(({ to }) => to ?? []);
    case 'review-requested':
      return [fact.version];
    case 'tag-set':
    case 'thread-started':
      return fact.version === undefined ? [] : [fact.version];
    default:
      return [];
  }
}
