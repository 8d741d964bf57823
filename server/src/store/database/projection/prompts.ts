import type { AliasMoved, PromptCreated, PromptMoved, VersionCommitted } from '../../../domain';
import type { Body } from '../../facts/packing';
import { LongText, longText, prepared, slotsFor, type Slots } from '../prepared';
import type { BranchesTable, Db, VersionParentsTable, VersionsTable } from '../tables';
import { expectFound, Unappliable } from '../unappliable';
import { by, type FactContext } from './context';

export async function applyPromptCreated(db: Db, fact: PromptCreated, { seq }: FactContext): Promise<void> {
  const { prompt: id, name, file } = fact;
  await db
    .insertInto('prompts')
    .values({ id, seq, name, file, ...by(fact) })
    .execute();
}

export async function applyPromptMoved(db: Db, { prompt, name, file }: PromptMoved): Promise<void> {
  const updated = await db.updateTable('prompts').set({ name, file }).where('id', '=', prompt).executeTakeFirst();
  expectFound(updated, 'prompt', prompt);
}

const versionColumns = [
  'id',
  'seq',
  'prompt',
  'number',
  'semver',
  'hash',
  'branch',
  'message',
  'bump_reason',
  'author_name',
  'author_email',
  'time',
  'door',
  'source',
  'behaviour',
] as const satisfies readonly (keyof VersionsTable)[];

const insertVersion = prepared((db, slot: Slots<VersionsTable>) =>
  db.insertInto('versions').values(slotsFor(slot, versionColumns)),
);

/** Asked apart: a query inside an insert makes SQLite keep a copy of every page it touches. */
const newestNumber = prepared((db, slot: Slots<{ readonly prompt: string }>) =>
  db
    .selectFrom('versions')
    .select((one) => one.fn.max('number').as('number'))
    .where('prompt', '=', slot('prompt')),
);

const insertParent = prepared((db, slot: Slots<VersionParentsTable>) =>
  db.insertInto('version_parents').values(slotsFor(slot, ['version', 'position', 'parent'])),
);

const moveHead = prepared((db, slot: Slots<BranchesTable>) =>
  db
    .insertInto('branches')
    .values(slotsFor(slot, ['prompt', 'name', 'head']))
    .onConflict((conflict) => conflict.columns(['prompt', 'name']).doUpdateSet({ head: slot('head') })),
);

export async function applyVersionCommitted(db: Db, fact: VersionCommitted, context: FactContext): Promise<void> {
  const { version: id, prompt, semver, hash, branch, message, door } = fact;
  const source = await keepBody(db, context.source);
  const behaviour = await keepBody(db, context.behaviour);
  const [newest] = await newestNumber(db, { prompt });
  const number = (newest?.number ?? 0) + 1;
  const own = {
    id,
    seq: context.seq,
    prompt,
    number,
    semver,
    hash,
    branch,
    message,
    bump_reason: fact.bumpReason ?? null,
  };
  await insertVersion(db, { ...own, ...by(fact), door, source, behaviour });
  for (const [position, parent] of fact.parents.entries()) await insertParent(db, { version: id, position, parent });
  await moveHead(db, { prompt, name: branch, head: id });
}

export async function applyAliasMoved(db: Db, fact: AliasMoved, { seq }: FactContext): Promise<void> {
  const { id, prompt, alias, from, to, reason, door } = fact;
  const aliases = db.selectFrom('aliases').where('prompt', '=', prompt).where('alias', '=', alias);
  const current = await aliases.select('version').executeTakeFirst();
  if (current?.version !== from) {
    throw new Unappliable('conflict', `The alias ${alias} points to ${current?.version ?? 'nothing'} by now.`);
  }
  const move = { id, seq, prompt, alias, from_version: from ?? null, to_version: to ?? null, reason };
  await db
    .insertInto('alias_moves')
    .values({ ...move, ...by(fact), door })
    .execute();
  if (to === undefined) {
    await db.deleteFrom('aliases').where('prompt', '=', prompt).where('alias', '=', alias).execute();
    return;
  }
  await db
    .insertInto('aliases')
    .values({ prompt, alias, version: to, ...by(fact) })
    .onConflict((conflict) => conflict.columns(['prompt', 'alias']).doUpdateSet({ version: to, ...by(fact) }))
    .execute();
}

const insertBody = prepared((db, slot: Slots<{ readonly hash: string; readonly text: LongText }>) =>
  db
    .insertInto('bodies')
    .values({ hash: slot('hash'), text: longText(slot, 'text') })
    .onConflict((conflict) => conflict.column('hash').doNothing()),
);

/** Stores a long text unless it is there, and gives its hash. */
export async function keepBody(db: Db, body: Body | undefined): Promise<string> {
  if (body === undefined) throw new Error('a fact with a long text was packed without it');
  await insertBody(db, { hash: body.hash, text: new LongText(body.text) });
  return body.hash;
}
