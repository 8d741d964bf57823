import type { AnalysisBuilder, BodyContext } from '../analysis';
import type { Binding, FixedValue, PathSegment, VariableUsage, VariableUse } from '../types';
import { hostFunctions, jinjaGlobals } from './catalogue';
import { comparisons } from './comparisons';
import type { JinjaFrames } from './frames';
import { SourceReader } from './sources';
import type { Argument, ChainExpression, Expression, OperationExpression, Step } from './tree';

/** A value that is still to be read, and how it is used. */
interface Pending {
  readonly value: Expression;
  readonly usage: VariableUsage;
  readonly guarded: boolean;
  readonly compared?: FixedValue | undefined;
}

const globalNames = new Set(jinjaGlobals.map((callable) => callable.name));

/** Reads the look-ups and calls in expressions, with a stack of its own. */
export class ValueReader {
  readonly #builder: AnalysisBuilder;
  readonly #context: BodyContext;
  readonly #frames: JinjaFrames;
  readonly #pending: Pending[] = [];
  readonly #sources: SourceReader;
  #half = false;

  constructor(builder: AnalysisBuilder, context: BodyContext, frames: JinjaFrames) {
    this.#builder = builder;
    this.#context = context;
    this.#frames = frames;
    this.#sources = new SourceReader(context, frames);
  }

  /** Where a value comes from, as far as that can be known. */
  source(value: Expression | undefined): ReturnType<SourceReader['of']> {
    return this.#sources.of(value);
  }

  /** Reads an expression. In a half-typed tag (`half`) names are only taken for inputs that exist. */
  read(value: Expression, usage: VariableUsage, half: boolean): void {
    this.#half = half;
    this.#push(value, usage, usage === 'condition');
    for (let item = this.#pending.pop(); item !== undefined; item = this.#pending.pop()) this.#value(item);
  }

  #push(value: Expression | undefined, usage: VariableUsage, guarded: boolean, compared?: FixedValue): void {
    if (value !== undefined) this.#pending.push({ value, usage, guarded, compared });
  }

