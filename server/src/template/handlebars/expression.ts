import type { TextRange } from '../../base';
import type { PathSegment, Problem } from '../types';
import type { TagLexer, TokenKind } from './lexer';
import { cannotStand, nameText, readPath, type Report } from './path';
import type { CallNode, ExpressionNode, HashPair, LiteralNode } from './tree';

/** What was read up to the closing delimiter of a tag. It holds until the next tag is parsed. */
export interface ParsedExpression {
  readonly expression: CallNode | undefined;
  readonly blockParameters: readonly PathSegment[];
  readonly asRange: TextRange | undefined;
  /** The token that ended the tag. */
  readonly close: 'close' | 'triple-close' | 'raw-close' | 'single-close' | 'open' | 'end';
  readonly closeStart: number;
  readonly closeEnd: number;
  /** The first defect; those behind it are its consequences. */
  readonly error: Problem | undefined;
}

/** What the kind of a tag allows inside. */
export interface ExpressionRules {
  readonly blockParameters: boolean;
  /** A sub-expression may stand for the name: `{{> (lookup . "name")}}`. */
  readonly dynamicName: boolean;
}

interface Frame {
  readonly start: number;
  callee: ExpressionNode | undefined;
  parameters: ExpressionNode[] | undefined;
  hash: HashPair[] | undefined;
  pending: PathSegment | undefined;
}

const none: readonly [] = [];

/**
 * Parses the inside of tags with its own stack: parentheses may nest as deep as they like. One parser serves all tags of
 * a text.
 */
export class ExpressionParser implements ParsedExpression {
  expression: CallNode | undefined;
  blockParameters: readonly PathSegment[] = none;
  asRange: TextRange | undefined;
  close: ParsedExpression['close'] = 'end';
  closeStart = 0;
  closeEnd = 0;
  error: Problem | undefined;
  readonly #lexer: TagLexer;
  readonly #stack: Frame[] = [];
  readonly #report: Report = (range, message) => this.#fail(range, message);
  #rules: ExpressionRules = { blockParameters: false, dynamicName: false };
  #frame: Frame = newFrame(0);

  constructor(lexer: TagLexer) {
    this.#lexer = lexer;
  }

  /** Reads from where the lexer stands to the end of the tag. */
  parse(rules: ExpressionRules): ParsedExpression {
    const lexer = this.#lexer;
    this.#rules = rules;
    this.error = undefined;
    this.blockParameters = none;
    this.asRange = undefined;
    lexer.next();
    this.#frame = newFrame(lexer.start);
    let close = closing(lexer.kind);
    while (close === undefined) {
      this.#item(lexer.kind);
      close = closing(lexer.kind);
    }
    this.close = close;
    this.closeStart = lexer.start;
    this.closeEnd = lexer.end;
    while (this.#stack.length > 0) {
      this.#fail({ start: this.#frame.start, end: this.#frame.start + 1 }, 'This parenthesis is not closed.');
      this.#finish(this.closeStart);
    }
    this.#checkPending();
    const frame = this.#frame;
    this.expression = frame.callee === undefined && frame.hash === undefined ? undefined : callOf(frame, endOf(frame));
    return this;
  }

