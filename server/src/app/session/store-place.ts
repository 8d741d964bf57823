import { existsSync } from 'node:fs';
import path from 'node:path';
import { ok, type Result } from '../../base';
import { formatStoreUrl, type StoreUrl } from '../../domain';
import type { ServerLogin } from '../../store';
import type { HostWorkspace, SessionOptions } from '../types';
import { configText } from '../workspace/config-text';

/** What a galley.yaml that names a server holds, whatever else is wrong with it. */
const namesServer = /\bpostgres(?:ql)?:/;

/**
 * The server that keeps the facts of a workspace; undefined where they are in the folder. A galley.yaml that is broken is a
 * fault only where it may name a server: nothing is to be kept in the folder by mistake.
 */
export async function namedServer({ workspace }: SessionOptions): Promise<Result<StoreUrl | undefined>> {
  const text = configText(workspace);
  if (text === undefined) return ok(undefined);
  const { loadConfig } = await import('../config');
  const config = loadConfig(text);
  if (config.ok) return ok(config.value.server);
  return namesServer.test(text) ? config : ok(undefined);
}

/** Who comes to a server, by environment variables or what the editor remembers; what they leave open PostgreSQL's own ways say. */
export async function loginTo(url: StoreUrl, { environment, storeSecret }: SessionOptions): Promise<ServerLogin> {
  const secret = await storeSecret?.(formatStoreUrl(url));
  const said = (...names: readonly string[]): string | undefined =>
    names.map((name) => environment[name]).find((value) => value !== undefined && value !== '');
  return {
    url,
    user: said('GALLEY_STORE_USER', 'PGUSER') ?? secret?.user,
    password: said('GALLEY_STORE_PASSWORD', 'PGPASSWORD') ?? secret?.password,
  };
}

/** Whether a folder has a store of its own, or names one on a server. Reads no file. */
export function hasStore(workspace: HostWorkspace): boolean {
  return existsSync(path.join(workspace.root, '.galley')) || namesServer.test(configText(workspace) ?? '');
}
