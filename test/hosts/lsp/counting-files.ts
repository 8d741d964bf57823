import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

/** Functions that read the content of files. */
const reading = ['readFileSync', 'readFile', 'createReadStream', 'readSync', 'read', 'openAsBlob'] as const;
/** Functions that list folders. */
const walking = ['readdirSync', 'readdir', 'opendirSync', 'opendir'] as const;

type Name = (typeof reading)[number] | (typeof walking)[number];

/** Counts what this process reads below one folder, from construction until {@link stop}. The calls go through. */
export class CountingFiles {
  /** The files read, relative to the folder, once for each time. */
  readonly reads: string[] = [];
  /** The folders listed. */
  readonly walks: string[] = [];
  readonly #folder: string;
  readonly #restore: (() => void)[] = [];

  constructor(folder: string) {
    this.#folder = folder;
    for (const name of reading) this.#count(fs, name, this.reads);
    for (const name of walking) this.#count(fs, name, this.walks);
    this.#count(fs.promises, 'readFile', this.reads);
    this.#count(fs.promises, 'open', this.reads);
    this.#count(fs.promises, 'readdir', this.walks);
    this.#count(fs.promises, 'opendir', this.walks);
    syncBuiltinESMExports();
  }

  /** What was counted since this was last asked. */
  take(): { readonly reads: readonly string[]; readonly walks: readonly string[] } {
    return { reads: this.reads.splice(0).sort(), walks: this.walks.splice(0).sort() };
  }

  stop(): void {
    for (const restore of this.#restore) restore();
    syncBuiltinESMExports();
  }

  #count<K extends Name | 'open'>(owner: { [name in K]?: unknown }, name: K, list: string[]): void {
    const original = owner[name];
    if (typeof original !== 'function') return;
    const folder = this.#folder;
    owner[name] = function (this: unknown, ...parameters: unknown[]): unknown {
      const [target] = parameters;
      if (typeof target === 'string' && target.startsWith(folder)) list.push(target.slice(folder.length + 1));
      return Reflect.apply(original, this, parameters);
    };
    this.#restore.push(() => (owner[name] = original));
  }
}
