import { nearest, type TextRange } from '../../base';
import type { ExpressionParser } from './expression';
import type { Expression, Statement, Target } from './tree';

/** The statements that open a block, close with `end…`. */
export const blockWords: readonly string[] = [
  'if',
  'for',
  'macro',
  'call',
  'filter',
  'set',
  'block',
  'with',
  'autoescape',
  'trans',
  'raw',
  'generation',
];

/** The statements without a body. */
export const plainWords: readonly string[] = [
  'include',
  'import',
  'from',
  'extends',
  'do',
  'break',
  'continue',
  'debug',
];

/** The statements inside a block. */
export const branchWords: readonly string[] = ['else', 'elif', 'pluralize'];

/** Reads the statement after `{%`. The current token is its first. Undefined, with an error, where none stands. */
export function parseStatement(parser: ExpressionParser): Statement | undefined {
  const { lexer } = parser;
  if (lexer.kind !== 'name') {
    if (parser.atEnd()) parser.fail(parser.range(), 'The name of a statement is missing.');
    else parser.fail(parser.range(), `“${lexer.word}” is no statement.`);
    return undefined;
  }
  const keyword = lexer.word;
  const keywordRange = parser.range();
  lexer.next();
  const statement = readRest(parser, keyword, { ...nothing, keyword, keywordRange });
  // As in Python, a colon may stand behind what opens a block.
  if (takesColon.has(keyword) && (keyword !== 'set' || statement.flag)) parser.skip(':');
  if (!parser.atEnd() && !loose.has(keyword))
    parser.fail(parser.range(), `“${lexer.word.slice(0, 30)}” cannot stand here.`);
  return statement;
}

const nothing = {
  targets: [],
  owners: [],
  values: [],
  condition: undefined,
  defaults: [],
  name: undefined,
  imports: [],
  words: [],
  flag: false,
} as const;

const takesColon = new Set([...blockWords, 'else', 'elif'].filter((word) => word !== 'raw' && word !== 'trans'));

/** Statements whose rest is left alone. */
const loose = new Set(['trans', 'endtrans', 'pluralize', 'debug']);

function readRest(parser: ExpressionParser, keyword: string, base: Statement): Statement {
  switch (keyword) {
    case 'if':
    case 'elif':
      return { ...base, values: some(parser.tuple(false)) };
    case 'do':
    case 'autoescape':
      return { ...base, values: some(parser.tuple(true)) };
    case 'for':
      return readFor(parser, base);
    case 'set':
      return readSet(parser, base);
    case 'with':
      return readWith(parser, base);
    case 'macro':
      return readMacro(parser, base);
    case 'call':
      return readCall(parser, base);
    case 'filter':
      return { ...base, values: some(readFilters(parser, base.keywordRange)) };
    case 'block':
      return readBlock(parser, base);
    case 'endblock':
      return readEnd(parser, base);
    case 'include':
      return readInclude(parser, base);
    case 'extends':
      return { ...base, values: some(parser.expression(true)) };
    case 'import':
      return readImport(parser, base);
    case 'from':
      return readFrom(parser, base);
    default:
      checkKeyword(parser, base);
      return base;
  }
}

function some(expression: Expression | undefined): readonly Expression[] {
  return expression === undefined ? [] : [expression];
}

function checkKeyword(parser: ExpressionParser, { keyword, keywordRange }: Statement): void {
  const known = [...blockWords, ...plainWords, ...branchWords];
  if (known.includes(keyword) || keyword.startsWith('end')) return;
  const meant = otherWords.get(keyword) ?? nearest(keyword, known);
  const hint = meant === undefined ? `Statements are ${known.slice(0, 8).join(', ')}, …` : `Did you mean ${meant}?`;
  parser.error ??= {
    code: 'bad-tag',
    range: keywordRange,
    message: `There is no statement ${keyword}. ${hint}`,
    ...(meant === undefined ? {} : { data: { replace: meant } }),
  };
  while (!parser.atEnd()) parser.lexer.next();
}

/** Other languages' names of the statements. */
const otherWords = new Map([
  ['elsif', 'elif'],
  ['elseif', 'elif'],
  ['each', 'for'],
  ['foreach', 'for'],
  ['unless', 'if'],
  ['assign', 'set'],
]);

