import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { setUpStore, type ServerLogin } from '../../server/src/store';
import { valueOf } from './result';

/** The programs of PostgreSQL; undefined where there are none. */
const programs = process.env['GALLEY_POSTGRES'];

/** Why tests on PostgreSQL are skipped; false where they run. */
export const skipPostgres: string | false =
  programs === undefined ? 'there is no PostgreSQL here: npm run test:unit finds or installs it' : false;

/** Who owns everything on the servers of tests, and his password over TCP. */
const owner = 'owner';
export const ownerPassword = 'open sesame';

/** One person for each role. */
export const people = {
  reader: 'rita',
  author: 'anna',
  approver: 'paul',
  deployer: 'dora',
  admin: 'alex',
} as const;

/** A PostgreSQL server of its own, which goes when the process ends. */
export class Cluster {
  readonly #data: string;
  readonly #settings: readonly string[];
  readonly port: number;
  #server: ChildProcess | undefined;
  #databases = 0;

  private constructor(data: string, port: number, settings: readonly string[]) {
    this.#data = data;
    this.port = port;
    this.#settings = settings;
  }

  /** @param settings such as `fsync=off`; with `tls` it has a certificate for localhost */
  static async start(settings: readonly string[], { tls = false } = {}): Promise<Cluster> {
    const folder = mkdtempSync(path.join(tmpdir(), 'galley-pg-'));
    const { uid, gid } = account();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const passwords = path.join(folder, 'password');
    writeFileSync(passwords, ownerPassword, { mode: 0o644 });
    const data = path.join(folder, 'data');
    const how = ['--no-sync', '--encoding=UTF8', '--locale=C', '--auth-local=trust', '--auth-host=scram-sha-256'];
    execFileSync(program('initdb'), ['-D', data, '-U', owner, `--pwfile=${passwords}`, ...how], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...account(),
    });
    const cluster = new Cluster(data, await freePort(), [...settings, ...(tls ? certify(data) : [])]);
    process.once('exit', () => {
      cluster.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });
    await cluster.start();
    return cluster;
  }

  /** The folder of the server's Unix socket. */
  get socket(): string {
    return path.dirname(this.#data);
  }

  /** The certificate of one that was started with `tls`. */
  get certificate(): string {
    return path.join(this.#data, 'server.crt');
  }

  /** Resolves when the server lets clients in. One that was killed a moment ago may have to let go of its memory first. */
  async start(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const why = await this.#tryStart();
      if (why === undefined) return;
      if (!/in use|already exists/.test(why) || tries > 200) throw new Error(`PostgreSQL did not start: ${why}`);
    }
  }

  #tryStart(): Promise<string | undefined> {
    const place = [`unix_socket_directories=${this.socket}`, 'listen_addresses=127.0.0.1', `port=${this.port}`];
    const settings = [...place, ...this.#settings].flatMap((setting) => ['-c', setting]);
    const server = spawn(program('postgres'), ['-D', this.#data, ...settings], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...account(),
    });
    this.#server = server;
    return new Promise((resolve) => {
      let said = '';
      createInterface(server.stderr).on('line', (line) => {
        said += `${line}\n`;
        if (!line.includes('ready to accept connections')) return;
        said = '';
        server.unref();
        (server.stderr as unknown as { unref(): void }).unref();
        resolve(undefined);
      });
      server.once('close', () => resolve(said));
    });
  }

  /** Ends the server as an administrator does; clients are cut off. */
  async stop(): Promise<void> {
    const server = this.#server;
    if (server?.exitCode !== null || server.signalCode !== null) return;
    server.ref();
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
  }

  /** Kills the server and all its processes at once. */
  kill(): void {
    const pid = this.#server?.pid;
    if (pid === undefined || this.#server?.exitCode !== null) return;
    for (const one of [pid, ...childrenOf(pid)]) {
      try {
        process.kill(one, 'SIGKILL');
      } catch {
        continue; // it has ended by itself
      }
    }
  }

  /** A new database; with the schema of a store and a person for each role, unless it is `empty`. */
  async database({ empty = false } = {}): Promise<Database> {
    if (!empty) await (this.#template ??= this.#makeTemplate());
    const name = `db${++this.#databases}`;
    await this.owner('postgres', `create database ${name} template ${empty ? 'template1' : 'store'}`);
    return new Database(this, name);
  }

  #template: Promise<void> | undefined;

  async #makeTemplate(): Promise<void> {
    await this.owner('postgres', 'create database store');
    valueOf(await setUpStore(this.login('store', owner)));
    for (const [role, name] of Object.entries(people))
      await this.owner('postgres', `create role ${name} login; grant galley_${role} to ${name}`);
  }

  login(database: string, user: string): ServerLogin {
    return { url: { host: this.socket, port: this.port, database, tls: 'disable' }, user };
  }

  /** Runs statements as the owner of everything. */
  async owner(database: string, text: string): Promise<readonly { readonly [column: string]: unknown }[]> {
    return this.as(database, owner, text);
  }

  async as(
    database: string,
    user: string,
    text: string,
    values?: unknown[],
  ): Promise<readonly { readonly [column: string]: unknown }[]> {
    const client = new pg.Client({ host: this.socket, port: this.port, database, user });
    await client.connect();
    try {
      return (await client.query<{ readonly [column: string]: unknown }>(text, values)).rows;
    } finally {
      await client.end();
    }
  }
}

/** A database of a cluster. */
export class Database {
  readonly cluster: Cluster;
  readonly name: string;

  constructor(cluster: Cluster, name: string) {
    this.cluster = cluster;
    this.name = name;
  }

  /** How a person gets in; default: the administrator of the store. */
  login(user: string = people.admin): ServerLogin {
    return this.cluster.login(this.name, user);
  }

  /** The address as galley.yaml has it. */
  get address(): string {
    return `postgres://:${this.cluster.port}/${this.name}?host=${encodeURIComponent(this.cluster.socket)}`;
  }

  sql(text: string, user: string = owner, values?: unknown[]): ReturnType<Cluster['as']> {
    return this.cluster.as(this.name, user, text, values);
  }
}

let shared: Promise<Cluster> | undefined;

/** The cluster of this process. It does not wait for the disk: tests that kill a server start their own. */
export function sharedCluster(): Promise<Cluster> {
  shared ??= Cluster.start(['fsync=off', 'max_connections=200']);
  return shared;
}

/** Makes a certificate for localhost, and says how the server finds it. */
function certify(data: string): readonly string[] {
  const [key, certificate] = [path.join(data, 'server.key'), path.join(data, 'server.crt')];
  const what = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  const how = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...what];
  execFileSync('openssl', how, { stdio: ['ignore', 'ignore', 'ignore'] });
  const { uid, gid } = account();
  if (uid !== undefined && gid !== undefined) chownSync(key, uid, gid);
  chmodSync(key, 0o600);
  return ['ssl=on', `ssl_key_file=${key}`, `ssl_cert_file=${certificate}`];
}

function program(name: string): string {
  if (programs === undefined) throw new Error('there is no PostgreSQL');
  return path.join(programs, name);
}

/** PostgreSQL does not run as root: then it runs as the user that its package made. */
function account(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const [, uid = '', gid = ''] = /^postgres:[^:]*:(\d+):(\d+):/m.exec(readFileSync('/etc/passwd', 'utf8')) ?? [];
  if (uid !== '') return { uid: Number(uid), gid: Number(gid) };
  const { uid: owning, gid: group } = statSync('/var/lib/postgresql');
  return { uid: owning, gid: group };
}

function childrenOf(pid: number): readonly number[] {
  try {
    const found = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return found.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // there is no /proc: its children notice and end
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
