import { groupBy } from '../../../base';
import type { ForkRecord } from '../../../domain';
import type { Db, ForksTable } from '../tables';

/** Environments first, then aliases, branches, labels and names. */
export async function forks(db: Db): Promise<readonly ForkRecord[]> {
  const open = await db.selectFrom('forks').selectAll().where('state', '=', 'open').orderBy('seq').execute();
  const found: ForkRecord[] = [];
  for (const kind of ['environment', 'alias', 'branch'] as const) {
    const ends = groupBy(
      open.filter((end) => end.kind === kind),
      ({ prompt, name }) => `${prompt}/${name}`,
    );
    for (const [first, ...rest] of [...ends.values()] as [ForksTable, ...ForksTable[]][]) {
      const { prompt, name } = first;
      const stands = await standing(db, first);
      const others = [first, ...rest].map(({ id }) => id);
      const own = kind === 'environment' ? { kind, name } : { kind, prompt, name };
      found.push({ ...own, ...(stands === undefined ? {} : { stands }), others });
    }
  }
  return [...found, ...(await labels(db)), ...(await names(db))];
}

/** What is in force beside an end. */
async function standing(db: Db, { kind, prompt, name }: ForksTable): Promise<string | undefined> {
  if (kind === 'environment') {
    const row = db.selectFrom('environments').where('name', '=', name).select('deployment');
    return (await row.executeTakeFirst())?.deployment;
  }
  if (kind === 'alias') {
    const row = db.selectFrom('aliases').where('prompt', '=', prompt).where('alias', '=', name).select('move');
    return (await row.executeTakeFirst())?.move;
  }
  const row = db.selectFrom('branches').where('prompt', '=', prompt).where('name', '=', name).select('head');
  return (await row.executeTakeFirst())?.head;
}

/** Labels that several versions of a prompt have. */
async function labels(db: Db): Promise<readonly ForkRecord[]> {
  const there = db.selectFrom('versions').where('deleted_time', 'is', null);
  const taken = there.select(['prompt', 'semver']).groupBy(['prompt', 'semver']);
  const rows = await taken.having((one) => one.fn.countAll(), '>', 1).execute();
  const found: ForkRecord[] = [];
  for (const { prompt, semver } of rows) {
    const versions = there.where('prompt', '=', prompt).where('semver', '=', semver);
    const [stands, ...others] = await versions.select('id').orderBy('seq').execute();
    if (stands === undefined) continue;
    found.push({ kind: 'label', prompt, name: semver, stands: stands.id, others: others.map(({ id }) => id) });
  }
  return found;
}

/** Names that several prompts have: selectors mean the first. */
async function names(db: Db): Promise<readonly ForkRecord[]> {
  const taken = db.selectFrom('prompts').select('name').groupBy('name');
  const rows = await taken.having((one) => one.fn.countAll(), '>', 1).execute();
  const found: ForkRecord[] = [];
  for (const { name } of rows) {
    const [stands, ...others] = await db
      .selectFrom('prompts')
      .where('name', '=', name)
      .select('id')
      .orderBy('seq')
      .execute();
    if (stands === undefined) continue;
    found.push({
      ...{ kind: 'name', prompt: stands.id, name, stands: stands.id },
      others: others.map(({ id }) => id),
    });
  }
  return found;
}
