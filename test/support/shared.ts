import { existsSync } from 'node:fs';
import path from 'node:path';
import { repoRoot } from './repo';

/** What lies beside the repository, in its folder `shared`, and is not part of it. */
export interface Shared {
  readonly place: string;
  /** Why a test that needs it is skipped; false where it is at hand. */
  readonly skip: string | false;
}

/** A folder or file of `shared`. */
export function shared(...parts: readonly string[]): Shared {
  const place = path.join(repoRoot, '..', 'shared', ...parts);
  return { place, skip: existsSync(place) ? false : `no ${['shared', ...parts].join('/')} beside the repository` };
}
