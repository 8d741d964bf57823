import type { PartialUse } from '../template';
import type { Derived } from './dependencies';
import type { PromptFacts, Read } from './facts';
import type { Project } from './project';

/** What a partial reads from the context it is given, with what the partials in it read from the same context. */
export interface PartialReads {
  readonly reads: ReadonlyMap<string, Read>;
  /** False when a partial in it is missing, dynamic, or reads its whole context: then it may read anything. */
  readonly complete: boolean;
  /** The same object for all files that include each other in a circle; undefined for a file in none. */
  readonly circle: object | undefined;
}

/** More names than these are not followed through partials within partials. */
const nameLimit = 1_000;
/** So often what a circle of partials reads is passed around it. */
const roundLimit = 50;

const inclusionsOfProject = new WeakMap<Project, Inclusions>();

/** What the partial with these facts reads from its context. Inclusions that circle are followed once. */
export function partialReads(project: Project, facts: PromptFacts): PartialReads {
  let inclusions = inclusionsOfProject.get(project);
  if (inclusions === undefined) inclusionsOfProject.set(project, (inclusions = new Inclusions(project)));
  return inclusions.below(facts);
}

/** The partial that a use includes, when there is such a file. */
export function includedFacts(project: Project, facts: PromptFacts, use: PartialUse): PromptFacts | undefined {
  const uri = project.includedFile(facts.path, use);
  return uri === undefined ? undefined : project.promptFacts(uri);
}

/** The names that an included file gets beside its context. */
export function namesGiven({ namedArguments, values }: PartialUse): ReadonlySet<string> {
  return new Set([...namedArguments.map(({ text }) => text), ...values.map(({ name }) => name)]);
}

interface Inclusion {
  readonly use: PartialUse;
  readonly included: PromptFacts | undefined;
}

/** A file whose inclusions are being followed. */
interface Visit {
  readonly facts: PromptFacts;
  readonly inclusions: readonly Inclusion[];
  readonly used: Set<string>;
  readonly index: number;
  /** The index of the earliest file that this one leads back to. */
  low: number;
  next: number;
  open: boolean;
}

/**
 * What files read through the files they include, worked out once for each file: those that are included first, those of
 * a circle together. No file is looked at twice, however its inclusions branch and meet again.
 */
class Inclusions {
  readonly #project: Project;
  readonly #known: Derived<PartialReads>;

  constructor(project: Project) {
    this.#project = project;
    this.#known = project.dependencies.derive('below');
  }

  /** What a file and those below it read. */
  below(facts: PromptFacts): PartialReads {
    const { uri } = facts;
    // Another state of a file than that in the workspace has nobody who includes it.
    if (this.#project.promptFacts(uri) !== facts)
      return this.#join(facts, this.#inclusionsOf(facts), undefined, (included) => this.below(included));
    const before = this.#known.known(uri);
    if (before !== undefined) return before;
    this.#follow(facts);
    return this.#known.known(uri) ?? nothing;
  }

  /** Tarjan's search for circles, with a stack of its own. */
  #follow(start: PromptFacts): void {
    const visits = new Map<string, Visit>();
    const way: Visit[] = [];
    const open: Visit[] = [];
    const enter = (facts: PromptFacts): Visit => {
      const visit = this.#visit(facts, visits.size);
      visits.set(facts.uri, visit);
      way.push(visit);
      open.push(visit);
      return visit;
    };
    enter(start);
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) {
      const included = visit.inclusions[visit.next++]?.included;
      if (visit.next <= visit.inclusions.length) {
        if (included === undefined || this.#known.has(included.uri)) continue;
        const other = visits.get(included.uri);
        if (other === undefined) enter(included);
        else if (other.open) visit.low = Math.min(visit.low, other.index);
        continue;
      }
      way.pop();
      const above = way.at(-1);
      if (above !== undefined) above.low = Math.min(above.low, visit.low);
      if (visit.low === visit.index) this.#settle(byPath(open.splice(open.indexOf(visit))));
    }
  }