  #value({ value, usage, guarded, compared }: Pending): void {
    const more = compared === undefined ? {} : { compared };
    switch (value.kind) {
      case 'name':
        this.#frames.use([{ text: value.name, range: value.range }], usage, guarded, this.#half, more);
        return;
      case 'literal':
        this.#builder.token(value.range.start, value.range.end, value.type);
        return;
      case 'chain':
        this.#chain(value, usage, guarded, more);
        return;
      case 'operation':
        this.#operation(value, usage);
        return;
      case 'conditional':
        for (const word of value.words) this.#builder.token(word.start, word.end, 'keyword');
        // Where a test stands beside it, a missing value is thought of.
        this.#push(value.body, usage, true);
        this.#push(value.test, 'condition', true);
        this.#push(value.otherwise, usage, guarded);
        return;
      default:
        for (const item of value.items) this.#push(item, 'expression', false);
    }
  }

  /** Operands of nothing but `and`, `or` and `not` are asked whether they are there. */
  #operation(operation: OperationExpression, usage: VariableUsage): void {
    const { operands, operators } = operation;
    const compared = comparisons(operation);
    const logical = operators.every(({ text }) => text === 'and' || text === 'or' || text === 'not');
    for (const { text, range } of operators)
      this.#builder.token(range.start, range.end, /^[a-z]/.test(text) ? 'keyword' : 'operator');
    const inner = logical && usage === 'condition' ? 'condition' : 'expression';
    for (const operand of operands)
      this.#push(operand, inner, logical && isPath(operand), isPath(operand) ? compared.get(operand) : undefined);
  }

  #chain(
    { base, steps }: ChainExpression,
    usage: VariableUsage,
    guarded: boolean,
    more: Pick<VariableUse, 'compared'>,
  ): void {
    if (!this.#half) this.#attributes(base, steps);
    if (base.kind !== 'name') {
      this.#push(base, 'expression', steps.some(guards));
      if (!this.#half) this.#members(base, steps, usage, guarded);
      for (const step of steps) this.#step(step);
      return;
    }
    const { segments, indexes, method, rest } = pathOf(base.name, base.range, steps);
    const [next] = rest;
    const called =
      next?.kind === 'call' && method === undefined && segments.length === 1 && this.#isFunction(base.name);
    if (next?.kind === 'call') this.#macro(method ?? { text: base.name, range: base.range }, base.name, segments, next);
    if (called) this.#function({ text: base.name, range: base.range }, next);
    else {
      const piped = method === undefined ? pipeOf(rest, usage) : undefined;
      const all = { ...more, ...(piped === undefined ? {} : { piped }) };
      this.#frames.use(segments, usageBefore(next, usage), guarded || rest.some(guards), this.#half, all);
    }
    if (method !== undefined) this.#builder.token(method.range.start, method.range.end, 'helper');
    for (const index of indexes) this.#push(index, 'expression', false);
    for (const step of rest) this.#step(step);
  }

  /** The members that are read of a value in parentheses: `prise` in `(orders | first).prise`. */
  #members(base: Expression, steps: readonly Step[], usage: VariableUsage, guarded: boolean): void {
    const source = this.#sources.of(base);
    if (source.path === undefined) return;
    const { segments, rest, method } = membersOf([], steps);
    const [first] = segments;
    if (first === undefined || (method !== undefined && segments.length === 0)) return;
    this.#builder.variables.push({
      range: { start: first.range.start, end: segments.at(-1)?.range.end ?? first.range.end },
      segments: segments.filter(({ range }) => range.end > range.start),
      usage: usageBefore(rest[0], usage),
      resolution: { kind: 'input', path: [...source.path, ...segments.map(({ text }) => text)] },
      guarded: guarded || source.guarded || rest.some(guards),
    });
  }

  /** The members that filters name as text. */
  #attributes(base: Expression, steps: readonly Step[]): void {
    for (const { names, path, guarded } of this.#sources.attributes(base, steps)) {
      const range = { start: names[0]?.range.start ?? 0, end: names.at(-1)?.range.end ?? 0 };
      const resolution = { kind: 'input', path } as const;
      this.#builder.variables.push({ range, segments: names, usage: 'argument', resolution, guarded });
    }
  }

  /** Notes the call of a macro: one of this template, or one that is imported or is in an imported template. */
  #macro(
    name: PathSegment,
    first: string,
    segments: readonly PathSegment[],
    call: Extract<Step, { kind: 'call' }>,
  ): void {
    const binding = segments.length === 1 ? this.#frames.binding(first) : undefined;
    const isMacro = binding?.kind === 'macro' && name.text === first;
    const isImport =
      binding?.kind === 'import' &&
      (binding.origin?.name === undefined) === (name.range.start !== segments[0]?.range.start);
    if (binding === undefined || (!isMacro && !isImport)) return;
    this.#call(name.text, name.range, 'macro', call.arguments, call.range.end, binding);
  }

  /** A name that is called and neither bound here nor declared as an input is a function. */
  #isFunction(name: string): boolean {
    if (this.#frames.binding(name) !== undefined) return false;
    return (
      globalNames.has(name) ||
      hostFunctions.has(name) ||
      this.#context.helpers.has(name) ||
      !this.#context.declares(name)
    );
  }

  #function(name: PathSegment, call: Extract<Step, { kind: 'call' }>): void {
    this.#builder.token(name.range.start, name.range.end, 'helper');
    const known = globalNames.has(name.text) || this.#context.helpers.has(name.text);
    // Functions of the host (translations, chat templates) and of the template itself are no mistake.
    if (hostFunctions.has(name.text) || (this.#half && !known)) return;
    this.#call(name.text, name.range, 'function', call.arguments, call.range.end);
  }

  #call(
    name: string,
    nameRange: PathSegment['range'],
    kind: 'filter' | 'test' | 'function' | 'macro',
    given: readonly Argument[],
    end: number,
    binding?: Binding,
  ): void {
    this.#builder.calls.push({
      name,
      nameRange,
      kind,
      range: { start: nameRange.start, end },
      argumentCount: given.filter((argument) => argument.name === undefined).length,
      argumentRanges: given.filter((argument) => argument.name === undefined).map((argument) => argument.value.range),
      namedArguments: given.flatMap((argument) => argument.name ?? []),
      ...(binding === undefined ? {} : { binding }),
    });
  }

  #step(step: Step): void {
    const builder = this.#builder;
    switch (step.kind) {
      case 'member':
        builder.token(step.range.start, step.range.end, 'property');
        return;
      case 'index':
        for (const index of step.indexes) this.#push(index, 'expression', false);
        return;
      case 'call':
        this.#arguments(step.arguments);
        return;
      default:
        builder.token(step.range.start, step.range.end, step.kind === 'filter' ? 'filter' : 'keyword');
        if (step.name !== '' && !this.#half) this.#call(step.name, step.range, step.kind, step.arguments, step.end);
        this.#arguments(step.arguments);
    }
  }

  #arguments(given: readonly Argument[]): void {
    for (const { name, value } of given) {
      if (name !== undefined) this.#builder.token(name.range.start, name.range.end, 'property');
      this.#push(value, 'argument', false);
    }
  }
}

