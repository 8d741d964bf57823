import type { AnalysisBuilder, BodyContext } from '../analysis';
import type { Binding, PathSegment, Resolution, VariableUsage } from '../types';
import { loopMembers } from './catalogue';
import type { Target } from './tree';

interface Frame {
  readonly bindings: Map<string, Binding>;
  /** Names that some branch of an `if` has set: they may still be the inputs of the same name. */
  readonly perhaps: Map<string, Binding>;
  readonly loop: boolean;
  /** Names can be set here that are read from anywhere below in the template. */
  readonly macro: boolean;
  /** The `if` of which this is a branch; the names that it sets stay when it ends. */
  readonly branches: Branches | undefined;
  readonly end: number;
}

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
  readonly #stack: Frame[] = [frameOf([], Infinity)];
  /** Names set anywhere at the top: a macro that runs later can read them. */
  readonly #late: ReadonlyMap<string, Binding>;

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
    if (frame?.branches === undefined || outer === undefined) return;
    for (const [name, binding] of frame.perhaps) outer.perhaps.set(name, binding);
    for (const [name, binding] of frame.bindings) {
      const always = frame.branches.isSet(name);
      (always ? outer.bindings : outer.perhaps).set(name, binding);
    }
  }

  /** Enters a branch of an `if`, which ends at `end`. */
  enterBranch(branches: Branches, end: number): void {
    this.#stack.push({ ...frameOf([], end), branches });
  }

  /** Enters a scope of `start` to `end` with these names. */
  enter(
    range: { readonly start: number; readonly end: number },
    bindings: readonly Binding[],
    kind: 'loop' | 'macro' | 'plain',
  ): void {
    this.#builder.scope(range, [], bindings, kind === 'loop' || this.#inLoop);
    this.#stack.push({ ...frameOf(bindings, range.end), loop: kind === 'loop', macro: kind === 'macro' });
  }

  /** Binds a name from `start` to the end of the scope around it. */
  bind(binding: Binding, start: number, end: number): void {
    this.#stack.at(-1)?.bindings.set(binding.name, binding);
    const scope = this.#stack.findLast((frame) => frame.branches === undefined);
    this.#builder.scope(
      { start, end: Math.min(scope?.end ?? Infinity, end) },
      [],
      [binding],
      this.#stack.some((frame) => frame.loop),
    );
  }

  /** What a name is bound to here. A name that only a branch has set is the input, where one is declared. */
  binding(name: string): Binding | undefined {
    let macro = false;
    let perhaps: Binding | undefined;
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const frame = this.#stack[i];
      const found = frame?.bindings.get(name);
      if (found !== undefined) return perhaps ?? found;
      perhaps ??= frame?.perhaps.get(name);
      macro ||= frame?.macro === true;
    }
    if (perhaps !== undefined) return this.#context.declares(name) ? undefined : perhaps;
    return macro ? this.#late.get(name) : undefined;
  }

  /** True inside a macro or call block, where `caller`, `varargs` and `kwargs` can be read. */
  get inMacro(): boolean {
    return this.#stack.some((frame) => frame.macro);
  }

  get #inLoop(): boolean {
    return this.#stack.some((frame) => frame.loop);
  }

  /** What a path means here. */
  resolve(names: readonly string[]): Resolution {
    const [first = '', ...rest] = names;
    const binding = this.binding(first);
    if (binding !== undefined) return { kind: 'local', binding, path: rest };
    if (first === 'loop' && this.#inLoop) {
      const [member] = rest;
      return {
        kind: 'data',
        name: member === undefined ? 'loop' : `loop.${member}`,
        known: member === undefined || loopMembers.includes(member),
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
    this.#builder.variables.push({ range, segments: named, usage, resolution, guarded });
    return rootPath(resolved);
  }

  #tokens(segments: readonly PathSegment[], { kind }: Resolution): void {
    for (const [index, { range }] of segments.entries()) {
      const first = kind === 'data' ? 'data' : kind === 'local' ? 'local' : 'variable';
      this.#builder.token(range.start, range.end, index === 0 ? first : 'property');
    }
  }
}

function frameOf(bindings: readonly Binding[], end: number): Frame {
  return {
    bindings: new Map(bindings.map((binding) => [binding.name, binding])),
    perhaps: new Map(),
    loop: false,
    macro: false,
    branches: undefined,
    end,
  };
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
const pathLimit = 64;

/** A local name that stands for `path`, when that is known. */
export function bindingOf(target: Target, kind: Binding['kind'], path?: readonly string[]): Binding {
  return {
    name: target.name,
    nameRange: target.range,
    kind,
    ...(path === undefined || path.length > pathLimit ? {} : { source: { path } }),
  };
}
