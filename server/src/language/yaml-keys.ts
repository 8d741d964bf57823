import { assertionKeys, caseFileKeys, caseKeys, headerCatalogue, type HeaderKey } from '../template';
import type { ParsedFile } from './documents';

const casesKeys: readonly HeaderKey[] = nestCases(caseFileKeys, 'cases');

/** The table of keys for the YAML of a file: the header of a prompt, or a case file. */
export function keysOf(parsed: ParsedFile): readonly HeaderKey[] {
  switch (parsed.kind) {
    case 'prompt':
      return nestCases(headerCatalogue(parsed.document.format).keys, 'tests');
    case 'cases':
      return casesKeys;
    default:
      return [];
  }
}

/** Gives the list of cases its keys; the tables name them apart. */
function nestCases(keys: readonly HeaderKey[], name: string): readonly HeaderKey[] {
  const withAssertions = caseKeys.map((key) => (key.name === 'assert' ? { ...key, children: assertionKeys } : key));
  return keys.map((key) => (key.name === name ? { ...key, children: withAssertions } : key));
}

/** The keys that can stand in the map at `path`; `[]` is an item of a list. */
export function childrenAt(parsed: ParsedFile, path: readonly string[]): readonly HeaderKey[] {
  let keys = keysOf(parsed);
  for (const part of path) {
    if (part === '[]') continue;
    keys = keys.find((key) => key.name === part)?.children ?? [];
  }
  return keys;
}

/** The key at `path`, when it is a known one. */
export function keyAt(parsed: ParsedFile, path: readonly string[]): HeaderKey | undefined {
  const name = path.at(-1);
  return childrenAt(parsed, path.slice(0, -1)).find((key) => key.name === name);
}
