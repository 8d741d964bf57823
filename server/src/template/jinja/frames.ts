import type { AnalysisBuilder, BodyContext } from '../analysis';
import type { Binding, PathSegment, Resolution, VariableUsage, VariableUse } from '../types';
import { loopMembers } from './catalogue';
import type { Target } from './tree';

interface Frame {
  readonly bindings: Map<string, Binding>;
  readonly loop: boolean;
  /** Names can be set here that are read from anywhere below in the template. */
  readonly macro: boolean;
  readonly end: number;
}

/** The local names around the place that is being analysed. */
export class JinjaFrames {
  readonly #builder: AnalysisBuilder;
  readonly #context: BodyContext;
  readonly #stack: Frame[] = [{ bindings: new Map(), loop: false, macro: false, end: Infinity }];
  /** Names set anywhere at the top: a macro that runs later can read them. */
  readonly #late: ReadonlyMap<string, Binding>;

  constructor(builder: AnalysisBuilder, context: BodyContext, late: ReadonlyMap<string, Binding>) {
    this.#builder = builder;
    this.#context = context;
    this.#late = late;
  }

  /** Leaves the scopes that end at or before `offset`. */
  leaveAt(offset: number): void {
    while (this.#stack.length > 1 && (this.#stack.at(-1)?.end ?? Infinity) <= offset) this.#stack.pop();
  }

  /** Enters a scope of `start` to `end` with these names. */
  enter(
    range: { readonly start: number; readonly end: number },
    bindings: readonly Binding[],
    kind: 'loop' | 'macro' | 'plain',
  ): void {
    this.#builder.scope(range, [], bindings, kind === 'loop' || this.#inLoop);
    this.#stack.push({
      bindings: new Map(bindings.map((binding) => [binding.name, binding])),
      loop: kind === 'loop',
      macro: kind === 'macro',
      end: range.end,
    });
  }

  /** Binds a name from `start` to the end of the scope around it. */
  bind(binding: Binding, start: number, end: number): void {
    const top = this.#stack.at(-1);
    top?.bindings.set(binding.name, binding);
    this.#builder.scope(
      { start, end: Math.min(top?.end ?? Infinity, end) },
      [],
      [binding],
      this.#stack.some((frame) => frame.loop),
    );
  }

  /** Makes names that were bound in one branch of many stand for what nobody knows from here on. */
  forget(bindings: readonly Binding[]): void {
    for (const { source: _, ...binding } of bindings) {
      const frame = this.#stack.findLast((candidate) => candidate.bindings.has(binding.name));
      frame?.bindings.set(binding.name, binding);
    }
  }

  /** So many of the local names that can be read here, innermost first; those set at the top count everywhere. */
  visible(limit: number): readonly Binding[] {
    const found = new Map<string, Binding>();
    const add = (bindings: ReadonlyMap<string, Binding>): void => {
      for (const [name, binding] of bindings) {
        if (found.size >= limit) return;
        if (!found.has(name)) found.set(name, binding);
      }
    };
    for (let i = this.#stack.length - 1; i >= 0 && found.size < limit; i--) add(this.#stack[i]?.bindings ?? new Map());
    add(this.#late);
    return [...found.values()];
  }

  /** What a name is bound to here. */
  binding(name: string): Binding | undefined {
    let macro = false;
    for (let i = this.#stack.length - 1; i >= 0; i--) {
      const frame = this.#stack[i];
      const found = frame?.bindings.get(name);
      if (found !== undefined) return found;
      macro ||= frame?.macro === true;
    }
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
