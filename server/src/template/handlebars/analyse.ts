import type { TextRange } from '../../base';
import { AnalysisBuilder, reportJinja, sectionEnd, type BodyContext, type BodySource } from '../analysis';
import type { Callable } from '../callable';
import type { Analysis, BlockSpan, FixedValue, PathSegment, VariableUsage } from '../types';
import { matchTags, type BlockNode } from './blocks';
import { dotpromptHelpers, handlebarsHelpers } from './catalogue';
import { Frames, type BlockMode } from './frames';
import { inlinePartials, PartialReader } from './partials';
import { parseTags } from './parser';
import { checkRole } from './roles';
import {
  fixedValue,
  nameRange,
  type CallNode,
  type ExpressionNode,
  type LiteralNode,
  type PathNode,
  type TagNode,
} from './tree';

const builtIn = new Map(handlebarsHelpers.map((helper) => [helper.name, helper]));
const withDotprompt = new Map([...handlebarsHelpers, ...dotpromptHelpers].map((helper) => [helper.name, helper]));

/** Parses and analyses a Handlebars body by the scope rules of Handlebars 4.7. Never throws. */
export function analyseHandlebars(source: BodySource, context: BodyContext): Analysis {
  return new Analyser(source, context).run();
}

class Analyser {
  readonly #builder = new AnalysisBuilder();
  readonly #source: BodySource;
  readonly #context: BodyContext;
  readonly #helpers: ReadonlyMap<string, Callable>;
  readonly #frames: Frames;
  readonly #branches = new Map<TagNode, Branch>();
  /** How the opening tag of a block treats the context; its `else` needs it when the block opens with `^`. */
  readonly #modes = new Map<BlockNode, BlockMode>();
  #blocks: ReadonlyMap<TagNode, BlockNode> = new Map();
  #partials: PartialReader;

  constructor(source: BodySource, context: BodyContext) {
    this.#source = source;
    this.#context = context;
    this.#helpers = context.dotprompt ? withDotprompt : builtIn;
    this.#frames = new Frames(this.#builder, source, context);
    this.#partials = new PartialReader(this.#builder, this.#frames, new Map());
  }

  run(): Analysis {
    const builder = this.#builder;
    const { tags, problems } = parseTags(this.#source.text, this.#source.start, this.#source.end);
    const matched = matchTags(tags, this.#source.end);
    this.#blocks = matched.blocks;
    this.#partials = new PartialReader(builder, this.#frames, inlinePartials(tags, matched.blocks));
    for (const problem of problems) builder.problems.push(problem);
    for (const problem of matched.problems) builder.problems.push(problem);
    for (const block of matched.blocks.values()) {
      this.#span(block);
      block.branches.forEach((tag, index) => this.#branches.set(tag, { block, end: endOfSection(block, index + 1) }));
    }
    for (const tag of tags) this.#tag(tag);
    reportJinja(builder, this.#source, 'Handlebars writes {{#if x}}…{{/if}} and {{#each xs}}…{{/each}}.');
    return builder.build();
  }

  #span({ open, close, branches, end }: BlockNode): void {
    const name = open.expression?.callee;
    const closeName = close?.expression?.callee;
    this.#builder.blocks.push({
      name: name === undefined || name.kind === 'call' ? '' : nameOf(name),
      openNameRange: name?.range ?? { start: open.openEnd, end: open.openEnd },
      closeNameRange: closeName?.range,
      range: { start: open.range.start, end },
      innerRange: { start: open.range.end, end: Math.max(open.range.end, close?.range.start ?? end) },
      ...(branches.length === 0 ? {} : { branches: branches.map((tag) => tag.range) }),
      ...inlineLabel(open),
    });
  }

  #tag(tag: TagNode): void {
    const builder = this.#builder;
    this.#frames.leaveAt(tag.range.start);
    builder.tags.push(tag.range);
    if (tag.kind === 'comment') {
      builder.comments.push(tag.range);
      builder.token(tag.range.start, tag.range.end, 'comment');
      return;
    }
    const keyword = tag.kind === 'else' || tag.kind === 'else-chain' ? this.#elseWord(tag) : tag.openEnd;
    builder.token(tag.range.start, keyword, 'delimiter');
    builder.token(keyword, tag.openEnd, 'keyword');
    this.#inside(tag);
    builder.token(tag.closeStart, tag.range.end, 'delimiter');
  }