/** A target list: `a`, `a, b`, `(a, b)`, and in `set` also `ns.a`, which reads `ns` and binds nothing. */
function readTargets(parser: ExpressionParser, members: boolean): Pick<Statement, 'targets' | 'owners'> {
  const targets: Target[] = [];
  const owners: Target[] = [];
  let depth = 0;
  for (;;) {
    while (parser.skip('(') !== undefined || parser.skip('[') !== undefined) depth++;
    const target = readTarget(parser, 'A name is missing here.');
    if (target === undefined) break;
    const dot = parser.skip('.');
    if (dot === undefined) targets.push(target);
    else {
      if (!members) parser.fail(dot, 'A loop gives its items to names, not to members.');
      readName(parser, 'A name is missing after the dot.');
      owners.push(target);
    }
    while (depth > 0 && (parser.skip(')') !== undefined || parser.skip(']') !== undefined)) depth--;
    if (parser.skip(',') === undefined || parser.at('in') || parser.at('=')) break;
  }
  return { targets, owners };
}

function readName(parser: ExpressionParser, message: string): Target | undefined {
  const { lexer } = parser;
  if (lexer.kind !== 'name') {
    parser.fail(missingAt(parser), message);
    return undefined;
  }
  const target = { name: lexer.word, range: parser.range() };
  lexer.next();
  return target;
}

/** A name that gets a value. */
function readTarget(parser: ExpressionParser, message: string): Target | undefined {
  if (parser.at('in')) parser.fail(missingAt(parser), message);
  const target = parser.at('in') ? undefined : readName(parser, message);
  if (target !== undefined && constants.has(target.name))
    parser.fail(target.range, `${target.name} is a constant: it cannot be set.`);
  return target;
}

const constants = new Set(['true', 'false', 'none', 'True', 'False', 'None']);

/** A place to mark when something is missing: the character before the current token. */
function missingAt(parser: ExpressionParser): TextRange {
  const { start, end } = parser.range();
  return parser.atEnd() ? { start: Math.max(0, start - 1), end: start } : { start, end };
}

function expect(parser: ExpressionParser, word: string, message: string, words: TextRange[]): boolean {
  const range = parser.skip(word);
  if (range === undefined) parser.fail(missingAt(parser), message);
  else words.push(range);
  return range !== undefined;
}

function readFor(parser: ExpressionParser, base: Statement): Statement {
  const words: TextRange[] = [];
  const { targets } = readTargets(parser, false);
  if (!expect(parser, 'in', 'The word in is missing: {% for item in list %}.', words)) return { ...base, targets };
  const iterable = parser.tuple(false);
  const ifWord = parser.skip('if');
  if (ifWord !== undefined) words.push(ifWord);
  const condition = ifWord === undefined ? undefined : parser.expression(true);
  const recursive = parser.skip('recursive');
  if (recursive !== undefined) words.push(recursive);
  return { ...base, targets, values: some(iterable), condition, words };
}

function readSet(parser: ExpressionParser, base: Statement): Statement {
  const read = readTargets(parser, true);
  if (parser.skip('=') !== undefined) return { ...base, ...read, values: some(parser.tuple(true)) };
  const filters = parser.at('|') ? readFilters(parser, base.keywordRange) : undefined;
  return { ...base, ...read, values: some(filters), flag: true };
}

/** Filters without a value before them: `upper|trim`, with or without a leading bar. */
function readFilters(parser: ExpressionParser, place: TextRange): Expression | undefined {
  const value: Expression = { kind: 'literal', type: 'string', range: { start: place.end, end: place.end }, text: '' };
  return parser.filters(value);
}

function readWith(parser: ExpressionParser, base: Statement): Statement {
  const targets: Target[] = [];
  const values: Expression[] = [];
  while (!parser.atEnd()) {
    const target = readTarget(parser, 'A name is missing here.');
    if (target === undefined || !expect(parser, '=', 'with takes assignments: {% with name = value %}.', [])) break;
    const value = parser.expression(true);
    if (value === undefined) break;
    targets.push(target);
    values.push(value);
    if (parser.skip(',') === undefined) break;
  }
  return { ...base, targets, values };
}

