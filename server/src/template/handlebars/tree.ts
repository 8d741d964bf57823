import type { TextRange } from '../../base';
import type { PathSegment } from '../types';

/** A look-up: `a.b`, `../x`, `@root.y`, `this`. */
export interface PathNode {
  readonly kind: 'path';
  readonly range: TextRange;
  /** The number of `../` in front. */
  readonly depth: number;
  /** True for `@name`. */
  readonly data: boolean;
  /** True when it starts with `this`, `.` or `..`: then it is neither a helper nor a block parameter. */
  readonly scoped: boolean;
  /** The names, without `this`, `.` and `..`; `[x y]` has the text `x y` and its range has the brackets. */
  readonly segments: readonly PathSegment[];
  /** The path as Handlebars compares it: without brackets. */
  readonly original: string;
  /** True when a separator has no name after it. */
  readonly incomplete: boolean;
}

/** A literal. As a whole expression it is a look-up of the field with that name. */
export interface LiteralNode {
  readonly kind: 'literal';
  readonly type: 'string' | 'number' | 'boolean' | 'undefined' | 'null';
  /** With quotes. */
  readonly range: TextRange;
  /** Without quotes and escapes. */
  readonly text: string;
}

/** A named argument. */
export interface HashPair {
  readonly key: PathSegment;
  readonly value: ExpressionNode | undefined;
}

/** What stands in a tag or between parentheses: a name and its arguments. */
export interface CallNode {
  readonly kind: 'call';
  readonly range: TextRange;
  readonly callee: ExpressionNode | undefined;
  readonly parameters: readonly ExpressionNode[];
  readonly hash: readonly HashPair[];
}

/** Anything that has a value. A {@link CallNode} here is a sub-expression. */
export type ExpressionNode = PathNode | LiteralNode | CallNode;

/** What a tag does. */
export type TagKind =
  | 'mustache' // {{x}} {{{x}}} {{&x}}
  | 'decorator' // {{* x}}
  | 'open' // {{#x}}
  | 'open-inverse' // {{^x}}
  | 'open-decorator' // {{#* x}}
  | 'open-partial' // {{#> x}}
  | 'open-raw' // {{{{x}}}}
  | 'else' // {{else}} {{^}}
  | 'else-chain' // {{else if x}}
  | 'close' // {{/x}}
  | 'close-raw' // {{{{/x}}}}
  | 'partial' // {{> x}}
  | 'comment';

/** One tag. Tags are a flat list in source order; blocks are pairs of them. */
export interface TagNode {
  readonly kind: TagKind;
  /** With the delimiters. An unterminated tag ends before the line break. */
  readonly range: TextRange;
  /** The end of the opening delimiter, `{{#` and the like; for `else` after the word. */
  readonly openEnd: number;
  /** The start of the closing delimiter; equals `range.end` when there is none. */
  readonly closeStart: number;
  readonly terminated: boolean;
  readonly expression: CallNode | undefined;
  readonly blockParameters: readonly PathSegment[];
  /** The word `as` before the block parameters. */
  readonly asRange: TextRange | undefined;
}

/** The value of a literal; undefined for `null` and `undefined`. */
export function fixedValue({ type, text }: LiteralNode): string | number | boolean | undefined {
  if (type === 'string') return text;
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : undefined;
}

/** The name of a block, as its closing tag must repeat it; empty while it is missing. */
export function calleeName(tag: TagNode): string {
  const callee = tag.expression?.callee;
  if (callee?.kind === 'path') return callee.original;
  // The empty text is a name too, but not a missing one.
  return callee?.kind === 'literal' ? callee.text || '""' : '';
}

/** Where a name stands, without the quotes of `{{> "name"}}`. */
export function nameRange(node: ExpressionNode): TextRange {
  const { start, end } = node.range;
  return node.kind === 'literal' && node.type === 'string' && end - start >= 2
    ? { start: start + 1, end: end - 1 }
    : { start, end };
}
