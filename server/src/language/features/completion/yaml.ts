import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import type { TextRange } from '../../../base';
import type { HeaderKey } from '../../../template';
import type { ConfigFile, ParsedCases, ParsedPrompt } from '../../documents';
import type { PromptFacts } from '../../facts';
import type { Project } from '../../project';
import type { CompletionOptions } from '../../service';
import { yamlCursor, type YamlCursor } from '../../yaml-cursor';
import { assertionKeysOf, childrenAt, valueAt } from '../../yaml-keys';
import { inputKeyItems, inputValueItems } from './case-values';
import { escapeSnippet, item, kinds, listOf, snippet } from './items';
import { picoModifiers, schemaKeys, typeItems } from './schemas';
import { nameItems, tagItems } from './yaml-names';
import type { YamlSpot } from './yaml-spot';

/** What can stand in the header of a prompt at an offset. */
export function headerCompletion(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  range: TextRange,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  return picoModifiers(parsed, offset) ?? complete({ project, parsed, facts, offset, options }, range);
}

/** What can stand in a case file at an offset. */
export function casesCompletion(
  project: Project,
  parsed: ParsedCases,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  const facts = project.promptOfCases({ path: parsed.file.path, prompt: parsed.document.prompt?.name });
  return complete({ project, parsed, facts, offset, options }, { start: 0, end: parsed.file.text.length });
}

/** What can stand in `galley.yaml` at an offset. */
export function configCompletion(
  project: Project,
  parsed: ConfigFile,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  return complete({ project, parsed, facts: undefined, offset, options }, { start: 0, end: parsed.file.text.length });
}

function complete(place: Omit<YamlSpot, 'cursor'>, { start, end }: TextRange): CompletionList | undefined {
  const { parsed, offset } = place;
  const cursor = yamlCursor(parsed.file.text, start, end, offset);
  if (cursor === undefined) return undefined;
  const spot = { ...place, cursor };
  const items = cursor.kind === 'key' ? keyItems(spot) : valueItems(spot);
  return listOf(parsed, items, cursor.replace, cursor.path);
}

function keyItems(spot: YamlSpot): readonly CompletionItem[] {
  const { cursor, options } = spot;
  const taken = new Set(cursor.siblings);
  const known = knownKeys(spot)
    .filter(({ name }) => !taken.has(name))
    .map((key) => keyItem(key, cursor, options));
  return [...listWords(spot), ...known, ...inputKeyItems(spot)];
}

function knownKeys({ project, parsed, cursor, offset }: YamlSpot): readonly HeaderKey[] {
  const { path } = cursor;
  const keys = schemaKeys(parsed, cursor, childrenAt(project, parsed, path));
  const inAssertion = path.at(-1) === '[]' && path.at(-2) === 'assert' && cursor.siblings.includes('type');
  if (!inAssertion || parsed.kind === 'config') return keys;
  const cases = parsed.kind === 'cases' ? parsed.document.cases : parsed.cases.cases;
  const around = cases.flatMap(({ assertions }) => assertions).findLast(({ range }) => range.start <= offset);
  return assertionKeysOf(around?.type === '' ? undefined : around?.type);
}

/** Words that can be an item of a list, on a line of its own. */
function listWords(spot: YamlSpot): readonly CompletionItem[] {
  const { project, parsed, cursor } = spot;
  if (cursor.path.at(-1) !== '[]' || cursor.siblings.length > 0) return [];
  const owner = cursor.path.slice(0, -1);
  const words = valueAt(project, parsed, owner)?.suggestions ?? [];
  return [...words.map((word) => item(word, kinds.word, { sort: '0' })), ...tagItems(spot, owner)];
}

/** A key with what its value begins with: a space, or a new line further in. */
function keyItem(key: HeaderKey, { flow, column }: YamlCursor, options: CompletionOptions): CompletionItem {
  const base = item(key.name, kinds.key, { detail: key.kinds.join(' or '), text: `${key.name}: `, sort: '0' });
  const [kind] = key.kinds;
  if (
    flow ||
    kind === undefined ||
    (key.values === undefined && kind !== 'map' && kind !== 'list' && kind !== 'schema')
  )
    return base;
  if (key.values !== undefined) {
    return snippet(base, `${escapeSnippet(key.name)}: \${1|${key.values.join(',')}|}`, options);
  }
  const inner = ' '.repeat(column + 2);
  return snippet(base, `${escapeSnippet(key.name)}:\n${inner}${kind === 'list' ? '- ' : ''}$0`, options);
}

function valueItems(spot: YamlSpot): readonly CompletionItem[] {
  const { project, parsed, cursor } = spot;
  const { key, path } = cursor;
  if (key === undefined) return [];
  const known = valueAt(project, parsed, [...path, key]);
  const words = known?.values ?? known?.suggestions;
  if (words !== undefined) return words.map((word) => item(word, kinds.word));
  return nameItems(spot, key) ?? inputValueItems(spot, key) ?? typeItems(parsed, path, key);
}
