import type { TextRange } from '../../base';
import type { PathSegment } from '../types';
import { TokenReader } from './tokens';
import type { Argument, Expression, LiteralExpression, Step } from './tree';

/** Deeper brackets than this are skipped unread: nobody writes them, and the stack of the machine ends somewhere. */
const depthLimit = 150;

/** Words that end an expression or join two. */
const reserved = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif']);
const literals = new Set(['true', 'false', 'none', 'True', 'False', 'None']);
const binary = new Set(['+', '-', '*', '/', '//', '%', '**', '~', '==', '!=', '<', '>', '<=', '>=']);

/** Parses expressions of one tag. */
export class ExpressionParser extends TokenReader {
  #depth = 0;

  /** Reads an expression with commas: a tuple when there is one. */
  tuple(conditional: boolean): Expression | undefined {
    const first = this.expression(conditional);
    if (first === undefined || !this.at(',')) return first;
    const items = [first];
    while (this.skip(',') !== undefined && !this.atEnd() && !this.at(')')) {
      const item = this.expression(conditional);
      if (item === undefined) break;
      items.push(item);
    }
    return {
      kind: 'collection',
      items,
      range: { start: first.range.start, end: items.at(-1)?.range.end ?? first.range.end },
    };
  }

  /** Reads an expression; `conditional` allows `a if b else c`. Undefined, with an error, where none stands. */
  expression(conditional: boolean): Expression | undefined {
    if (this.#depth >= depthLimit) return this.#opaque();
    this.#depth++;
    const body = this.#operation();
    const whole = body === undefined || !conditional ? body : this.#conditional(body);
    this.#depth--;
    return whole;
  }

  #conditional(body: Expression): Expression {
    let whole = body;
    for (let word = this.skip('if'); word !== undefined; word = this.skip('if')) {
      const test = this.#operation();
      if (test === undefined) return whole;
      const elseWord = this.skip('else');
      const otherwise = elseWord === undefined ? undefined : this.expression(true);
      const words = elseWord === undefined ? [word] : [word, elseWord];
      whole = {
        kind: 'conditional',
        body: whole,
        test,
        otherwise,
        words,
        range: { start: body.range.start, end: (otherwise ?? test).range.end },
      };
    }
    return whole;
  }

