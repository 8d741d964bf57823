import type { AnalysisBuilder, BodyContext, BodySource } from '../analysis';
import type { Callable } from '../callable';
import type { Binding, FixedValue, PathSegment, Resolution, Schema, VariableUsage } from '../types';
import { loopData } from './catalogue';
import { nameRange, type CallNode, type ExpressionNode, type LiteralNode, type PathNode, type TagNode } from './tree';

/**
 * How a section treats the context: as its helper says, `field` for a block over a field (loops over a list, moves into
 * an object), `unknown` for a helper nobody knows.
 */
export type BlockMode = NonNullable<Callable['context']> | 'field' | 'unknown';

/** A section to enter. */
export interface Section {
  /** The tag whose arguments say what the context becomes. */
  readonly tag: TagNode;
  readonly end: number;
  readonly mode: BlockMode;
  /** Where the section starts, when that is not behind its tag. */
  readonly start?: number;
}

interface Frame {
  /** The path of the context from the root; undefined when it cannot be known. */
  readonly context: readonly string[] | undefined;
  /** What `../` leads to. */
  readonly up: Frame | undefined;
  readonly loop: boolean;
  /** The block parameters of this frame and those around it, innermost first. */
  /** The block parameters of the block itself. */
  readonly bindings: readonly Binding[];
  readonly outer: Frame | undefined;
  readonly end: number;
}

/** Longer paths are not followed: nobody nests so deep, and a thousand blocks in each other must not cost a million names. */
const pathLimit = 64;

/** The contexts and local names around the place that is being analysed. */
export class Frames {
  readonly #builder: AnalysisBuilder;
  readonly #context: BodyContext;
  readonly #nowhere: Frame;
  /** The block parameters in reach by name, the innermost last. */
  readonly #inReach = new Map<string, Binding[]>();
  #top: Frame;

  constructor(builder: AnalysisBuilder, source: BodySource, context: BodyContext) {
    this.#builder = builder;
    this.#context = context;
    this.#top = { context: [], up: undefined, loop: false, bindings: [], outer: undefined, end: Infinity };
    const nowhere = {
      context: undefined,
      up: undefined as Frame | undefined,
      loop: true,
      bindings: [],
      outer: undefined,
      end: Infinity,
    };
    nowhere.up = nowhere;
    this.#nowhere = nowhere;
    builder.scope({ start: source.start, end: source.end }, [], [], false);
  }

  /** The path of the context here. */
  get context(): readonly string[] | undefined {
    return this.#top.context;
  }

