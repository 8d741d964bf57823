import { type Fault, fault, FaultError } from '../../base';
import { formatStoreUrl, passwordHelp } from '../../domain';
import { type ServerLogin, userOf } from './login';

/** The connection is gone: what was asked last may or may not have been done. */
export class ConnectionLost extends Error {
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ConnectionLost';
  }
}

/** What PostgreSQL said of a statement. */
export interface ServerError extends Error {
  /** The SQLSTATE. */
  readonly code: string;
  readonly severity: string;
}

/** Whether PostgreSQL refused a statement, and the connection goes on. */
export function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && error.severity === 'ERROR';
}

/** Why nobody could get in. Faults of code `io` may pass by themselves; others want a person. */
export function loginFault(error: unknown, login: ServerLogin): Fault {
  if (error instanceof FaultError) return error.fault;
  const place = formatStoreUrl(login.url);
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const user = userOf(login);
  if (code === '28P01' || code === '28000' || /password must be a string|SASL/.test(message)) {
    const why = login.password === undefined ? 'no password or a wrong one was given' : 'the password is wrong';
    return fault('invalid-config', `${place} does not let ${user} in: ${why} (${message}).`, { help: passwordHelp });
  }
  if (code === '3D000') {
    const help = 'Check the address in galley.yaml, or have an administrator create the database.';
    return fault('not-found', `There is no database ${login.url.database} on ${place}.`, { help });
  }
  if (code === '42501') return noRoleFault(login);
  if (/^ERR_TLS|CERT|VERIFY/.test(code) || /does not support SSL/.test(message)) {
    const help =
      'Name the authority with sslrootcert=/path/to/ca.pem in the address, or another sslmode: docs/postgresql.md.';
    return fault('invalid-config', `The connection to ${place} cannot be trusted: ${message}.`, { help });
  }
  return fault('io', `${place} cannot be reached: ${message}.`, {
    help: 'Check the network and that PostgreSQL is running. It is tried again by itself.',
  });
}

/** The user has none of the roles. */
export function noRoleFault(login: ServerLogin): Fault {
  const user = userOf(login);
  return fault('refused', `${user} has no role in the store at ${formatStoreUrl(login.url)}.`, {
    help: `An administrator gives one: grant galley_author to "${user}" (or galley_reader, _approver, _deployer, _admin).`,
  });
}

/** The database holds no store. */
export function noSchemaFault(login: ServerLogin): Fault {
  return fault('not-found', `The database at ${formatStoreUrl(login.url)} holds no store of Galley yet.`, {
    help: 'An administrator of the database runs galley store migrate.',
  });
}

/** Why a statement that stores facts was refused. */
export function refusalFault(error: ServerError, login: ServerLogin, kinds: readonly string[]): Fault {
  const user = userOf(login);
  if (error.code === '42501') {
    return fault(
      'refused',
      `${user} may not store ${[...new Set(kinds)].join(', ')} in ${formatStoreUrl(login.url)}.`,
      {
        help: 'Ask an administrator for the role that may: galley_author, galley_approver, galley_deployer or galley_admin.',
      },
    );
  }
  if (error.code === '23505')
    return fault('conflict', 'Another client was first. Look at the present state and try again.');
  if (error.code === '25006') {
    return fault('read-only', `${formatStoreUrl(login.url)} is a copy of the store that cannot be written.`, {
      help: 'Name the primary server in galley.yaml.',
    });
  }
  if (error.code === '55P03') {
    return fault('io', 'Another client keeps the store to itself.', { help: 'Nothing was stored. Try again.' });
  }
  return fault('io', `PostgreSQL did not store it: ${error.message}.`, { help: 'Nothing was stored.' });
}
