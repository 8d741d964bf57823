import path from 'node:path';
import { factsById, sharedFactIds } from '../database/history';
import type { Db } from '../database/tables';
import { storeFiles, type Disk } from '../disk';
import { decodeSegment, encodeSegment, type SharedFact } from '../facts/segment';
import { compareStamped } from '../facts/stamp';
import type { SegmentNote } from '../journal/frame';
import type { FrameContent } from '../journal/journal';
import { knownFacts } from './apply';

/** Larger files of shared facts are not read. Bytes. */
const largestSegment = 64 * 1024 * 1024;
/** A frame takes up to so much. UTF-16 units of JSON. */
const frameLength = 8 * 1024 * 1024;

/** Where facts are shared. */
interface Place {
  readonly disk: Disk;
  readonly directory: string;
}

/** What the files of shared facts bring. */
export interface FoundSegments {
  /** What is to be appended to the journal, in order. */
  readonly frames: readonly FrameContent[];
  /** What could not be read, with file and line. */
  readonly problems: readonly string[];
}

/** Names of the files of shared facts. */
export function segmentNames({ disk, directory }: Place): readonly string[] {
  const names = disk.list(storeFiles(directory).facts);
  return names.filter((name) => name.endsWith('.jsonl')).sort();
}

/** Stands for the files of shared facts as they are now: whoever writes one may not have come to its end. */
export function segmentsSeen(place: Place): string {
  const { facts } = storeFiles(place.directory);
  const size = (name: string): number => place.disk.stat(path.join(facts, name))?.size ?? 0;
  return segmentNames(place)
    .map((name) => `${name}:${size(name)}`)
    .join();
}

/** Reads the files of shared facts that have not been taken in, or are not as they were then. */
export async function findSegments(place: Place, db: Db): Promise<FoundSegments> {
  const sizes = new Map<string, number>();
  for (const { name, bytes } of await db.selectFrom('segments').select(['name', 'bytes']).execute()) {
    sizes.set(name, bytes);
  }
  const problems: string[] = [];
  const notes: SegmentNote[] = [];
  const facts = new Map<string, SharedFact>();
  for (const name of segmentNames(place)) {
    const read = readSegment(place, name, sizes.get(name));
    if (read === undefined) continue;
    problems.push(...read.problems);
    for (const fact of read.facts) facts.set(fact.id, fact);
    if (read.problems.length === 0) notes.push({ name, bytes: read.bytes, facts: read.facts.map(({ id }) => id) });
  }
  const known = await knownFacts(db, [...facts.keys()]);
  const fresh = [...facts.values()].filter(({ id }) => !known.has(id)).sort(compareStamped);
  return { frames: framesOf(fresh, notes), problems };
}

/** What a file says; undefined when it has been taken in as it is. */
function readSegment(
  { disk, directory }: Place,
  name: string,
  taken: number | undefined,
): { readonly bytes: number; readonly facts: readonly SharedFact[]; readonly problems: readonly string[] } | undefined {
  const file = path.join(storeFiles(directory).facts, name);
  const shown = `.galley/facts/${name}`;
  const size = disk.stat(file)?.size ?? 0;
  if (size === 0 || size === taken) return undefined;
  if (size > largestSegment) return { bytes: size, facts: [], problems: [`${shown} is too large (${size} bytes).`] };
  const bytes = disk.read(file);
  if (bytes === undefined) return undefined;
  const { facts, problems } = decodeSegment(bytes.toString('utf8'));
  const told = problems.map(({ line, message }) => `${shown}:${line} cannot be taken in: ${message}.`);
  return { bytes: bytes.length, facts, problems: told };
}

/** Frames that bring facts of other stores. The notes are in the last one: what they vouch for is there then. */
export function framesOf(facts: readonly SharedFact[], notes: readonly SegmentNote[]): readonly FrameContent[] {
  const lines = facts.map(({ stamp, fact }) => JSON.stringify({ stamp, fact }));
  const groups: string[][] = [[]];
  let length = 0;
  for (const line of lines) {
    if (length + line.length > frameLength && length > 0) {
      groups.push([]);
      length = 0;
    }
    groups.at(-1)?.push(line);
    length += line.length;
  }
  if (lines.length === 0 && notes.length === 0) return [];
  return groups.map((group, index) => {
    const json = `[${group.join(',')}]`;
    return { json, facts: JSON.parse(json) as unknown[], segments: index === groups.length - 1 ? notes : [] };
  });
}

/** Ids of the facts to be shared that are in none of the files. */
export async function unsharedFacts(place: Place, db: Db): Promise<ReadonlySet<string>> {
  const present = new Set(segmentNames(place));
  const unshared = new Set(await sharedFactIds(db));
  for (const { name, facts } of await db.selectFrom('segments').selectAll().execute()) {
    if (present.has(name)) for (const id of JSON.parse(facts) as string[]) unshared.delete(id);
  }
  return unshared;
}

/** A file of shared facts that has been written. */
export interface WrittenSegment {
  readonly note: SegmentNote;
  readonly frame: FrameContent;
}

/** Writes facts into a new file, by temporary file and rename. */
export async function writeSegment(
  { disk, directory }: Place,
  db: Db,
  { ids, name }: { readonly ids: ReadonlySet<string>; readonly name: string },
): Promise<WrittenSegment> {
  const text = Buffer.from(encodeSegment(await factsById(db, ids)), 'utf8');
  const { facts: folder, database } = storeFiles(directory);
  const temporary = `${database}.tmp.${name}`;
  disk.makeFolder(folder);
  try {
    await disk.writeWhole(temporary, text);
    disk.rename(temporary, path.join(folder, name));
  } finally {
    disk.remove(temporary);
  }
  disk.syncFolder(folder);
  disk.syncFolder(directory);
  const note = { name, bytes: text.length, facts: [...ids] };
  return { note, frame: { facts: [], json: '[]', segments: [note] } };
}
