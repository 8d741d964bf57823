import type { Ulid } from '../../../base';
import type { AuditNames, AuditRevision, AuditVersion } from '../../../domain';
import type { Db } from '../tables';

/** Notes which names are asked for and gives none. */
export class AskedNames implements AuditNames {
  readonly prompts = new Set<Ulid>();
  readonly versions = new Set<Ulid>();
  readonly deployments = new Set<Ulid>();
  readonly reviews = new Set<Ulid>();
  readonly threads = new Set<Ulid>();
  readonly comments = new Set<Ulid>();

  prompt(id: Ulid): undefined {
    this.prompts.add(id);
  }

  version(id: Ulid): undefined {
    this.versions.add(id);
  }

  deployment(id: Ulid): undefined {
    this.deployments.add(id);
  }

  review(id: Ulid): undefined {
    this.reviews.add(id);
  }

  thread(id: Ulid): undefined {
    this.threads.add(id);
  }

  comment(id: Ulid): undefined {
    this.comments.add(id);
  }
}

/** Looks up what was asked for: a few queries, however many facts there are. */
export async function namesFor(db: Db, asked: AskedNames): Promise<AuditNames> {
  const prompts = new Map([
    ...(await looked(asked.prompts, (ids) =>
      db.selectFrom('prompts').where('id', 'in', ids).select(['id', 'name']).execute(),
    )),
    ...(await looked(asked.prompts, (ids) =>
      db
        .selectFrom('prompt_ids')
        .innerJoin('prompts', 'prompts.id', 'prompt_ids.prompt')
        .where('prompt_ids.id', 'in', ids)
        .select(['prompt_ids.id', 'prompts.name'])
        .execute(),
    )),
  ]);
  const versions = await looked<AuditVersion>(asked.versions, (ids) =>
    db.selectFrom('versions').where('id', 'in', ids).select(['id', 'number', 'semver', 'hash']).execute(),
  );
  const deployments = await looked<AuditRevision>(asked.deployments, (ids) =>
    db.selectFrom('deployments').where('id', 'in', ids).select(['id', 'environment', 'revision']).execute(),
  );
  const reviews = await looked(asked.reviews, (ids) =>
    db
      .selectFrom('reviews')
      .innerJoin('prompts', 'prompts.id', 'reviews.prompt')
      .innerJoin('versions', 'versions.id', 'reviews.version')
      .where('reviews.id', 'in', ids)
      .select(['reviews.id', 'prompts.name', 'versions.number', 'versions.semver', 'versions.hash'])
      .execute(),
  );
  const threads = await looked(asked.threads, (ids) =>
    db
      .selectFrom('threads')
      .innerJoin('prompts', 'prompts.id', 'threads.prompt')
      .where('threads.id', 'in', ids)
      .select(['threads.id', 'prompts.name'])
      .execute(),
  );
  const comments = await looked(asked.comments, (ids) =>
    db
      .selectFrom('comments')
      .innerJoin('threads', 'threads.id', 'comments.thread')
      .innerJoin('prompts', 'prompts.id', 'threads.prompt')
      .where('comments.id', 'in', ids)
      .select(['comments.id', 'prompts.name'])
      .execute(),
  );
  return {
    prompt: (id) => prompts.get(id)?.name,
    version: (id) => versions.get(id),
    deployment: (id) => deployments.get(id),
    review(id) {
      const found = reviews.get(id);
      if (found === undefined) return undefined;
      const { name: prompt, ...version } = found;
      return { prompt, version };
    },
    thread: (id) => threads.get(id)?.name,
    comment: (id) => comments.get(id)?.name,
  };
}

/** So many identifiers go into one statement. */
const chunk = 1000;

/** Rows by their identifiers, without them. */
async function looked<Row extends object>(
  asked: ReadonlySet<Ulid>,
  find: (ids: readonly Ulid[]) => Promise<readonly (Row & { readonly id: Ulid })[]>,
): Promise<ReadonlyMap<Ulid, Row>> {
  const found = new Map<Ulid, Row>();
  const ids = [...asked];
  for (let at = 0; at < ids.length; at += chunk) {
    for (const { id, ...row } of await find(ids.slice(at, at + chunk))) found.set(id, row as unknown as Row);
  }
  return found;
}
