import fs from 'node:fs';
import path from 'node:path';
import type { Disposable } from '../../base';

/**
 * Calls `onTouch` soon after something may have changed in the journal of a folder, or in the facts that are shared below
 * it: on the file system's notifications, and every `pollMs` beside them, since these get lost on some file systems and the
 * folders may not be there yet. Keeps no process alive.
 */
export function watchStore(folder: string, pollMs: number, onTouch: () => void): Disposable {
  const journal = new FolderWatch(folder, (name) => name === null || name.startsWith('store.log.'), onTouch);
  const facts = new FolderWatch(path.join(folder, 'facts'), () => true, onTouch);
  const attach = (): void => {
    journal.attach();
    facts.attach();
  };
  const timer = setInterval(() => {
    attach();
    onTouch();
  }, pollMs);
  timer.unref();
  attach();
  return {
    dispose() {
      clearInterval(timer);
      journal.detach();
      facts.detach();
    },
  };
}

/** The notifications of one folder, which may come and go. */
class FolderWatch {
  readonly #folder: string;
  readonly #matters: (name: string | null) => boolean;
  readonly #onTouch: () => void;
  #watcher: fs.FSWatcher | undefined;

  constructor(folder: string, matters: (name: string | null) => boolean, onTouch: () => void) {
    this.#folder = folder;
    this.#matters = matters;
    this.#onTouch = onTouch;
  }

  /** Starts when the folder is there, and stops when it is gone. */
  attach(): void {
    if (!fs.existsSync(this.#folder)) return this.detach();
    if (this.#watcher !== undefined) return;
    try {
      this.#watcher = fs.watch(this.#folder, { persistent: false }, (_event, name) => {
        if (this.#matters(name)) this.#onTouch();
      });
    } catch {
      return; // out of watches, or gone again: polling goes on
    }
    this.#watcher.on('error', () => this.detach());
  }

  detach(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
  }
}
