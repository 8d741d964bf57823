import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { canonicalJson, fail, fault, FaultError, ok, type Result } from '../../base';
import type { PlacedFact } from '../../domain';
import { decodeLine } from '../facts/segment';
import { compareStamped } from '../facts/stamp';
import { badBackup, backupForm, endOf, fileFault, headOf, longestLine } from './format';

/** What a backup holds. */
export interface Backup {
  /** When it was made. ISO 8601, UTC. */
  readonly made: string;
  readonly ids: ReadonlySet<string>;
  /** Stands for all facts with their places. */
  readonly digest: string;
}

/** Adds up facts in their order: equal digests mean equal facts in equal places. */
export class HistoryDigest {
  readonly #hash: Hash = createHash('sha256');

  add({ stamp, fact }: PlacedFact): void {
    this.#hash.update(canonicalJson([stamp, fact])).update('\n');
  }

  /** Hex. To be called once. */
  end(): string {
    return this.#hash.digest('hex');
  }
}

/** Told how many facts have been read. */
export type CountFacts = (count: number) => void;

/** Reads a backup to its end and checks everything in it. */
export async function checkBackup(file: string, onFacts?: CountFacts): Promise<Result<Backup>> {
  try {
    const ids = new Set<string>();
    const digest = new HistoryDigest();
    const reading = readFacts(file);
    for (let step = await reading.next(); ; step = await reading.next()) {
      if (step.done === true) return ok({ made: step.value, ids, digest: digest.end() });
      digest.add(step.value);
      ids.add(step.value.id);
      onFacts?.(ids.size);
    }
  } catch (error) {
    if (error instanceof FaultError) return fail(error.fault);
    if (!(error instanceof Error && 'code' in error)) throw error;
    if (/^Z_/.test(String(error.code))) return fail(badBackup(file, 'it is no gzip file, or it was cut or changed'));
    return fail(fileFault(file, error));
  }
}

/**
 * The facts of a backup in their order; gives when it was made.
 * @throws FaultError, or Node's error
 */
export async function* readFacts(file: string): AsyncGenerator<PlacedFact, string> {
  const sum = createHash('sha256');
  let made: string | undefined;
  let last: PlacedFact | undefined;
  let count = 0;
  for await (const { text, number, isLast } of linesOf(file)) {
    if (made === undefined) made = madeOf(file, text);
    else if (isLast) {
      expectEnd(file, text, { facts: count, sha256: sum.digest('hex') });
      return made;
    } else {
      const fact = decodeLine(text);
      if (typeof fact === 'string') throw new FaultError(badBackup(file, fact, number));
      if (last !== undefined && compareStamped(last, fact) >= 0)
        throw new FaultError(badBackup(file, 'it is not in its place', number));
      last = fact;
      count++;
      yield fact;
    }
    sum.update(text).update('\n');
  }
  throw new FaultError(badBackup(file, made === undefined ? 'it is empty' : 'its end is missing'));
}

function madeOf(file: string, line: string): string {
  const head = headOf(line);
  if (head === undefined) throw new FaultError(badBackup(file, 'it does not begin as one', 1));
  if (head.form <= backupForm) return head.made;
  const message = `${file} is a backup of form ${head.form}, made by a newer Galley; this one reads form ${backupForm}.`;
  throw new FaultError(fault('damaged', message, { file, key: 'file', help: 'Update Galley.' }));
}

function expectEnd(file: string, line: string, own: { readonly facts: number; readonly sha256: string }): void {
  const end = endOf(line);
  if (end === undefined) throw new FaultError(badBackup(file, 'its end is missing'));
  if (end.facts === own.facts && end.sha256 === own.sha256) return;
  throw new FaultError(badBackup(file, `its ${own.facts} facts are not the ${end.facts} that were written`));
}

/** A line of a file. */
interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  readonly isLast: boolean;
}

async function* linesOf(file: string): AsyncGenerator<Line> {
  let before: string | undefined;
  let number = 0;
  for await (const text of rawLines(file)) {
    if (before !== undefined) yield { text: before, number, isLast: false };
    before = text;
    number++;
  }
  if (before !== undefined) yield { text: before, number, isLast: true };
}

/** The lines of a gzip file, one after the other, however long it unpacks to. */
async function* rawLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const unpacked = createGunzip();
  source.once('error', (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  let rest: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let start = 0;
      for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, start)) {
        yield Buffer.concat([...rest, chunk.subarray(start, at)]).toString('utf8');
        rest = [];
        length = 0;
        start = at + 1;
      }
      rest.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > longestLine) throw new FaultError(badBackup(file, 'a line of it is too long'));
    }
  } finally {
    source.destroy();
  }
  if (length > 0) throw new FaultError(badBackup(file, 'its end is missing'));
}
