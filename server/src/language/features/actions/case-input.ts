import { pairsOf, type Schema, type YamlNode, type YamlPair } from '../../../template';
import type { ParsedFile } from '../../documents';
import { Edits } from '../../edits';
import type { PromptFacts } from '../../facts';
import { yamlOf } from '../../yaml-tree';

/** The edits that give a case the inputs it misses, each with an empty value of its type. */
export function caseInputEdits(
  parsed: ParsedFile,
  facts: PromptFacts,
  caseStart: number,
  names: readonly string[],
): Edits | undefined {
  const map = mapAt(yamlOf(parsed), caseStart);
  if (map?.kind !== 'mapping') return undefined;
  const { text } = parsed.file;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const values = names.map(
    (name) => `${name}: ${emptyValue(facts.inputs.find((input) => input.name === name)?.schema)}`,
  );
  const inputs = map.pairs.find((pair) => pair.key === 'inputs');
  if (inputs?.value?.kind === 'mapping' && inputs.value.flow) {
    const close = inputs.value.range.end - 1;
    const inside = text.slice(inputs.value.range.start + 1, close);
    const at = close - (inside.length - inside.trimEnd().length);
    return new Edits().insert(parsed, at, inside.trim() === '' ? ` ${values.join(', ')} ` : `, ${values.join(', ')}`);
  }
  if (map.flow) return undefined;
  const last = pairsOf(inputs?.value).at(-1);
  if (last !== undefined)
    return insertLines(
      parsed,
      last,
      values.map((value) => indentOf(text, last) + value),
      eol,
    );
  if (inputs !== undefined) {
    const indent = `${indentOf(text, inputs)}  `;
    return insertLines(
      parsed,
      inputs,
      values.map((value) => indent + value),
      eol,
    );
  }
  const first = map.pairs.find((pair) => pair.key === 'name') ?? map.pairs[0];
  if (first === undefined) return undefined;
  const indent = indentOf(text, first);
  return insertLines(parsed, first, [`${indent}inputs:`, ...values.map((value) => `${indent}  ${value}`)], eol);
}

/** The innermost map of a list of cases that holds `offset`. */
function mapAt(root: YamlNode | undefined, offset: number): YamlNode | undefined {
  for (const pair of pairsOf(root)) {
    if (pair.value?.kind !== 'sequence') continue;
    const found = pair.value.items.find(({ range }) => offset >= range.start && offset <= range.end);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The spaces that put a key under `pair`, also when `pair` stands behind a dash. */
function indentOf(text: string, { keyRange }: YamlPair): string {
  return ' '.repeat(keyRange.start - (text.lastIndexOf('\n', keyRange.start - 1) + 1));
}

function insertLines(parsed: ParsedFile, after: YamlPair, lines: readonly string[], eol: string): Edits {
  const at = after.range.end;
  const before = parsed.file.text.charAt(at - 1) === '\n' ? '' : eol;
  return new Edits().insert(parsed, at, before + lines.map((line) => line + eol).join(''));
}

function emptyValue(schema: Schema | undefined): string {
  const [first] = schema?.enum ?? [];
  if (first !== undefined) return JSON.stringify(first);
  switch (schema?.type) {
    case 'number':
    case 'integer':
      return '0';
    case 'boolean':
      return 'false';
    case 'array':
      return '[]';
    case 'object':
      return '{}';
    default:
      return '""';
  }
}
