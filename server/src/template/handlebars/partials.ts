import type { TextRange } from '../../base';
import type { AnalysisBuilder } from '../analysis';
import type { HandedValue } from '../types';
import type { BlockNode } from './blocks';
import type { Frames } from './frames';
import { fixedValue, nameRange, type CallNode, type ExpressionNode, type HashPair, type TagNode } from './tree';

/** An inline partial: its name's place, and where it can be used. */
export interface InlinePartial {
  readonly nameRange: TextRange;
  /** The innermost block around its definition, or the whole body. */
  readonly reach: TextRange;
}

/** Inline partials by name. They are hoisted within the block that defines them and unseen outside. */
export function inlinePartials(
  tags: readonly TagNode[],
  blocks: ReadonlyMap<TagNode, BlockNode>,
): ReadonlyMap<string, readonly InlinePartial[]> {
  const found = new Map<string, InlinePartial[]>();
  if (!tags.some((tag) => tag.kind === 'open-decorator')) return found;
  const around: TextRange[] = [];
  for (const tag of tags) {
    while ((around.at(-1)?.end ?? Infinity) <= tag.range.start) around.pop();
    const block = blocks.get(tag);
    const [argument] = tag.kind === 'open-decorator' ? (tag.expression?.parameters ?? []) : [];
    if (argument !== undefined && argument.kind !== 'call') {
      const name = argument.kind === 'path' ? argument.original : argument.text;
      const list = found.get(name) ?? [];
      list.push({ nameRange: argument.range, reach: around.at(-1) ?? { start: 0, end: Infinity } });
      found.set(name, list);
    }
    if (block !== undefined) around.push({ start: tag.range.start, end: block.end });
  }
  return found;
}

/** Reads inclusions of partials. */
export class PartialReader {
  readonly #builder: AnalysisBuilder;
  readonly #frames: Frames;
  readonly #inline: ReadonlyMap<string, readonly InlinePartial[]>;

  constructor(builder: AnalysisBuilder, frames: Frames, inline: ReadonlyMap<string, readonly InlinePartial[]>) {
    this.#builder = builder;
    this.#frames = frames;
    this.#inline = inline;
  }

  /** Notes the inclusion and the token of its name; the arguments are left to the caller. */
  read(tag: TagNode, call: CallNode): void {
    const { callee } = call;
    if (callee === undefined) return;
    if (callee.kind !== 'call') this.#builder.token(callee.range.start, callee.range.end, 'partial');
    const name = nameOf(callee);
    // The block handed to this partial: it is no file.
    if (name?.startsWith('@') === true) return;
    const inline = name === undefined ? undefined : this.#inlineAt(name, tag.range);
    this.#builder.partials.push({
      name: tag.terminated ? name : undefined,
      nameRange: nameRange(callee),
      range: tag.range,
      namedArguments: call.hash.map((pair) => pair.key),
      values: call.hash.map((pair) => this.#handed(pair)),
      context: this.#contextOf(call.parameters),
      optional: tag.kind === 'open-partial' || inline !== undefined,
      ...(inline === undefined ? {} : { definition: inline.nameRange }),
    });
    const [, second] = call.parameters;
    if (second !== undefined && tag.terminated) {
      this.#builder.problems.push({
        code: 'bad-tag',
        range: second.range,
        message: 'A partial takes one context. Hand over values by name: name=value.',
      });
    }
  }

  #inlineAt(name: string, { start }: TextRange): InlinePartial | undefined {
    return this.#inline.get(name)?.find(({ reach }) => start >= reach.start && start < reach.end);
  }

  #handed({ key, value }: HashPair): HandedValue {
    const name = key.text;
    if (value === undefined) return { name };
    const { range } = value;
    if (value.kind === 'literal') {
      const fixed = fixedValue(value);
      return { name, range, ...(fixed === undefined ? {} : { fixed }) };
    }
    const path = this.#frames.pathOf(value);
    return { name, range, ...(path === undefined ? {} : { path }) };
  }

  #contextOf([argument]: readonly ExpressionNode[]): readonly string[] | undefined {
    if (argument === undefined) return this.#frames.context;
    return this.#frames.pathOf(argument);
  }
}

function nameOf(callee: ExpressionNode): string | undefined {
  if (callee.kind === 'call') return undefined;
  return callee.kind === 'path' ? callee.original : callee.text;
}
