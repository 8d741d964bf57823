import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { Store } from '../../server/src/domain';
import { openStore } from '../../server/src/store';
import { commentAdded, contentOf, promptCreated, threadStarted, versionCommitted } from '../store/support/facts';
import { median, reportFigure } from '../support/bench';
import { Cluster, skipPostgres } from '../support/postgres';
import { valueOf } from '../support/result';

/** How many versions the store holds before it is measured, with the bar of each. */
const sizes = [
  { versions: 100, maxRatio: 3 },
  { versions: 5000, maxRatio: 3 },
];
const commits = 300;
/** Two kilobytes of prompt. */
const text = 'Answer the customer in a friendly tone and name the next step. '.repeat(32);

void main();

async function main(): Promise<void> {
  if (skipPostgres !== false) throw new Error(skipPostgres);
  const cluster = await Cluster.start([]);
  for (const { versions, maxRatio } of sizes) await bench(cluster, versions, maxRatio);
  cluster.kill();
}

/** A commit is one version with a text of 2 kB and one event; plain pg stores the same two rows and nothing else. */
async function bench(cluster: Cluster, versions: number, maxRatio: number): Promise<void> {
  const database = await cluster.database();
  const folder = mkdtempSync(path.join(tmpdir(), 'galley-bench-'));
  const directory = path.join(folder, '.galley');
  const store = valueOf(await openStore({ directory, server: database.login() }));
  await seed(store, versions);
  const { host, port, database: name } = database.login().url;
  const plain = new pg.Client({ host, port, database: name, user: 'owner' });
  await plain.connect();
  await plain.query('create table plain (id text primary key, payload jsonb not null)');
  const ours: number[] = [];
  const theirs: number[] = [];
  const reads: number[] = [];
  for (let count = 0; count < commits; count++) {
    const facts = [version(`c${count}`), commentAdded({ comment: `k${count}`, thread: 't' })] as const;
    ours.push(await timed(async () => void valueOf(await store.append(facts))));
    theirs.push(await timed(() => insertPlain(plain, facts)));
    reads.push(await timed(async () => void valueOf(await store.query('version', { id: `c${count}` }))));
  }
  reportFigure({
    what: `append to PostgreSQL, ${versions} versions, median`,
    value: median(ours),
    unit: 'ms',
    yardstick: { what: 'plain pg: begin, insert, commit', value: median(theirs) },
    maxRatio,
  });
  reportFigure({
    what: `look up a version there, ${versions} versions, median`,
    value: median(reads),
    unit: 'ms',
    maxValue: 1,
  });
  await plain.end();
  await store.close();
  rmSync(folder, { recursive: true });
}

async function seed(store: Store, versions: number): Promise<void> {
  valueOf(await store.append([promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })]));
  for (let at = 0; at < versions; at += 500) {
    const count = Math.min(500, versions - at);
    valueOf(await store.append(Array.from({ length: count }, (_, index) => version(`s${at + index}`))));
  }
}

function version(id: string): ReturnType<typeof versionCommitted> {
  return versionCommitted({ prompt: 'p', version: id, content: contentOf(`${id} ${text}`) });
}

async function insertPlain(client: pg.Client, facts: readonly { readonly id: string }[]): Promise<void> {
  await client.query('begin');
  await client.query('insert into plain select * from unnest($1::text[], $2::jsonb[])', [
    facts.map(({ id }) => id),
    facts.map((fact) => JSON.stringify(fact)),
  ]);
  await client.query('commit');
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
