import { overlaps, type TextRange } from '../../base';
import type { Header, HeaderEntry, InputDeclaration, Problem, PromptFormat, Schema } from '../types';
import { jsonOf, pairsOf, readYaml, type YamlIssue, type YamlNode } from '../yaml';
import { keyNameRange } from '../schema';
import { emptyHeader, type HeaderModel } from './model';
import { splitHeader, type HeaderSplit } from './split';

/** A header as read, with what is needed to read the next state of the same file quickly and to survive its errors. */
export interface HeaderState {
  readonly format: PromptFormat;
  /** The text from the start of the file to the body. */
  readonly source: string;
  readonly bodyStart: number;
  readonly model: HeaderModel;
  /** The last model without errors, with its ranges moved to where they are in this text. */
  readonly lastGood: HeaderModel | undefined;
  readonly root: YamlNode | undefined;
  readonly closed: boolean;
}

/** Turns the YAML of one format into a model. Its problems are about keys and values, not about YAML. */
export type HeaderReader = (root: YamlNode | undefined) => HeaderModel;

/** Reads the header of a file. An unchanged header is taken from `previous`; a broken one leaves the last good in force. */
export function readHeader(
  text: string,
  format: PromptFormat,
  previous: HeaderState | undefined,
  reader: HeaderReader,
): HeaderState {
  const before = previous?.format === format ? previous : undefined;
  if (before !== undefined && isUnchanged(text, before)) return before;
  const split = splitOf(text, format);
  if (split === undefined) {
    return {
      format,
      source: '',
      bodyStart: bodyStartWithout(text),
      model: emptyHeader,
      lastGood: undefined,
      root: undefined,
      closed: true,
    };
  }
  return readSplit(text, split, format, before, reader);
}

function isUnchanged(text: string, { closed, source, format }: HeaderState): boolean {
  if (!closed || source === '') return false;
  return format === 'github-models' ? text === source : text.startsWith(source);
}

/** A GitHub Models prompt is a header from end to end. A bare template has none. */
function splitOf(text: string, format: PromptFormat): HeaderSplit | undefined {
  if (format === 'bare') return undefined;
  if (format !== 'github-models')
    return splitHeader(text, { comments: format === 'dotprompt', plus: format === 'prompty' });
  const range = { start: 0, end: text.length };
  return {
    range,
    content: { ...range, start: bodyStartWithout(text) },
    bodyStart: text.length,
    closed: true,
    fence: { start: 0, end: 0 },
  };
}

/** A byte order mark is no part of the body. */
function bodyStartWithout(text: string): number {
  return text.charCodeAt(0) === 0xfeff ? 1 : 0;
}

function readSplit(
  text: string,
  split: HeaderSplit,
  format: PromptFormat,
  before: HeaderState | undefined,
  reader: HeaderReader,
): HeaderState {
  const source = text.slice(0, split.bodyStart);
  const yaml = readYaml(text, split.content.start, split.content.end);
  const issues = yaml.issues.filter((issue) => !isForgiven(issue, format));
  const fatal = issues.find((issue) => issue.fatal);
  const fence: Problem[] = split.closed ? [] : [unclosedFence(split)];
  const state = { format, source, bodyStart: split.bodyStart, root: yaml.root, closed: split.closed };
  if (fatal === undefined) {
    const read = reader(yaml.root);
    const header: Header = {
      range: split.range,
      contentRange: split.content,
      entries: entriesOf(yaml.root),
      broken: !split.closed,
      partial: !split.closed,
    };
    const shape = yaml.root !== undefined && yaml.root.kind !== 'mapping' ? [notAMap(yaml.root)] : [];
    const original = (problem: Problem): boolean => !yaml.issues.some((issue) => overlaps(issue.range, problem.range));
    // Where an open header ends is a guess: what it holds may be the body.
    const inside = [...shape, ...issues.map(problemOf), ...read.problems.filter(original)];
    const model = { ...read, header, problems: split.closed ? inside : fence };
    return { ...state, model, lastGood: model };
  }
  const problems = split.closed ? [problemOf(fatal)] : fence;
  const lastGood = before?.lastGood === undefined ? undefined : moveModel(before.lastGood, before.source, source);
  // Without a header to keep, what is still read of this one is not all that it says.
  const base = lastGood ?? { ...reader(yaml.root), openInputs: true };
  const entries = lastGood?.header?.entries ?? entriesOf(yaml.root);
  const header: Header = {
    range: split.range,
    contentRange: split.content,
    entries,
    broken: true,
    partial: lastGood === undefined,
  };
  return { ...state, model: { ...base, header, problems }, lastGood };
}

