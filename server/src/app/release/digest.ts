import { createHash } from 'node:crypto';
import { canonicalJson } from '../../base';

/** Hex SHA-256 of the canonical JSON of a release: spaces and the order of keys do not count. */
export function releaseDigest(release: unknown): string {
  return createHash('sha256').update(canonicalJson(release)).digest('hex');
}
