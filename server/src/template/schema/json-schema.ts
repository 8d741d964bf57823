import { nearest, type Json } from '../../base';
import type { Problem, Schema } from '../types';
import { itemsOf, jsonOf, pairsOf, pairOf, textOf, valueOf, type YamlMapping, type YamlNode } from '../yaml';

const typeWords = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'] as const;

/**
 * Reads JSON Schema into the subset that Galley reasons about: types and lists of them, `nullable`, `enum`, `const`,
 * members, elements, and `$ref` to a definition of the same schema. Everything else (combinators, references that lead
 * elsewhere or back to themselves) makes the part `any`: nothing is reported about what is not understood.
 */
export function readJsonSchema(node: YamlNode, problems: Problem[]): Schema {
  return new JsonSchemaReader(node, problems).read(node);
}

/** Keys that widen or rename what the rest says. */
const opaqueKeys = ['anyOf', 'oneOf', 'allOf', 'not', 'if', '$dynamicRef'] as const;

/** Keys that may stand beside `$ref` without changing what it says. */
const annotations: ReadonlySet<string> = new Set([
  '$ref',
  '$defs',
  'definitions',
  '$comment',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
]);

/** So many parts of one schema are read: definitions that name each other stand for far more than is written. */
const partLimit = 20_000;

/** Parts within parts deeper than this are not read. A step from a definition to the next counts. */
const depthLimit = 100;

/** A part that was read, and how many parts it stands for. */
interface KnownPart {
  readonly schema: Schema;
  readonly parts: number;
}

class JsonSchemaReader {
  readonly #root: YamlNode;
  readonly #problems: Problem[];
  readonly #known = new Map<YamlMapping, KnownPart>();
  /** The parts that are being read. */
  readonly #within = new Set<YamlNode>();
  /** The parts whose problems were told. */
  readonly #told = new Set<YamlNode>();
  readonly #enums = new Map<YamlMapping, readonly Json[] | undefined>();
  readonly #members = new Map<YamlNode, ReadonlyMap<string, YamlNode | undefined>>();
  #parts = 0;
  /** How often a part was left out because it is too deep or within itself. */
  #cuts = 0;

  constructor(root: YamlNode, problems: Problem[]) {
    this.#root = root;
    this.#problems = problems;
  }

  read(node: YamlNode): Schema {
    if (++this.#parts > partLimit) return { type: 'any' };
    if (this.#within.has(node) || this.#within.size >= depthLimit) {
      this.#cuts++;
      return { type: 'any' };
    }
    const problems = this.#told.has(node) ? [] : this.#problems;
    this.#told.add(node);
    if (node.kind === 'mapping') return this.#once(node, problems);
    if (node.kind !== 'scalar' || typeof node.value !== 'boolean') {
      const message = 'A JSON schema is a map with `type`.';
      problems.push({ code: 'bad-schema', range: node.range, message });
    }
    return { type: 'any' };
  }

  /** A part that several places name is read once, unless where it stands made it shorter. It still counts each time. */
  #once(node: YamlMapping, problems: Problem[]): Schema {
    const known = this.#known.get(node);
    if (known !== undefined) {
      this.#parts += known.parts;
      return this.#parts > partLimit ? { type: 'any' } : known.schema;
    }
    const { parts, cuts } = { parts: this.#parts, cuts: this.#cuts };
    this.#within.add(node);
    const schema = this.#mapping(node, problems);
    this.#within.delete(node);
    if (this.#cuts === cuts) this.#known.set(node, { schema, parts: this.#parts - parts });
    return schema;
  }

  #mapping(node: YamlMapping, problems: Problem[]): Schema {
    const description = textOf(valueOf(node, 'description'));
    const described = description === undefined ? {} : { description };
    if (opaqueKeys.some((key) => pairOf(node, key) !== undefined)) return { type: 'any', ...described };
    if (pairOf(node, '$ref') !== undefined) return { ...this.#definition(node), ...described };
    const { type, nullable } = readType(node, problems);
    const values = this.#enum(node);
    const base = {
      type,
      ...(nullable ? { nullable } : {}),
      ...described,
      ...(values === undefined ? {} : { enum: values }),
    };
    if (type === 'array') return { ...base, ...this.#elements(node) };
    return type === 'object' ? { ...base, ...this.#object(node, problems) } : base;
  }

  #enum(node: YamlMapping): readonly Json[] | undefined {
    if (!this.#enums.has(node)) this.#enums.set(node, readEnum(node));
    return this.#enums.get(node);
  }

  /** What `$ref` names, such as `#/$defs/order`. */
  #definition(node: YamlMapping): Schema {
    const target = node.pairs.every(({ key }) => annotations.has(key))
      ? this.#target(textOf(valueOf(node, '$ref')))
      : undefined;
    return target === undefined ? { type: 'any' } : this.read(target);
  }

  #target(pointer: string | undefined): YamlNode | undefined {
    if (pointer?.startsWith('#/') !== true) return undefined;
    const names = pointer.slice(2).split('/');
    return names.reduce<YamlNode | undefined>(
      (node, name) => node && this.#membersOf(node).get(name.replaceAll('~1', '/').replaceAll('~0', '~')),
      this.#root,
    );
  }

  #membersOf(node: YamlNode): ReadonlyMap<string, YamlNode | undefined> {
    let found = this.#members.get(node);
    if (found === undefined) {
      found = new Map(pairsOf(node).map(({ key, value }) => [key, value]));
      this.#members.set(node, found);
    }
    return found;
  }

  /** `items`, with `prefixItems` or a list of `items` in front. */
  #elements(node: YamlMapping): Partial<Schema> {
    const items = valueOf(node, 'items');
    const prefix = items?.kind === 'sequence' ? items : valueOf(node, 'prefixItems');
    const rest = items?.kind === 'sequence' ? valueOf(node, 'additionalItems') : items;
    return {
      items: rest === undefined ? { type: 'any' } : this.read(rest),
      ...(prefix?.kind === 'sequence' ? { prefix: prefix.items.map((item) => this.read(item)) } : {}),
    };
  }