function readSignature(parser: ExpressionParser): { targets: readonly Target[]; defaults: readonly Expression[] } {
  const targets: Target[] = [];
  const defaults: Expression[] = [];
  const open = parser.skip('(');
  if (open === undefined) {
    parser.fail(missingAt(parser), 'The parameters are missing: write () when there are none.');
    return { targets, defaults };
  }
  while (!parser.at(')') && !parser.atEnd()) {
    const target = readTarget(parser, 'The name of a parameter is missing.');
    if (target === undefined) break;
    targets.push(target);
    const value = parser.skip('=') === undefined ? undefined : parser.expression(true);
    if (value !== undefined) defaults.push(value);
    else if (defaults.length > 0) parser.fail(target.range, 'A parameter behind one with a default needs a default.');
    const comma = parser.skip(',');
    if (comma === undefined) break;
    if (parser.at(')')) parser.fail(comma, 'The name of a parameter is missing behind the comma.');
  }
  if (parser.skip(')') === undefined) parser.fail(open, 'This bracket is not closed: ) is missing.');
  return { targets, defaults };
}

function readMacro(parser: ExpressionParser, base: Statement): Statement {
  const name = readTarget(parser, 'The name of the macro is missing.');
  return name === undefined ? base : { ...base, name, ...readSignature(parser) };
}

function readCall(parser: ExpressionParser, base: Statement): Statement {
  const signature = parser.at('(') ? readSignature(parser) : {};
  const call = parser.expression(true);
  const called = call?.kind === 'chain' && call.steps.at(-1)?.kind === 'call';
  if (call !== undefined && !called) parser.fail(call.range, 'A call must stand here: {% call name() %}.');
  return { ...base, ...signature, values: some(call) };
}

function readBlock(parser: ExpressionParser, base: Statement): Statement {
  const name = readName(parser, 'The name of the block is missing.');
  const words: TextRange[] = [];
  for (const word of ['scoped', 'required']) {
    const range = parser.skip(word);
    if (range !== undefined) words.push(range);
  }
  return { ...base, name, words };
}

/** The words after `endblock` may repeat its name. */
function readEnd(parser: ExpressionParser, base: Statement): Statement {
  const { lexer } = parser;
  if (lexer.kind !== 'name') return base;
  const name = { name: lexer.word, range: parser.range() };
  lexer.next();
  return { ...base, name };
}

function readInclude(parser: ExpressionParser, base: Statement): Statement {
  const values = some(parser.expression(true));
  const words: TextRange[] = [];
  const ignore = parser.skip('ignore');
  if (ignore !== undefined) {
    words.push(ignore);
    expect(parser, 'missing', 'The word missing belongs after ignore.', words);
  }
  readContext(parser, words);
  return { ...base, values, words, flag: ignore !== undefined };
}

/** `with context` or `without context`. */
function readContext(parser: ExpressionParser, words: TextRange[]): void {
  const word = parser.skip('with') ?? parser.skip('without');
  if (word === undefined) return;
  words.push(word);
  expect(parser, 'context', 'The word context belongs here.', words);
}

function readImport(parser: ExpressionParser, base: Statement): Statement {
  const values = some(parser.expression(true));
  const words: TextRange[] = [];
  if (!expect(parser, 'as', 'The name is missing: {% import "file" as name %}.', words)) return { ...base, values };
  const name = readTarget(parser, 'The name is missing after as.');
  readContext(parser, words);
  return { ...base, values, words, imports: name === undefined ? [] : [{ name, alias: name }] };
}

function readFrom(parser: ExpressionParser, base: Statement): Statement {
  const values = some(parser.expression(true));
  const words: TextRange[] = [];
  const imports: { name: Target; alias: Target }[] = [];
  if (!expect(parser, 'import', 'The word import is missing: {% from "file" import name %}.', words))
    return { ...base, values };
  while (!parser.atEnd() && !parser.at('with') && !parser.at('without')) {
    const name = readTarget(parser, 'A name is missing here.');
    if (name === undefined) break;
    if (name.name.startsWith('_')) parser.fail(name.range, 'Names that start with _ cannot be imported.');
    const as = parser.skip('as');
    const alias = as === undefined ? name : readTarget(parser, 'The name is missing after as.');
    if (as !== undefined) words.push(as);
    imports.push({ name, alias: alias ?? name });
    if (parser.skip(',') === undefined) break;
  }
  readContext(parser, words);
  return { ...base, values, words, imports };
}
