import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Clock, fail, fault, FaultError, isoTime, ok, type Result } from '../../base';
import type { HistoryPage, PlacedFact, Store } from '../../domain';
import { hasCode } from '../disk';
import { encodeLine } from '../facts/segment';
import { compareStamped } from '../facts/stamp';
import { backupForm, type BackupEnd, type BackupHead, fileFault } from './format';
import { checkBackup, type CountFacts, HistoryDigest } from './read';

/** How a backup is made. */
export interface BackupPlan {
  /** Absolute path; there must be no such file. */
  readonly file: string;
  readonly clock: Clock;
  readonly onFacts?: CountFacts | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A backup that was written and read again. */
export interface BackupReport {
  readonly facts: number;
  /** Of the file. */
  readonly bytes: number;
  /** Hex SHA-256 that stands for all facts with their places. */
  readonly digest: string;
}

/** So many facts are asked for at once. */
const pageSize = 200;
/** Facts of other clones that come in between make a reading useless; so many are tried. */
const mostReadings = 10;

/**
 * Writes everything that a store has accepted into one file, reads it again and compares. The store goes on meanwhile; what
 * is appended after the start may be in it or not, but nothing without what came before it.
 */
export async function backUp(store: Store, plan: BackupPlan): Promise<Result<BackupReport>> {
  const { file } = plan;
  if (existsSync(file)) return fail(fileFault(file, { code: 'EEXIST' }));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const written = await writeSteadily(store, temporary, plan);
    const { size: bytes } = await fs.stat(temporary);
    const read = await checkBackup(temporary);
    if (!read.ok) return read;
    if (read.value.digest !== written.digest || read.value.ids.size !== written.facts)
      return fail(fault('io', `${file} was not stored as it was written.`, { file, help: 'Check the disk.' }));
    await giveName(temporary, file);
    return ok({ ...written, bytes });
  } catch (error) {
    if (error instanceof FaultError) return fail(error.fault);
    if (error instanceof Error && 'code' in error) return fail(fileFault(file, error));
    throw error;
  } finally {
    await fs.rm(temporary, { force: true });
  }
}

type Written = Omit<BackupReport, 'bytes'>;

async function writeSteadily(store: Store, temporary: string, plan: BackupPlan): Promise<Written> {
  for (let reading = 0; reading < mostReadings; reading++) {
    const written = await write(store, temporary, plan);
    if (written !== undefined) return written;
  }
  const help = 'Wait until others have pulled and shared, then try again.';
  throw new FaultError(fault('conflict', 'What other clones shared kept changing the order of the history.', { help }));
}

/** Undefined when the order of the history changed meanwhile. */
async function write(store: Store, temporary: string, plan: BackupPlan): Promise<Written | undefined> {
  const handle = await fs.open(temporary, 'w', 0o600);
  try {
    const digest = new HistoryDigest();
    const seen = { facts: 0, isSteady: true };
    const lines = linesOf(store, plan, digest, seen);
    const keep = async (packed: AsyncIterable<Buffer>): Promise<void> => {
      for await (const chunk of packed) await handle.appendFile(chunk);
    };
    await pipeline(lines, createGzip(), keep, plan.signal === undefined ? {} : { signal: plan.signal });
    await handle.sync();
    return seen.isSteady ? { facts: seen.facts, digest: digest.end() } : undefined;
  } catch (error) {
    if (plan.signal?.aborted === true) throw new FaultError(fault('cancelled', 'The backup was stopped.'));
    throw error;
  } finally {
    await handle.close();
  }
}

async function* linesOf(
  store: Store,
  { clock, onFacts }: BackupPlan,
  digest: HistoryDigest,
  seen: { facts: number; isSteady: boolean },
): AsyncGenerator<string> {
  const sum = createHash('sha256');
  const line = (text: string): string => {
    sum.update(text);
    return text;
  };
  const head: BackupHead = { galley: 'backup', form: backupForm, made: isoTime(clock) };
  yield line(`${JSON.stringify(head)}\n`);
  let last: PlacedFact | undefined;
  for await (const fact of history(store)) {
    seen.isSteady &&= last === undefined || compareStamped(last, fact) < 0;
    last = fact;
    digest.add(fact);
    yield line(encodeLine(fact));
    seen.facts++;
    onFacts?.(seen.facts);
  }
  const end: BackupEnd = { facts: seen.facts, sha256: sum.digest('hex') };
  yield `${JSON.stringify(end)}\n`;
}

/** Everything that a store has accepted, in its order. @throws FaultError */
export async function* history(store: Store): AsyncGenerator<PlacedFact> {
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: Result<HistoryPage> = await store.query('history', { after, limit: pageSize });
    if (!page.ok) throw new FaultError(page.fault);
    yield* page.value.facts;
    after = page.value.next;
  }
}

/** Gives the file its name unless something has it by now, and waits until that is on disk. */
async function giveName(temporary: string, file: string): Promise<void> {
  try {
    await fs.link(temporary, file);
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP')) throw error;
    await fs.rename(temporary, file);
  }
  if (process.platform === 'win32') return; // a folder cannot be opened there
  const folder = await fs.open(path.dirname(file), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
