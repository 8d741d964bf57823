import { fault, type Fault } from '../../base';
import type { AliasRecord, Expectation } from '../../domain';
import { queries } from './queries';
import type { Db } from './tables';

/** The conflict of the first expectation that does not hold; undefined when all do. */
export async function firstConflict(db: Db, expectations: readonly Expectation[]): Promise<Fault | undefined> {
  for (const expectation of expectations) {
    const conflict = await checkExpectation(db, expectation);
    if (conflict !== undefined) return conflict;
  }
  return undefined;
}

/** The conflict when an expectation does not hold; undefined when it does. */
async function checkExpectation(db: Db, expectation: Expectation): Promise<Fault | undefined> {
  switch (expectation.kind) {
    case 'prompt-name-free': {
      const prompt = await queries.promptByName(db, { name: expectation.name });
      if (prompt === undefined) return undefined;
      return conflict(expectation, prompt, `There is a prompt named ${prompt.name} already (${prompt.file}).`);
    }
    case 'head':
      return checkHead(db, expectation);
    case 'branch-free':
      return checkBranch(db, expectation);
    case 'semver-free':
      return checkSemver(db, expectation);
    case 'alias':
      return checkAlias(db, expectation);
    case 'deployment':
      return checkDeployment(db, expectation);
    case 'freeze':
      return checkFreeze(db, expectation);
    case 'unused':
      return checkUnused(db, expectation);
    case 'exists':
      return checkExists(db, expectation);
  }
}

type Of<Kind extends Expectation['kind']> = Extract<Expectation, { readonly kind: Kind }>;

async function checkHead(db: Db, expectation: Of<'head'>): Promise<Fault | undefined> {
  const { prompt, branch, version } = expectation;
  const branches = db.selectFrom('branches').where('prompt', '=', prompt).where('name', '=', branch);
  const head = await branches.select('head').executeTakeFirst();
  if (head?.head === version) return undefined;
  const actual = head === undefined ? undefined : await queries.version(db, { id: head.head });
  const now =
    actual === undefined
      ? `${branch} has no version yet`
      : `The head of ${branch} moved to #${actual.number} ${actual.semver} by ${actual.author.name}`;
  return conflict(expectation, actual, `${now}. Look at it and commit again.`);
}

async function checkBranch(db: Db, expectation: Of<'branch-free'>): Promise<Fault | undefined> {
  const { prompt, branch } = expectation;
  const actual = (await queries.branches(db, { prompt })).find(({ name }) => name === branch);
  if (actual === undefined) return undefined;
  return conflict(expectation, actual, `There is a branch ${branch} already.`);
}

async function checkSemver(db: Db, expectation: Of<'semver-free'>): Promise<Fault | undefined> {
  const { prompt, semver } = expectation;
  const taken = db
    .selectFrom('versions')
    .where('prompt', '=', prompt)
    .where('semver', '=', semver)
    .orderBy('seq')
    .limit(1);
  const row = await taken.select('id').executeTakeFirst();
  if (row === undefined) return undefined;
  const actual = await queries.version(db, row);
  const by = actual === undefined ? '' : ` by ${actual.author.name} (#${actual.number})`;
  return conflict(expectation, actual, `The version ${semver} has been taken${by}. Choose another.`);
}

async function checkAlias(db: Db, expectation: Of<'alias'>): Promise<Fault | undefined> {
  const { prompt, alias, version } = expectation;
  const found = await queries.aliases(db, { prompt });
  const actual = found.find((one) => one.alias === alias);
  if (actual?.version === version) return undefined;
  return conflict(expectation, actual, `The alias ${alias} ${await aliasNow(db, actual)}.`);
}

async function aliasNow(db: Db, alias: AliasRecord | undefined): Promise<string> {
  if (alias === undefined) return 'points to nothing by now';
  const target = await queries.version(db, { id: alias.version });
  return `was moved to #${target?.number ?? '?'} ${target?.semver ?? ''} by ${alias.author.name}`;
}

async function checkDeployment(db: Db, expectation: Of<'deployment'>): Promise<Fault | undefined> {
  const { environment, deployment } = expectation;
  const [actual] = await queries.deployments(db, { environment, limit: 1 });
  if (actual?.id === deployment) return undefined;
  const now =
    actual === undefined
      ? `${environment} has never been deployed to`
      : `${environment} was moved to revision ${actual.revision} by ${actual.author.name} at ${actual.time}`;
  return conflict(expectation, actual, `${now}. Check what it holds and try again.`);
}

async function checkFreeze(db: Db, expectation: Of<'freeze'>): Promise<Fault | undefined> {
  const { environment, freeze } = expectation;
  const actual = (await queries.environment(db, { name: environment })).frozen;
  if (actual?.id === freeze) return undefined;
  const now =
    actual === undefined
      ? `${environment} is not frozen any more`
      : `${environment} was frozen by ${actual.author.name} at ${actual.time}: ${actual.reason}`;
  return conflict(expectation, actual, `${now}.`);
}

async function checkUnused(db: Db, expectation: Of<'unused'>): Promise<Fault | undefined> {
  const { version, purges } = expectation;
  const actual = await queries.versionUses(db, { version });
  const [use] = actual.uses;
  if (use !== undefined) return conflict(expectation, actual, `The version is used by now: ${use.kind} ${use.name}.`);
  return purges && actual.shared ? conflict(expectation, actual, 'The version was shared meanwhile.') : undefined;
}

const tableOf = {
  prompt: 'prompts',
  version: 'versions',
  thread: 'threads',
  comment: 'comments',
  review: 'reviews',
  deployment: 'deployments',
} as const;

async function checkExists(db: Db, expectation: Of<'exists'>): Promise<Fault | undefined> {
  const { what, id } = expectation;
  const row = await db.selectFrom(tableOf[what]).where('id', '=', id).select('id').executeTakeFirst();
  return row === undefined ? conflict(expectation, undefined, `There is no ${what} ${id} in the store.`) : undefined;
}

function conflict(expectation: Expectation, actual: unknown, message: string): Fault {
  return fault('conflict', message, { details: { expectation, actual } });
}