  /** Leaves the sections that end at or before `offset`. */
  leaveAt(offset: number): void {
    while (this.#top.outer !== undefined && this.#top.end <= offset) {
      for (const { name } of this.#top.bindings) this.#inReach.get(name)?.pop();
      this.#top = this.#top.outer;
    }
  }

  /** Enters a section; it is left by {@link leaveAt}. */
  enter(section: Section): void {
    const { tag, mode } = section;
    const outer = this.#top;
    const target = this.#target(tag, mode);
    const bindings = this.#bindings(tag, target);
    if (target.mode === 'same' && bindings.length === 0) return;
    const { context, loop, up } = this.#place(target, outer);
    this.#builder.scope(
      { start: section.start ?? tag.range.end, end: section.end },
      context,
      bindings,
      loop || outer.loop,
    );
    this.#top = {
      context,
      loop: loop || outer.loop,
      up,
      bindings,
      outer,
      end: section.end,
    };
    for (const binding of bindings) {
      const same = this.#inReach.get(binding.name);
      if (same === undefined) this.#inReach.set(binding.name, [binding]);
      else same.push(binding);
    }
  }

  #place(
    target: Target,
    outer: Frame,
  ): { context: readonly string[] | undefined; loop: boolean; up: Frame | undefined } {
    switch (target.mode) {
      case 'same':
        return { context: outer.context, loop: false, up: outer.up };
      case 'element':
        return { context: target.path && [...target.path, '[]'], loop: true, up: outer };
      case 'argument':
        // Moving into the context itself adds no level for `../`.
        return { context: target.path, loop: false, up: samePath(target.path, outer.context) ? outer.up : outer };
      default:
        return { context: undefined, loop: true, up: this.#nowhere };
    }
  }

  /** What the section loops over or moves into. */
  #target(tag: TagNode, mode: BlockMode): Target {
    const call = tag.expression;
    if (mode === 'same' || mode === 'unknown' || call === undefined)
      return { mode: mode === 'same' ? 'same' : 'unknown', path: undefined };
    const node = mode === 'field' ? call.callee : call.parameters[0];
    const found = node === undefined ? undefined : this.pathOf(node);
    const path = found !== undefined && found.length > pathLimit ? undefined : found;
    if (mode !== 'field') return { mode, path };
    const type = path === undefined ? undefined : this.#context.schemaAt(path)?.type;
    if (type === 'boolean') return { mode: 'same', path };
    if (type === undefined || type === 'any') return { mode: 'unknown', path: undefined };
    return { mode: type === 'array' ? 'element' : 'argument', path };
  }

  #bindings(tag: TagNode, target: Target): readonly Binding[] {
    return tag.blockParameters.map((segment, index) => this.#binding(segment, index, target));
  }

  #binding({ text, range }: PathSegment, index: number, target: Target): Binding {
    const base = { name: text, nameRange: range };
    if (target.mode === 'element' && index === 0)
      return { ...base, kind: 'item', ...sourceOf(target.path && [...target.path, '[]']) };
    if (target.mode === 'element' && index === 1) {
      const keyed = target.path !== undefined && this.#context.schemaAt(target.path)?.type === 'object';
      return { ...base, kind: keyed ? 'key' : 'index' };
    }
    if (target.mode === 'argument' && index === 0)
      return { ...base, kind: 'block-parameter', ...sourceOf(target.path) };
    return { ...base, kind: 'block-parameter' };
  }

  /** The block parameter `name`, when one is in reach. */
  binding(name: string): Binding | undefined {
    return this.#inReach.get(name)?.at(-1);
  }

  /** The declared type of an expression, when it is known. */
  typeOf(node: ExpressionNode): Schema | undefined {
    const path = this.pathOf(node);
    return path === undefined ? undefined : this.#context.schemaAt(path);
  }

  /** The path from the root that an expression reads, when it can be known. */
  pathOf(node: ExpressionNode): readonly string[] | undefined {
    if (node.kind === 'path') return rootPath(this.resolve(node));
    return node.kind === 'call' ? this.lookup(node)?.path : undefined;
  }

  /** What `lookup object key` reads: a member, when the key is written out, else an element of a list. */
  lookup({
    callee,
    parameters,
  }: CallNode): { readonly path: readonly string[]; readonly key?: PathSegment } | undefined {
    const [object, key] = parameters;
    const isLookup = callee?.kind === 'path' && callee.original === 'lookup';
    if (!isLookup || object?.kind !== 'path' || key === undefined || parameters.length !== 2) return undefined;
    const path = rootPath(this.resolve(object));
    if (path === undefined || path.length > pathLimit) return undefined;
    if (key.kind === 'literal') return { path: [...path, key.text], key: { text: key.text, range: nameRange(key) } };
    return this.#context.schemaAt(path)?.type === 'array' ? { path: [...path, '[]'] } : undefined;
  }

  /** What a path means here. */
  resolve(path: PathNode | LiteralNode): Resolution {
    if (path.kind === 'literal') return this.#fromContext(this.#top, [path.text]);
    const names = namesOf(path.segments);
    const first = names[0];
    if (path.data) return this.#data(first ?? '', names.slice(1));
    if (first !== undefined && path.depth === 0 && !path.scoped) {
      const binding = this.binding(first);
      if (binding !== undefined) return { kind: 'local', binding, path: names.slice(1) };
    }
    let frame: Frame | undefined = this.#top;
    for (let i = 0; i < path.depth && frame !== undefined; i++) frame = frame.up;
    return frame === undefined ? { kind: 'unknown' } : this.#fromContext(frame, names);
  }

  #fromContext(frame: Frame, names: readonly string[]): Resolution {
    if (frame.context === undefined) return { kind: 'unknown' };
    return { kind: 'input', path: frame.context.length === 0 ? names : frame.context.concat(names) };
  }

  #data(name: string, rest: readonly string[]): Resolution {
    if (name === 'root') return { kind: 'input', path: rest };
    // Other names come from the application and cannot be known.
    return { kind: 'data', name, known: !loopData.includes(name) || this.#top.loop };
  }

  /** Notes the member that `lookup` reads, when its name is written out. */
  useLookup(node: CallNode, usage: VariableUsage): void {
    const { path, key } = this.lookup(node) ?? {};
    if (path === undefined || key === undefined) return;
    const resolution = { kind: 'input', path } as const;
    this.#builder.variables.push({
      range: key.range,
      segments: [key],
      usage,
      resolution,
      guarded: usage === 'condition',
    });
  }

  /** Notes a look-up and its tokens. */
  use(node: PathNode | LiteralNode, usage: VariableUsage, terminated: boolean, compared?: FixedValue): void {
    const resolved = this.resolve(node);
    const segments = node.kind === 'path' ? node.segments : [{ text: node.text, range: node.range }];
    const half = !terminated || (node.kind === 'path' && node.incomplete);
    const resolution = half ? this.#careful(resolved) : resolved;
    this.#tokens(node, resolved);
    if (node.kind === 'path' && node.data && segments.length === 0) return;
    const use = { range: node.range, segments, usage, resolution, guarded: usage === 'condition' };
    this.#builder.variables.push(compared === undefined ? use : { ...use, compared });
  }

  /** A half-typed name is only taken for what it says when that exists. */
  #careful(resolved: Resolution): Resolution {
    const [first] = resolved.kind === 'input' ? resolved.path : [];
    return first === undefined || this.#context.declares(first) ? resolved : { kind: 'unknown' };
  }

  #tokens(node: PathNode | LiteralNode, { kind }: Resolution): void {
    const builder = this.#builder;
    if (node.kind === 'literal') {
      builder.token(node.range.start, node.range.end, 'variable');
      return;
    }
    const first = node.segments[0];
    if (first !== undefined) {
      builder.token(node.range.start, first.range.start, node.data ? 'data' : 'keyword');
      builder.token(first.range.start, first.range.end, kind === 'data' || kind === 'local' ? kind : 'variable');
    }
    for (let i = 1; i < node.segments.length; i++) {
      const segment = node.segments[i];
      if (segment !== undefined) builder.token(segment.range.start, segment.range.end, 'property');
    }
    if (node.segments.length === 0) builder.token(node.range.start, node.range.end, 'keyword');
  }
}

interface Target {
  readonly mode: 'same' | 'element' | 'argument' | 'unknown';
  readonly path: readonly string[] | undefined;
}

/** The path from the root that a resolution reads, through local names; undefined when it cannot be known. */
export function rootPath(resolution: Resolution): readonly string[] | undefined {
  if (resolution.kind === 'input') return resolution.path;
  if (resolution.kind !== 'local') return undefined;
  const source = resolution.binding.source?.path;
  return source && [...source, ...resolution.path];
}

function namesOf(segments: readonly PathSegment[]): readonly string[] {
  const [first] = segments;
  return segments.length === 1 && first !== undefined ? [first.text] : segments.map((segment) => segment.text);
}

function samePath(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return a !== undefined && a.length === b?.length && a.every((name, index) => name === b[index]);
}

function sourceOf(path: readonly string[] | undefined): { readonly source?: { readonly path: readonly string[] } } {
  return path === undefined ? {} : { source: { path } };
}
