import { nearest } from '../base';
import { schemaAt, type HandedValue, type PartialUse, type Schema } from '../template';
import type { Derived } from './dependencies';
import type { PromptFacts } from './facts';
import type { Project } from './project';

/** One inclusion of a partial, and the type of what the partial gets there. */
export interface GivenContext {
  /** The uri of the file that includes it. */
  readonly includer: string;
  /** Which of the inclusions of that file it is. */
  readonly inclusion: number;
  readonly schema: Schema;
}

/** A partial that is included in more places is left alone. */
const contextLimit = 64;
/** Partials within partials deeper than this are left alone. */
const depthLimit = 8;

/** So many names that nobody gives are compared with those that are given: the comparison is what costs. */
const comparisonLimit = 40;

const anything: Schema = { type: 'any' };

/**
 * What a partial gets wherever it is included, when all of that is known. Undefined when it declares its inputs itself,
 * when nobody includes it, or when an inclusion hands over what cannot be known.
 */
export function givenContexts(project: Project, facts: PromptFacts): readonly GivenContext[] | undefined {
  return knownOf(project, facts).contexts;
}

/**
 * The names that a partial reads from its context, that no inclusion of it gives, and that are misspellings of a name
 * which all of them give: by name, what is meant.
 */
export function misspeltReads(project: Project, facts: PromptFacts): ReadonlyMap<string, string> {
  return knownOf(project, facts).misspelt;
}

interface KnownOfPartial {
  readonly contexts: readonly GivenContext[] | undefined;
  readonly misspelt: ReadonlyMap<string, string>;
}

const knownOfProject = new WeakMap<Project, Derived<KnownOfPartial>>();

/** Many tags of many prompts include the same partial: what it gets is worked out once. */
function knownOf(project: Project, facts: PromptFacts): KnownOfPartial {
  let known = knownOfProject.get(project);
  if (known === undefined) knownOfProject.set(project, (known = project.dependencies.derive('contexts')));
  return known.get(facts.uri, () => {
    const now = project.promptFacts(facts.uri) ?? facts;
    const contexts = contextsOf(project, now, new Set());
    return { contexts, misspelt: findMisspelt(project.readsOf(now), contexts) };
  });
}

function contextsOf(
  project: Project,
  facts: PromptFacts,
  above: ReadonlySet<string>,
): readonly GivenContext[] | undefined {
  if (!facts.partial || facts.declaresInputs || above.has(facts.uri) || above.size >= depthLimit) return undefined;
  if (project.includesByComputedName) return undefined;
  const inside = new Set([...above, facts.uri]);
  const found: GivenContext[] = [];
  for (const uri of project.includerUris(facts.uri)) {
    const includer = project.promptFacts(uri);
    if (includer === undefined) continue;
    const roots = rootsOf(project, includer, inside);
    if (roots === undefined) return undefined;
    for (const [inclusion, use] of includer.partials.entries()) {
      if (project.includedFile(includer.path, use) !== facts.uri) continue;
      for (const root of roots) {
        const schema = given(root, use);
        if (schema.type === 'any' || found.length >= contextLimit) return undefined;
        found.push({ includer: uri, inclusion, schema });
      }
    }
  }
  return found.length === 0 ? undefined : found;
}

/** The types that the context of a file may have; undefined when they cannot be known. */
function rootsOf(project: Project, facts: PromptFacts, above: ReadonlySet<string>): readonly Schema[] | undefined {
  if (facts.partial && !facts.declaresInputs)
    return contextsOf(project, facts, above)?.map((context) => context.schema);
  const implied = facts.impliedInputs.map((name) => [name, anything] as const);
  const declared = facts.inputs.map(({ name, schema }) => [name, schema] as const);
  const open = !facts.declaresInputs || facts.openInputs;
  return [{ type: 'object', open, properties: new Map([...implied, ...declared]) }];
}

/** The type of what a file gets that is included by `use` in a file with the context `root`. */
function given(root: Schema, { context, values }: PartialUse): Schema {
  const at = context === undefined ? undefined : known(root, context);
  if (values.length === 0) return at ?? anything;
  const base = at?.type === 'object' ? at : undefined;
  return {
    type: 'object',
    open: base === undefined || base.open === true,
    ...(base?.additional === undefined ? {} : { additional: base.additional }),
    properties: new Map([
      ...(base?.properties ?? []),
      ...values.map((value) => [value.name, handedType(root, value)] as const),
    ]),
  };
}

/** The type of a value that a tag hands over, in a file with the context `root`. */
export function handedType(root: Schema, { path, fixed }: HandedValue): Schema {
  if (typeof fixed === 'string') return { type: 'string' };
  if (typeof fixed === 'boolean') return { type: 'boolean' };
  if (fixed !== undefined) return { type: Number.isInteger(fixed) ? 'integer' : 'number' };
  return (path === undefined ? undefined : known(root, path)) ?? anything;
}

function known(root: Schema, path: readonly string[]): Schema | undefined {
  const found = schemaAt(root, path);
  return found === 'missing' ? undefined : found;
}

function findMisspelt(
  reads: PromptFacts['reads'],
  contexts: readonly GivenContext[] | undefined,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const [first, ...others] = contexts ?? [];
  if (first === undefined || contexts?.some(({ schema }) => !isClosed(schema)) !== false) return found;
  const common = [...(first.schema.properties?.keys() ?? [])].filter((name) =>
    others.every(({ schema }) => schema.properties?.has(name)),
  );
  let compared = 0;
  for (const [name, read] of reads) {
    if (compared >= comparisonLimit) break;
    if (read.guarded || !read.sure || contexts.some(({ schema }) => schema.properties?.has(name))) continue;
    compared++;
    const meant = nearest(name, common);
    if (meant !== undefined) found.set(name, meant);
  }
  return found;
}

function isClosed({ type, open, properties }: Schema): boolean {
  return type === 'object' && open !== true && properties !== undefined;
}
