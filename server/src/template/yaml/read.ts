import { Composer, isAlias, isMap, isScalar, isSeq, Parser } from 'yaml';
import type { Alias, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { TextRange } from '../../base';
import { depthLimit, tooDeepAt } from './depth';
import { describeYamlError } from './errors';
import type { YamlIssue } from './issue';
import { readPlainYaml } from './plain';
import type { ScalarStyle, YamlMapping, YamlNode, YamlPair, YamlScalar } from './tree';

/** A YAML text, read. `root` holds what could be read even when there are issues. */
export interface YamlText {
  readonly root: YamlNode | undefined;
  /** One for each cause: of errors that follow from each other only the first. */
  readonly issues: readonly YamlIssue[];
}

/** Reads the YAML between `start` and `end` of `text`. Never throws; ranges are offsets in `text`. */
export function readYaml(text: string, start: number, end: number): YamlText {
  const plain = readPlainYaml(text, start, end);
  return plain === undefined ? readAnyYaml(text, start, end) : { root: plain, issues: [] };
}

/** The same by the full reader, for every YAML. */
export function readAnyYaml(text: string, start: number, end: number): YamlText {
  const source = text.slice(start, end);
  const tokens = [...new Parser().parse(source)];
  const deep = tooDeepAt(tokens);
  if (deep !== undefined) return { root: undefined, issues: [tooDeep(start + deep)] };
  const composer = new Composer({ prettyErrors: false, uniqueKeys: false, strict: true, logLevel: 'silent' });
  const [document] = composer.compose(tokens, true, source.length);
  if (document === undefined) return { root: undefined, issues: [] };
  const reader = new Reader(text, start, end);
  const root = reader.node(document.contents);
  const [first] = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const issues = first === undefined ? [] : [describeYamlError(first, text, start, end)];
  return { root, issues: [...issues, ...(first === undefined ? reader.issues : [])] };
}

function tooDeep(at: number): YamlIssue {
  const message = `Lists and maps within each other are read ${depthLimit} deep. What starts here is not read.`;
  return { range: { start: at, end: at + 1 }, message, fatal: true };
}

/** Aliases of aliases can stand for billions of values: so many are read for all aliases of a text together. */
const aliasLimit = 10_000;

/** A value with an anchor, and how many values are in it. */
interface Anchored {
  readonly node: YamlNode;
  readonly size: number;
}

type SourceNode = Alias | Scalar | YAMLMap | YAMLSeq;

class Reader {
  readonly issues: YamlIssue[] = [];
  readonly #text: string;
  readonly #offset: number;
  readonly #end: number;
  readonly #anchors = new Map<string, Anchored>();
  /** The values read so far, with those that aliases stand for. */
  #size = 0;
  /** Those that aliases stand for. */
  #aliased = 0;

  constructor(text: string, offset: number, end: number) {
    this.#text = text;
    this.#offset = offset;
    this.#end = end;
  }

  node(source: unknown): YamlNode | undefined {
    if (isAlias(source)) return this.#alias(source);
    const before = this.#size++;
    const node = isScalar(source)
      ? this.#scalar(source)
      : isMap(source)
        ? this.#mapping(source)
        : isSeq(source)
          ? this.#sequence(source)
          : undefined;
    if (node !== undefined && hasAnchor(source)) this.#anchors.set(source.anchor, { node, size: this.#size - before });
    return node;
  }

  #range(node: SourceNode): TextRange {
    const [start = 0, end = start] = node.range ?? [];
    return { start: start + this.#offset, end: Math.min(end + this.#offset, this.#end) };
  }

  #alias(alias: Alias): YamlNode | undefined {
    const range = this.#range(alias);
    const target = this.#anchors.get(alias.source);
    if (target === undefined) {
      const message = `No anchor is named ${alias.source}. A value that starts with * is an alias: put it in quotes when text is meant.`;
      this.issues.push({ range, message, fatal: false, quote: range });
      return undefined;
    }
    if (this.#aliased > aliasLimit) return undefined;
    this.#size += target.size;
    this.#aliased += target.size;
    if (this.#aliased <= aliasLimit) return { ...target.node, range };
    const message = `The aliases of this text stand for more than ${aliasLimit} values. This one is not read.`;
    this.issues.push({ range, message, fatal: true });
    return undefined;
  }

  #scalar(scalar: Scalar): YamlScalar | undefined {
    const range = this.#range(scalar);
    const { value } = scalar;
    const style = styles[scalar.type ?? 'PLAIN'] ?? 'plain';
    if (typeof value === 'number' && !Number.isFinite(value))
      return { kind: 'scalar', range, value: scalar.source ?? null, style };
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return { kind: 'scalar', range, value, style };
    if (value !== null) return { kind: 'scalar', range, value: scalar.source ?? null, style };
    return range.start === range.end ? undefined : { kind: 'scalar', range, value, style };
  }

  #sequence(sequence: YAMLSeq): YamlNode {
    const items: YamlNode[] = [];
    for (const item of sequence.items) {
      const node = this.node(item);
      if (node !== undefined) items.push(node);
      else if (isScalar(item)) items.push({ kind: 'scalar', range: this.#range(item), value: null, style: 'plain' });
    }
    return { kind: 'sequence', range: this.#range(sequence), items };
  }

  #mapping(mapping: YAMLMap): YamlMapping {
    const flow = mapping.flow === true;
    const range = this.#range(mapping);
    const pairs: YamlPair[] = [];
    for (const pair of mapping.items) {
      const converted = this.#pair(pair, flow, range);
      if (converted !== undefined) pairs.push(converted);
    }
    return { kind: 'mapping', range, flow, pairs };
  }

  #pair(pair: Pair, flow: boolean, mapping: TextRange): YamlPair | undefined {
    const { key } = pair;
    if (isMap(key) || isSeq(key)) {
      this.#templateAsValue(mapping);
      return undefined;
    }
    if (!isScalar(key)) return undefined;
    const keyRange = this.#range(key);
    if (keyRange.start === keyRange.end) return undefined;
    const value = this.node(pair.value);
    const end = value === undefined || value.range.end < keyRange.end ? keyRange.end : this.#ownEnd(pair.value, value);
    const whole = flow ? this.#flowRange(keyRange.start, end) : this.#lineRange(keyRange.start, end);
    return {
      key: typeof key.value === 'string' ? key.value : (key.source ?? String(key.value)),
      keyRange,
      value,
      range: whole,
    };
  }

  /** The end of the value as written here, also when it is an alias. */
  #ownEnd(source: unknown, value: YamlNode): number {
    return isAlias(source) ? this.#range(source).end : value.range.end;
  }

  /** `name: {{x}}` is legal YAML: a map whose key is a map. Nobody means that. */
  #templateAsValue(mapping: TextRange): void {
    const last = this.issues.at(-1);
    if (last !== undefined && last.range.start <= mapping.start && mapping.end <= last.range.end) return;
    const message = 'A value that starts with { is a map in YAML. Put it in quotes when template text is meant.';
    this.issues.push({ range: mapping, message, fatal: false, quote: mapping });
  }

  #lineRange(start: number, end: number): TextRange {
    const text = this.#text;
    let from = start;
    while (from > this.#offset && isBlank(text.charCodeAt(from - 1))) from--;
    if (from > this.#offset && !isBreak(text.charCodeAt(from - 1))) from = start;
    let to = end;
    if (to > from && isBreak(text.charCodeAt(to - 1))) return { start: from, end: to };
    while (to < this.#end && !isBreak(text.charCodeAt(to))) to++;
    if (text.charCodeAt(to) === 13) to++;
    if (text.charCodeAt(to) === 10) to++;
    return { start: from, end: Math.min(to, this.#end) };
  }

  #flowRange(start: number, end: number): TextRange {
    const text = this.#text;
    let to = end;
    while (to < this.#end && isSpace(text.charCodeAt(to))) to++;
    if (text[to] === ',') {
      to++;
      while (isBlank(text.charCodeAt(to))) to++;
      return { start, end: to };
    }
    let from = start;
    while (from > this.#offset && isSpace(text.charCodeAt(from - 1))) from--;
    return text[from - 1] === ',' ? { start: from - 1, end } : { start, end };
  }
}

const styles: { readonly [type: string]: ScalarStyle } = {
  PLAIN: 'plain',
  QUOTE_SINGLE: 'single',
  QUOTE_DOUBLE: 'double',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

function hasAnchor(node: unknown): node is { readonly anchor: string } {
  return typeof node === 'object' && node !== null && 'anchor' in node && typeof node.anchor === 'string';
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}

function isSpace(code: number): boolean {
  return isBlank(code) || isBreak(code);
}
