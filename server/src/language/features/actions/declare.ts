import { pairsOf, valueOf, type YamlNode, type YamlPair } from '../../../template';
import type { ParsedPrompt } from '../../documents';
import { Edits } from '../../edits';
import { yamlName, yamlOf } from '../../yaml-tree';
import { plainShape, shapesOf, type Shape } from './shape';

/** One declaration to write: its lines without indentation, deeper lines indented by two for each level. */
type Lines = readonly string[];

/** Writes declarations in one style. */
interface Style {
  block(name: string, shape: Shape): Lines;
  flow(name: string, shape: Shape): string;
}

/** The edits that declare names as inputs; undefined when this header cannot take them. */
export function declareEdits(parsed: ParsedPrompt, names: readonly string[]): Edits | undefined {
  const { format, header } = parsed.document;
  if (names.length === 0 || header?.broken === true) return undefined;
  const shapes = shapesOf(parsed);
  const wanted = names.map((name) => [name, shapes.get(name) ?? plainShape] as const);
  if (format === 'dotprompt') return declareDotprompt(parsed, wanted);
  return format === 'prompty' ? declarePrompty(parsed, wanted) : undefined;
}

type Wanted = readonly (readonly [name: string, shape: Shape])[];

function declareDotprompt(parsed: ParsedPrompt, wanted: Wanted): Edits | undefined {
  const root = yamlOf(parsed);
  const input = pairOf(root, 'input');
  const lines = (style: Style, indent: string): string[] => blockLines(wanted, style, indent);
  if (input === undefined) return atTop(parsed, ['input:', '  schema:', ...lines(pico, '    ')]);
  const schema = pairOf(input.value, 'schema');
  if (schema === undefined) {
    if (input.value?.kind === 'mapping' && input.value.flow)
      return inFlow(parsed, input.value, `schema: { ${flowText(wanted, pico)} }`);
    const column = columnOf(parsed, pairsOf(input.value).at(-1), input, 2);
    return afterPair(parsed, pairsOf(input.value).at(-1) ?? input, [`${column}schema:`, ...lines(pico, `${column}  `)]);
  }
  const isJson = pairOf(schema.value, 'properties') !== undefined || scalarOf(schema.value, 'type') === 'object';
  if (!isJson) return into(parsed, schema, wanted, pico);
  const properties = pairOf(schema.value, 'properties');
  if (properties !== undefined) return into(parsed, properties, wanted, json);
  const indent = columnOf(parsed, pairsOf(schema.value).at(-1), schema, 2);
  const last = pairsOf(schema.value).at(-1) ?? schema;
  return afterPair(parsed, last, [`${indent}properties:`, ...lines(json, `${indent}  `)]);
}

function declarePrompty(parsed: ParsedPrompt, wanted: Wanted): Edits | undefined {
  const inputs = pairOf(yamlOf(parsed), 'inputs');
  if (inputs === undefined) return atTop(parsed, ['inputs:', ...blockLines(wanted, prompty, '  ')]);
  if (inputs.value?.kind !== 'sequence') return into(parsed, inputs, wanted, prompty);
  const last = inputs.value.items.at(-1);
  if (last === undefined || last.kind !== 'mapping' || last.flow) return undefined;
  const dash = parsed.file.text.lastIndexOf('-', last.range.start);
  const indent = ' '.repeat(dash - lineStart(parsed.file.text, dash));
  const lines = wanted.flatMap(([name, shape]) => [
    `${indent}- name: ${yamlName(name)}`,
    `${indent}  kind: ${promptyType(shape)}`,
  ]);
  return afterPair(parsed, last.pairs.at(-1) ?? inputs, lines);
}

/** Adds to the map that is the value of `owner`. */
function into(parsed: ParsedPrompt, owner: YamlPair, wanted: Wanted, style: Style): Edits | undefined {
  const { value } = owner;
  if (value !== undefined && value.kind !== 'mapping') return undefined;
  if (value?.flow === true) return inFlow(parsed, value, flowText(wanted, style));
  const last = pairsOf(value).at(-1);
  const indent = columnOf(parsed, last, owner, 2);
  return afterPair(parsed, last ?? owner, blockLines(wanted, style, indent));
}

function blockLines(wanted: Wanted, style: Style, indent: string): string[] {
  return wanted.flatMap(([name, shape]) => style.block(name, shape).map((line) => indent + line));
}

function flowText(wanted: Wanted, style: Style): string {
  return wanted.map(([name, shape]) => style.flow(name, shape)).join(', ');
}

