import type { BodyContext } from '../analysis';
import type { PathSegment } from '../types';
import { pathLimit, rootPath, type JinjaFrames } from './frames';
import type { Argument, Expression, Step } from './tree';

/** Where a value comes from, as far as that can be known. */
export interface Source {
  /** The path from the root at which it stands. */
  readonly path?: readonly string[];
  /** The path of its items, when it is looped over. */
  readonly items?: readonly string[];
  /** True when a loop over it gives pairs of a key and an item. */
  readonly pairs: boolean;
  /** True when something else takes the place of a missing value. */
  readonly guarded: boolean;
}

const unknown: Source = { pairs: false, guarded: false };

/** Values in parentheses deeper than this are not followed. */
const depthLimit = 8;

/** Follows values through members, methods and filters. */
export class SourceReader {
  readonly #context: BodyContext;
  readonly #frames: JinjaFrames;

  constructor(context: BodyContext, frames: JinjaFrames) {
    this.#context = context;
    this.#frames = frames;
  }

  /** Where a value comes from. */
  of(value: Expression | undefined, depth = 0): Source {
    if (value?.kind === 'name') return this.#at(rootPath(this.#frames.resolve([value.name])), false);
    if (value?.kind !== 'chain' || depth > depthLimit) return unknown;
    return this.#follow(this.of(value.base, depth + 1), value.steps);
  }

  /** The members that filters name as text, such as `name` of `xs | map(attribute="name")`, with what they mean. */
  attributes(base: Expression, steps: readonly Step[]): readonly AttributeUse[] {
    const found: AttributeUse[] = [];
    if (!steps.some((step) => step.kind === 'filter' && step.arguments.length > 0)) return found;
    this.#follow(this.of(base), steps, (step, { items, pairs, guarded }) => {
      const names = step.kind === 'filter' ? attributeOf(step.name, step.arguments) : undefined;
      if (names === undefined || items === undefined || pairs) return;
      found.push({ names, path: [...items, ...names.map(({ text }) => text)], guarded });
    });
    return found;
  }

  #follow(start: Source, steps: readonly Step[], visit?: (step: Step, before: Source) => void): Source {
    let source = start;
    for (let at = 0; at < steps.length && source !== unknown; at++) {
      const step = steps[at];
      const next = steps[at + 1];
      if (step !== undefined) visit?.(step, source);
      if (step?.kind === 'member' && next?.kind === 'call') {
        source = this.#method(source, step.name);
        at++;
      } else if (step !== undefined) source = this.#step(source, step);
    }
    return source;
  }

  #at(path: readonly string[] | undefined, guarded: boolean): Source {
    if (path === undefined || path.length > pathLimit) return unknown;
    // A loop over a map gives its keys.
    if (this.#context.schemaAt(path)?.type === 'object') return { path, pairs: false, guarded };
    return { path, items: [...path, '[]'], pairs: false, guarded };
  }

  #method({ path, guarded }: Source, name: string): Source {
    if (path === undefined || (name !== 'items' && name !== 'values')) return unknown;
    return { items: [...path, '[]'], pairs: name === 'items', guarded };
  }

  #step(source: Source, step: Step): Source {
    const { path, guarded } = source;
    switch (step.kind) {
      case 'member':
        return this.#at(path && [...path, step.name], guarded);
      case 'index':
        return step.slice ? source : this.#at(path && [...path, '[]'], guarded);
      case 'filter':
        return this.#filter(source, step.name, step.arguments);
      default:
        return unknown;
    }
  }

  #filter(source: Source, name: string, given: readonly Argument[]): Source {
    const { path, items, pairs, guarded } = source;
    if (name === 'default' || name === 'd') return given.every(isFixed) ? { ...source, guarded: true } : unknown;
    if (name === 'items' || name === 'dictsort')
      return path === undefined ? unknown : { items: [...path, '[]'], pairs: true, guarded };
    if (items === undefined) return unknown;
    if (picksItem.has(name)) return pairs ? unknown : this.#at(items, guarded);
    if (name === 'map') {
      const names = attributeOf(name, given);
      return names === undefined || pairs || items.length > pathLimit
        ? unknown
        : { items: [...items, ...names.map(({ text }) => text)], pairs, guarded };
    }
    if (!keepsItems.has(name)) return unknown;
    // A list stays what it is; text becomes a list of characters.
    const isList = path !== undefined && this.#context.schemaAt(path)?.type === 'array';
    return isList ? source : { items, pairs, guarded };
  }
}

/** A member that a filter names as text. */
export interface AttributeUse {
  readonly path: readonly string[];
  readonly names: readonly PathSegment[];
  readonly guarded: boolean;
}

/** Filters whose result has the items of their value. */
const keepsItems = new Set(['list', 'sort', 'reverse', 'unique', 'select', 'selectattr', 'reject', 'rejectattr']);

/** Filters that give one of the items. */
const picksItem = new Set(['first', 'last', 'random', 'min', 'max']);

const byPosition = new Set(['selectattr', 'rejectattr', 'groupby']);
const byName = new Set(['map', 'sort', 'unique', 'min', 'max', 'sum', 'join', 'groupby']);

/** The member of each item that a filter is asked for. */
function attributeOf(filter: string, given: readonly Argument[]): readonly PathSegment[] | undefined {
  const found = byName.has(filter) ? given.find(({ name }) => name?.text === 'attribute') : undefined;
  const argument = found ?? (byPosition.has(filter) ? given.find(({ name }) => name === undefined) : undefined);
  const value = argument?.value;
  if (value?.kind !== 'literal' || value.type !== 'string' || !/^[\p{L}_]\w*(?:\.[\p{L}_]\w*)*$/u.test(value.text))
    return undefined;
  // With an escape or a second string in it, the text does not stand in the file as it is.
  if (value.range.end - value.range.start !== value.text.length + 2) return undefined;
  let start = value.range.start + 1;
  return value.text.split('.').map((text) => {
    const range = { start, end: start + text.length };
    start = range.end + 1;
    return { text, range };
  });
}

function isFixed({ value }: Argument): boolean {
  return value.kind === 'literal' || (value.kind === 'collection' && value.items.length === 0);
}
