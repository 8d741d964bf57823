import { canonicalJson, type Fault, fail, fault, nearest, ok, type Result } from '../../base';
import { type Expectation, type Fact, proposeBump, type VersionBehaviour } from '../../domain';
import type { WorkspaceFile } from '../../language';
import type { OperationOutput } from '../../protocol';
import { pauser } from '../pause';
import { type Context, factStarter } from '../session/context';
import { type Registry, versionRef } from '../session/registry';
import { type NewVersion, versionFacts } from './commit';
import { includersOfFiles } from './includers';
import { listOperations } from './list';
import { labelAfter, type Standing, standingOfDraft } from './standing';
import type { Implementations } from './types';

type Output = OperationOutput<'commit.dependents'>;

export const dependentOperations: Implementations<'commit.dependents'> = {
  async 'commit.dependents'(context, { of, message, dryRun = false }) {
    const registry = await context.registry();
    if (!registry.ok) return registry;
    const names = await modifiedPrompts(context);
    if (!names.ok) return names;
    const wanted = of === undefined ? ok(undefined) : includersOf(context, of);
    if (!wanted.ok) return wanted;
    const chosen = names.value.filter((name) => wanted.value?.has(name) ?? true);
    const found = await sortedOut(context, registry.value, inOrder(context, chosen), wanted.value !== undefined);
    if (!found.ok) return found;
    const { ready, skipped } = found.value;
    const made = ready.map((standing) => newVersion(standing, message));
    if (dryRun) return ok({ commits: made.map((one, index) => commitOf(ready[index], one)), skipped });
    if (made.length === 0) return fail(nothingToDo(skipped));
    return append(context, registry.value, { ready, made, skipped });
  },
};

/** The prompts with versions whose draft is not the head of its branch. */
async function modifiedPrompts(context: Context): Promise<Result<readonly string[]>> {
  const { workspace, drafts } = context;
  await workspace.refresh(urisOf(workspace, ({ kind }) => kind === 'partial'));
  const listed = await listOperations.list(context, {});
  if (!listed.ok) return listed;
  const modified = new Set(listed.value.filter(({ head, modified }) => head !== undefined && modified).map(nameOf));
  const before = urisOf(workspace, ({ uri }) => modified.has(drafts.project.nameOf(uri) ?? ''));
  await workspace.refresh(before);
  return ok([...modified]);
}

function nameOf({ name }: { readonly name: string }): string {
  return name;
}

function urisOf(workspace: Context['workspace'], wanted: (file: WorkspaceFile) => boolean): readonly string[] {
  return [...workspace.files()].filter(wanted).map(({ uri }) => uri);
}

/** The names of the prompts that include some partials or prompts, at any depth. */
function includersOf({ drafts, workspace }: Context, words: readonly string[]): Result<ReadonlySet<string>> {
  const { project } = drafts;
  const pending: string[] = [];
  for (const word of words) {
    const path = word.replace(/^\.\//, '');
    const found = [...workspace.files()].filter(
      ({ uri, path: file, kind }) => file === path || (kind !== 'cases' && project.nameOf(uri) === word),
    );
    if (found.length === 0) {
      const near = nearest(word, [...project.partialNames(), ...project.promptNames()]);
      const help = near === undefined ? 'Give the name or the file of a partial.' : `Did you mean "${near}"?`;
      return fail(fault('not-found', `There is no partial or prompt "${word}".`, { key: 'of', help }));
    }
    pending.push(...found.map(({ uri }) => uri));
  }
  return ok(includersOfFiles(project, pending));
}

/** Prompts that others include come before these; else the order stays. */
function inOrder({ drafts }: Context, names: readonly string[]): readonly string[] {
  const { project } = drafts;
  const wanted = new Set(names);
  const done = new Set<string>();
  const includers: string[] = [];
  const pending = names.map((name) => ({ name, left: false }));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (next.left) includers.push(next.name);
    if (next.left || done.has(next.name)) continue;
    done.add(next.name);
    pending.push({ name: next.name, left: true });
    for (const uri of project.promptsNamed(next.name)) {
      for (const { uri: other } of project.includers(uri)) {
        const name = project.nameOf(other);
        if (name !== undefined && wanted.has(name) && !done.has(name)) pending.push({ name, left: false });
      }
    }
  }
  return includers.reverse();
}

