import { type BranchCreated, type BranchDeleted, type BranchSwitched, mainBranch } from '../../../domain';
import type { Db } from '../tables';
import type { FactContext } from './context';
import { Unappliable } from '../unappliable';

export async function applyBranchCreated(db: Db, fact: BranchCreated, { concurrent }: FactContext): Promise<void> {
  const { prompt, branch: name, from: head } = fact;
  const insert = db.insertInto('branches').values({ prompt, name, head });
  await (concurrent ? insert.onConflict((conflict) => conflict.doNothing()) : insert).execute();
}

export async function applyBranchDeleted(db: Db, { prompt, branch }: BranchDeleted): Promise<void> {
  if (branch === mainBranch) throw new Unappliable('conflict', 'The branch main is never deleted.');
  await db.deleteFrom('branches').where('prompt', '=', prompt).where('name', '=', branch).execute();
  await db
    .deleteFrom('forks')
    .where('kind', '=', 'branch')
    .where('prompt', '=', prompt)
    .where('name', '=', branch)
    .execute();
  await db.deleteFrom('working_branches').where('prompt', '=', prompt).where('branch', '=', branch).execute();
}

export async function applyBranchSwitched(db: Db, { prompt, branch }: BranchSwitched): Promise<void> {
  if (branch === mainBranch) {
    await db.deleteFrom('working_branches').where('prompt', '=', prompt).execute();
    return;
  }
  const known = db.selectFrom('branches').where('prompt', '=', prompt).where('name', '=', branch);
  if ((await known.select('name').executeTakeFirst()) === undefined) {
    throw new Unappliable('conflict', `There is no branch ${branch} by now.`);
  }
  await db
    .insertInto('working_branches')
    .values({ prompt, branch })
    .onConflict((conflict) => conflict.column('prompt').doUpdateSet({ branch }))
    .execute();
}
