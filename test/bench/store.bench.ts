import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Store, VersionCommitted } from '../../server/src/domain';
import { openStore, openStoreInWorker } from '../../server/src/store';
import { contentOf, promptCreated, threadStarted, commentAdded, versionCommitted } from '../store/support/facts';
import { median, reportFigure } from '../support/bench';

/** Sizes of the database at which a commit is measured, with the bar of each. */
const sizes = [
  { megabytes: 1, maxRatio: undefined },
  { megabytes: 10, maxRatio: 1.5 },
  { megabytes: 100, maxRatio: 3 },
];
const commits = 300;
const worker = path.join(__dirname, 'store-worker.js');
/** Two kilobytes of prompt. */
const text = 'Answer the customer in a friendly tone and name the next step. '.repeat(32);

void main();

async function main(): Promise<void> {
  for (const { megabytes, maxRatio } of sizes) await benchCommit(megabytes, maxRatio);
  await benchStall();
}

/** A commit is one version with a text of 2 kB and one event. */
async function benchCommit(megabytes: number, maxRatio: number | undefined): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'galley-bench-'));
  const directory = path.join(folder, '.galley');
  const version = versionLine();
  const store = await seeded(directory, megabytes, version);
  const native = seededNative(path.join(folder, 'native.db'), megabytes);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let count = 0; count < commits; count++) {
    ours.push(await timed(async () => check(await store.append([version(`c${count}`), event(`c${count}`)]))));
    theirs.push(await timed(async () => native.commit(`c${count}`)));
  }
  reportFigure({
    what: `store commit, ${megabytes} MB, median`,
    value: median(ours),
    unit: 'ms',
    yardstick: { what: 'node:sqlite, WAL, synchronous=FULL', value: median(theirs) },
    ...(maxRatio === undefined ? {} : { maxRatio }),
  });
  await store.close();
  native.close();
  rmSync(folder, { recursive: true });
}

/** The longest time for which this thread could not run while a worker commits and checkpoints. */
async function benchStall(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'galley-bench-'));
  const directory = path.join(folder, '.galley');
  const version = versionLine();
  await (await seeded(directory, 10, version)).close();
  const store = unwrap(await openStoreInWorker({ directory, workerPath: worker }));
  await new Promise((resolve) => setTimeout(resolve, 200));
  const late = watchTicks();
  for (let count = 0; count < 30; count++) check(await store.append([version(`s${count}`), event(`s${count}`)]));
  check(await store.append(Array.from({ length: 1000 }, (_, index) => version(`b${index}`))));
  check(await store.checkpoint());
  reportFigure({ what: 'main thread, longest stall while the store works', value: late(), unit: 'ms', maxValue: 20 });
  await store.close();
  rmSync(folder, { recursive: true });
}

/** Ticks every 10 ms; the result stops it and says by how much the latest tick came late. */
function watchTicks(): () => number {
  let last = performance.now();
  let worst = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    worst = Math.max(worst, now - last - 10);
    last = now;
  }, 10);
  return () => {
    clearInterval(timer);
    return worst;
  };
}

/** Makes versions of one prompt, each with the one before it as its parent. */
function versionLine(): (id: string) => VersionCommitted {
  let parents: readonly string[] = [];
  return (id) => {
    const made = versionCommitted({ prompt: 'p', version: `v-${id}`, content: contentOf(`${id} ${text}`), parents });
    parents = [made.version];
    return made;
  };
}

function event(id: string) {
  return commentAdded({ comment: `e-${id}`, thread: 't' });
}

/** A store whose `store.db` has the given size. */
async function seeded(directory: string, megabytes: number, version: (id: string) => VersionCommitted): Promise<Store> {
  const store = unwrap(await openStore({ directory, watch: false }));
  check(await store.append([promptCreated({ prompt: 'p' }), threadStarted({ thread: 't', prompt: 'p' })]));
  for (let batch = 0, size = 0; size < megabytes * 1024 * 1024; batch++) {
    check(await store.append(Array.from({ length: 200 }, (_, index) => version(`seed-${batch}-${index}`))));
    if (batch % 10 !== 9) continue;
    check(await store.checkpoint());
    size = statSync(path.join(directory, 'store.db')).size;
  }
  check(await store.checkpoint());
  return store;
}

/** The same rows by hand in a native database. */
function seededNative(file: string, megabytes: number) {
  const database = new DatabaseSync(file);
  database.exec('pragma journal_mode = wal; pragma synchronous = full');
  database.exec('create table versions (id text primary key, prompt text, number integer, body text, time text)');
  database.exec('create unique index versions_number on versions (prompt, number)');
  database.exec('create table events (id text primary key, kind text, thread text, body text, time text)');
  const number = '(select coalesce(max(number), 0) + 1 from versions where prompt = ?)';
  const insert = database.prepare(`insert into versions values (?, ?, ${number}, ?, ?)`);
  const log = database.prepare('insert into events values (?, ?, ?, ?, ?)');
  const time = new Date(0).toISOString();
  database.exec('begin');
  for (let row = 0; row < (megabytes * 1024 * 1024) / 2200; row++)
    insert.run(`n-${row}`, 'p', 'p', `${row} ${text}`, time);
  database.exec('commit');
  return {
    commit(id: string): void {
      database.exec('begin');
      insert.run(`v-${id}`, 'p', 'p', `${id} ${text}`, time);
      log.run(`e-${id}`, 'comment-added', 't', `says ${id}`, time);
      database.exec('commit');
    },
    close: () => database.close(),
  };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

function unwrap<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: object },
): T {
  if (!result.ok) throw new Error(JSON.stringify(result.fault));
  return result.value;
}

function check(result: Parameters<typeof unwrap>[0]): void {
  unwrap(result);
}
