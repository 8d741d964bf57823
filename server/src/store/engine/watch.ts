import fs from 'node:fs';
import type { Disposable } from '../../base';

/**
 * Calls `onTouch` soon after something may have changed in the journal of a folder: on the file system's notifications,
 * and every `pollMs` beside them, since these get lost on some file systems and the folder may not be there yet.
 * Keeps no process alive.
 */
export function watchJournal(folder: string, pollMs: number, onTouch: () => void): Disposable {
  let watcher: fs.FSWatcher | undefined;
  const attach = (): void => {
    if (watcher !== undefined || !fs.existsSync(folder)) return;
    try {
      watcher = fs.watch(folder, { persistent: false }, (_event, name) => {
        if (name === null || name.startsWith('store.log.')) onTouch();
      });
    } catch {
      return; // out of watches, or gone again: polling goes on
    }
    watcher.on('error', detach);
  };
  const detach = (): void => {
    watcher?.close();
    watcher = undefined;
  };
  const timer = setInterval(() => {
    if (!fs.existsSync(folder)) detach();
    attach();
    onTouch();
  }, pollMs);
  timer.unref();
  attach();
  return {
    dispose() {
      clearInterval(timer);
      detach();
    },
  };
}
