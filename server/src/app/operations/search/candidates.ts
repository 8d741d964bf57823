import { ok, type Result, type Ulid } from '../../../base';
import type { PromptRecord, VersionRecord } from '../../../domain';
import type { DraftSummary } from '../../drafts';
import type { Context } from '../../session/context';
import type { Registry } from '../../session/registry';

/** A prompt that may be found: its draft, its record in the store, or both. */
export interface Candidate {
  readonly name: string;
  readonly draft: DraftSummary | undefined;
  readonly record: PromptRecord | undefined;
  /** The newest version of the branch that is worked on. */
  readonly head: VersionRecord | undefined;
}

/** All prompts by name, those without a file too. */
export async function candidatesOf(context: Context, registry: Registry): Promise<Result<readonly Candidate[]>> {
  const drafts = await context.drafts.summaries();
  const prompts = await registry.query('prompts', undefined);
  if (!prompts.ok) return prompts;
  const branches = await registry.query('currentBranches', undefined);
  if (!branches.ok) return branches;
  const heads = new Map(branches.value.map(({ head }) => [head.prompt, head]));
  const byName = new Map<string, PromptRecord>();
  for (const record of prompts.value) if (!byName.has(record.name)) byName.set(record.name, record);
  const byFile = new Map(prompts.value.map((record) => [record.file, record]));
  const seen = new Set<Ulid>();
  const found: Candidate[] = drafts.map((draft) => {
    const record = byName.get(draft.name) ?? unnamed(byFile.get(draft.file), context);
    if (record !== undefined) seen.add(record.id);
    return { name: draft.name, draft, record, head: record && heads.get(record.id) };
  });
  for (const record of prompts.value) {
    if (!seen.has(record.id)) found.push({ name: record.name, draft: undefined, record, head: heads.get(record.id) });
  }
  return ok(found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)));
}

/** A record goes by its file when no other prompt has its name. */
function unnamed(record: PromptRecord | undefined, { drafts }: Context): PromptRecord | undefined {
  return record === undefined || drafts.has(record.name) ? undefined : record;
}
