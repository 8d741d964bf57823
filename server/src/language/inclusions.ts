import { schemaAt, type PartialUse } from '../template';
import { misspeltReads } from './contexts';
import { rootSchema, type PromptFacts } from './facts';
import { includedFacts, namesGiven, partialReads } from './partial-reads';
import type { Project } from './project';

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
  const first = use.definition === undefined ? includedFacts(project, facts, use) : undefined;
  if (first === undefined || use.name === undefined) return undefined;
  const { circle } = partialReads(project, first);
  const isInside = (included: PromptFacts): boolean => partialReads(project, included).circle === circle;
  if (circle === undefined || !isInside(facts)) return undefined;
  const pending: Step[] = [{ facts: first, name: use.name, before: undefined }];
  const seen = new Set<string>();
  for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
    if (item.facts.uri === facts.uri) return wayTo(item);
    if (seen.has(item.facts.uri)) continue;
    seen.add(item.facts.uri);
    for (const next of item.facts.partials) {
      const included = next.definition === undefined ? includedFacts(project, item.facts, next) : undefined;
      if (included !== undefined && next.name !== undefined && isInside(included))
        pending.push({ facts: included, name: next.name, before: item });
    }
  }
  return undefined;
}

interface Step {
  readonly facts: PromptFacts;
  readonly name: string;
  readonly before: Step | undefined;
}

function wayTo(last: Step): readonly string[] {
  const way: string[] = [];
  for (let step: Step | undefined = last; step !== undefined; step = step.before) way.push(step.name);
  return way.reverse();
}