/** VS Code reads the headers of its own files less strictly than YAML: a value may hold a colon and a space. */
function isForgiven({ quote }: YamlIssue, format: PromptFormat): boolean {
  return format === 'vscode-prompt' && quote !== undefined;
}

function unclosedFence({ fence, bodyStart }: HeaderSplit): Problem {
  return {
    code: 'header-syntax',
    range: fence,
    message: 'The header that starts here is not closed. End it with a line that holds only ---.',
    data: { insert: '---\n', at: bodyStart },
  };
}

function notAMap(root: YamlNode): Problem {
  return {
    code: 'header-syntax',
    range: root.range,
    message: 'The header is a map of keys and values, one on each line: `key: value`.',
  };
}

/** A defect of the YAML as a problem of the file. */
export function problemOf(issue: YamlIssue): Problem {
  const data = {
    ...(issue.insert === undefined ? {} : { insert: issue.insert.text, at: issue.insert.at }),
    ...(issue.quote === undefined ? {} : { quote: true }),
  };
  return {
    code: 'header-syntax',
    range: issue.range,
    message: issue.message,
    ...(Object.keys(data).length === 0 ? {} : { data }),
  };
}

/** The keys at the top of a header with their values. */
export function entriesOf(root: YamlNode | undefined): readonly HeaderEntry[] {
  return pairsOf(root).map((pair) => ({
    key: pair.key,
    keyRange: keyNameRange(pair.key, pair.keyRange),
    valueRange: pair.value?.range ?? { start: pair.keyRange.end, end: pair.keyRange.end },
    value: jsonOf(pair.value),
  }));
}

/** Moves every range of a model as the one edit between two texts moves it. */
function moveModel(model: HeaderModel, before: string, after: string): HeaderModel {
  const move = mover(before, after);
  const header = model.header && {
    ...model.header,
    entries: model.header.entries.map((entry) => ({
      ...entry,
      keyRange: move(entry.keyRange),
      valueRange: move(entry.valueRange),
    })),
  };
  const input = (declared: InputDeclaration): InputDeclaration => ({
    ...declared,
    nameRange: move(declared.nameRange),
    range: move(declared.range),
    schema: moveSchema(declared.schema, move),
  });
  return { ...model, header, inputs: model.inputs.map(input) };
}

type Mover = (range: TextRange) => TextRange;

function mover(before: string, after: string): Mover {
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)
  )
    suffix++;
  const delta = after.length - before.length;
  const offset = (at: number): number =>
    at <= prefix
      ? at
      : at >= before.length - suffix
        ? at + delta
        : Math.max(prefix, Math.min(at, after.length - suffix));
  return ({ start, end }) => ({ start: offset(start), end: offset(end) });
}

function moveSchema(schema: Schema, move: Mover): Schema {
  return {
    ...schema,
    ...(schema.nameRange === undefined ? {} : { nameRange: move(schema.nameRange) }),
    ...(schema.items === undefined ? {} : { items: moveSchema(schema.items, move) }),
    ...(schema.prefix === undefined ? {} : { prefix: schema.prefix.map((item) => moveSchema(item, move)) }),
    ...(schema.additional === undefined ? {} : { additional: moveSchema(schema.additional, move) }),
    ...(schema.properties === undefined
      ? {}
      : { properties: new Map([...schema.properties].map(([name, member]) => [name, moveSchema(member, move)])) }),
  };
}
