import { AnalysisBuilder, sectionEnd, type BodyContext, type BodySource } from '../analysis';
import type { Analysis, Binding, BlockSpan } from '../types';
import { importBindings, macroBinding } from './bindings';
import { matchStatements, type JinjaBlock } from './blocks';
import { bindingOf, Branches, JinjaFrames } from './frames';
import { parseJinja } from './parser';
import type { Expression, JinjaTag, Statement, Target } from './tree';
import { ValueReader } from './values';

/** Parses and analyses a Jinja body by the scope rules of Jinja 3. Never throws. */
export function analyseJinja(source: BodySource, context: BodyContext): Analysis {
  return new Analyser(source, context).run();
}

class Analyser {
  readonly #builder = new AnalysisBuilder();
  readonly #source: BodySource;
  readonly #frames: JinjaFrames;
  readonly #values: ValueReader;
  readonly #tags: readonly JinjaTag[];
  readonly #blocks: ReadonlyMap<JinjaTag, JinjaBlock>;
  /** What a closing tag does: bind what `{% set x %}…{% endset %}` sets. */
  readonly #atClose = new Map<JinjaTag, () => void>();
  /** The `if` block that a tag parts or closes. */
  readonly #branchOf = new Map<JinjaTag, JinjaBlock>();
  /** The `if` blocks around this place, with the names set in the branch of each. */
  readonly #branches: { readonly block: JinjaBlock; readonly bindings: Binding[] }[] = [];
  /** What an `else` or `elif` does: enter the next part of its block. */
  readonly #atBranch = new Map<JinjaTag, () => void>();

  constructor(source: BodySource, context: BodyContext) {
    this.#source = source;
    const builder = this.#builder;
    const { tags, problems } = parseJinja(source.text, source.start, source.end);
    const matched = matchStatements(tags, source.end);
    for (const problem of [...problems, ...matched.problems]) builder.problems.push(problem);
    builder.scope({ start: source.start, end: source.end }, [], [], false);
    this.#tags = tags;
    this.#blocks = matched.blocks;
    this.#frames = new JinjaFrames(builder, context, lateNames(source.text, tags, matched.blocks));
    this.#values = new ValueReader(builder, context, this.#frames);
  }

