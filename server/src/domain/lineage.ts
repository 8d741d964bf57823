import type { Ulid } from '../base';

/** What a walk through the history of one prompt needs of a version. */
export interface LineageVersion {
  readonly id: Ulid;
  readonly number: number;
  readonly parents: readonly Ulid[];
}

/** The versions of one prompt by id. */
export type Lineage = ReadonlyMap<Ulid, LineageVersion>;

/** A version and all it was made from, at any depth. */
export function ancestorsOf(lineage: Lineage, version: Ulid): ReadonlySet<Ulid> {
  const found = new Set<Ulid>();
  const pending = [version];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    for (const parent of lineage.get(id)?.parents ?? []) pending.push(parent);
  }
  return found;
}

/**
 * The base of a merge: the newest version that both were made from. Where lines crossed there may be several that are not
 * made from one another; numbers follow the order of the journal, so the newest is one of them.
 */
export function mergeBase(lineage: Lineage, ours: Ulid, theirs: Ulid): LineageVersion | undefined {
  const mine = ancestorsOf(lineage, ours);
  const common = [...ancestorsOf(lineage, theirs)].filter((id) => mine.has(id)).map((id) => lineage.get(id));
  return common.reduce((best, one) => ((one?.number ?? 0) > (best?.number ?? 0) ? one : best), undefined);
}