  /** Handles the current token and moves to the one after what it begins. */
  #item(kind: TokenKind): void {
    const lexer = this.#lexer;
    switch (kind) {
      case 'name':
        if (lexer.peek() === 61) this.#key();
        else this.#attach(readPath(lexer, false, this.#report));
        return;
      case 'data':
        this.#attach(readPath(lexer, true, this.#report));
        return;
      case 'separator':
        // `/x` or `.x` without a name before it: read on as a path.
        this.#fail(lexer, 'A path cannot start with a separator.');
        lexer.next();
        return;
      case 'string':
      case 'number':
      case 'boolean':
      case 'undefined':
      case 'null':
        this.#attach(this.#literal(kind));
        return;
      case 'open-paren':
        this.#stack.push(this.#frame);
        this.#frame = newFrame(lexer.start);
        lexer.next();
        return;
      case 'close-paren':
        this.#closeParen();
        return;
      case 'open-parameters':
        this.#parameters();
        return;
      default:
        this.#unexpected(kind);
        lexer.next();
    }
  }

  #unexpected(kind: TokenKind): void {
    const lexer = this.#lexer;
    if (kind === 'bar') {
      const message = 'Handlebars has no filters: | is Jinja. Call a helper instead, such as {{upper name}}.';
      this.#fail(lexer, message);
    } else if (kind === 'equals') this.#fail(lexer, 'A name is missing before =.');
    else this.#fail(lexer, cannotStand(lexer.text.slice(lexer.start, lexer.end)));
  }

  #fail(range: TextRange, message: string): void {
    this.error ??= { code: 'bad-tag', range: rangeOf(range), message };
  }

  #attach(value: ExpressionNode): void {
    const frame = this.#frame;
    if (frame.pending !== undefined) {
      (frame.hash ??= []).push({ key: frame.pending, value });
      frame.pending = undefined;
    } else if (frame.callee === undefined) {
      if (value.kind === 'call' && !(this.#rules.dynamicName && this.#stack.length === 0)) {
        this.#fail(value.range, 'A helper name must stand here, not an expression in parentheses.');
      }
      frame.callee = value;
    } else {
      if (frame.hash !== undefined) this.#fail(value.range, 'Positional arguments stand before named ones.');
      (frame.parameters ??= []).push(value);
    }
  }

  #key(): void {
    const lexer = this.#lexer;
    this.#checkPending();
    if (this.#frame.callee === undefined) this.#fail(lexer, 'A named argument needs a helper name before it.');
    this.#frame.pending = { text: nameText(lexer), range: rangeOf(lexer) };
    lexer.next();
    lexer.next();
  }

  #checkPending(): void {
    const { pending } = this.#frame;
    if (pending === undefined) return;
    this.#fail(pending.range, `${pending.text}= needs a value.`);
    (this.#frame.hash ??= []).push({ key: pending, value: undefined });
    this.#frame.pending = undefined;
  }

  #closeParen(): void {
    const lexer = this.#lexer;
    if (this.#stack.length === 0) this.#fail(lexer, 'No parenthesis is open here.');
    else {
      this.#checkPending();
      if (this.#frame.callee === undefined)
        this.#fail({ start: this.#frame.start, end: lexer.end }, 'A helper name is missing in these parentheses.');
      this.#finish(lexer.end);
    }
    lexer.next();
  }

  /** Ends the innermost sub-expression and hands it to the one around it. */
  #finish(end: number): void {
    const done = this.#frame;
    this.#checkPending();
    const outer = this.#stack.pop();
    if (outer === undefined) return;
    this.#frame = outer;
    this.#attach(callOf(done, end));
  }

  #literal(type: LiteralNode['type']): LiteralNode {
    const lexer = this.#lexer;
    const range = rangeOf(lexer);
    let text = lexer.text.slice(range.start, range.end);
    if (type === 'string') {
      const quote = text.charAt(0);
      text = text.slice(1, lexer.unterminated ? undefined : -1).replaceAll(`\\${quote}`, quote);
      if (lexer.unterminated) this.#fail(range, `This string is not closed: ${quote} is missing.`);
    }
    lexer.next();
    return { kind: 'literal', type, range, text };
  }

  #parameters(): void {
    const lexer = this.#lexer;
    this.asRange = { start: lexer.start, end: lexer.start + 2 };
    if (!this.#rules.blockParameters || this.#stack.length > 0)
      this.#fail(lexer, 'Block parameters belong to the opening tag of a block.');
    this.#checkPending();
    const names: PathSegment[] = [];
    const open = { start: lexer.end - 1, end: lexer.end };
    while (lexer.next() === 'name') names.push({ text: nameText(lexer), range: rangeOf(lexer) });
    this.blockParameters = names;
    if (lexer.kind !== 'bar') this.#fail(open, 'The block parameters are not closed with |.');
    else {
      if (names.length === 0) this.#fail(open, 'A name is missing between the bars.');
      lexer.next();
    }
    if (closing(lexer.kind) === undefined) this.#fail(lexer, 'Nothing can follow the block parameters.');
  }
}

function newFrame(start: number): Frame {
  return { start, callee: undefined, parameters: undefined, hash: undefined, pending: undefined };
}

function callOf({ start, callee, parameters, hash }: Frame, end: number): CallNode {
  const same = callee?.range.start === start && callee.range.end === end;
  return {
    kind: 'call',
    range: same ? callee.range : { start, end },
    callee,
    parameters: parameters ?? none,
    hash: hash ?? none,
  };
}

function endOf({ start, callee, parameters, hash }: Frame): number {
  const last = hash?.at(-1);
  return last?.value?.range.end ?? last?.key.range.end ?? parameters?.at(-1)?.range.end ?? callee?.range.end ?? start;
}

function rangeOf({ start, end }: TextRange): TextRange {
  return { start, end };
}

function closing(kind: TokenKind): ParsedExpression['close'] | undefined {
  switch (kind) {
    case 'close':
    case 'triple-close':
    case 'raw-close':
    case 'single-close':
    case 'open':
    case 'end':
      return kind;
    default:
      return undefined;
  }
}