  run(): Analysis {
    for (const block of this.#blocks.values()) {
      this.#span(block);
      if (block.open.statement?.keyword !== 'if') continue;
      for (const tag of block.branches) this.#branchOf.set(tag, block);
      if (block.close !== undefined) this.#branchOf.set(block.close, block);
    }
    for (const tag of this.#tags) this.#tag(tag);
    return this.#builder.build();
  }

  #span({ open, close, branches, end }: JinjaBlock): void {
    this.#builder.blocks.push({
      name: open.statement?.keyword ?? '',
      openNameRange: open.statement?.keywordRange ?? open.range,
      closeNameRange: close?.statement?.keywordRange,
      range: { start: open.range.start, end },
      innerRange: { start: open.range.end, end: Math.max(open.range.end, close?.range.start ?? end) },
      ...(branches.length === 0 ? {} : { branches: branches.map((tag) => tag.range) }),
      ...labelsOf(open.statement?.name, close?.statement?.name),
    });
  }

  #tag(tag: JinjaTag): void {
    const builder = this.#builder;
    this.#frames.leaveAt(tag.range.start);
    this.#leaveBranch(tag);
    builder.tags.push(tag.range);
    if (tag.kind === 'comment') {
      builder.comments.push(tag.range);
      builder.token(tag.range.start, tag.range.end, 'comment');
      return;
    }
    builder.token(tag.range.start, tag.openEnd, 'delimiter');
    if (tag.expression !== undefined) this.#values.read(tag.expression, 'output', !tag.terminated);
    if (tag.statement !== undefined) this.#statement(tag, tag.statement);
    builder.token(tag.closeStart, tag.range.end, 'delimiter');
    this.#atClose.get(tag)?.();
  }

  /** Which branch of an `if` ran is not known behind it: a name set in one stands for a path only there. */
  #leaveBranch(tag: JinjaTag): void {
    if (tag.statement?.keyword === 'if') {
      const block = this.#blocks.get(tag);
      if (block !== undefined) this.#branches.push({ block, bindings: [] });
      return;
    }
    const block = this.#branchOf.get(tag);
    if (block === undefined) return;
    while (this.#branches.length > 0 && this.#branches.at(-1)?.block !== block) this.#branches.pop();
    const branch = this.#branches.at(-1);
    this.#frames.forget(branch?.bindings.splice(0) ?? []);
    if (block.close === tag) this.#branches.pop();
  }

  #statement(tag: JinjaTag, statement: Statement): void {
    const { keywordRange, words } = statement;
    this.#builder.token(keywordRange.start, keywordRange.end, 'keyword');
    for (const word of words) this.#builder.token(word.start, word.end, 'keyword');
    switch (statement.keyword) {
      case 'for':
        this.#for(tag, statement);
        return;
      case 'set':
        this.#set(tag, statement);
        return;
      case 'with':
        this.#with(tag, statement);
        return;
      case 'macro':
      case 'call':
        this.#macro(tag, statement);
        return;
      case 'block':
        this.#enterBlock(tag, [], 'plain');
        return;
      case 'include':
      case 'extends':
      case 'import':
      case 'from':
        this.#template(tag, statement);
        return;
      default:
        for (const value of statement.values)
          this.#read(
            tag,
            value,
            statement.keyword === 'if' || statement.keyword === 'elif' ? 'condition' : 'expression',
          );
        if (statement.keyword === 'filter' || statement.keyword === 'autoescape') this.#enterBlock(tag, [], 'plain');
        if (statement.keyword === 'if') this.#enterBranches(tag);
        this.#atBranch.get(tag)?.();
    }
  }

  /** What is set in a branch of an `if` may not be set behind it. */
  #enterBranches(tag: JinjaTag): void {
    const block = this.#blocks.get(tag);
    if (block === undefined) return;
    const complete = block.branches.at(-1)?.statement?.keyword === 'else';
    const branches = new Branches(complete ? block.branches.length + 1 : Infinity);
    for (const [index, start] of [tag, ...block.branches].entries()) {
      const end = sectionEnd(block, index, (other) => other.range);
      const enter = (): void => this.#frames.enterBranch(branches, end);
      if (start === tag) enter();
      else this.#atBranch.set(start, enter);
    }
  }

  #read(tag: JinjaTag, value: Expression | undefined, usage: 'condition' | 'each' | 'expression' | 'argument'): void {
    if (value !== undefined) this.#values.read(value, usage, !tag.terminated);
  }

  #enterBlock(tag: JinjaTag, bindings: readonly Binding[], kind: 'loop' | 'macro' | 'plain'): void {
    const block = this.#blocks.get(tag);
    if (block === undefined) return;
    const end = sectionEnd(block, 0, (other) => other.range);
    this.#frames.enter({ start: tag.range.end, end: Math.max(tag.range.end, end) }, bindings, kind);
  }

  #for(tag: JinjaTag, { targets, values, condition }: Statement): void {
    const [iterable] = values;
    const { items: item, pairs } = this.#values.source(iterable);
    const bindings = targets.map((target, index): Binding => {
      if (targets.length === 1) return bindingOf(target, 'item', pairs ? undefined : item);
      if (!pairs) return bindingOf(target, 'item');
      return index === 0 ? bindingOf(target, 'key') : bindingOf(target, 'item', item);
    });
    for (const { range } of targets) this.#builder.token(range.start, range.end, 'local');
    this.#read(tag, iterable, 'each');
    if (condition !== undefined) this.#readWith(tag, [condition], bindings, 'condition');
    this.#enterBlock(tag, bindings, 'loop');
    const block = this.#blocks.get(tag);
    const [other] = block?.branches ?? [];
    if (block === undefined || other === undefined) return;
    // What is set behind the else of a loop stays there.
    const range = {
      start: other.range.end,
      end: Math.max(
        other.range.end,
        sectionEnd(block, 1, (next) => next.range),
      ),
    };
    this.#atBranch.set(other, () => this.#frames.enter(range, [], 'plain'));
  }

  #set(tag: JinjaTag, { targets, owners, values, flag }: Statement): void {
    for (const { name, range } of owners)
      this.#frames.use([{ text: name, range }], 'expression', false, !tag.terminated);
    for (const value of values) this.#read(tag, value, flag ? 'argument' : 'expression');
    for (const { range } of targets) this.#builder.token(range.start, range.end, 'local');
    const [value] = values;
    const path = targets.length === 1 && !flag ? this.#values.source(value).path : undefined;
    const bindings = targets.map((target) => bindingOf(target, 'assignment', path));
    const close = flag ? this.#blocks.get(tag)?.close : tag;
    const bind = (): void => {
      for (const binding of bindings) this.#frames.bind(binding, close?.range.end ?? tag.range.end, this.#source.end);
      this.#branches.at(-1)?.bindings.push(...bindings);
    };
    if (close === tag || close === undefined) bind();
    else {
      this.#atClose.set(close, bind);
      this.#enterBlock(tag, [], 'plain');
    }
  }

  #with(tag: JinjaTag, { targets, values }: Statement): void {
    const bindings = targets.map((target, index) => {
      return bindingOf(target, 'assignment', this.#values.source(values[index]).path);
    });
    for (const { range } of targets) this.#builder.token(range.start, range.end, 'local');
    for (const value of values) this.#read(tag, value, 'expression');
    this.#enterBlock(tag, bindings, 'plain');
  }

  /** A call is read outside. Defaults see the other parameters. */
  #macro(tag: JinjaTag, statement: Statement): void {
    const { targets, defaults, values, name } = statement;
    for (const value of values) this.#read(tag, value, 'expression');
    for (const { range } of targets) this.#builder.token(range.start, range.end, 'local');
    if (name !== undefined) {
      this.#builder.token(name.range.start, name.range.end, 'helper');
      this.#frames.bind(macroBinding(this.#source.text, statement, name), tag.range.end, this.#source.end);
    }
    const bindings = targets.map((target) => bindingOf(target, 'parameter'));
    this.#readWith(tag, defaults, bindings, 'expression');
    this.#enterBlock(tag, bindings, 'macro');
  }

  /** Reads values that see the names which the tag binds. */
  #readWith(
    tag: JinjaTag,
    values: readonly Expression[],
    bindings: readonly Binding[],
    usage: 'condition' | 'expression',
  ): void {
    const [first] = values;
    const last = values.at(-1);
    if (first === undefined || last === undefined) return;
    const range = { start: first.range.start, end: last.range.end };
    this.#frames.enter(range, bindings, 'plain');
    for (const value of values) this.#read(tag, value, usage);
    this.#frames.leaveAt(range.end);
  }

  #template(tag: JinjaTag, statement: Statement): void {
    const { keyword, values, imports, flag } = statement;
    const [value] = values;
    const text = value?.kind === 'literal' && value.type === 'string' ? value : undefined;
    if (text === undefined) this.#read(tag, value, 'argument');
    else this.#builder.token(text.range.start, text.range.end, 'partial');
    const shares = keyword === 'include' || keyword === 'extends';
    if (value !== undefined) {
      const values = shares ? this.#frames.visible(localLimit) : [];
      this.#builder.partials.push({
        name: tag.terminated ? text?.text : undefined,
        nameRange: text === undefined ? value.range : { start: text.range.start + 1, end: text.range.end - 1 },
        range: tag.range,
        namedArguments: [],
        values: values ?? [],
        context: shares && values !== undefined ? [] : undefined,
        optional: flag,
      });
    }
    for (const { name, alias } of imports) {
      this.#builder.token(name.range.start, name.range.end, 'local');
      if (alias !== name) this.#builder.token(alias.range.start, alias.range.end, 'local');
    }
    for (const binding of importBindings(statement)) this.#frames.bind(binding, tag.range.end, this.#source.end);
  }
}

