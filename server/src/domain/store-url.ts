import { fail, fault, nearest, ok, type Fault, type Result } from '../base';

/** How the connection to a server is secured: as libpq means it. */
export type TlsMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

/** Where a store on PostgreSQL is. Never holds a password. */
export interface StoreUrl {
  /** A host name, an address, or the absolute path of the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** The database user; absent when everybody comes under a name of their own. */
  readonly user?: string;
  readonly tls: TlsMode;
  /** Path of a PEM file with the authorities to trust; the machine's own when absent. */
  readonly rootCertificate?: string;
}

const form = /^postgres(?:ql)?:\/\/(?:([^@/?#]*)@)?([^/?#]*)\/([^/?#]+)(?:\?([^#]*))?$/;
const defaultPort = 5432;
const tlsModes: readonly TlsMode[] = ['disable', 'require', 'verify-ca', 'verify-full'];
const known = ['sslmode', 'sslrootcert', 'host', 'user'];

/** What to do instead of writing a password down. */
export const passwordHelp =
  'Set GALLEY_STORE_PASSWORD or PGPASSWORD, write it to ~/.pgpass, or run Galley: Set store password in VS Code.';

/**
 * Reads `postgres://[user@]host[:port]/database[?sslmode=…]`. A password in it is refused, since the text stands in a file.
 * Without `sslmode` connections that leave the machine are encrypted and the certificate is checked (`verify-full`).
 */
export function parseStoreUrl(text: string): Result<StoreUrl> {
  const [, userinfo = '', authority = '', path = '', query = ''] = form.exec(text) ?? [];
  if (path === '') return fail(wrong('expected postgres://user@host:5432/database'));
  try {
    return readParts({ userinfo, authority, path, query });
  } catch {
    return fail(wrong('a % in the address is not followed by two hex digits'));
  }
}

interface UrlParts {
  readonly userinfo: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
}

function readParts({ userinfo, authority, path, query }: UrlParts): Result<StoreUrl> {
  const parameters = new Map(query === '' ? [] : query.split('&').map(parameterOf));
  if (userinfo.includes(':') || parameters.has('password')) {
    return fail(wrong('a password never stands here', passwordHelp));
  }
  for (const key of parameters.keys()) if (!known.includes(key)) return fail(unknownParameter(key));
  const place = /^(\[[0-9a-f:.]+\]|[^:]*)(?::(\d{1,5}))?$/i.exec(authority);
  const [, name = '', port = ''] = place ?? [];
  if (place === null) return fail(wrong(`"${authority}" is no host and port`));
  const host = parameters.get('host') ?? (decodeURIComponent(name).replace(/^\[|\]$/g, '') || 'localhost');
  const tls = parameters.get('sslmode') ?? (isLocal(host) ? 'disable' : 'verify-full');
  if (!isTlsMode(tls)) return fail(wrong(`sslmode is one of ${tlsModes.join(', ')}`));
  const user = parameters.get('user') ?? decodeURIComponent(userinfo);
  const rootCertificate = parameters.get('sslrootcert');
  return ok({
    ...{ host, port: port === '' ? defaultPort : Number(port), database: decodeURIComponent(path), tls },
    ...(user === '' ? {} : { user }),
    ...(rootCertificate === undefined ? {} : { rootCertificate }),
  });
}

function parameterOf(pair: string): readonly [string, string] {
  const [key = '', ...value] = pair.split('=');
  return [decodeURIComponent(key), decodeURIComponent(value.join('='))];
}

function isTlsMode(text: string): text is TlsMode {
  return (tlsModes as readonly string[]).includes(text);
}

/** Whether what is said stays on this machine. */
function isLocal(host: string): boolean {
  return host.startsWith('/') || host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** The address for a person: what tells one store from another, whoever comes. */
export function formatStoreUrl({ host, port, database }: StoreUrl): string {
  const place = host.startsWith('/') ? encodeURIComponent(host) : host.includes(':') ? `[${host}]` : host;
  return `postgres://${place}${port === defaultPort ? '' : `:${port}`}/${encodeURIComponent(database)}`;
}

function unknownParameter(key: string): Fault {
  const near = nearest(key, known);
  const hint = near === undefined ? `known are ${known.join(', ')}` : `did you mean "${near}"?`;
  return wrong(`"${key}" in the address is not known; ${hint}`);
}

function wrong(message: string, help?: string): Fault {
  return fault('invalid-input', message, { key: 'store', ...(help === undefined ? {} : { help }) });
}
