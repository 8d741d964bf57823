import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import type { Json, TextRange } from '../../../base';
import { assertionCatalogue, type HeaderKey, type Schema } from '../../../template';
import type { ParsedCases, ParsedFile, ParsedPrompt } from '../../documents';
import type { PromptFacts } from '../../facts';
import { effectiveInputs } from '../../inputs';
import type { Project } from '../../project';
import { typeLabel } from '../../types';
import { yamlCursor, type YamlCursor } from '../../yaml-cursor';
import { childrenAt, keyAt } from '../../yaml-keys';
import type { CompletionOptions } from '../../service';
import { escapeSnippet, item, kinds, listOf, snippet } from './items';

/** What can stand in the header of a prompt at an offset. */
export function headerCompletion(
  project: Project,
  parsed: ParsedPrompt,
  facts: PromptFacts,
  range: TextRange,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  return complete(project, parsed, facts, range, offset, options);
}

/** What can stand in a case file at an offset. */
export function casesCompletion(
  project: Project,
  parsed: ParsedCases,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  const facts = project.promptOfCases({ path: parsed.file.path, prompt: parsed.document.prompt?.name });
  return complete(project, parsed, facts, { start: 0, end: parsed.file.text.length }, offset, options);
}

function complete(
  project: Project,
  parsed: ParsedFile,
  facts: PromptFacts | undefined,
  range: TextRange,
  offset: number,
  options: CompletionOptions,
): CompletionList | undefined {
  const cursor = yamlCursor(parsed.file.text, range.start, range.end, offset);
  if (cursor === undefined) return undefined;
  const items =
    cursor.kind === 'key'
      ? keyItems(project, parsed, facts, cursor, options)
      : valueItems(project, parsed, facts, cursor);
  return listOf(parsed, items, cursor.replace, cursor.path);
}

function keyItems(
  project: Project,
  parsed: ParsedFile,
  facts: PromptFacts | undefined,
  cursor: YamlCursor,
  options: CompletionOptions,
): CompletionItem[] {
  const taken = new Set(cursor.siblings);
  const known = childrenAt(parsed, cursor.path)
    .filter(({ name }) => !taken.has(name))
    .map((key) => keyItem(key, cursor, options));
  if (facts === undefined || !holdsInputs(parsed, cursor.path)) return known;
  const { required, names } = effectiveInputs(project, facts);
  const inputs = [...names].filter((name) => !taken.has(name));
  return [
    ...known,
    ...inputs.map((name) => {
      const schema = facts.inputs.find((input) => input.name === name)?.schema;
      const detail = schema === undefined ? {} : { detail: typeLabel(schema) };
      return item(name, kinds.input, { ...detail, sort: required.includes(name) ? '0' : '1', text: `${name}: ` });
    }),
  ];
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

/** Whether the keys of a map are names of inputs. */
function holdsInputs(parsed: ParsedFile, path: readonly string[]): boolean {
  const spelled = path.join('.');
  if (parsed.kind === 'cases') return spelled === 'cases.[].inputs' || spelled === 'defaults.inputs';
  return ['input.default', 'sample', 'testData.[]', 'tests.[].inputs'].includes(spelled);
}

function valueItems(
  project: Project,
  parsed: ParsedFile,
  facts: PromptFacts | undefined,
  cursor: YamlCursor,
): CompletionItem[] {
  const { key, path } = cursor;
  if (key === undefined) return [];
  const words = keyAt(parsed, [...path, key])?.values;
  if (words !== undefined) return words.map((word) => item(word, kinds.word));
  if (key === 'type' && path.at(-1) === '[]' && path.at(-2) === 'assert') return assertionItems();
  if (parsed.kind === 'cases' && path.length === 0) {
    if (key === 'prompt')
      return project
        .promptNames()
        .sort()
        .map((name) => item(name, kinds.prompt));
    if (key === 'provider') return providerItems(project);
  }
  if (parsed.kind === 'prompt' && key === 'model' && path.length === 0) return modelItems(project);
  if (facts !== undefined && holdsInputs(parsed, path)) {
    const declared = facts.inputs.find((input) => input.name === key);
    return declared === undefined ? [] : schemaValues(declared.schema).map((value) => item(value, kinds.word));
  }
  return parsed.kind === 'prompt' ? schemaItems(path, key) : [];
}

function assertionItems(): CompletionItem[] {
  return [...assertionCatalogue.keys()].flatMap((name) => [
    item(name, kinds.assertion, { sort: '0' }),
    item(`not-${name}`, kinds.assertion, { sort: '1' }),
  ]);
}

function providerItems(project: Project): CompletionItem[] {
  return [...new Set(['replay', 'render', ...project.workspace.config.providers])].map((name) =>
    item(name, kinds.word),
  );
}

/** The models that other prompts of the workspace ask; those that are already parsed are enough. */
function modelItems(project: Project): CompletionItem[] {
  const models = new Set<string>();
  for (const facts of project.knownFacts()) {
    if (facts.kind === 'prompt' && facts.model !== undefined) models.add(facts.model);
  }
  return [...models].sort().map((name) => item(name, kinds.word));
}

/** The values of a type that can be listed. */
function schemaValues(schema: Schema): readonly string[] {
  if (schema.enum !== undefined)
    return schema.enum.map((value: Json) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return schema.type === 'boolean' ? ['true', 'false'] : [];
}

const picoTypes = ['string', 'number', 'integer', 'boolean', 'any', 'null'];
const jsonTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'];

/** Types, where a schema wants one. */
function schemaItems(path: readonly string[], key: string): CompletionItem[] {
  const [top, second] = path;
  const inSchema = (top === 'input' || top === 'output') && second === 'schema';
  if (inSchema) return (key === 'type' ? jsonTypes : picoTypes).map((name) => item(name, kinds.keyword));
  if (top === 'inputs' && (key === 'type' || key === 'kind'))
    return jsonTypes.slice(0, 6).map((name) => item(name, kinds.keyword));
  return [];
}
