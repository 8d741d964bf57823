import { describe, type TestContext } from 'node:test';
import type { ServerLogin } from '../../server/src/store';
import { sharedCluster, skipPostgres } from './postgres';

const onPostgres = 'on PostgreSQL';

/** One suite for every engine a store may have: sessions that its tests open keep their facts there. */
export function describeOnEachEngine(title: string, suite: () => void): void {
  describe(title, suite);
  describe(`${title}, ${onPostgres}`, { skip: skipPostgres }, suite);
}

const databases = new Map<string, Promise<ServerLogin>>();

/** How sessions of a test on a folder get to their facts: undefined where these are in the folder. All get the same. */
export async function serverFor(
  { fullName = '' }: Partial<Pick<TestContext, 'fullName'>>,
  root: string,
): Promise<ServerLogin | undefined> {
  if (!fullName.includes(onPostgres)) return undefined;
  const known = databases.get(root) ?? sharedCluster().then(async (cluster) => (await cluster.database()).login());
  databases.set(root, known);
  return known;
}