/** Which of some prompts have changed by their partials alone, and why the others are left to a person. */
async function sortedOut(
  context: Context,
  registry: Registry,
  names: readonly string[],
  isNamed: boolean,
): Promise<Result<{ readonly ready: readonly Standing[]; readonly skipped: Output['skipped'] }>> {
  const ready: Standing[] = [];
  const skipped: Output['skipped'] = [];
  const pause = pauser();
  for (const [index, name] of names.entries()) {
    await pause();
    if (context.signal?.aborted === true) return fail(fault('cancelled', 'Interrupted: nothing was committed.'));
    context.onProgress?.(`${index + 1} of ${names.length}: ${name}`);
    const draft = context.drafts.find(name);
    const standing = draft.ok ? await standingOfDraft(context, draft.value) : draft;
    if (!standing.ok) {
      if (standing.fault.code === 'io' || standing.fault.code === 'damaged') return standing;
      skipped.push({ prompt: name, reason: standing.fault.message });
      continue;
    }
    const { line, behaviour, draft: now } = standing.value;
    if (line?.head === undefined || line.head.hash === standing.value.hash) continue;
    const content = await registry.content(line.head.id);
    if (!content.ok) return content;
    const isSame = sameLines(content.value.source, now.file.text) || sameOwn(content.value.behaviour, behaviour);
    const includes = canonicalJson(behaviour.partials) !== canonicalJson(content.value.behaviour.partials);
    if (isSame) ready.push(standing.value);
    else if (includes || isNamed)
      skipped.push({ prompt: name, reason: 'it has changes of its own: commit it by itself' });
  }
  return ok({ ready, skipped });
}

function sameLines(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b.replaceAll('\r\n', '\n');
}

/** Whether two behaviours differ in their partials only. */
function sameOwn(a: VersionBehaviour, b: VersionBehaviour): boolean {
  const own = ({ partials: _, ...rest }: VersionBehaviour): string => canonicalJson(rest);
  return own(a) === own(b);
}

function newVersion(standing: Standing, message: string): NewVersion {
  const { draft, line, behaviour, hash, promised } = standing;
  return {
    place: { name: draft.name, file: draft.file.path },
    line,
    content: { behaviour, source: draft.file.text },
    hash,
    semver: labelAfter(line, proposeBump(promised)),
    merges: [],
    message,
    reason: undefined,
  };
}

function commitOf(standing: Standing | undefined, { place, line, semver }: NewVersion): Output['commits'][number] {
  const parents = line?.head === undefined ? [] : [line.head.number];
  return { prompt: place.name, semver, parents, changes: [...(standing?.changes ?? [])] };
}

/** All in one transaction: when one of them was committed meanwhile, none is. */
async function append(
  context: Context,
  registry: Registry,
  {
    ready,
    made,
    skipped,
  }: {
    readonly ready: readonly Standing[];
    readonly made: readonly NewVersion[];
    readonly skipped: Output['skipped'];
  },
): Promise<Result<Output>> {
  const author = await context.author();
  if (!author.ok) return author;
  const start = factStarter(context, author.value);
  const parts = made.map((one) => versionFacts(context, one, start));
  const facts: readonly Fact[] = parts.flatMap((part) => part.facts);
  const expectations: readonly Expectation[] = parts.flatMap((part) => part.expectations);
  const appended = await registry.store.append(facts, expectations);
  if (!appended.ok) return appended.fault.code === 'conflict' ? fail(lostRace(appended.fault)) : appended;
  const commits: Output['commits'] = [];
  for (const [index, one] of made.entries()) {
    const version = await registry.version(parts[index]?.version ?? '');
    if (!version.ok) return version;
    commits.push({ ...commitOf(ready[index], one), version: versionRef(version.value) });
  }
  return ok({ commits, skipped });
}

function lostRace({ message, details }: Fault): Fault {
  const help = 'Nothing was committed: look at what is new, then commit the dependents again.';
  return fault('conflict', message, { help, ...(details === undefined ? {} : { details }) });
}

function nothingToDo(skipped: Output['skipped']): Fault {
  const left = skipped.map(({ prompt, reason }) => `${prompt}: ${reason}`).join('; ');
  const help = left === '' ? 'galley list shows which prompts have changed.' : left;
  return fault('unchanged', 'No prompt has changed by its partials alone.', { help, details: { skipped } });
}
