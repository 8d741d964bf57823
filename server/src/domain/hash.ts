import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { canonicalJson } from '../base';
import type { VersionBehaviour } from './records';

/**
 * Hex SHA-256 of the canonical JSON of a behaviour. Inputs and partials count by name, not by their order in the file:
 * two texts that behave the same have the same hash.
 */
export function contentHash(behaviour: VersionBehaviour): string {
  const ordered = { ...behaviour, inputs: byName(behaviour.inputs), partials: byName(behaviour.partials) };
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(ordered))));
}

function byName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
