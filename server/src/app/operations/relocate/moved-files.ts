import { fault, type Fault, ok, type Result, type Ulid } from '../../../base';
import type { PromptRecord } from '../../../domain';
import type { DraftSummary } from '../../drafts';
import type { Context } from '../../session/context';
import type { Registry } from '../../session/registry';

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

/** The prompts in use whose files are gone; only paths and names are looked at. */
export async function lostPrompts(
  { workspace, drafts }: Context,
  registry: Registry,
): Promise<Result<readonly PromptRecord[]>> {
  const records = await registry.query('prompts', undefined);
  if (!records.ok) return records;
  const paths = new Set([...workspace.files()].map(({ path }) => path));
  const gone = records.value.filter(({ file, archived }) => archived === undefined && !paths.has(file));
  return ok(gone.filter(({ name }) => !drafts.has(name)));
}

/** The fault when a first version would do what a prompt did whose file is gone: its history would stay behind. */
export async function movedFault(
  context: Context,
  registry: Registry,
  { name, hash }: { readonly name: string; readonly hash: string },
): Promise<Result<Fault | undefined>> {
  const lost = await lostPrompts(context, registry);
  if (!lost.ok || lost.value.length === 0) return lost.ok ? ok(undefined) : lost;
  const heads = await registry.query('currentBranches', undefined);
  if (!heads.ok) return heads;
  const same = new Set(heads.value.filter(({ head }) => head.hash === hash).map(({ head }) => head.prompt));
  const was = lost.value.find(({ id }) => same.has(id));
  if (was === undefined) return ok(undefined);
  const message = `${name} does what ${was.name} did, whose file ${was.file} is gone.`;
  const help = `If it was moved, galley mv ${was.name} ${name} takes the history along; commit with --new to start another.`;
  return ok(
    fault('conflict', message, { key: 'anew', help, details: { movedFrom: { prompt: was.name, file: was.file } } }),
  );
}
