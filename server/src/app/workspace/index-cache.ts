import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { allAtOnce, type LanguageService, type SavedIndex, type SavedIndexSource } from '../../language';
import { pauser } from '../pause';
import type { HostWorkspace } from '../types';
import { readIndex, writeIndex } from './index-format';

/** Fewer files are read quickly enough. */
const fewestFiles = 100;
/** A larger index is neither read nor written, in bytes. */
const largestIndex = 64_000_000;
/** So many indexes are kept, of the workspaces that were used last. */
const mostIndexes = 20;

/** What an {@link IndexCache} is made of. */
export interface IndexCacheOptions {
  readonly workspace: Pick<HostWorkspace, 'root' | 'fingerprint' | 'files'>;
  /** What the findings depend on beside the files and their settings: the version of Galley, for one. */
  readonly about: string;
  /** The folder of indexes; that of the user when absent. */
  readonly folder?: string;
}

/**
 * Keeps what is known of the files of a workspace in the cache folder of the user, so that the next start need not work it
 * out again. What cannot be read, or was written for other rules, is as good as not there; what cannot be written is left.
 */
export class IndexCache implements SavedIndexSource {
  readonly #options: IndexCacheOptions;
  readonly #file: string;
  #written: number | undefined;

  constructor(options: IndexCacheOptions) {
    this.#options = options;
    const { folder = indexFolder(), workspace } = options;
    this.#file = path.join(folder, `${this.digest(workspace.root)}.json`);
  }

  readonly digest = (text: string): string => createHash('sha256').update(text).digest('base64url');

  readonly load = (): SavedIndex | undefined => {
    const about = this.#about();
    if (about === undefined) return undefined;
    try {
      if (fs.statSync(this.#file).size > largestIndex) return undefined;
      return readIndex(fs.readFileSync(this.#file, 'utf8'), about);
    } catch {
      return undefined;
    }
  };

  /** Writes what a service knows, in slices, unless that stands there already. */
  async save(service: LanguageService): Promise<void> {
    const { revision } = service;
    const about = this.#about();
    if (about === undefined || revision === this.#written || !this.#isWorthwhile()) return;
    const pause = pauser();
    const steps = service.save();
    let step = steps.next();
    for (; step.done !== true; step = steps.next()) await pause();
    // Someone has typed meanwhile: there will be a better moment.
    if (service.revision === revision) this.#write(step.value, about, revision);
  }

  /** The same at once, before the end. */
  saveNow(service: LanguageService): void {
    const { revision } = service;
    const about = this.#about();
    if (about === undefined || revision === this.#written || !this.#isWorthwhile()) return;
    this.#write(allAtOnce(service.save()), about, revision);
  }

  #about(): string | undefined {
    const { fingerprint } = this.#options.workspace;
    return fingerprint && this.digest(JSON.stringify([this.#options.about, fingerprint]));
  }

  #isWorthwhile(): boolean {
    let count = 0;
    for (const _ of this.#options.workspace.files()) if (++count >= fewestFiles) return true;
    return false;
  }

  #write(index: SavedIndex, about: string, revision: number): void {
    this.#written = revision;
    const text = writeIndex(index, about);
    if (text.length > largestIndex) return;
    const temporary = `${this.#file}.${process.pid}`;
    try {
      fs.mkdirSync(path.dirname(this.#file), { recursive: true, mode: 0o700 });
      fs.writeFileSync(temporary, text, { mode: 0o600 });
      fs.renameSync(temporary, this.#file);
      prune(path.dirname(this.#file));
    } catch {
      fs.rmSync(temporary, { force: true });
    }
  }
}

/** Leaves only the indexes that were written last. */
function prune(folder: string): void {
  const found = fs.readdirSync(folder).map((name) => {
    const file = path.join(folder, name);
    return { file, at: fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 };
  });
  for (const { file } of found.sort((a, b) => b.at - a.at).slice(mostIndexes)) fs.rmSync(file, { force: true });
}

/** The folder of indexes of this user, as the platform has it. */
function indexFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  return path.join(cacheFolder(XDG_CACHE_HOME, LOCALAPPDATA), 'galley', 'index');
}

function cacheFolder(xdg: string | undefined, local: string | undefined): string {
  if (xdg !== undefined && path.isAbsolute(xdg)) return xdg;
  if (process.platform === 'win32' && local !== undefined && path.isAbsolute(local)) return local;
  return path.join(os.homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache');
}