  /** Where the word `else` starts; `^` is part of the delimiter. */
  #elseWord(tag: TagNode): number {
    return this.#source.text.charCodeAt(tag.openEnd - 1) === 94 ? tag.openEnd : tag.openEnd - 4;
  }

  #inside(tag: TagNode): void {
    switch (tag.kind) {
      case 'mustache':
        if (tag.expression !== undefined) this.#call(tag.expression, tag, 'inline');
        return;
      case 'open':
      case 'open-inverse':
      case 'open-raw':
        this.#enter(tag);
        return;
      case 'else':
      case 'else-chain':
        this.#else(tag);
        return;
      case 'partial':
      case 'open-partial':
        this.#partial(tag);
        return;
      case 'open-decorator':
        this.#inline(tag);
        return;
      case 'close':
      case 'close-raw':
        this.#closeName(tag);
        return;
      case 'decorator':
        if (tag.expression !== undefined) this.#arguments(tag.expression, tag, 'argument');
        return;
      default:
    }
  }

  #closeName(tag: TagNode): void {
    const callee = tag.expression?.callee;
    if (callee === undefined) return;
    const helper = callee.kind === 'path' && this.#helpers.has(callee.original);
    this.#builder.token(callee.range.start, callee.range.end, helper ? 'keyword' : 'helper');
  }

  #else(tag: TagNode): void {
    const branch = this.#branches.get(tag);
    if (tag.kind === 'else-chain' && tag.expression !== undefined) {
      const mode = this.#call(tag.expression, tag, 'block');
      this.#blockParameterTokens(tag);
      if (branch !== undefined) this.#frames.enter({ tag, end: branch.end, mode });
      return;
    }
    if (branch?.block.open.kind !== 'open-inverse') return;
    // After the `else` of `{{^x}}` comes what `{{#x}}` would hold.
    const { open } = branch.block;
    this.#frames.enter({
      tag: open,
      end: branch.end,
      mode: this.#modes.get(branch.block) ?? 'unknown',
      start: tag.range.end,
    });
  }

  /** Reads an opening tag and opens the scope of the section behind it. */
  #enter(tag: TagNode): void {
    const mode = tag.expression === undefined ? 'same' : this.#call(tag.expression, tag, 'block');
    this.#blockParameterTokens(tag);
    const block = this.#blocks.get(tag);
    if (block === undefined || tag.kind === 'open-raw') return;
    this.#modes.set(block, mode);
    if (tag.kind === 'open') this.#frames.enter({ tag, end: endOfSection(block, 0), mode });
  }

  #blockParameterTokens(tag: TagNode): void {
    if (tag.asRange === undefined) return;
    this.#builder.token(tag.asRange.start, tag.asRange.end, 'keyword');
    for (const { range } of tag.blockParameters) this.#builder.token(range.start, range.end, 'local');
  }

  /**
   * Reads a name with its arguments. Returns how a block of it treats the context: a helper's own way, `field` for a
   * block over a field, `unknown` for a helper nobody knows.
   */
  #call(call: CallNode, tag: TagNode, as: 'inline' | 'block'): BlockMode {
    const { callee } = call;
    if (callee === undefined || callee.kind === 'call') {
      this.#arguments(call, tag, 'argument');
      return 'unknown';
    }
    const { name, helper, called } = this.#classify(call, callee);
    if (!called) {
      this.#frames.use(callee, as === 'block' ? this.#blockUsage(tag, callee) : 'output', tag.terminated);
      this.#arguments(call, tag, 'argument');
      return as === 'block' ? 'field' : 'unknown';
    }
    this.#builder.token(callee.range.start, callee.range.end, helper?.block === 'always' ? 'keyword' : 'helper');
    if (tag.terminated || helper !== undefined) this.#callUse(name, call, callee.range, as);
    if (name === 'role' && as === 'inline' && this.#context.dotprompt)
      checkRole(this.#builder, call, tag, this.#context.roles);
    if (tag.terminated && as === 'inline') this.#frames.useLookup(call, 'output');
    this.#arguments(call, tag, helper === undefined ? 'argument' : firstUsage(helper));
    return helper === undefined ? 'unknown' : (helper.context ?? 'same');
  }

  /**
   * Whether a name is called or read: block parameters are read; a known helper is called; anything with arguments is
   * called, since only a helper takes them.
   */
  #classify(
    call: CallNode,
    callee: PathNode | LiteralNode,
  ): { name: string; helper: Callable | undefined; called: boolean } {
    const name = nameOf(callee);
    const simple = callee.kind === 'literal' || (!callee.data && !callee.scoped && callee.segments.length === 1);
    if (simple && callee.kind === 'path' && this.#frames.binding(name) !== undefined)
      return { name, helper: undefined, called: false };
    const helper = simple ? this.#helpers.get(name) : undefined;
    const known = helper !== undefined || (simple && this.#context.helpers.has(name));
    return { name, helper, called: known || call.parameters.length > 0 || call.hash.length > 0 };
  }

  #callUse(name: string, call: CallNode, nameRange: TextRange, as: 'inline' | 'block' | 'nested'): void {
    this.#builder.calls.push({
      name,
      nameRange,
      kind: as === 'block' ? 'block-helper' : 'helper',
      range: call.range,
      argumentCount: call.parameters.length,
      argumentRanges: call.parameters.map((argument) => argument.range),
      namedArguments: call.hash.map((pair) => pair.key),
    });
  }

  /** A block over a field loops over a list, moves into an object and tests anything else. */
  #blockUsage(tag: TagNode, callee: ExpressionNode): VariableUsage {
    if (tag.kind === 'open-inverse') return 'condition';
    const type = this.#frames.typeOf(callee)?.type;
    return type === 'array' ? 'each' : type === 'object' ? 'with' : 'condition';
  }

  /** Walks arguments with a stack of its own: sub-expressions may nest deeply. */
  #arguments(call: CallNode, tag: TagNode, first: VariableUsage): void {
    if (call.parameters.length === 0 && call.hash.length === 0 && call.callee?.kind !== 'call') return;
    const pending: Pending[] = [];
    push(pending, call, first);
    const [subject, compared] = this.#comparison(call) ?? [];
    for (let item = pending.pop(); item !== undefined; item = pending.pop()) {
      const [node, usage] = item;
      if (!('kind' in node)) this.#builder.token(node.range.start, node.range.end, 'property');
      else if (node.kind === 'path')
        this.#frames.use(node, usage, tag.terminated, subject === node ? compared : undefined);
      else if (node.kind === 'literal') this.#builder.token(node.range.start, node.range.end, literalToken(node.type));
      else {
        this.#nested(node, tag, usage);
        push(pending, node, 'argument');
      }
    }
  }

  /** The path and the literal that `ifEquals` and `unlessEquals` compare. */
  #comparison({ callee, parameters: [left, right] }: CallNode): readonly [PathNode, FixedValue] | undefined {
    const name = callee?.kind === 'path' ? callee.original : undefined;
    if (!this.#context.dotprompt || (name !== 'ifEquals' && name !== 'unlessEquals')) return undefined;
    const node = left?.kind === 'path' ? left : right;
    const literal = left?.kind === 'path' ? right : left;
    if (node?.kind !== 'path' || literal?.kind !== 'literal') return undefined;
    const value = fixedValue(literal);
    return value === undefined ? undefined : [node, { value, range: literal.range }];
  }

  /** The name of a sub-expression is always a helper. */
  #nested(call: CallNode, tag: TagNode, usage: VariableUsage): void {
    const { callee } = call;
    if (callee === undefined || callee.kind === 'call') return;
    const name = nameOf(callee);
    if (tag.terminated) this.#frames.useLookup(call, usage);
    this.#builder.token(callee.range.start, callee.range.end, 'helper');
    if (tag.terminated || this.#helpers.has(name)) this.#callUse(name, call, callee.range, 'nested');
  }

  #partial(tag: TagNode): void {
    const { expression } = tag;
    if (expression !== undefined) {
      if (tag.kind === 'open-partial' && expression.callee?.kind === 'call') {
        const message = 'The name of a partial block is fixed: its closing tag repeats it.';
        this.#builder.problems.push({ code: 'bad-tag', range: expression.callee.range, message });
      }
      this.#partials.read(tag, expression);
      this.#arguments(expression, tag, 'partial-argument');
    }
    const block = this.#blocks.get(tag);
    // What stands in the block is rendered where the partial says, with the context it has there.
    if (block !== undefined) this.#frames.enter({ tag, end: endOfSection(block, 0), mode: 'unknown' });
  }

  #inline(tag: TagNode): void {
    const block = this.#blocks.get(tag);
    const callee = tag.expression?.callee;
    if (callee !== undefined && callee.kind !== 'call')
      this.#builder.token(callee.range.start, callee.range.end, 'keyword');
    for (const argument of tag.expression?.parameters ?? []) {
      if (argument.kind === 'literal') this.#builder.token(argument.range.start, argument.range.end, 'partial');
      else if (argument.kind === 'path') this.#frames.use(argument, 'argument', tag.terminated);
    }
    this.#blockParameterTokens(tag);
    if (block !== undefined) this.#frames.enter({ tag, end: endOfSection(block, 0), mode: 'unknown' });
  }
}

