import { crc32 } from 'node:zlib';

/**
 * A database file that this store wrote is sealed: the change counter in its header (bytes 24 to 27, and bytes 92 to 95,
 * which SQLite keeps equal to it) holds the CRC-32 of all other bytes. SQLite adds one to the counter with every
 * transaction, so any other program's change breaks the seal, as damage does. `user_version` (bytes 60 to 63) holds the
 * journal generation, `application_id` (bytes 68 to 71) the mark of the store. See sqlite.org/fileformat2.html, section 1.3.
 */
const counter = 24;
const userVersion = 60;
const applicationId = 68;
const validFor = 92;
/** Bytes of the header of a database file. */
export const headerLength = 100;
/** "GALY" in ASCII. */
const mark = 0x47414c59;
const magic = 'SQLite format 3\0';

/** Seals the bytes of a database in place. */
export function seal(bytes: Uint8Array, generation: number): void {
  const view = viewOf(bytes);
  view.setUint32(userVersion, generation);
  view.setUint32(applicationId, mark);
  const checksum = checksumOf(bytes);
  view.setUint32(counter, checksum);
  view.setUint32(validFor, checksum);
}

/** Whether the bytes of a whole file are as this store wrote them; if not, another program changed or damaged them. */
export function isSealed(bytes: Uint8Array): boolean {
  if (!isOurs(bytes)) return false;
  const view = viewOf(bytes);
  const checksum = view.getUint32(counter);
  return view.getUint32(validFor) === checksum && checksumOf(bytes) === checksum;
}

/** The journal generation in the header of a database file; undefined when it is not one of this store. */
export function sealedGeneration(header: Uint8Array): number | undefined {
  return isOurs(header) ? viewOf(header).getUint32(userVersion) : undefined;
}

function isOurs(bytes: Uint8Array): boolean {
  if (bytes.length < headerLength || viewOf(bytes).getUint32(applicationId) !== mark) return false;
  return Buffer.from(bytes.buffer, bytes.byteOffset, magic.length).toString('latin1') === magic;
}

function checksumOf(bytes: Uint8Array): number {
  let checksum = crc32(bytes.subarray(0, counter));
  checksum = crc32(bytes.subarray(counter + 4, validFor), checksum);
  return crc32(bytes.subarray(validFor + 4), checksum);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
