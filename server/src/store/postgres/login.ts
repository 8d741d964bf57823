import { readFileSync } from 'node:fs';
import os from 'node:os';
import type { ClientConfig } from 'pg';
import { fault, FaultError } from '../../base';
import type { StoreUrl } from '../../domain';

/** How to get into a store on PostgreSQL. */
export interface ServerLogin {
  readonly url: StoreUrl;
  /** Counts where the address names none; default: the account on this machine. */
  readonly user?: string | undefined;
  /** Without it `PGPASSWORD` and `~/.pgpass` are looked at. Never shown or logged. */
  readonly password?: string | undefined;
}

/** The name a login goes by in the database. */
export function userOf({ url, user }: ServerLogin): string {
  return url.user ?? user ?? os.userInfo().username;
}

/** What the client of PostgreSQL is made with. */
export function clientConfig(login: ServerLogin, connectMs: number): ClientConfig {
  const { host, port, database } = login.url;
  return {
    ...{ host, port, database, user: userOf(login), ssl: tlsOf(login.url) },
    ...(login.password === undefined ? {} : { password: login.password }),
    ...{ connectionTimeoutMillis: connectMs, keepAlive: true, application_name: 'galley' },
  };
}

function tlsOf({ tls, rootCertificate }: StoreUrl): ClientConfig['ssl'] {
  switch (tls) {
    case 'disable':
      return false;
    case 'require':
      return { rejectUnauthorized: false };
    case 'verify-ca':
      return { ...authority(rootCertificate), rejectUnauthorized: true, checkServerIdentity: () => undefined };
    case 'verify-full':
      return { ...authority(rootCertificate), rejectUnauthorized: true };
  }
}

function authority(file: string | undefined): { readonly ca?: string } {
  if (file === undefined) return {};
  try {
    return { ca: readFileSync(file, 'utf8') };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'unknown error';
    throw new FaultError(fault('invalid-config', `The file of sslrootcert cannot be read: ${why}.`, { key: 'store' }));
  }
}