/** An `else` with its block and the end of the section behind it. */
interface Branch {
  readonly block: BlockNode;
  readonly end: number;
}

type Pending = readonly [ExpressionNode | PathSegment, VariableUsage];

function endOfSection(block: BlockNode, section: number): number {
  return sectionEnd(block, section, (tag) => tag.range);
}

function nameOf(callee: PathNode | LiteralNode): string {
  return callee.kind === 'path' ? callee.original : callee.text;
}

function push(pending: Pending[], call: CallNode, first: VariableUsage): void {
  const rest: VariableUsage = first === 'partial-argument' ? first : 'argument';
  for (const { key, value } of call.hash.toReversed()) {
    if (value !== undefined) pending.push([value, rest]);
    pending.push([key, rest]);
  }
  for (let i = call.parameters.length - 1; i >= 0; i--) {
    const parameter = call.parameters[i];
    if (parameter !== undefined) pending.push([parameter, i === 0 ? first : rest]);
  }
  if (call.callee?.kind === 'call') pending.push([call.callee, 'argument']);
}

function firstUsage(helper: Callable): VariableUsage {
  switch (helper.name) {
    case 'if':
    case 'unless':
      return 'condition';
    case 'each':
      return 'each';
    case 'with':
      return 'with';
    default:
      return 'argument';
  }
}

function literalToken(type: 'string' | 'number' | 'boolean' | 'undefined' | 'null'): 'string' | 'number' | 'keyword' {
  return type === 'string' || type === 'number' ? type : 'keyword';
}

/** The name that an inline partial gets, without its quotes. */
function inlineLabel({ kind, expression }: TagNode): Pick<BlockSpan, 'label'> {
  const [argument] = kind === 'open-decorator' ? (expression?.parameters ?? []) : [];
  if (argument === undefined || argument.kind === 'call') return {};
  return { label: { text: nameOf(argument), range: nameRange(argument) } };
}