  #object(node: YamlMapping, problems: Problem[]): Partial<Schema> {
    const properties = new Map<string, Schema>();
    for (const pair of pairsOf(valueOf(node, 'properties'))) {
      const nameRange = keyNameRange(pair.key, pair.keyRange);
      if (properties.has(pair.key)) {
        const message = `The property ${pair.key} is there twice.`;
        const data = { remove: [pair.range.start, pair.range.end] };
        problems.push({ code: 'bad-schema', range: nameRange, message, data });
      }
      const schema: Schema = pair.value === undefined ? { type: 'any' } : this.read(pair.value);
      properties.set(pair.key, { ...schema, nameRange });
    }
    const names = itemsOf(valueOf(node, 'required'));
    this.#parts += names.length;
    const required = names.flatMap((item) => textOf(item) ?? []);
    const additional = valueOf(node, 'additionalProperties');
    // Which names a pattern lets in, and of which type, is not worked out.
    const patterns = pairOf(node, 'patternProperties') !== undefined;
    const closed = !patterns && additional?.kind === 'scalar' && additional.value === false;
    checkRequired(names, properties, closed, problems);
    return {
      properties,
      required,
      open: !closed,
      ...(additional?.kind === 'mapping' && !patterns ? { additional: this.read(additional) } : {}),
    };
  }
}

function readType(node: YamlMapping, problems: Problem[]): { type: Schema['type']; nullable: boolean } {
  const type = valueOf(node, 'type');
  const flag = valueOf(node, 'nullable');
  const marked = flag?.kind === 'scalar' && flag.value === true;
  if (type === undefined) return { type: impliedType(node), nullable: marked };
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
  if (solid.length > 1 || known.length === 0) return { type: 'any', nullable: marked || known.includes('null') };
  return { type: only ?? 'null', nullable: only !== undefined && (marked || known.length > solid.length) };
}

function isTypeWord(word: string | undefined): word is (typeof typeWords)[number] {
  return word !== undefined && (typeWords as readonly string[]).includes(word);
}

function impliedType(node: YamlMapping): Schema['type'] {
  if (valueOf(node, 'properties')?.kind === 'mapping') return 'object';
  return valueOf(node, 'items')?.kind === 'mapping' || pairOf(node, 'prefixItems') !== undefined ? 'array' : 'any';
}

function readEnum(node: YamlMapping): readonly Json[] | undefined {
  const list = valueOf(node, 'enum');
  if (list?.kind === 'sequence') return list.items.map((item) => jsonOf(item) ?? null);
  const constant = pairOf(node, 'const');
  return constant === undefined ? undefined : [jsonOf(constant.value) ?? null];
}

/** So many names that are no properties are compared with those that are: the comparison is what costs. */
const comparisonLimit = 40;

/** A required name may be left out of an open object's properties; one that is a misspelling of a property is not meant. */
function checkRequired(
  items: readonly YamlNode[],
  properties: ReadonlyMap<string, Schema>,
  closed: boolean,
  problems: Problem[],
): void {
  const strange = properties.size === 0 ? [] : items.filter((item) => !properties.has(textOf(item) ?? ''));
  if (strange.length === 0) return;
  const required = new Set(items.map(textOf));
  const free = [...properties.keys()].filter((property) => !required.has(property));
  for (const item of strange.slice(0, comparisonLimit)) {
    const name = textOf(item);
    const meant = name === undefined ? undefined : nearest(name, free);
    if (name === undefined || (meant === undefined && !closed)) continue;
    problems.push({
      code: 'bad-schema',
      range: item.range,
      message: `${name} is required but not in properties.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
      ...(meant === undefined ? {} : { data: { replace: meant } }),
    });
  }
}

/** The name alone, without quotes. */
export function keyNameRange(
  key: string,
  range: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  const quoted = range.end - range.start > key.length;
  return quoted ? { start: range.start + 1, end: range.end - 1 } : { start: range.start, end: range.end };
}
