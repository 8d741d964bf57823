import type { AnalysisBuilder, BodyContext } from '../analysis';
import type { Binding, HandedValue, PathSegment, Resolution, VariableUsage, VariableUse } from '../types';
import { loopMembers } from './catalogue';
import type { Target } from './tree';

/** One binding of a name, and the one that it hides. */
interface Entry {
  binding: Binding;
  /** False once it is only known that some branch of an `if` has set the name: it may still be the input. */
  certain: boolean;
  readonly hidden: Entry | undefined;
}

interface Frame {
  /** The names that end with this frame, once for each of their entries. */
  names: string[];
  /** What is surely bound here. */
  readonly sure: Entry[];
  readonly loop: boolean;
  /** Names can be set here that are read from anywhere below in the template. */
  readonly macro: boolean;
  /** The `if` of which this is a branch; the names that it sets stay when it ends. */
  readonly branches: Branches | undefined;
  readonly end: number;
  /** The end of the innermost frame that is no branch. */
  readonly scopeEnd: number;
}

/** How many bindings of one name are looked at. Nobody sets a name in more branches, and time must not grow with them. */
const entryLimit = 64;

/** The branches of one `if`. */
export class Branches {
  readonly #setBy = new Map<string, number>();
  readonly #count: number;

  /** @param count how many branches there are; infinite without an `else`, where it may be that none is taken */
  constructor(count: number) {
    this.#count = count;
  }

  /** Notes that a branch sets a name; true once all have set it. */
  isSet(name: string): boolean {
    const count = (this.#setBy.get(name) ?? 0) + 1;
    this.#setBy.set(name, count);
    return count === this.#count;
  }
}

/** The local names around the place that is being analysed. */
export class JinjaFrames {
  readonly #builder: AnalysisBuilder;
  readonly #context: BodyContext;
  readonly #stack: Frame[] = [
    { names: [], sure: [], loop: false, macro: false, branches: undefined, end: Infinity, scopeEnd: Infinity },
  ];
  readonly #entries = new Map<string, Entry>();
  #loops = 0;
  #macros = 0;
  /** Names set anywhere at the top: a macro that runs later can read them. */
  readonly #late: ReadonlyMap<string, Binding>;
  /** What {@link visible} found, while it holds. */
  #visible: readonly HandedValue[] | undefined;

  constructor(builder: AnalysisBuilder, context: BodyContext, late: ReadonlyMap<string, Binding>) {
    this.#builder = builder;
    this.#context = context;
    this.#late = late;
  }

  /** Leaves the scopes that end at or before `offset`. */
  leaveAt(offset: number): void {
    while (this.#stack.length > 1 && (this.#stack.at(-1)?.end ?? Infinity) <= offset) this.#leave();
  }

  #leave(): void {
    const frame = this.#stack.pop();
    const outer = this.#stack.at(-1);
    if (frame === undefined || outer === undefined) return;
    if (frame.loop) this.#loops--;
    if (frame.macro) this.#macros--;
    if (frame.branches !== undefined) handOver(frame, frame.branches, outer);
    else for (const name of frame.names) this.#unbind(name);
  }

