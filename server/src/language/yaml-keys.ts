import type { Json } from '../base';
import {
  assertionCatalogue,
  assertionKeys,
  caseFileKeys,
  caseKeys,
  headerCatalogue,
  jsonSchemaKeys,
  sharedAssertionOptions,
  type HeaderKey,
} from '../template';
import { configKeys, isJsonMap } from './config-keys';
import type { ParsedFile } from './documents';
import type { Project } from './project';

const casesKeys: readonly HeaderKey[] = nestCases(caseFileKeys, 'cases');

/** The table of keys for the YAML of a file: the header of a prompt, a case file or `galley.yaml`. */
export function keysOf(project: Project, parsed: ParsedFile): readonly HeaderKey[] {
  switch (parsed.kind) {
    case 'prompt':
      return nestCases(headerCatalogue(parsed.document.format).keys, 'tests');
    case 'cases':
      return casesKeys;
    default:
      return configKeys(project.workspace.config);
  }
}

/** Gives the list of cases its keys; the tables name them apart. */
function nestCases(keys: readonly HeaderKey[], name: string): readonly HeaderKey[] {
  const withAssertions = caseKeys.map((key) => (key.name === 'assert' ? { ...key, children: assertionKeys } : key));
  return keys.map((key) => (key.name === name ? { ...key, children: withAssertions } : key));
}

/** The keys that can stand in the map at `path`; `[]` is an item of a list. */
export function childrenAt(project: Project, parsed: ParsedFile, path: readonly string[]): readonly HeaderKey[] {
  let keys = keysOf(project, parsed);
  let owner: HeaderKey | undefined;
  for (const part of path) {
    const next = part === '[]' ? owner?.member : (keys.find((key) => key.name === part) ?? owner?.member);
    if (part === '[]' && next === undefined) continue;
    owner = next;
    keys = owner === undefined ? [] : childrenOf(owner);
  }
  return keys;
}

function childrenOf(key: HeaderKey): readonly HeaderKey[] {
  return key.kinds.includes('schema') ? jsonSchemaKeys : (key.children ?? []);
}

/** The key at `path`, when it is a known one. */
export function keyAt(project: Project, parsed: ParsedFile, path: readonly string[]): HeaderKey | undefined {
  const name = path.at(-1);
  return childrenAt(project, parsed, path.slice(0, -1)).find((key) => key.name === name);
}

/** No known key is deeper than this. */
const deepest = 64;

/** What stands behind the key at `path`: of a known key, or of any key of its map. */
export function valueAt(project: Project, parsed: ParsedFile, path: readonly string[]): HeaderKey | undefined {
  if (path.length > deepest) return undefined;
  let found: HeaderKey | undefined;
  for (let length = 1; length <= path.length; length++)
    found = keyAt(project, parsed, path.slice(0, length)) ?? found?.member;
  return found;
}

/** The keys that an assertion of a type takes; all of them while the type is not known. */
export function assertionKeysOf(type: string | undefined): readonly HeaderKey[] {
  const rule = type === undefined ? undefined : assertionCatalogue.get(type);
  if (rule === undefined) return assertionKeys;
  const names = new Set(['type', ...rule.options, ...sharedAssertionOptions]);
  if (rule.value !== 'none') names.add('value');
  return assertionKeys.filter(({ name }) => names.has(name));
}

/** Whether a schema as written is JSON Schema. Else it is Picoschema, whose keys are names of inputs. */
export function isJsonSchema(schema: Json | undefined): boolean {
  if (!isJsonMap(schema)) return false;
  const { type, properties } = schema;
  const isWord = typeof type === 'string' && /^(?:object|array|string|number|integer|boolean|null)$/.test(type);
  return isWord || isJsonMap(properties);
}
