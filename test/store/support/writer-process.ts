import { writeSync } from 'node:fs';
import type { Fact, Store } from '../../../server/src/domain';
import { openStore } from '../../../server/src/store';
import { nodeDisk, type Disk } from '../../../server/src/store/disk';
import { commentAdded, contentOf, versionCommitted } from './facts';
import type { DyingPoint, WriterOptions } from './writers';

/**
 * A process that commits versions to a store, each with a comment, and writes `ack <name>-<count>` to its output after each
 * that was acknowledged. It is bundled by writers.ts; the first argument is {@link WriterOptions} as JSON.
 */
const options = JSON.parse(process.argv[2] ?? '') as WriterOptions;

void main();

async function main(): Promise<void> {
  const { directory, wasm, name, commits, tuning, server } = options;
  const opened = await openStore({ directory, wasm, tuning, disk: diskFor(options), ...(server && { server }) });
  if (!opened.ok) throw new Error(opened.fault.message);
  const store = opened.value;
  say('ready');
  const end = performance.now() + (options.forMs ?? Infinity);
  for (let count = 0; count < commits && performance.now() < end; count++) {
    const id = `${name}-${count}`;
    const result = await store.append(factsFor(id));
    if (!result.ok) throw new Error(result.fault.message);
    say(`ack ${id}`);
    if (options.chores === true) await chore(store, count);
  }
  await store.close();
  say('done');
}

/** Chores may be refused: another process has the lock, or swept the folder of its leftovers. Commits may not. */
async function chore(store: Store, count: number): Promise<void> {
  if (count % 9 === 2) await store.share();
  if (count % 9 === 5) await store.compact();
  if (count % 9 === 8) await store.checkpoint();
}

function factsFor(id: string): readonly Fact[] {
  const content = contentOf(`${id} ${'text '.repeat(options.words)}`);
  return [versionCommitted({ prompt: 'p', version: id, content }), commentAdded({ comment: `c-${id}`, thread: 't' })];
}

/** One system call: what has been said is with the parent, whatever happens next. */
function say(line: string): void {
  writeSync(1, `${line}\n`);
}

function diskFor({ lock, dieAt }: WriterOptions): Disk {
  const unlocked: Partial<Disk> = {
    create: (file, text) => !file.endsWith('store.lock') && nodeDisk.create(file, text),
  };
  return { ...nodeDisk, ...(lock ? {} : unlocked), ...(dieAt === undefined ? {} : deadly(dieAt)) };
}

/** Calls after which, or instead of which, the process kills itself. */
function deadly({ point, after, part }: DyingPoint): Partial<Disk> {
  let left = after;
  const die = (): void => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL');
  };
  switch (point) {
    case 'in-append':
      return {
        append(handle, bytes) {
          if (left === 0) nodeDisk.append(handle, bytes.subarray(0, Math.ceil(bytes.length * part)));
          die();
          return nodeDisk.append(handle, bytes);
        },
      };
    case 'after-append':
      return {
        append(handle, bytes) {
          const taken = nodeDisk.append(handle, bytes);
          die();
          return taken;
        },
      };
    case 'after-sync':
      return { sync: (handle) => nodeDisk.sync(handle).then(die) };
    case 'after-checkpoint-write':
      return { writeWhole: (file, bytes) => nodeDisk.writeWhole(file, bytes).then(die) };
    case 'before-rename':
      return {
        rename(from, to) {
          die();
          nodeDisk.rename(from, to);
        },
      };
    case 'after-rename':
      return {
        rename(from, to) {
          nodeDisk.rename(from, to);
          die();
        },
      };
    case 'after-create':
      return {
        create(file, text) {
          const created = nodeDisk.create(file, text);
          die();
          return created;
        },
      };
    case 'before-remove':
      return {
        remove(file) {
          die();
          nodeDisk.remove(file);
        },
      };
  }
}
