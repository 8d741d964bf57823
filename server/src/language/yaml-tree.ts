import { touches, type TextRange } from '../base';
import { pairsOf, readYaml, valueOf, type YamlNode, type YamlPair } from '../template';
import type { ParsedCases, ParsedFile, ParsedPrompt } from './documents';

const trees = new WeakMap<ParsedFile, YamlNode | false>();

/** The YAML of a file: the header of a prompt, the whole of a case file or GitHub Models prompt. */
export function yamlOf(parsed: ParsedFile): YamlNode | undefined {
  const known = trees.get(parsed);
  if (known !== undefined) return known === false ? undefined : known;
  const range = yamlRange(parsed);
  const root = range === undefined ? undefined : readYaml(parsed.file.text, range.start, range.end).root;
  trees.set(parsed, root ?? false);
  return root;
}

/** Where the YAML of a file stands. */
export function yamlRange(parsed: ParsedFile): TextRange | undefined {
  if (parsed.kind === 'prompt') return parsed.document.header?.contentRange;
  return { start: 0, end: parsed.file.text.length };
}

/** A pair with the keys from the top to it; `[]` is an item of a list. */
export interface YamlPlace {
  readonly path: readonly string[];
  readonly pair: YamlPair;
  /** True when the offset is on the key, false when it is on the value. */
  readonly onKey: boolean;
}

/** The innermost pair whose key or value holds `offset`. */
export function yamlPlaceAt(root: YamlNode | undefined, offset: number): YamlPlace | undefined {
  let found: YamlPlace | undefined;
  let path: readonly string[] = [];
  let node = root;
  while (node !== undefined) {
    if (node.kind === 'sequence') {
      node = node.items.find((item) => touches(item.range, offset));
      path = [...path, '[]'];
      continue;
    }
    const pair: YamlPair | undefined = pairsOf(node).find(
      ({ keyRange, value }) => touches(keyRange, offset) || (value !== undefined && touches(value.range, offset)),
    );
    if (pair === undefined) return found;
    path = [...path, pair.key];
    const onKey = touches(pair.keyRange, offset);
    found = { path, pair, onKey };
    if (onKey) return found;
    node = pair.value;
  }
  return found;
}

/** Maps in the header whose keys are names of inputs: `input.default`, `sample`, and the rows of `testData`. */
export function inputKeys(parsed: ParsedPrompt): readonly YamlPair[] {
  const root = yamlOf(parsed);
  switch (parsed.document.format) {
    case 'dotprompt':
      return pairsOf(valueOf(valueOf(root, 'input'), 'default'));
    case 'prompty':
      return pairsOf(valueOf(root, 'sample'));
    case 'github-models': {
      const rows = valueOf(root, 'testData');
      return rows?.kind === 'sequence' ? rows.items.flatMap((row) => [...pairsOf(row)]) : [];
    }
    default:
      return [];
  }
}

/** The inputs that a file of cases gives to all of them. */
export function defaultInputs(parsed: ParsedCases): readonly YamlPair[] {
  return pairsOf(valueOf(valueOf(yamlOf(parsed), 'defaults'), 'inputs'));
}

/** The name in a key, without quotes and without the `?` and `(…)` of Picoschema. */
export function plainKeyRange(text: string, { keyRange }: YamlPair): TextRange {
  const quoted = /^["']/.test(text.charAt(keyRange.start));
  const start = keyRange.start + (quoted ? 1 : 0);
  const end = keyRange.end - (quoted ? 1 : 0);
  const mark = text.slice(start, end).search(/[?(]/);
  return { start, end: mark < 0 ? end : start + mark };
}

/** A name as YAML, with quotes where it would be read as something else without. */
export function yamlName(name: string): string {
  const isPlain = /^[\p{L}_](?:[\p{L}\p{N}_./ -]*[\p{L}\p{N}_./-])?$/u.test(name) && !yamlWords.test(name);
  return isPlain ? name : JSON.stringify(name);
}

const yamlWords = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A name as YAML in the place of another one: with or between its quotes, or, as a key, before `?` or `(`. */
export function yamlNameAt(text: string, { start, end }: TextRange, name: string): string {
  const [outer, inner] = [text.charAt(start), text.charAt(start - 1)];
  if (isQuote(outer)) return outer + betweenQuotes(outer, name) + outer;
  if (isQuote(inner)) return betweenQuotes(inner, name);
  return /[?(]/.test(text.charAt(end)) ? name : yamlName(name);
}

function isQuote(text: string): boolean {
  return text === '"' || text === "'";
}

function betweenQuotes(quote: string, name: string): string {
  return quote === "'" ? name.replaceAll("'", "''") : JSON.stringify(name).slice(1, -1);
}