function isPath(value: Expression): boolean {
  if (value.kind === 'name') return true;
  return (
    value.kind === 'chain' &&
    value.base.kind === 'name' &&
    value.steps.every((step) => step.kind === 'member' || step.kind === 'index')
  );
}

/** How a path is used that a filter, a test or a call follows. */
function usageBefore(next: Step | undefined, usage: VariableUsage): VariableUsage {
  if (next === undefined) return usage;
  return next.kind === 'filter' || next.kind === 'test' ? 'argument' : 'expression';
}

/** The filters right behind a path, when there are any. What stands behind them uses their result. */
function pipeOf(rest: readonly Step[], usage: VariableUsage): VariableUse['piped'] {
  const end = rest.findIndex((step) => step.kind !== 'filter');
  const filters = (end < 0 ? rest : rest.slice(0, end)).flatMap((step) =>
    step.kind === 'filter' ? [{ text: step.name, range: step.range }] : [],
  );
  return filters.length === 0 ? undefined : { filters, usage: end < 0 ? usage : 'expression' };
}

function guards(step: Step): boolean {
  if (step.kind === 'filter') return step.name === 'default' || step.name === 'd';
  return step.kind === 'test' && (step.name === 'defined' || step.name === 'undefined' || step.name === 'none');
}

interface Path {
  readonly segments: readonly PathSegment[];
  readonly indexes: readonly Expression[];
  /** The member that is called: `items` in `x.items()`. */
  readonly method: PathSegment | undefined;
  readonly rest: readonly Step[];
}

function pathOf(name: string, range: PathSegment['range'], steps: readonly Step[]): Path {
  return membersOf([{ text: name, range }], steps);
}

/** The members at the front of a chain. An index that is no text stands for an element; a slice is what it is taken from. */
function membersOf(base: readonly PathSegment[], steps: readonly Step[]): Path {
  const segments = [...base];
  const indexes: Expression[] = [];
  let at = 0;
  for (let step = steps[at]; step?.kind === 'member' || step?.kind === 'index'; step = steps[++at]) {
    if (step.kind === 'member') segments.push({ text: step.name, range: step.range });
    else {
      if (!step.slice) segments.push({ text: '[]', range: { start: step.range.end, end: step.range.end } });
      indexes.push(...step.indexes);
    }
  }
  const called = steps[at]?.kind === 'call' && steps[at - 1]?.kind === 'member';
  const method = called ? segments.pop() : undefined;
  return { segments, indexes, method, rest: steps.slice(at) };
}
