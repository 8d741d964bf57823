import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { localFactKinds, type Store } from '../../../server/src/domain';
import { dumpDatabase, StoreFolder, unwrap } from './store-folder';

const localTables = new Set(['runs', 'results', 'segments', 'working_branches']);

/** What clones have in common: every row of the shared tables in an order of their content, without places in the order. */
export async function sharedRows(store: Store): Promise<{ readonly [table: string]: readonly string[] }> {
  unwrap(await store.checkpoint());
  const { path: directory } = unwrap(await store.status());
  const tables = Object.entries(dumpDatabase(path.join(directory, 'store.db')));
  return Object.fromEntries(
    tables
      .filter(([table]) => !localTables.has(table))
      .map(([table, rows]) => [
        table,
        rows
          .map((row) => withoutPlace(table, row))
          .filter((row) => row !== '')
          .sort(),
      ]),
  );
}

function withoutPlace(table: string, row: unknown): string {
  const { seq: _seq, ...rest } = row as { readonly seq?: number; readonly kind?: string };
  const isLocal = table === 'facts' && (localFactKinds as ReadonlySet<string>).has(rest.kind ?? '');
  return isLocal ? '' : JSON.stringify(rest);
}

/** Copies the files of shared facts that another folder lacks, as git does. */
export function pull(from: string, to: string): void {
  const [source, target] = [path.join(from, 'facts'), path.join(to, 'facts')];
  if (existsSync(source)) cpSync(source, target, { recursive: true });
}

/** The texts of the files of shared facts by name. */
export function segments(directory: string): ReadonlyMap<string, string> {
  const folder = path.join(directory, 'facts');
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  return new Map(names.map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));
}

/** A store that is shared with others through files. */
export interface Clone {
  readonly folder: StoreFolder;
  readonly store: Store;
}

/** A new one, with what another one has shared. */
export async function clone(t: TestContext, from?: Clone): Promise<Clone> {
  const folder = new StoreFolder(t);
  if (from !== undefined) {
    mkdirSync(folder.directory);
    pull(from.folder.directory, folder.directory);
  }
  return { folder, store: await folder.open() };
}
