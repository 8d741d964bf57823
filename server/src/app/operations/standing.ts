import { ok, type Result } from '../../base';
import {
  type Bump,
  contentHash,
  diffInterfaces,
  type InterfaceChange,
  interfaceOf,
  type Lineage,
  mainBranch,
  mergeBase,
  nextBranchLabel,
  nextSemver,
  type PromptRecord,
  type VersionBehaviour,
  type VersionRecord,
} from '../../domain';
import type { Draft } from '../drafts';
import type { Context } from '../session/context';
import type { Registry } from '../session/registry';
import { refreshDraft } from './fresh';

/** The history of a prompt, and the branch its draft is worked on for. */
export interface Line {
  readonly record: PromptRecord;
  readonly branch: string;
  /** The head of the branch. */
  readonly head: VersionRecord | undefined;
  /** The newest version that the branch and main have in common; on main the head. */
  readonly fork: VersionRecord | undefined;
  /** Newest first. */
  readonly versions: readonly VersionRecord[];
  readonly lineage: Lineage;
}

/** Where a draft stands against the head of its branch. */
export interface Standing {
  readonly registry: Registry;
  readonly draft: Draft;
  readonly behaviour: VersionBehaviour;
  readonly hash: string;
  /** Absent while the prompt has no record in the store. */
  readonly line: Line | undefined;
  /** What changed in the interface since the head. */
  readonly changes: readonly InterfaceChange[];
  /** What changed since {@link Line.fork}: what the label has to promise. */
  readonly promised: readonly InterfaceChange[];
}

/** @param branch the current one when absent */
export async function lineOf(registry: Registry, record: PromptRecord, branch?: string): Promise<Result<Line>> {
  const versions = await registry.query('versions', { prompt: record.id });
  if (!versions.ok) return versions;
  const branches = await registry.query('branches', { prompt: record.id });
  if (!branches.ok) return branches;
  registry.remember(versions.value);
  const wanted = branches.value.find(({ name, current }) => (branch === undefined ? current : name === branch));
  const name = branch ?? wanted?.name ?? mainBranch;
  const lineage: Lineage = new Map(versions.value.map((version) => [version.id, version]));
  const main = branches.value.find((one) => one.name === mainBranch)?.head;
  const common = wanted === undefined || main === undefined ? undefined : mergeBase(lineage, main.id, wanted.head.id);
  const fork = versions.value.find(({ id }) => id === common?.id);
  return ok({ record, branch: name, head: wanted?.head, fork, versions: versions.value, lineage });
}

/** How the draft of a prompt, as its file stands, differs from the head of the current branch. */
export async function standingOf(context: Context, name: string): Promise<Result<Standing>> {
  const draft = await refreshDraft(context, name);
  return draft.ok ? standingOfDraft(context, draft.value) : draft;
}

/** The same for a draft whose files have just been looked at. */
export async function standingOfDraft(context: Context, draft: Draft): Promise<Result<Standing>> {
  const behaviour = context.drafts.behaviour(draft);
  if (!behaviour.ok) return behaviour;
  const registry = await context.registry();
  if (!registry.ok) return registry;
  const record = await registry.value.recordOf(draft);
  if (!record.ok) return record;
  const base = {
    registry: registry.value,
    draft,
    behaviour: behaviour.value,
    hash: contentHash(behaviour.value),
  };
  if (record.value === undefined) return ok({ ...base, line: undefined, changes: [], promised: [] });
  const line = await lineOf(registry.value, record.value);
  if (!line.ok) return line;
  const changes = await changesSince(registry.value, line.value.head, behaviour.value);
  if (!changes.ok) return changes;
  const promised = await changesSince(registry.value, line.value.fork, behaviour.value);
  return promised.ok ? ok({ ...base, line: line.value, changes: changes.value, promised: promised.value }) : promised;
}

/** What callers of a version notice of a later behaviour; nothing when there is no version. */
export async function changesSince(
  registry: Registry,
  version: VersionRecord | undefined,
  after: VersionBehaviour,
): Promise<Result<readonly InterfaceChange[]>> {
  if (version === undefined) return ok([]);
  const content = await registry.content(version.id);
  return content.ok ? ok(diffInterfaces(interfaceOf(content.value.behaviour), interfaceOf(after))) : content;
}

/** The label that a bump gives on the branch of a line. */
export function labelAfter(line: Line | undefined, bump: Bump): string {
  const taken = new Set(line?.versions.map(({ semver }) => semver));
  if (line === undefined || line.branch === mainBranch) return nextSemver(line?.head?.semver, bump, taken);
  return nextBranchLabel(line.fork?.semver, bump, line.branch, taken);
}