/** The indentation of the pairs beside `sibling`, else one level below `owner`. */
function columnOf(parsed: ParsedPrompt, sibling: YamlPair | undefined, owner: YamlPair, step: number): string {
  const { text } = parsed.file;
  const start = (sibling ?? owner).keyRange.start;
  return ' '.repeat(start - lineStart(text, start) + (sibling === undefined ? step : 0));
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function eolOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Writes lines behind a pair of a block map. */
function afterPair(parsed: ParsedPrompt, pair: YamlPair, lines: Lines): Edits {
  const { text } = parsed.file;
  const eol = eolOf(text);
  const at = pair.range.end;
  const before = at === 0 || text.charAt(at - 1) === '\n' ? '' : eol;
  return new Edits().insert(parsed, at, before + lines.map((line) => line + eol).join(''));
}

/** Writes lines at the end of the header, which is made when there is none. */
function atTop(parsed: ParsedPrompt, lines: Lines): Edits {
  const { text, bodyStart, header } = parsed.document;
  const eol = eolOf(text);
  const body = lines.map((line) => line + eol).join('');
  if (header === undefined) return new Edits().insert(parsed, bodyStart, `---${eol}${body}---${eol}`);
  const at = header.contentRange.end;
  const before = at === 0 || text.charAt(at - 1) === '\n' ? '' : eol;
  return new Edits().insert(parsed, at, before + body);
}

function inFlow(parsed: ParsedPrompt, map: YamlNode, text: string): Edits {
  const close = map.range.end - 1;
  const inside = parsed.file.text.slice(map.range.start + 1, close);
  const at = close - (inside.length - inside.trimEnd().length);
  return new Edits().insert(
    parsed,
    at,
    inside.trim() === '' ? ` ${text} ` : inside.trimEnd().endsWith(',') ? ` ${text}` : `, ${text}`,
  );
}

function pairOf(node: YamlNode | undefined, key: string): YamlPair | undefined {
  return pairsOf(node).find((pair) => pair.key === key);
}

function scalarOf(node: YamlNode | undefined, key: string): unknown {
  const value = valueOf(node, key);
  return value?.kind === 'scalar' ? value.value : undefined;
}

const pico: Style = { block: picoLines, flow: picoFlow };
const json: Style = {
  block: (name, shape) => [`${yamlName(name)}: ${jsonType(shape)}`],
  flow: (name, shape) => `${yamlName(name)}: ${jsonType(shape)}`,
};
const prompty: Style = {
  block: (name, shape) => [`${yamlName(name)}:`, `  type: ${promptyType(shape)}`],
  flow: (name, shape) => `${yamlName(name)}: { type: ${promptyType(shape)} }`,
};

function picoLines(name: string, shape: Shape): Lines {
  const word = picoKey(name, shape);
  const inner = shape.items?.members ?? shape.members;
  if (inner.size === 0) return [`${word}: ${picoScalar(shape)}`];
  return [`${word}:`, ...[...inner].flatMap(([member, below]) => picoLines(member, below).map((line) => `  ${line}`))];
}

function picoFlow(name: string, shape: Shape): string {
  const inner = shape.items?.members ?? shape.members;
  const value =
    inner.size === 0
      ? picoScalar(shape)
      : `{ ${[...inner].map(([member, below]) => picoFlow(member, below)).join(', ')} }`;
  return `${picoKey(name, shape)}: ${value}`;
}

function picoKey(name: string, shape: Shape): string {
  const kind = shape.items !== undefined ? '(array)' : shape.members.size > 0 ? '(object)' : '';
  return `${yamlName(name)}${shape.optional ? '?' : ''}${kind}`;
}

function picoScalar({ items, flag }: Shape): string {
  if (items !== undefined) return items.flag ? 'boolean' : 'string';
  return flag ? 'boolean' : 'string';
}

function jsonType({ items, members, flag }: Shape): string {
  if (items !== undefined) return `{ type: array, items: ${jsonType(items)} }`;
  if (members.size === 0) return `{ type: ${flag ? 'boolean' : 'string'} }`;
  return `{ type: object, properties: { ${[...members].map(([name, below]) => `${yamlName(name)}: ${jsonType(below)}`).join(', ')} } }`;
}

function promptyType({ items, members, flag }: Shape): string {
  if (items !== undefined) return 'array';
  return members.size > 0 ? 'object' : flag ? 'boolean' : 'string';
}
