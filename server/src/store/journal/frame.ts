import { crc32 } from 'node:zlib';
import { factSchema } from '../facts/upcast';

/** One group of facts as it lies in the journal. */
export interface Frame {
  /** Offset of the end of the last valid frame that the writer had applied. */
  readonly base: number;
  /** Who wrote it: the ULID of an open store. */
  readonly writer: string;
  /** Counts the frames of one writer. */
  readonly number: number;
  /** Version of the form of the facts. */
  readonly schema: number;
  /** As parsed from JSON; nobody vouches for their shape. */
  readonly facts: readonly unknown[];
  /** The last valid frame of its generation. */
  readonly close: boolean;
  /** Present when the facts came from other clones, each as `{stamp, fact}`: the files they were in, as far as all were good. */
  readonly segments?: readonly SegmentNote[];
}

/** A file of shared facts that has been taken in or written. */
export interface SegmentNote {
  /** Of the file. */
  readonly name: string;
  /** Of the file. */
  readonly bytes: number;
  /** Ids of all facts in it. */
  readonly facts: readonly string[];
}

/** The newest form of facts this program reads and the one it writes. */
export const frameSchema: number = factSchema;

const newline = 0x0a;
const space = 0x20;
const checksumLength = 8;

/**
 * The bytes of a frame: `\n<crc32 of the JSON, 8 hex digits> <JSON>\n`. The leading newline ends whatever a writer that
 * died left unfinished before it.
 * @param factsJson the facts of the frame as JSON, if the caller has it
 */
export function encodeFrame(frame: Frame, factsJson: string = JSON.stringify(frame.facts)): Buffer {
  const { base, writer, number, schema, segments } = frame;
  const note = segments === undefined ? '' : `"segments":${JSON.stringify(segments)},`;
  const content = frame.close ? '"close":true' : `${note}"facts":${factsJson}`;
  const json = Buffer.from(
    `{"base":${base},"w":${JSON.stringify(writer)},"n":${number},"v":${schema},${content}}`,
    'utf8',
  );
  const head = `\n${crc32(json).toString(16).padStart(checksumLength, '0')} `;
  return Buffer.concat([Buffer.from(head, 'latin1'), json, Buffer.of(newline)]);
}

/** The frame of one line, without its newlines; undefined when the line is not a whole frame with a matching checksum. */
export function decodeFrame(line: Buffer): Frame | undefined {
  if (line.length <= checksumLength + 2 || line[checksumLength] !== space) return undefined;
  const checksum = line.toString('latin1', 0, checksumLength);
  const json = line.subarray(checksumLength + 1);
  if (!/^[0-9a-f]{8}$/.test(checksum) || crc32(json) !== Number.parseInt(checksum, 16)) return undefined;
  return frameOf(parse(json.toString('utf8')));
}

/** A complete line of a journal file: where it starts and ends (after its newline), and its frame if it is one. */
export interface JournalLine {
  readonly start: number;
  readonly end: number;
  readonly frame: Frame | undefined;
}

/** The complete, non-empty lines in `bytes`, which begin at `offset` of the file. An unfinished last line is left out. */
export function* journalLines(bytes: Buffer, offset: number): Generator<JournalLine> {
  let start = 0;
  for (let at = bytes.indexOf(newline); at >= 0; at = bytes.indexOf(newline, start)) {
    if (at > start) {
      const frame = decodeFrame(bytes.subarray(start, at));
      yield { start: offset + start, end: offset + at + 1, frame };
    }
    start = at + 1;
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function frameOf(value: unknown): Frame | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { base, w, n, v, facts, close, segments } = value as { readonly [key: string]: unknown };
  if (!isCount(base) || typeof w !== 'string' || !isCount(n) || !isCount(v)) return undefined;
  return {
    ...{ base, writer: w, number: n, schema: v, facts: Array.isArray(facts) ? facts : [], close: close === true },
    ...(Array.isArray(segments) ? { segments: segments.filter(isNote) } : {}),
  };
}

function isNote(value: unknown): value is SegmentNote {
  if (typeof value !== 'object' || value === null) return false;
  const { name, bytes, facts } = value as { readonly [key: string]: unknown };
  return (
    typeof name === 'string' && isCount(bytes) && Array.isArray(facts) && facts.every((id) => typeof id === 'string')
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
