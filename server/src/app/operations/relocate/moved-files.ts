import type { Ulid } from '../../../base';
import type { PromptRecord } from '../../../domain';
import type { DraftSummary } from '../../drafts';

/** What is known of the prompts that have versions. */
export interface Histories {
  readonly records: readonly PromptRecord[];
  /** The content hash of the head of the current branch, by prompt. */
  readonly heads: ReadonlyMap<Ulid, string>;
  readonly recordOf: (draft: DraftSummary) => PromptRecord | undefined;
}

/**
 * New prompts that do exactly what a prompt did whose file is gone: their files were moved, most likely. By the name of the
 * new prompt. Where several could be meant, none is.
 */
export function movedFiles(
  drafts: readonly DraftSummary[],
  { records, heads, recordOf }: Histories,
): ReadonlyMap<string, PromptRecord> {
  const found = new Set<Ulid>();
  const fresh: DraftSummary[] = [];
  for (const draft of drafts) {
    const record = recordOf(draft);
    if (record === undefined) fresh.push(draft);
    else found.add(record.id);
  }
  const gone = records.filter(({ id, archived }) => !found.has(id) && archived === undefined && heads.has(id));
  const moved = new Map<string, PromptRecord>();
  for (const record of gone) {
    const hash = heads.get(record.id);
    const [draft, ...more] = fresh.filter((one) => one.hash === hash);
    const twins = gone.filter(({ id }) => heads.get(id) === hash);
    if (draft !== undefined && more.length === 0 && twins.length === 1) moved.set(draft.name, record);
  }
  return moved;
}