  #operation(): Expression | undefined {
    const operands: Expression[] = [];
    const operators: { text: string; range: TextRange }[] = [];
    for (let last = 'or'; ;) {
      this.#prefixes(last === 'and' || last === 'or', operators);
      const operand = this.#chain();
      if (operand === undefined) break;
      operands.push(operand);
      const operator = this.#binaryOperator();
      if (operator === undefined) break;
      operators.push(operator);
      last = operator.text;
    }
    const [only] = operands;
    if (only === undefined || (operands.length === 1 && operators.length === 0)) return only;
    const start = Math.min(only.range.start, operators[0]?.range.start ?? only.range.start);
    return {
      kind: 'operation',
      operands,
      operators,
      range: { start, end: operands.at(-1)?.range.end ?? only.range.end },
    };
  }

  /** Reads `not`, which can stand before a comparison, and signs. */
  #prefixes(logical: boolean, operators: { text: string; range: TextRange }[]): void {
    for (let mayNegate = logical; this.at('not') || this.at('-') || this.at('+'); this.lexer.next()) {
      const range = this.range();
      const not = this.at('not');
      if (not && !mayNegate)
        this.fail(range, 'not cannot stand behind an operator. Put what it negates in parentheses.');
      mayNegate &&= not;
      operators.push({ text: this.lexer.word, range });
    }
  }

  #binaryOperator(): { text: string; range: TextRange } | undefined {
    const { lexer } = this;
    const range = this.range();
    if (lexer.kind === 'operator' && binary.has(lexer.word)) {
      const text = lexer.word;
      lexer.next();
      return { text, range };
    }
    if (this.at('and') || this.at('or') || this.at('in')) {
      const text = lexer.word;
      lexer.next();
      return { text, range };
    }
    if (!this.at('not')) return undefined;
    lexer.next();
    const inWord = this.skip('in');
    if (inWord === undefined) this.fail(range, 'Only “not in” can stand between two values.');
    return { text: 'not in', range: { start: range.start, end: inWord?.end ?? range.end } };
  }

  #chain(): Expression | undefined {
    const base = this.#primary();
    if (base === undefined) return undefined;
    const steps: Step[] = [];
    for (let step = this.#step(); step !== undefined; step = this.#step()) steps.push(step);
    const last = steps.at(-1);
    if (last === undefined) return base;
    const end = last.kind === 'filter' || last.kind === 'test' ? last.end : last.range.end;
    return { kind: 'chain', base, steps, range: { start: base.range.start, end } };
  }

  #primary(): Expression | undefined {
    const { lexer } = this;
    const range = this.range();
    switch (lexer.kind) {
      case 'name': {
        if (reserved.has(lexer.word)) break;
        const { word } = lexer;
        lexer.next();
        return literals.has(word)
          ? { kind: 'literal', type: 'keyword', range, text: word }
          : { kind: 'name', name: word, range };
      }
      case 'number': {
        const { word } = lexer;
        lexer.next();
        return { kind: 'literal', type: 'number', range, text: word };
      }
      case 'string':
        return this.#strings(range);
      case 'operator':
        if (lexer.word === '(' || lexer.word === '[' || lexer.word === '{') return this.#brackets(lexer.word, range);
        break;
      default:
    }
    this.#missing();
    return undefined;
  }

  #missing(): void {
    const { lexer } = this;
    const range = this.range();
    if (lexer.kind === 'close')
      this.fail({ start: Math.max(0, range.start - 1), end: range.end }, 'A value is missing here.');
    else if (lexer.kind === 'end' || lexer.kind === 'open') this.fail(range, 'A value is missing here.');
    else if (lexer.kind === 'name') this.fail(range, `A value is missing before ${lexer.word}.`);
    else this.fail(range, `“${lexer.word}” cannot stand here.`);
  }

  /** Neighbouring strings are one. */
  #strings(first: TextRange): LiteralExpression {
    const { lexer } = this;
    let text = '';
    let { end } = first;
    while (lexer.kind === 'string') {
      if (lexer.unterminated) this.fail(lexer, `This string is not closed: ${lexer.word.charAt(0)} is missing.`);
      text += lexer.word.slice(1, lexer.unterminated ? undefined : -1);
      end = lexer.end;
      lexer.next();
    }
    return { kind: 'literal', type: 'string', range: { start: first.start, end }, text };
  }

  #brackets(open: string, range: TextRange): Expression {
    const close = closers[open] ?? ')';
    this.lexer.next();
    const items: Expression[] = [];
    let commas = 0;
    // The items of a map are keys and values in turn.
    let key = open === '{';
    while (!this.at(close) && !this.atEnd()) {
      const item = this.expression(true);
      if (item === undefined) break;
      items.push(item);
      if (key && !this.at(':')) this.fail(item.range, 'A key needs a colon and a value behind it.');
      if (this.skip(key ? ':' : ',') === undefined) break;
      if (!key) commas++;
      key = open === '{' && !key;
    }
    if (open === '{' && items.length % 2 === 1 && this.at(close)) this.#missing();
    const end = this.#closeBracket(close, range);
    const [only] = items;
    if (open === '(' && items.length === 1 && commas === 0 && only !== undefined) return only;
    return { kind: 'collection', items, range: { start: range.start, end } };
  }

  /** Moves past the closing bracket; what stands before it cannot be read. */
  #closeBracket(close: string, open: TextRange): number {
    const { lexer } = this;
    if (!this.at(close)) {
      if (this.atEnd()) this.fail(open, `This bracket is not closed: ${close} is missing.`);
      else this.fail(lexer, `“${lexer.word}” cannot stand here.`);
      this.#skipTo(close);
    }
    if (!this.at(close)) return lexer.start;
    const { end } = lexer;
    lexer.next();
    return end;
  }

  #skipTo(close: string): void {
    const { lexer } = this;
    for (let depth = 0; !this.atEnd(); lexer.next()) {
      if (depth === 0 && this.at(close)) return;
      if (lexer.word === '(' || lexer.word === '[' || lexer.word === '{') depth++;
      else if (lexer.word === ')' || lexer.word === ']' || lexer.word === '}') depth--;
      if (depth < 0) return;
    }
  }

  /** Stands for what is nested too deeply to be read. */
  #opaque(): Expression {
    const { lexer } = this;
    const range = this.range();
    for (let depth = 0; !this.atEnd(); lexer.next()) {
      if (lexer.word === '(' || lexer.word === '[' || lexer.word === '{') depth++;
      else if ((lexer.word === ')' || lexer.word === ']' || lexer.word === '}') && depth-- === 0) break;
      else if (depth === 0 && lexer.word === ',') break;
    }
    return { kind: 'collection', items: [], range: { start: range.start, end: Math.max(range.start, lexer.start) } };
  }

  #step(): Step | undefined {
    const { lexer } = this;
    if (lexer.kind === 'name') return lexer.word === 'is' ? this.#test() : undefined;
    if (lexer.kind !== 'operator') return undefined;
    switch (lexer.word) {
      case '.':
        return this.#member();
      case '[':
        return this.#subscript();
      case '(': {
        const { start } = lexer;
        const [given, end] = this.arguments();
        return { kind: 'call', arguments: given, range: { start, end } };
      }
      case '|':
        return this.#filter();
      default:
        return undefined;
    }
  }

  #member(): Step {
    const { lexer } = this;
    const dot = this.range();
    lexer.next();
    const range = this.range();
    if ((lexer.kind !== 'name' && lexer.kind !== 'number') || range.start > dot.end + 100) {
      this.fail(dot, 'A name is missing after the dot.');
      return { kind: 'member', name: '', range: { start: dot.end, end: dot.end } };
    }
    const name = lexer.word;
    lexer.next();
    return { kind: 'member', name, range };
  }

  #subscript(): Step {
    const open = this.range();
    this.lexer.next();
    const { indexes, slice } = this.#indexes();
    if (indexes.length === 0 && this.at(']') && this.lexer.start === open.end)
      this.fail(open, 'An index is missing between the brackets.');
    const end = this.#closeBracket(']', open);
    const [only] = indexes;
    if (indexes.length === 1 && only?.kind === 'literal' && only.type === 'string' && !slice) {
      return { kind: 'member', name: only.text, range: { start: only.range.start + 1, end: only.range.end - 1 } };
    }
    return { kind: 'index', indexes, slice, range: { start: open.start, end } };
  }

  /** What stands between brackets: indexes, and the parts of slices. */
  #indexes(): { readonly indexes: readonly Expression[]; readonly slice: boolean } {
    const indexes: Expression[] = [];
    let slice = false;
    while (!this.at(']') && !this.atEnd()) {
      const colon = this.skip(':') !== undefined;
      slice ||= colon;
      const index = colon && (this.at(']') || this.at(',') || this.at(':')) ? undefined : this.expression(true);
      if (index !== undefined) indexes.push(index);
      else if (!colon) break;
      if (this.at(':')) continue;
      if (this.skip(',') === undefined) break;
      if (this.at(']')) this.fail(this.range(), 'A value is missing behind the comma.');
    }
    return { indexes, slice };
  }

  /** Reads `(…)`; the current token is the parenthesis. Returns the arguments and the end. */
  arguments(): readonly [readonly Argument[], number] {
    const { lexer } = this;
    const open = this.range();
    lexer.next();
    const given: Argument[] = [];
    while (!this.at(')') && !this.atEnd()) {
      if (this.at('*') || this.at('**')) lexer.next();
      const argument = this.#argument();
      if (argument === undefined) break;
      given.push(argument);
      if (this.skip(',') === undefined) break;
    }
    return [given, this.#closeBracket(')', open)];
  }

  #argument(): Argument | undefined {
    const { lexer } = this;
    const value = this.expression(true);
    if (value === undefined) return undefined;
    if (value.kind !== 'name' || !this.at('=')) return { name: undefined, value };
    lexer.next();
    const named = this.expression(true);
    const name: PathSegment = { text: value.name, range: value.range };
    return named === undefined ? undefined : { name, value: named };
  }

  /** Reads `name|name…`, with or without a bar in front, as filters of `base`. */
  filters(base: Expression): Expression {
    const steps: Step[] = [this.at('|') ? this.#filter() : this.#filterName(base.range)];
    while (this.at('|')) steps.push(this.#filter());
    return { kind: 'chain', base, steps, range: { start: base.range.end, end: this.lexer.start } };
  }

  /** Reads `|name`, `|name.part` and its arguments; the current token is the bar. */
  #filter(): Step {
    const bar = this.range();
    this.lexer.next();
    return this.#filterName(bar);
  }

  #filterName(before: TextRange): Step {
    const [name, range] = this.#dottedName(before, 'The name of a filter is missing here.');
    const [given, end] = this.at('(') ? this.arguments() : [[], range.end];
    return { kind: 'filter', name, range, arguments: given, end };
  }

  #dottedName(before: TextRange, message: string): readonly [string, TextRange] {
    const { lexer } = this;
    if (lexer.kind !== 'name') {
      this.fail(before, message);
      return ['', { start: before.end, end: before.end }];
    }
    let name = lexer.word;
    const start = lexer.start;
    let { end } = lexer;
    lexer.next();
    while (this.at('.')) {
      lexer.next();
      if (lexer.kind !== 'name') {
        this.fail(before, message);
        break;
      }
      name += `.${lexer.word}`;
      ({ end } = lexer);
      lexer.next();
    }
    return [name, { start, end }];
  }

  #test(): Step {
    const word = this.range();
    this.lexer.next();
    this.skip('not');
    const [name, range] = this.#dottedName(word, 'The name of a test is missing after is.');
    if (this.at('(')) {
      const [given, end] = this.arguments();
      return { kind: 'test', name, range, arguments: given, end };
    }
    if (!this.#takesArgument()) return { kind: 'test', name, range, arguments: [], end: range.end };
    const value = this.#testArgument();
    return {
      kind: 'test',
      name,
      range,
      arguments: value === undefined ? [] : [{ name: undefined, value }],
      end: value?.range.end ?? range.end,
    };
  }

  /** Whether what follows a test is its argument. Jinja takes any word but three for one. */
  #takesArgument(): boolean {
    const { kind, word } = this.lexer;
    if (kind !== 'name') return kind === 'string' || kind === 'number' || word === '[' || word === '{';
    if (!reserved.has(word)) return true;
    if (word === 'is') this.fail(this.range(), 'A test cannot follow a test: join them with and.');
    else if (word !== 'and' && word !== 'or' && word !== 'else') {
      this.fail(this.range(), `Jinja takes “${word}” for the argument of the test. Put the test in parentheses.`);
    }
    return false;
  }

  /** The argument of a test without parentheses: a value with its members, but no filters. */
  #testArgument(): Expression | undefined {
    const base = this.#primary();
    if (base === undefined) return undefined;
    const steps: Step[] = [];
    while (
      this.lexer.kind === 'operator' &&
      (this.lexer.word === '.' || this.lexer.word === '[' || this.lexer.word === '(')
    ) {
      const step = this.#step();
      if (step === undefined) break;
      steps.push(step);
    }
    return steps.length === 0
      ? base
      : {
          kind: 'chain',
          base,
          steps,
          range: { start: base.range.start, end: steps.at(-1)?.range.end ?? base.range.end },
        };
  }
}

const closers: { readonly [open: string]: string } = { '(': ')', '[': ']', '{': '}' };