  #unbind(name: string): void {
    this.#visible = undefined;
    const hidden = this.#entries.get(name)?.hidden;
    if (hidden === undefined) this.#entries.delete(name);
    else this.#entries.set(name, hidden);
  }

  /** Enters a branch of an `if`, which ends at `end`. */
  enterBranch(branches: Branches, end: number): void {
    const scopeEnd = this.#stack.at(-1)?.scopeEnd ?? Infinity;
    this.#stack.push({ names: [], sure: [], loop: false, macro: false, branches, end, scopeEnd });
  }

  /** Enters a scope of `start` to `end` with these names. */
  enter(
    range: { readonly start: number; readonly end: number },
    bindings: readonly Binding[],
    kind: 'loop' | 'macro' | 'plain',
  ): void {
    const loop = kind === 'loop';
    const macro = kind === 'macro';
    this.#builder.scope(range, [], bindings, loop || this.#loops > 0);
    if (loop) this.#loops++;
    if (macro) this.#macros++;
    const { end } = range;
    this.#stack.push({ names: [], sure: [], loop, macro, branches: undefined, end, scopeEnd: end });
    for (const binding of bindings) this.#push(binding);
  }

  #push(binding: Binding): void {
    this.#visible = undefined;
    const { name } = binding;
    const entry: Entry = { binding, certain: true, hidden: this.#entries.get(name) };
    this.#entries.set(name, entry);
    const frame = this.#stack.at(-1);
    frame?.names.push(name);
    frame?.sure.push(entry);
  }

  /** Binds a name from `start` to the end of the scope around it. */
  bind(binding: Binding, start: number, end: number): void {
    this.#push(binding);
    const scopeEnd = this.#stack.at(-1)?.scopeEnd ?? Infinity;
    this.#builder.scope({ start, end: Math.min(scopeEnd, end) }, [], [binding], this.#loops > 0);
  }

  /** Makes names that were bound in one branch of many stand for what nobody knows from here on. */
  forget(bindings: readonly Binding[]): void {
    if (bindings.length > 0) this.#visible = undefined;
    for (const bound of bindings) {
      let entry = this.#entries.get(bound.name);
      for (let i = 0; entry !== undefined && entry.binding !== bound && i < entryLimit; i++) entry = entry.hidden;
      const { source: _, ...binding } = bound;
      if (entry?.binding === bound) entry.binding = binding;
    }
  }

  /**
   * The local names that can be read here, with what they stand for; those set at the top count everywhere. Undefined
   * when there are more than `limit`. The same list until a name is bound or ends.
   */
  visible(limit: number): readonly HandedValue[] | undefined {
    if (this.#entries.size > limit || this.#late.size > limit) return undefined;
    if (this.#visible === undefined) {
      const found = new Map(this.#late);
      for (const [name, { binding }] of this.#entries) found.set(name, binding);
      this.#visible = [...found.values()].map(({ name, source }) => ({ name, ...source }));
    }
    return this.#visible.length > limit ? undefined : this.#visible;
  }

  /** What a name is bound to here. A name that only a branch has set is the input, where one is declared. */
  binding(name: string): Binding | undefined {
    const first = this.#entries.get(name);
    if (first === undefined) return this.#macros > 0 ? this.#late.get(name) : undefined;
    let entry: Entry | undefined = first;
    for (let i = 0; entry?.certain === false && i < entryLimit; i++) entry = entry.hidden;
    return entry?.certain === true || !this.#context.declares(name) ? first.binding : undefined;
  }

  /** True inside a macro or call block, where `caller`, `varargs` and `kwargs` can be read. */
  get inMacro(): boolean {
    return this.#macros > 0;
  }

  /** What a path means here. */
  resolve(names: readonly string[]): Resolution {
    const [first = '', ...rest] = names;
    const binding = this.binding(first);
    if (binding !== undefined) return { kind: 'local', binding, path: rest };
    if (first === 'loop' && this.#loops > 0) {
      const [member] = rest;
      return {
        kind: 'data',
        name: member === undefined ? 'loop' : `loop.${member}`,
        known: member === undefined || loopMembers.has(member),
      };
    }
    if (this.inMacro && macroData.has(first)) return { kind: 'data', name: first, known: true };
    if (globals.has(first) && !this.#context.declares(first)) return { kind: 'data', name: first, known: true };
    return { kind: 'input', path: names };
  }

  /** Notes a look-up and its tokens. Returns the path from the root, when it is known. */
  use(
    segments: readonly PathSegment[],
    usage: VariableUsage,
    guarded: boolean,
    half: boolean,
    more: Pick<VariableUse, 'piped' | 'compared'> = {},
  ): readonly string[] | undefined {
    const [first] = segments;
    if (first === undefined) return undefined;
    const written = segments.filter((segment) => segment.text !== '');
    const resolved = this.resolve(written.map((segment) => segment.text));
    const known = resolved.kind !== 'input' || !half || this.#context.declares(first.text);
    const resolution: Resolution = known ? resolved : { kind: 'unknown' };
    this.#tokens(segments, resolved);
    const range = { start: first.range.start, end: Math.max(first.range.end, segments.at(-1)?.range.end ?? 0) };
    const named = segments.filter((segment) => segment.range.end > segment.range.start);
    this.#builder.variables.push({ range, segments: named, usage, resolution, guarded, ...more });
    return rootPath(resolved);
  }

  #tokens(segments: readonly PathSegment[], { kind }: Resolution): void {
    for (const [index, { range }] of segments.entries()) {
      const first = kind === 'data' ? 'data' : kind === 'local' ? 'local' : 'variable';
      this.#builder.token(range.start, range.end, index === 0 ? first : 'property');
    }
  }
}

/** Leaves a branch: what it sets is set behind its `if` when all branches set it, else perhaps. */
function handOver(frame: Frame, branches: Branches, outer: Frame): void {
  const always = new Map<string, boolean>();
  for (const entry of frame.sure) {
    const { name } = entry.binding;
    entry.certain = always.get(name) ?? branches.isSet(name);
    always.set(name, entry.certain);
    if (entry.certain) outer.sure.push(entry);
  }
  // The longer list takes the shorter, so that deep nesting costs little.
  const [longer, shorter] =
    frame.names.length > outer.names.length ? [frame.names, outer.names] : [outer.names, frame.names];
  for (const name of shorter) longer.push(name);
  outer.names = longer;
}

const macroData = new Set(['caller', 'varargs', 'kwargs']);
const globals = new Set(['range', 'dict', 'lipsum', 'cycler', 'joiner', 'namespace', 'self', 'super', '_']);

/** The path from the root that a resolution reads; undefined when it cannot be known. */
export function rootPath(resolution: Resolution): readonly string[] | undefined {
  if (resolution.kind === 'input') return resolution.path;
  if (resolution.kind !== 'local') return undefined;
  const source = resolution.binding.source?.path;
  return source && [...source, ...resolution.path];
}

/** Longer paths are not followed: loops nested by the thousand must not cost a million names. */
export const pathLimit = 64;

/** A local name that stands for `path`, when that is known. */
export function bindingOf(target: Target, kind: Binding['kind'], path?: readonly string[]): Binding {
  return {
    name: target.name,
    nameRange: target.range,
    kind,
    ...(path === undefined || path.length > pathLimit ? {} : { source: { path } }),
  };
}
