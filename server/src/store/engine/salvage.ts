import path from 'node:path';
import { fault, FaultError, type Clock } from '../../base';
import { copyHistory } from '../database/history';
import { storeFiles } from '../disk';
import { encodeFrame, frameSchema } from '../journal/frame';
import { appendWhole, Journal, listGenerations, logFile } from '../journal/journal';
import { salvageFrames, type Salvaged } from '../journal/salvage';
import type { LockFile } from '../lock';
import { MemoryDatabase } from '../sqlite/memory-database';
import { applyFrame } from './apply';
import { publish, takeImage, writeOrThrow } from './checkpoint';
import { lockedFault } from './faults';
import { openBase, soundBase, type Base, type Source } from './load';
import { Replica } from './replica';
import { setAside } from './retention';

/** Where and how a store is salvaged. */
export interface SalvagePlan {
  readonly source: Source;
  readonly lock: LockFile;
  readonly clock: Clock;
  /** How long to wait for the lock. Milliseconds. */
  readonly patience: number;
}

/**
 * Makes a store that can be opened of whatever can be read of a damaged one, and goes on in a new journal generation.
 * Damaged files stay beside it: journal files get the ending `.damaged`.
 * @returns what a person should know: how much could not be read
 * @throws FaultError when another process keeps the lock, or a newer program wrote the store
 */
export async function salvage({ source, lock, clock, patience }: SalvagePlan): Promise<readonly string[]> {
  const held = await lock.acquire(patience);
  if (held === undefined) throw new FaultError(lockedFault());
  try {
    const { disk, directory, writer } = source;
    const base = await bestBase(source);
    const { memory, gaps, damaged, cut } = await replayAll(source, base);
    const next = Math.max(base.position.generation, ...listGenerations(disk, directory)) + 1;
    const replica = new Replica(
      memory,
      new Journal(disk, directory, writer, { generation: next, offset: 0 }),
      source.wasm,
    );
    replica.journal.create();
    const image = await takeImage(replica);
    await publish(image, held, { ...source, clock, keepLogsMs: Infinity, known: undefined });
    replica.close();
    const aside = damaged.map(
      (file) => `${path.basename(file)} is damaged: it was set aside as ${setAside(disk, file)}.`,
    );
    return [...lossOf(gaps), ...cut.map(cutShort), ...aside];
  } finally {
    held.release();
  }
}

function lossOf(gaps: number): readonly string[] {
  if (gaps === 0) return [];
  return [`Commits were lost in ${gaps} ${gaps === 1 ? 'place' : 'places'} of the journal.`];
}

function cutShort(file: string): string {
  return `The end of ${path.basename(file)} is missing: commits may have been lost with it.`;
}

/** A sound checkpoint, or else the facts in a `store.db` that can still be opened, or else nothing. */
async function bestBase(source: Source): Promise<Base> {
  const { base } = await soundBase(source);
  if (base !== undefined) return base;
  const fresh = await openBase(source.wasm);
  const bytes = source.disk.read(storeFiles(source.directory).database);
  if (bytes === undefined) return fresh;
  let broken: MemoryDatabase | undefined;
  try {
    broken = await MemoryDatabase.open(source.wasm, bytes);
    await copyHistory(broken.tables, fresh.memory.tables);
  } catch {
    // What was read before the damage is kept.
  } finally {
    broken?.close();
  }
  return fresh;
}

/** What could be read of the generations since a base. */
interface Replayed {
  readonly memory: MemoryDatabase;
  readonly gaps: number;
  /** Journal files to be set aside. */
  readonly damaged: readonly string[];
  /** Those of them that have lost their end. */
  readonly cut: readonly string[];
}

/** Applies what can be read of every generation since the base, and closes the last one to other writers. */
async function replayAll(source: Source, base: Base): Promise<Replayed> {
  const { disk, directory } = source;
  const damaged: string[] = [];
  const cut: string[] = [];
  let gaps = 0;
  let { memory } = base;
  const generations = listGenerations(disk, directory).filter((one) => one >= base.position.generation);
  for (const [index, generation] of generations.entries()) {
    const from = generation === base.position.generation ? base.position.offset : 0;
    const isLast = index === generations.length - 1;
    const isShort = (disk.stat(logFile(directory, generation))?.size ?? 0) < from;
    const read = isLast ? await closeAndRead(source, generation, from) : readGeneration(source, generation, from);
    for (const { frame, end } of read.frames) {
      if (frame.schema > frameSchema) throw new FaultError(newerFault());
      ({ memory } = await applyFrame({ memory, wasm: source.wasm, frame, place: `${generation}.${end}` }));
    }
    gaps += read.gaps;
    const isCut = isShort || (!isLast && read.frames.at(-1)?.frame.close !== true);
    if (isCut) cut.push(logFile(directory, generation));
    if (isCut || read.gaps > 0) damaged.push(logFile(directory, generation));
  }
  return { memory, gaps, damaged, cut };
}

function readGeneration({ disk, directory }: Source, generation: number, from: number): Salvaged {
  const bytes = disk.read(logFile(directory, generation)) ?? Buffer.alloc(0);
  return salvageFrames(bytes, Math.min(from, bytes.length));
}

/** Another writer may still find the generation sound: a close frame at its end sends him on to the next one. */
async function closeAndRead(source: Source, generation: number, from: number): Promise<Salvaged> {
  const { disk, directory, writer } = source;
  const opened = disk.openLog(logFile(directory, generation));
  if (opened === undefined) return readGeneration(source, generation, from);
  try {
    for (let number = 1; ; number++) {
      const before = readGeneration(source, generation, from);
      if (before.frames.at(-1)?.frame.close === true) return before;
      const close = { base: before.end, writer, number, schema: frameSchema, facts: [], close: true };
      writeOrThrow(() => appendWhole(disk, opened.handle, encodeFrame(close)));
      await disk.sync(opened.handle);
    }
  } finally {
    disk.close(opened.handle);
  }
}

function newerFault() {
  return fault('read-only', 'A newer Galley wrote to this store: it must salvage it.', { help: 'Update Galley.' });
}
