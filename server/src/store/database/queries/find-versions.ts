import { sql, type SqlBool } from 'kysely';
import type { FoundVersion, VersionBehaviour, VersionFilter } from '../../../domain';
import type { Db } from '../tables';
import { authorOf } from './rows';

export async function findVersions(db: Db, filter: VersionFilter): Promise<readonly FoundVersion[]> {
  const rows = await filtered(db, filter)
    .select(['id', 'prompt', 'number', 'semver', 'versions.hash', 'branch', 'message', 'time'])
    .select(['author_name', 'author_email'])
    .$if(filter.sources, (all) => all.select('source.text as source_text'))
    .$if(filter.inputs, (all) => all.select('behaviour.text as behaviour_text'))
    .orderBy('prompt')
    .orderBy('number', 'desc')
    .execute();
  return rows.map((row) => {
    const { id, prompt, number, semver, hash, branch, message, time, source_text: source, behaviour_text } = row;
    return {
      ...{ id, prompt, number, semver, hash, branch, message, author: authorOf(row), time },
      ...(source === undefined ? {} : { source }),
      ...(behaviour_text === undefined ? {} : { inputs: inputsOf(behaviour_text) }),
    };
  });
}

function filtered(db: Db, { prompts, versions, author, since, until, containing }: VersionFilter) {
  let wanted = db
    .selectFrom('versions')
    .innerJoin('bodies as source', 'source.hash', 'versions.source')
    .innerJoin('bodies as behaviour', 'behaviour.hash', 'versions.behaviour')
    .where('prompt', 'in', [...prompts])
    .where('deleted_time', 'is', null);
  if (versions !== undefined) wanted = wanted.where('id', 'in', [...versions]);
  if (since !== undefined) wanted = wanted.where('time', '>=', since);
  if (until !== undefined) wanted = wanted.where('time', '<', until);
  if (author !== undefined) wanted = wanted.where(writtenBy(author));
  if (containing !== undefined) wanted = wanted.where(holds(containing));
  return wanted;
}

function writtenBy(author: string) {
  const lower = author.toLowerCase();
  return sql<SqlBool>`(lower(author_name) = ${lower} or lower(author_email) = ${lower})`;
}

function holds(text: string) {
  const pattern = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<SqlBool>`lower(source.text) like ${pattern} escape '\\'`;
}

function inputsOf(behaviour: string): readonly string[] {
  return (JSON.parse(behaviour) as VersionBehaviour).inputs.map(({ name }) => name);
}