/** An included template sees so many local names; with more, nothing is known of what it gets. */
const localLimit = 200;

/** The names set at the top of a template, outside of loops and the like: macros read them when they run. */
function lateNames(
  text: string,
  tags: readonly JinjaTag[],
  blocks: ReadonlyMap<JinjaTag, JinjaBlock>,
): ReadonlyMap<string, Binding> {
  const found = new Map<string, Binding>();
  let inner = 0;
  for (const tag of tags) {
    const { statement } = tag;
    if (statement === undefined) continue;
    if (tag.range.start >= inner) for (const binding of topBindings(text, statement)) found.set(binding.name, binding);
    if (['for', 'with', 'macro', 'call', 'filter', 'autoescape', 'block'].includes(statement.keyword))
      inner = Math.max(inner, blocks.get(tag)?.end ?? 0);
  }
  return found;
}

function topBindings(text: string, statement: Statement): readonly Binding[] {
  const { keyword, targets, name } = statement;
  if (keyword === 'set') return targets.map((target) => bindingOf(target, 'assignment'));
  if (keyword === 'macro' && name !== undefined) return [macroBinding(text, statement, name)];
  return importBindings(statement);
}

function labelsOf(open: Target | undefined, close: Target | undefined): Pick<BlockSpan, 'label' | 'closeLabel'> {
  return {
    ...(open === undefined ? {} : { label: { text: open.name, range: open.range } }),
    ...(close === undefined ? {} : { closeLabel: close.range }),
  };
}
