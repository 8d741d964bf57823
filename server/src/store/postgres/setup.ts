import pg from 'pg';
import { fail, fault, FaultError, ok, type Result } from '../../base';
import { formatStoreUrl } from '../../domain';
import { loginFault } from './faults';
import { clientConfig, type ServerLogin, userOf } from './login';
import { permissionStatements } from './permissions';
import { groupRoles, newestSchemaStep, schemaSteps } from './schema';

/** What a set-up did. */
export interface SetUp {
  /** Steps of the schema before; 0 when there was none. */
  readonly from: number;
  readonly to: number;
  /** Roles that were made. */
  readonly roles: readonly string[];
}

const connectMs = 10_000;

/**
 * Makes the roles and the schema of a store, or brings them to the newest form, in one transaction. The user must be able to
 * create roles and schemas the first time, and to act as `galley_admin` later.
 */
export async function setUpServer(login: ServerLogin): Promise<Result<SetUp>> {
  let client: pg.Client;
  try {
    client = new pg.Client(clientConfig(login, connectMs));
    client.on('error', () => undefined);
    await client.connect();
  } catch (error) {
    return fail(loginFault(error, login));
  }
  try {
    await client.query('begin');
    const done = await setUp(client, login);
    await client.query('commit');
    return ok(done);
  } catch (error) {
    return fail(setUpFault(error, login));
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function setUp(client: pg.Client, login: ServerLogin): Promise<SetUp> {
  await client.query('set local client_min_messages = warning; select pg_advisory_xact_lock(4705, 2)');
  await checkEncoding(client, login);
  const roles = await makeRoles(client);
  const from = await presentStep(client);
  if (from > newestSchemaStep) throw new FaultError(newerFault(from));
  if (from === 0) await client.query('create schema if not exists galley authorization galley_admin');
  await client.query('set local role galley_admin');
  for (const statement of [...schemaSteps.slice(from).flat(), ...permissionStatements()]) await client.query(statement);
  await client.query('update galley.meta set schema = $1', [newestSchemaStep]);
  return { from, to: newestSchemaStep, roles };
}

async function checkEncoding(client: pg.Client, { url }: ServerLogin): Promise<void> {
  const { rows } = await client.query<{ server_encoding: string }>('show server_encoding');
  if (rows[0]?.server_encoding === 'UTF8') return;
  const message = `The database ${url.database} is encoded as ${rows[0]?.server_encoding}; a store needs UTF8.`;
  throw new FaultError(fault('invalid-config', message, { help: 'Create the database with encoding UTF8.' }));
}

/** Roles belong to the whole server: another database may have brought them. */
async function makeRoles(client: pg.Client): Promise<readonly string[]> {
  const names = groupRoles.map((role) => `galley_${role}`);
  const found = await client.query<{ rolname: string }>('select rolname from pg_roles where rolname = any($1)', [
    names,
  ]);
  const present = new Set(found.rows.map(({ rolname }) => rolname));
  const missing = names.filter((name) => !present.has(name));
  for (const name of missing) await client.query(`create role ${name} nologin`);
  for (const name of missing) {
    if (name !== 'galley_reader') await client.query(`grant galley_reader to ${name}`);
  }
  const { rows } = await client.query<{ member: boolean }>(
    `select pg_has_role(session_user, 'galley_admin', 'member') as member`,
  );
  if (rows[0]?.member !== true) await client.query('grant galley_admin to current_user');
  return missing;
}

async function presentStep(client: pg.Client): Promise<number> {
  const found = await client.query<{ present: boolean }>(
    `select exists (select from pg_tables where schemaname = 'galley' and tablename = 'meta') as present`,
  );
  if (found.rows[0]?.present !== true) return 0;
  const { rows } = await client.query<{ schema: number }>('select schema from galley.meta');
  return rows[0]?.schema ?? 0;
}

function newerFault(step: number) {
  const message = `The store has a schema of form ${step}, made by a newer Galley; this one knows form ${newestSchemaStep}.`;
  return fault('read-only', message, { help: 'Update Galley.' });
}

function setUpFault(error: unknown, login: ServerLogin) {
  if (error instanceof FaultError) return error.fault;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== '42501') return loginFault(error, login);
  const message = `${userOf(login)} may not set up a store in ${formatStoreUrl(login.url)}: ${(error as Error).message}.`;
  return fault('refused', message, {
    help: 'Run it as the owner of the database, who may also create roles, or as a member of galley_admin.',
  });
}
