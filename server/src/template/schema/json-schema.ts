import { nearest, type Json } from '../../base';
import type { Problem, Schema } from '../types';
import { itemsOf, jsonOf, pairsOf, pairOf, textOf, valueOf, type YamlMapping, type YamlNode } from '../yaml';

const typeWords = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;

/**
 * Reads JSON Schema into the subset that Galley reasons about. Everything else (combinators, `$ref`) makes the part
 * `any`: nothing is reported about what is not understood.
 */
export function readJsonSchema(node: YamlNode, problems: Problem[]): Schema {
  if (node.kind !== 'mapping') {
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return { type: 'any' };
    problems.push({ code: 'bad-schema', range: node.range, message: 'A JSON schema is a map with `type`.' });
    return { type: 'any' };
  }
  const description = textOf(valueOf(node, 'description'));
  const described = description === undefined ? {} : { description };
  if (opaqueKeys.some((key) => pairOf(node, key) !== undefined)) return { type: 'any', ...described };
  const { type, nullable } = readType(node, problems);
  const values = readEnum(node);
  const base = {
    type,
    ...(nullable ? { nullable } : {}),
    ...described,
    ...(values === undefined ? {} : { enum: values }),
  };
  if (type === 'array') {
    const items = valueOf(node, 'items');
    return { ...base, items: items === undefined ? { type: 'any' } : readJsonSchema(items, problems) };
  }
  return type === 'object' ? { ...base, ...readMembers(node, problems) } : base;
}

/** Keys that widen or rename what the rest says. */
const opaqueKeys = ['$ref', 'anyOf', 'oneOf', 'allOf', 'not', 'if', '$dynamicRef'] as const;

function readType(node: YamlMapping, problems: Problem[]): { type: Schema['type']; nullable: boolean } {
  const type = valueOf(node, 'type');
  if (type === undefined) return { type: impliedType(node), nullable: false };
  const words = type.kind === 'sequence' ? type.items : [type];
  const known: Schema['type'][] = [];
  for (const word of words) {
    const text = word.kind === 'scalar' && word.value === null ? 'null' : textOf(word);
    if (text === 'any') known.push('any');
    else if (isTypeWord(text)) known.push(text);
    else {
      const meant = text === undefined ? undefined : nearest(text, typeWords);
      problems.push({
        code: 'bad-schema',
        range: word.range,
        message: `There is no JSON Schema type “${text ?? 'of this form'}”. ${meant === undefined ? `Types are ${typeWords.join(', ')}.` : `Did you mean ${meant}?`}`,
        ...(meant === undefined ? {} : { data: { replace: meant } }),
      });
    }
  }
  const solid = known.filter((word) => word !== 'null');
  const [only] = solid;
  if (solid.length > 1 || known.length === 0) return { type: 'any', nullable: known.includes('null') };
  return { type: only ?? 'null', nullable: only !== undefined && known.length > solid.length };
}

function isTypeWord(word: string | undefined): word is (typeof typeWords)[number] {
  return word !== undefined && (typeWords as readonly string[]).includes(word);
}

function impliedType(node: YamlMapping): Schema['type'] {
  if (valueOf(node, 'properties')?.kind === 'mapping') return 'object';
  return valueOf(node, 'items')?.kind === 'mapping' ? 'array' : 'any';
}

function readEnum(node: YamlMapping): readonly Json[] | undefined {
  const list = valueOf(node, 'enum');
  if (list?.kind === 'sequence') return list.items.map((item) => jsonOf(item) ?? null);
  const constant = pairOf(node, 'const');
  return constant === undefined ? undefined : [jsonOf(constant.value) ?? null];
}

function readMembers(node: YamlMapping, problems: Problem[]): Partial<Schema> {
  const properties = new Map<string, Schema>();
  for (const pair of pairsOf(valueOf(node, 'properties'))) {
    const schema: Schema = pair.value === undefined ? { type: 'any' } : readJsonSchema(pair.value, problems);
    properties.set(pair.key, { ...schema, nameRange: keyNameRange(pair.key, pair.keyRange) });
  }
  const required: string[] = [];
  for (const item of itemsOf(valueOf(node, 'required'))) {
    const name = textOf(item);
    if (name === undefined) continue;
    required.push(name);
  }
  const additional = valueOf(node, 'additionalProperties');
  const closed = additional?.kind === 'scalar' && additional.value === false;
  for (const item of itemsOf(valueOf(node, 'required'))) checkRequired(item, properties, required, closed, problems);
  return {
    properties,
    required,
    open: !closed,
    ...(additional?.kind === 'mapping' ? { additional: readJsonSchema(additional, problems) } : {}),
  };
}

/** A required name may be left out of an open object's properties; one that is a misspelling of a property is not meant. */
function checkRequired(
  item: YamlNode,
  properties: ReadonlyMap<string, Schema>,
  required: readonly string[],
  closed: boolean,
  problems: Problem[],
): void {
  const name = textOf(item);
  if (name === undefined || properties.size === 0 || properties.has(name)) return;
  const meant = nearest(
    name,
    [...properties.keys()].filter((property) => !required.includes(property)),
  );
  if (meant === undefined && !closed) return;
  problems.push({
    code: 'bad-schema',
    range: item.range,
    message: `${name} is required but not in properties.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
    ...(meant === undefined ? {} : { data: { replace: meant } }),
  });
}

/** The name alone, without quotes. */
export function keyNameRange(
  key: string,
  range: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  const quoted = range.end - range.start > key.length;
  return quoted ? { start: range.start + 1, end: range.end - 1 } : { start: range.start, end: range.end };
}
