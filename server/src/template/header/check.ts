import { nearest, type TextRange } from '../../base';
import type { Problem } from '../types';
import { textOf, type YamlMapping, type YamlNode, type YamlPair } from '../yaml';
import type { HeaderKey, HeaderValueKind } from './keys';

/** Reports keys that the format does not know, keys given twice and values of the wrong kind. */
export function checkKeys(mapping: YamlMapping, keys: readonly HeaderKey[], open: boolean, problems: Problem[]): void {
  const seen = new Set<string>();
  const present = new Set(mapping.pairs.map((pair) => pair.key));
  for (const pair of mapping.pairs) {
    if (seen.has(pair.key)) {
      problems.push({
        code: 'header-syntax',
        range: pair.keyRange,
        message: `The key ${pair.key} is given twice; the last one would count.`,
      });
    }
    seen.add(pair.key);
    const known = keys.find((candidate) => candidate.name === pair.key);
    if (known === undefined) reportUnknown(pair, keys, open, present, problems);
    else checkKey(pair, known, problems);
  }
}

function reportUnknown(
  pair: YamlPair,
  keys: readonly HeaderKey[],
  open: boolean,
  present: ReadonlySet<string>,
  problems: Problem[],
): void {
  // Keys with a dot belong to extensions in every format that has an open header.
  if (open && pair.key.includes('.')) return;
  const free = keys.map((candidate) => candidate.name).filter((name) => !present.has(name));
  const meant = nearest(pair.key, free);
  if (open && (meant === undefined || isOtherSpelling(pair.key, meant))) return;
  const hint =
    meant === undefined
      ? `Known keys are ${listed(keys.map((candidate) => candidate.name))}.`
      : `Did you mean ${meant}?`;
  problems.push({
    code: 'header-key',
    range: pair.keyRange,
    message: `The key ${pair.key} is not known here. ${hint}`,
    ...(meant === undefined ? {} : { data: { replace: meant } }),
  });
}

/** `max_tokens` and `maxTokens`: tools that read the same format often take both. */
function isOtherSpelling(key: string, meant: string): boolean {
  const plain = (word: string): string => word.replace(/[_-]/g, '').toLowerCase();
  return /[_-]/.test(key) !== /[_-]/.test(meant) && plain(key) === plain(meant);
}

function checkKey(pair: YamlPair, known: HeaderKey, problems: Problem[]): void {
  const { value } = pair;
  if (value === undefined) return;
  const colon = missingColon(value, known);
  if (colon !== undefined) {
    problems.push(colon);
    return;
  }
  if (!known.kinds.some((kind) => isKind(value, kind))) {
    problems.push({
      code: 'header-value',
      range: value.range,
      message: `${known.name} takes ${known.kinds.map(kindName).join(' or ')}.`,
    });
    return;
  }
  const word = textOf(value);
  if (known.values !== undefined && word !== undefined && !known.values.includes(word)) {
    const meant = nearest(word, known.values);
    problems.push({
      code: 'header-value',
      range: innerRange(value.range, word),
      message: `${known.name} cannot be ${word}. ${meant === undefined ? `It is one of ${listed(known.values)}.` : `Did you mean ${meant}?`}`,
      ...(meant === undefined ? {} : { data: { replace: meant } }),
    });
  }
  if (known.children === undefined) return;
  if (value.kind === 'mapping') checkKeys(value, known.children, known.open === true, problems);
  if (value.kind === 'sequence') {
    for (const item of value.items)
      if (item.kind === 'mapping') checkKeys(item, known.children, known.open === true, problems);
  }
}

/** `temperature 0.5` below a key that takes a map: YAML reads it as text. */
function missingColon(value: YamlNode, known: HeaderKey): Problem | undefined {
  const text = value.kind === 'scalar' && value.style === 'plain' ? textOf(value) : undefined;
  if (text === undefined || !known.kinds.includes('map')) return undefined;
  const [, name = '', rest = ''] = /^([\w.-]+)[ \t]+(\S.*)$/.exec(text) ?? [];
  if (known.children?.some((child) => child.name === name) !== true) return undefined;
  return {
    code: 'header-syntax',
    range: value.range,
    message: `The colon after “${name}” is missing. Write “${name}: ${rest.slice(0, 40)}”.`,
    data: { insert: ':', at: value.range.start + name.length },
  };
}

function isKind(node: YamlNode, kind: HeaderValueKind): boolean {
  // `seed: null` and `seed: ~` leave a value out, as `seed:` does.
  if (node.kind === 'scalar' && node.value === null) return true;
  switch (kind) {
    case 'any':
    case 'schema':
      return true;
    case 'map':
      return node.kind === 'mapping';
    case 'list':
      return node.kind === 'sequence';
    case 'string':
      // A version such as 1.0 or a name such as 42 is read as a number: its spelling is still text to the user.
      return node.kind === 'scalar' && (typeof node.value === 'string' || typeof node.value === 'number');
    case 'integer':
      return node.kind === 'scalar' && (Number.isInteger(node.value) || isPlaceholder(node));
    default:
      return node.kind === 'scalar' && (typeof node.value === kind || isPlaceholder(node));
  }
}

/** `${env:X}` and the like stand for a value that is not known here. */
function isPlaceholder(node: YamlNode): boolean {
  return textOf(node)?.includes('${') === true;
}

function kindName(kind: HeaderValueKind): string {
  return {
    string: 'text',
    number: 'a number',
    integer: 'a whole number',
    boolean: 'true or false',
    map: 'a map',
    list: 'a list',
    schema: 'a schema',
    any: 'any value',
  }[kind];
}

/** The word without its quotes. */
function innerRange(range: TextRange, word: string): TextRange {
  return range.end - range.start === word.length + 2 ? { start: range.start + 1, end: range.end - 1 } : range;
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}