  #visit(facts: PromptFacts, index: number): Visit {
    const { dependencies } = this.#project;
    const { result: inclusions, used } = dependencies.collect(() => {
      this.#project.facts(facts.uri);
      this.#project.readsOf(facts);
      return this.#inclusionsOf(facts);
    });
    for (const { included } of inclusions) if (included !== undefined) used.add(this.#known.keyOf(included.uri));
    return { facts, inclusions, used, index, low: index, next: 0, open: true };
  }

  #inclusionsOf(facts: PromptFacts): readonly Inclusion[] {
    return facts.partials.flatMap((use) =>
      use.definition === undefined ? [{ use, included: includedFacts(this.#project, facts, use) }] : [],
    );
  }

  /** Works out what the files of one circle read, or one file that is in none. */
  #settle(members: readonly Visit[]): void {
    const [first] = members;
    const isCircle =
      members.length > 1 || first?.inclusions.some(({ included }) => included?.uri === first.facts.uri) === true;
    const circle = isCircle ? {} : undefined;
    const found = new Map<string, PartialReads>();
    const belowOf = ({ uri }: PromptFacts): PartialReads => found.get(uri) ?? this.#known.known(uri) ?? nothing;
    let changes = true;
    for (let round = 0; changes; round++) {
      changes = false;
      for (const { facts, inclusions } of members) {
        const before = found.get(facts.uri);
        const joined = this.#join(facts, inclusions, circle, belowOf);
        const now = round < roundLimit ? joined : { ...joined, complete: false };
        found.set(facts.uri, now);
        changes ||= isCircle && round <= roundLimit && (before === undefined || !isSame(before, now));
      }
    }
    for (const visit of members) {
      visit.open = false;
      this.#known.set(visit.facts.uri, found.get(visit.facts.uri) ?? nothing, visit.used);
    }
  }

  #join(
    facts: PromptFacts,
    inclusions: readonly Inclusion[],
    circle: object | undefined,
    belowOf: (facts: PromptFacts) => PartialReads,
  ): PartialReads {
    const own = ownReads(facts);
    const reads = new Map(own);
    let complete = !facts.readsAll;
    for (const { use, included } of inclusions) {
      // In another context than the partial's own, its names are not those of the root.
      if (included === undefined || use.context === undefined) complete = false;
      if (included === undefined || use.context?.length !== 0) continue;
      const below = belowOf(included);
      if (!below.complete || reads.size > nameLimit) complete = false;
      if (reads.size > nameLimit) break;
      const given = namesGiven(use);
      for (const [name, read] of below.reads) {
        if (!given.has(name) && !own.has(name)) reads.set(name, stricter(reads.get(name), read));
      }
    }
    return { reads, complete, circle };
  }
}

/** In an order that does not depend on where the search began. */
function byPath(visits: Visit[]): readonly Visit[] {
  return visits.sort((a, b) => (a.facts.path < b.facts.path ? -1 : 1));
}

const nothing: PartialReads = { reads: new Map(), complete: true, circle: undefined };

function ownReads(facts: PromptFacts): ReadonlyMap<string, Read> {
  const reads = new Map<string, Read>();
  if (facts.declaresInputs) {
    for (const input of facts.inputs) reads.set(input.name, { guarded: !input.required, sure: true });
  }
  for (const [name, read] of facts.reads) {
    if (!facts.declaresInputs || !reads.has(name)) reads.set(name, read);
  }
  return reads;
}

/** Of two ways to read a name, the one that needs it more. */
function stricter(one: Read | undefined, other: Read): Read {
  return one === undefined || need(other) > need(one) ? other : one;
}

function need({ guarded, sure }: Read): number {
  return (guarded ? 0 : 2) + (sure ? 1 : 0);
}

function isSame(one: PartialReads, other: PartialReads): boolean {
  if (one.complete !== other.complete || one.reads.size !== other.reads.size) return false;
  for (const [name, read] of other.reads) {
    const before = one.reads.get(name);
    if (before?.guarded !== read.guarded || before.sure !== read.sure) return false;
  }
  return true;
}
