import { type Fault, fail, fault, ok, type Result } from '../../base';
import {
  contentHash,
  diffInterfaces,
  type Expectation,
  type Fact,
  interfaceOf,
  mainBranch,
  nextSemver,
  proposeBump,
  type VersionContent,
} from '../../domain';
import type { OperationOutput } from '../../protocol';
import type { Draft } from '../drafts';
import { type FileCommit, folderInRepository, historyOf, textsOf } from '../git/history';
import { PastPrompts } from '../git/past';
import { pauser } from '../pause';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { archivedFault } from './archive';
import { identify } from './commit';
import { type Line, lineOf } from './standing';
import type { Decoded, Implementations } from './types';

type Output = OperationOutput<'import.git'>;
type Imported = Output['prompts'][number];

export const importOperations: Implementations<'import.git'> = {
  async 'import.git'(context, input) {
    const drafts = draftsOf(context, input.prompts);
    if (!drafts.ok) return drafts;
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const { workspace, signal } = context;
    const folder = await folderInRepository(workspace.root, signal);
    if (!folder.ok) return folder;
    const past = new PastPrompts(workspace.root, folder.value, workspace, signal);
    const output: Output = { prompts: [], refused: [] };
    for (const [index, draft] of drafts.value.entries()) {
      context.onProgress?.(`${index + 1} of ${drafts.value.length}: ${draft.name}`);
      const imported = await importPrompt(context, registry.value, past, draft, input);
      if (imported.ok) output.prompts.push(imported.value);
      else if (imported.fault.code !== 'refused' || drafts.value.length === 1) return imported;
      else output.refused.push({ prompt: draft.name, reason: imported.fault.message });
    }
    return ok(output);
  },
};

