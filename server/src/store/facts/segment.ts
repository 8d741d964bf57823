import { crc32 } from 'node:zlib';
import { canonicalJson } from '../../base';
import { localFactKinds, type PlacedFact } from '../../domain';
import { decodeFact } from './decode';
import { isStamp } from './stamp';
import { factSchema, upcastFact } from './upcast';

/** A fact that another clone shared. */
export type SharedFact = PlacedFact;

/** A line that cannot be used. */
export interface BadLine {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** What a file of shared facts says. */
export interface Segment {
  readonly facts: readonly SharedFact[];
  readonly problems: readonly BadLine[];
}

/** The text of a file of shared facts: a line of JSON for each, with its form, stamp and checksum. */
export function encodeSegment(facts: readonly SharedFact[]): string {
  return facts.map(encodeLine).join('');
}

/** The line of a fact, ended. */
export function encodeLine({ stamp, fact }: SharedFact): string {
  return `${JSON.stringify(lineOf(factSchema, stamp, fact))}\n`;
}

function lineOf(schema: number, stamp: string, fact: unknown): object {
  return { v: schema, stamp, crc: checksumOf(schema, stamp, fact), fact };
}

function checksumOf(schema: number, stamp: string, fact: unknown): string {
  return crc32(canonicalJson([schema, stamp, fact]))
    .toString(16)
    .padStart(8, '0');
}

/** Reads a file of shared facts. A line that is broken, hostile or newer is told of and costs nothing but itself. */
export function decodeSegment(text: string): Segment {
  const facts: SharedFact[] = [];
  const problems: BadLine[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = decodeLine(line);
    if (typeof read === 'string') problems.push({ line: index + 1, message: read });
    else if (localFactKinds.has(read.fact.kind))
      problems.push({ line: index + 1, message: `a fact of kind ${read.fact.kind} is never shared` });
    else facts.push(read);
  }
  return { facts, problems };
}

/** The fact of a line, or what is wrong with it. */
export function decodeLine(line: string): SharedFact | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    const marked = /^(?:<{7}|={7}|>{7})/.test(line);
    return marked ? 'the mark of a merge; take the lines of both sides' : 'it is no JSON';
  }
  if (typeof value !== 'object' || value === null) return 'it is no object';
  const { v, stamp, crc, fact: raw } = value as { readonly [key: string]: unknown };
  if (!Number.isSafeInteger(v) || (v as number) < 1) return 'it has no form (v)';
  if ((v as number) > factSchema) return 'a newer Galley wrote it: update Galley';
  if (!isStamp(stamp)) return 'it has no good stamp';
  return checkFact(v as number, stamp, crc, raw);
}

function checkFact(schema: number, stamp: string, crc: unknown, raw: unknown): SharedFact | string {
  try {
    if (checksumOf(schema, stamp, raw) !== crc) return 'its checksum does not fit: it was changed or damaged';
  } catch {
    return 'it nests too deep';
  }
  const { fact, problem } = decodeFact(upcastFact(raw, schema));
  if (fact === undefined) return `it is no fact (${problem})`;
  return { id: fact.id, stamp, fact };
}
