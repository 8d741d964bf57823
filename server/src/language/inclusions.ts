import { schemaAt, type PartialUse } from '../template';
import { misspeltReads } from './contexts';
import { rootSchema, type PromptFacts, type Read } from './facts';
import type { Project } from './project';

/** What a partial reads from the context it is given, with what the partials in it read from the same context. */
export interface PartialReads {
  readonly reads: ReadonlyMap<string, Read>;
  /** False when a partial in it is missing, dynamic, or reads its whole context: then it may read anything. */
  readonly complete: boolean;
}

const deepest = 50;

/** What the partial with these facts reads from its context. Inclusions that circle are followed once. */
export function partialReads(
  project: Project,
  facts: PromptFacts,
  above: ReadonlySet<string> = new Set(),
): PartialReads {
  const reads = new Map<string, Read>();
  let complete = !facts.readsAll;
  if (facts.declaresInputs) {
    for (const input of facts.inputs) reads.set(input.name, { guarded: !input.required, sure: true });
  }
  for (const [name, read] of facts.reads) {
    if (!facts.declaresInputs || !reads.has(name)) reads.set(name, read);
  }
  const inside = new Set([...above, facts.uri]);
  for (const use of facts.partials) {
    if (use.definition !== undefined) continue;
    const nested = includedFacts(project, facts, use);
    if (nested === undefined) complete = false;
    if (nested === undefined || inside.has(nested.uri) || inside.size > deepest) continue;
    // In another context than the partial's own, its names are not those of the root.
    if (use.context === undefined) complete = false;
    if (use.context?.length !== 0) continue;
    const below = partialReads(project, nested, inside);
    if (!below.complete) complete = false;
    const given = namesGiven(use);
    for (const [name, read] of below.reads) {
      if (!given.has(name) && !reads.has(name)) reads.set(name, read);
    }
  }
  return { reads, complete };
}

/** The partial that a use includes, when there is such a file. */
export function includedFacts(project: Project, facts: PromptFacts, use: PartialUse): PromptFacts | undefined {
  const uri = project.includedFile(facts.path, use);
  return uri === undefined ? undefined : project.promptFacts(uri);
}

/** The names a prompt reads from its inputs, in its own body and through partials. Undefined when it may read any. */
export function usedInputs(project: Project, facts: PromptFacts): ReadonlySet<string> | undefined {
  if (facts.readsAll) return undefined;
  const used = new Set(facts.reads.keys());
  for (const use of facts.partials) {
    if (use.definition !== undefined) continue;
    const included = includedFacts(project, facts, use);
    if (included === undefined || use.context === undefined) return undefined;
    const [first] = use.context;
    if (first !== undefined) {
      used.add(first);
      continue;
    }
    const below = partialReads(project, included);
    if (!below.complete) return undefined;
    const given = namesGiven(use);
    for (const name of below.reads.keys()) if (!given.has(name)) used.add(name);
  }
  return used;
}

/** The names that a partial surely needs and that this use of it does not give. */
export function missingArguments(project: Project, facts: PromptFacts, use: PartialUse): readonly string[] {
  const included = includedFacts(project, facts, use);
  if (included === undefined || use.context === undefined || use.definition !== undefined) return [];
  const given = namesGiven(use);
  const missing = [...partialReads(project, included).reads].flatMap(([name, read]) =>
    read.guarded || !read.sure || given.has(name) || mayHave(facts, use.context ?? [], name) ? [] : [name],
  );
  if (missing.length === 0) return missing;
  // A misspelling is told in the partial itself.
  const misspelt = misspeltReads(project, included);
  return missing.filter((name) => !misspelt.has(name));
}

/** The names that an included file gets beside its context. */
function namesGiven({ namedArguments, values }: PartialUse): ReadonlySet<string> {
  return new Set([...namedArguments.map(({ text }) => text), ...values.map(({ name }) => name)]);
}

/** Whether the context at `path` has or may have the member `name`. */
export function mayHave(facts: PromptFacts, path: readonly string[], name: string): boolean {
  if (path.length === 0) {
    if (!facts.declaresInputs || facts.openInputs) return true;
    return facts.inputs.some((input) => input.name === name) || facts.impliedInputs.includes(name);
  }
  const owner = schemaAt(rootSchema(facts), path);
  if (owner === undefined || owner === 'missing' || owner.type !== 'object') return true;
  return schemaAt(owner, [name]) !== 'missing';
}

/** The way from a file through partials back to itself that begins with `use`, as names; undefined when there is none. */
export function circleFrom(project: Project, facts: PromptFacts, use: PartialUse): readonly string[] | undefined {
  const first = includedFacts(project, facts, use);
  if (first === undefined || use.name === undefined || use.definition !== undefined) return undefined;
  const pending: { readonly facts: PromptFacts; readonly way: readonly string[] }[] = [
    { facts: first, way: [use.name] },
  ];
  const seen = new Set<string>();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (item.facts.uri === facts.uri) return item.way;
    if (seen.has(item.facts.uri)) continue;
    seen.add(item.facts.uri);
    for (const next of item.facts.partials) {
      const included = next.definition === undefined ? includedFacts(project, item.facts, next) : undefined;
      if (included !== undefined && next.name !== undefined)
        pending.push({ facts: included, way: [...item.way, next.name] });
    }
  }
  return undefined;
}
