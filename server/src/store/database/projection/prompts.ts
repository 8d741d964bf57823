import {
  type AliasMoved,
  type PromptCreated,
  type PromptMoved,
  unrecordedMove,
  type VersionCommitted,
} from '../../../domain';
import { type Body, bodyOf } from '../../facts/packing';
import { LongText, longText, prepared, slotsFor, type Slots } from '../prepared';
import type { BranchesTable, Db, VersionParentsTable, VersionsTable } from '../tables';
import { expectFound, Unappliable } from '../unappliable';
import { by, type FactContext } from './context';
import { followForks, keepFork } from './forks';

const inUse = { archived_time: null, archived_by: null, archived_reason: null };

/** Two clones may make prompts for one file at the same time: they are one prompt, and the id of the first counts. */
export async function applyPromptCreated(db: Db, fact: PromptCreated, { seq }: FactContext): Promise<void> {
  const { prompt: id, name, file } = fact;
  const first = await db.selectFrom('prompts').where('file', '=', file).select('id').executeTakeFirst();
  if (first !== undefined && first.id !== id) {
    await db.insertInto('prompt_ids').values({ id, prompt: first.id }).execute();
    return;
  }
  await db
    .insertInto('prompts')
    .values({ id, seq, name, file, ...by(fact), ...inUse })
    .execute();
}

export async function applyPromptMoved(db: Db, { prompt, name, file }: PromptMoved): Promise<void> {
  const updated = await db.updateTable('prompts').set({ name, file }).where('id', '=', prompt).executeTakeFirst();
  expectFound(updated, 'prompt', prompt);
}

/** Columns that nothing but later facts fill. */
type LaterColumns = 'squashed_into' | 'deleted_time' | 'deleted_by' | 'deleted_reason';

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
  'origin',
] as const satisfies readonly (keyof VersionsTable)[];

const insertVersion = prepared((db, slot: Slots<Omit<VersionsTable, LaterColumns>>) =>
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
  const source = await keepBody(db, fact.content === undefined ? purgedBody : context.source);
  const behaviour = await keepBody(db, fact.content === undefined ? purgedBody : context.behaviour);
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
  const origin = fact.origin?.source ?? null;
  const made = by(fact.origin ?? fact);
  await insertVersion(db, { ...own, ...made, door, source, behaviour, origin });
  for (const [position, parent] of fact.parents.entries()) await insertParent(db, { version: id, position, parent });
  await moveBranch(db, fact, context);
  const { squashes = [] } = fact;
  if (squashes.length === 0) return;
  const squashed = db.updateTable('versions').set({ squashed_into: id });
  await squashed.where('prompt', '=', prompt).where('id', 'in', squashes).execute();
}

const headOf = prepared((db, slot: Slots<{ readonly prompt: string; readonly name: string }>) =>
  db.selectFrom('branches').select('head').where('prompt', '=', slot('prompt')).where('name', '=', slot('name')),
);

/** The newest version is the head; one before it that it does not come from ends a line beside it, until another joins both. */
async function moveBranch(db: Db, fact: VersionCommitted, { seq }: FactContext): Promise<void> {
  const { version: id, prompt, branch: name, parents, squashes = [] } = fact;
  const [now] = await headOf(db, { prompt, name });
  const aside = now !== undefined && !parents.includes(now.head) && !squashes.includes(now.head);
  if (parents.length > 1 || aside) await followForks(db, parents);
  if (aside) await keepFork(db, { id: now.head, seq, kind: 'branch', prompt, name });
  await moveHead(db, { prompt, name, head: id });
}

export async function applyAliasMoved(db: Db, fact: AliasMoved, { seq, concurrent }: FactContext): Promise<void> {
  const { id, prompt, alias, previous, from, to, reason, door } = fact;
  const aliases = db.selectFrom('aliases').where('prompt', '=', prompt).where('alias', '=', alias);
  const current = await aliases.select(['version', 'move']).executeTakeFirst();
  const follows = current?.version === from && (previous === unrecordedMove || current?.move === previous);
  if (!follows && !concurrent) {
    throw new Unappliable('conflict', `The alias ${alias} points to ${current?.version ?? 'nothing'} by now.`);
  }
  const move = { id, seq, prompt, alias, from_version: from ?? null, to_version: to ?? null, reason };
  await db
    .insertInto('alias_moves')
    .values({ ...move, ...by(fact), door })
    .execute();
  if (!follows) {
    if (previous !== undefined) await followForks(db, [previous]);
    await keepFork(db, { id, seq, kind: 'alias', prompt, name: alias });
    return;
  }
  if (to === undefined) {
    await db.deleteFrom('aliases').where('prompt', '=', prompt).where('alias', '=', alias).execute();
    return;
  }
  await db
    .insertInto('aliases')
    .values({ prompt, alias, version: to, move: id, ...by(fact) })
    .onConflict((conflict) => conflict.columns(['prompt', 'alias']).doUpdateSet({ version: to, move: id, ...by(fact) }))
    .execute();
}

const insertBody = prepared((db, slot: Slots<{ readonly hash: string; readonly text: LongText }>) =>
  db
    .insertInto('bodies')
    .values({ hash: slot('hash'), text: longText(slot, 'text') })
    .onConflict((conflict) => conflict.column('hash').doNothing()),
);

/** Stands for the content of a version that was deleted with its content. */
export const purgedBody: Body = bodyOf('');

/** Stores a long text unless it is there, and gives its hash. */
export async function keepBody(db: Db, body: Body | undefined): Promise<string> {
  if (body === undefined) throw new Error('a fact with a long text was packed without it');
  await insertBody(db, { hash: body.hash, text: new LongText(body.text) });
  return body.hash;
}