function draftsOf({ drafts, workspace }: Context, words: readonly string[] | undefined): Result<readonly Draft[]> {
  const found: Draft[] = [];
  for (const word of words ?? drafts.names()) {
    const path = word.replace(/^\.\//, '');
    const file = drafts.has(word) ? undefined : [...workspace.files()].find((one) => one.path === path);
    const draft = drafts.find((file && drafts.project.nameOf(file.uri)) ?? word);
    if (draft.ok) found.push(draft.value);
    else if (words !== undefined) return draft;
  }
  return ok(found);
}

/** What a version is to be made of. */
interface Step {
  readonly change: FileCommit;
  readonly content: VersionContent;
  readonly hash: string;
}

async function importPrompt(
  context: Context,
  registry: Registry,
  past: PastPrompts,
  draft: Draft,
  { limit = 1000, dryRun = false }: Decoded<'import.git'>,
): Promise<Result<Imported>> {
  const history = await historyOf(context.workspace.root, draft.file.path, limit, context.signal);
  if (!history.ok) return history;
  if (history.value.length === 0) return fail(refusal(draft, `git knows nothing of ${draft.file.path}.`));
  const line = await mainLine(registry, draft);
  if (!line.ok) return line;
  const archived = line.value && archivedFault(line.value.record);
  if (archived !== undefined) return fail(archived);
  const fresh = newCommits(draft, line.value, history.value);
  if (!fresh.ok) return fresh;
  const read = await readSteps(context, past, draft, fresh.value);
  if (!read.ok) return read;
  const report: Imported = {
    ...{ prompt: draft.name, file: draft.file.path, versions: [], unchanged: 0, unreadable: read.value.unreadable },
    ...{ known: history.value.length - fresh.value.length, limited: history.value.length === limit },
  };
  const plan = await planOf(registry, line.value, read.value.steps, report);
  if (!plan.ok) return plan;
  if (hasOwnHead(line.value) && plan.value.length > 0) return fail(ownVersions(draft, line.value));
  if (dryRun || plan.value.length === 0) return ok({ ...report, versions: plan.value.map(planned) });
  return append(context, registry, { draft, line: line.value, plan: plan.value, report });
}

async function mainLine(registry: Registry, draft: Draft): Promise<Result<Line | undefined>> {
  const record = await registry.recordOf(draft);
  if (!record.ok || record.value === undefined) return record.ok ? ok(undefined) : record;
  return lineOf(registry, record.value, mainBranch);
}

function hasOwnHead(line: Line | undefined): boolean {
  return line?.head !== undefined && line.head.origin === undefined;
}

/** The commits after the last one that a version came from. */
function newCommits(
  draft: Draft,
  line: Line | undefined,
  history: readonly FileCommit[],
): Result<readonly FileCommit[]> {
  const known = new Set(line?.versions.map(({ origin }) => origin));
  const last = history.findLastIndex(({ commit }) => known.has(originOf(commit)));
  const origin = line?.head?.origin;
  if (last < 0 && origin !== undefined) {
    const reason = `its newest version came from ${origin.slice(0, 16)}, which is not in the history that git tells of ${draft.file.path}`;
    return fail(refusal(draft, `${draft.name} cannot be imported further: ${reason}.`));
  }
  return ok(history.slice(last + 1));
}

function originOf(commit: string): string {
  return `git:${commit}`;
}

async function readSteps(
  context: Context,
  past: PastPrompts,
  draft: Draft,
  changes: readonly FileCommit[],
): Promise<Result<{ readonly steps: readonly Step[]; readonly unreadable: Imported['unreadable'] }>> {
  const texts = await textsOf(
    context.workspace.root,
    changes.map(({ blob }) => blob),
    context.signal,
  );
  if (!texts.ok) return texts;
  const steps: Step[] = [];
  const unreadable: Imported['unreadable'] = [];
  const pause = pauser();
  for (const change of changes) {
    await pause();
    const text = texts.value.get(change.blob);
    const content =
      text === undefined
        ? fail(fault('not-found', 'git does not have its text here, or it is too long.'))
        : await past.contentAt(change, text, draft.file.path);
    if (content.ok) steps.push({ change, content: content.value, hash: contentHash(content.value.behaviour) });
    else if (content.fault.code === 'cancelled') return content;
    else unreadable.push({ commit: change.commit, reason: content.fault.message });
  }
  return ok({ steps, unreadable });
}

/** A version to be made, with its label. */
interface Planned extends Step {
  readonly semver: string;
}

/** Leaves out what does the same as the version before. Counts that in the report. */
async function planOf(
  registry: Registry,
  line: Line | undefined,
  steps: readonly Step[],
  report: Imported,
): Promise<Result<readonly Planned[]>> {
  const head = line?.head;
  const content = head === undefined ? ok(undefined) : await registry.content(head.id);
  if (!content.ok) return content;
  const taken = new Set(line?.versions.map(({ semver }) => semver));
  const hashes = new Set(hasOwnHead(line) ? line?.versions.map(({ hash }) => hash) : []);
  const plan: Planned[] = [];
  let before = content.value && { semver: head?.semver, hash: head?.hash, behaviour: content.value.behaviour };
  for (const step of steps) {
    if (before?.hash === step.hash || hashes.has(step.hash)) {
      report.unchanged++;
      continue;
    }
    const { behaviour } = step.content;
    const changes = before === undefined ? [] : diffInterfaces(interfaceOf(before.behaviour), interfaceOf(behaviour));
    const semver = nextSemver(before?.semver, proposeBump(changes), taken);
    taken.add(semver);
    plan.push({ ...step, semver });
    before = { semver, hash: step.hash, behaviour };
  }
  return ok(plan);
}

function planned({ change: { commit, message, author, time }, semver }: Planned): Imported['versions'][number] {
  return { commit, semver, message, author, ...(time === undefined ? {} : { time }) };
}

interface Batch {
  readonly draft: Draft;
  readonly line: Line | undefined;
  readonly plan: readonly Planned[];
  readonly report: Imported;
}

/** All versions of a prompt in one transaction: their author and time are those of the commits, the fact's are the importer's. */
async function append(
  context: Context,
  registry: Registry,
  { draft, line, plan, report }: Batch,
): Promise<Result<Imported>> {
  const author = await context.author();
  if (!author.ok) return author;
  const start = factStarter(context, author.value);
  const identity = identify(
    context,
    { place: { name: draft.name, file: draft.file.path }, record: line?.record },
    start,
  );
  const { prompt } = identity;
  const facts: Fact[] = [...identity.facts];
  const expectations: Expectation[] = [
    ...identity.expectations,
    { kind: 'head', prompt, branch: mainBranch, version: line?.head?.id },
  ];
  const made: string[] = [];
  for (const { change, content, hash, semver } of plan) {
    const version = context.ids.next();
    const parent = made.at(-1) ?? line?.head?.id;
    const common = start();
    facts.push({
      ...common,
      kind: 'version-committed',
      ...{ version, prompt, semver, hash, content, branch: mainBranch, message: change.message },
      parents: parent === undefined ? [] : [parent],
      origin: { source: originOf(change.commit), author: change.author, time: change.time ?? common.time },
    });
    expectations.push({ kind: 'semver-free', prompt, semver });
    made.push(version);
  }
  const appended = await registry.store.append(facts, expectations);
  if (!appended.ok) return appended;
  const versions: Imported['versions'] = [];
  for (const [index, one] of plan.entries()) {
    const version = await registry.version(made[index] ?? '');
    if (!version.ok) return version;
    versions.push({ ...planned(one), version: versionRef(version.value) });
  }
  return ok({ ...report, versions });
}

function ownVersions({ name }: Draft, line: Line | undefined): Fault {
  const head = line?.head;
  const message = `${name} has versions of its own: the newest, ${head?.semver} (#${head?.number}), came from no commit.`;
  const help = `The history of git cannot be put behind it. Keep what the file is now with galley commit ${name} -m "..."`;
  return fault('refused', message, { help });
}

function refusal({ file }: Draft, message: string): Fault {
  return fault('refused', message, { file: file.path, help: 'See what git log --follow says of the file.' });
}
