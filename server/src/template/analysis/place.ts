import type { TextRange } from '../../base';
import type {
  Analysis,
  Binding,
  BlockSpan,
  CallUse,
  PartialUse,
  PathSegment,
  Problem,
  Resolution,
  Scope,
  VariableUse,
} from '../types';

/** Moves every range of an analysis, for text whose offsets differ from those of the file. */
export function placeAnalysis(analysis: Analysis, at: (offset: number) => number): Analysis {
  const placer = new Placer(at);
  const tokens = analysis.tokens.map(({ kind, range }) => ({ kind, range: placer.range(range) }));
  return { ...placer.lists(analysis), tokens };
}

/** The analyses of several parts of a file, in order of place, as one. */
export function joinAnalyses(parts: readonly Analysis[]): Analysis {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return {
    variables: parts.flatMap((part) => part.variables),
    calls: parts.flatMap((part) => part.calls),
    partials: parts.flatMap((part) => part.partials),
    blocks: parts.flatMap((part) => part.blocks),
    scopes: parts.flatMap((part) => part.scopes),
    roles: parts.flatMap((part) => part.roles),
    comments: parts.flatMap((part) => part.comments),
    tags: parts.flatMap((part) => part.tags),
    tokens: parts.flatMap((part) => part.tokens),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** Moves what refers to one another together: a binding stays one object. */
export class Placer {
  readonly #at: (offset: number) => number;
  readonly #bindings = new Map<Binding, Binding>();

  constructor(at: (offset: number) => number) {
    this.#at = at;
  }

  lists(analysis: Omit<Analysis, 'tokens'>): Omit<Analysis, 'tokens'> {
    return {
      variables: analysis.variables.map((use) => this.#variable(use)),
      calls: analysis.calls.map((call) => this.#call(call)),
      partials: analysis.partials.map((partial) => this.#partial(partial)),
      blocks: analysis.blocks.map((block) => this.#block(block)),
      scopes: analysis.scopes.map((scope) => this.#scope(scope)),
      roles: analysis.roles.map((role) => ({
        ...role,
        range: this.range(role.range),
        roleRange: this.range(role.roleRange),
      })),
      comments: analysis.comments.map((range) => this.range(range)),
      tags: analysis.tags.map((range) => this.range(range)),
      problems: analysis.problems.map((problem) => this.#problem(problem)),
    };
  }

  range({ start, end }: TextRange): TextRange {
    const from = this.#at(start);
    return { start: from, end: Math.max(from, this.#at(end)) };
  }

  #segment({ text, range }: PathSegment): PathSegment {
    return { text, range: this.range(range) };
  }

  #variable(use: VariableUse): VariableUse {
    const { usage, guarded } = use;
    const plain: VariableUse = {
      range: this.range(use.range),
      segments: use.segments.map((segment) => this.#segment(segment)),
      usage,
      resolution: this.#resolution(use.resolution),
      guarded,
    };
    // Most are plain, there are thousands of them, and a spread costs several times as much.
    if (use.piped === undefined && use.compared === undefined) return plain;
    return {
      ...plain,
      ...(use.piped === undefined
        ? {}
        : { piped: { ...use.piped, filters: use.piped.filters.map((filter) => this.#segment(filter)) } }),
      ...(use.compared === undefined ? {} : { compared: { ...use.compared, range: this.range(use.compared.range) } }),
    };
  }

  #resolution(resolution: Resolution): Resolution {
    return resolution.kind === 'local' ? { ...resolution, binding: this.#binding(resolution.binding) } : resolution;
  }

  #binding(binding: Binding): Binding {
    const known = this.#bindings.get(binding);
    if (known !== undefined) return known;
    const name = binding.origin?.name;
    const placed: Binding = {
      ...binding,
      nameRange: this.range(binding.nameRange),
      ...(binding.origin === undefined || name === undefined
        ? {}
        : { origin: { ...binding.origin, name: this.#segment(name) } }),
    };
    this.#bindings.set(binding, placed);
    return placed;
  }

  #call(call: CallUse): CallUse {
    return {
      ...call,
      nameRange: this.range(call.nameRange),
      range: this.range(call.range),
      argumentRanges: call.argumentRanges.map((range) => this.range(range)),
      namedArguments: call.namedArguments.map((segment) => this.#segment(segment)),
      ...(call.binding === undefined ? {} : { binding: this.#binding(call.binding) }),
    };
  }

  #partial(partial: PartialUse): PartialUse {
    return {
      ...partial,
      nameRange: this.range(partial.nameRange),
      range: this.range(partial.range),
      namedArguments: partial.namedArguments.map((segment) => this.#segment(segment)),
      values: partial.values.map((value) =>
        value.range === undefined ? value : { ...value, range: this.range(value.range) },
      ),
      ...(partial.definition === undefined ? {} : { definition: this.range(partial.definition) }),
    };
  }

  #block(block: BlockSpan): BlockSpan {
    return {
      ...block,
      openNameRange: this.range(block.openNameRange),
      closeNameRange: block.closeNameRange && this.range(block.closeNameRange),
      range: this.range(block.range),
      innerRange: this.range(block.innerRange),
      ...(block.branches === undefined ? {} : { branches: block.branches.map((range) => this.range(range)) }),
      ...(block.label === undefined ? {} : { label: this.#segment(block.label) }),
      ...(block.closeLabel === undefined ? {} : { closeLabel: this.range(block.closeLabel) }),
    };
  }

  #scope(scope: Scope): Scope {
    return {
      ...scope,
      range: this.range(scope.range),
      bindings: scope.bindings.map((binding) => this.#binding(binding)),
    };
  }

  #problem(problem: Problem): Problem {
    const at = problem.data?.['at'];
    return {
      ...problem,
      range: this.range(problem.range),
      ...(problem.related === undefined
        ? {}
        : { related: { ...problem.related, range: this.range(problem.related.range) } }),
      ...(typeof at === 'number' ? { data: { ...problem.data, at: this.#at(at) } } : {}),
    };
  }
}
