import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'vscode-languageserver/node';

/** Shows in the editor that the files of a folder are being read, when that takes longer than `after` milliseconds. */
export async function showReading(connection: Connection, reading: Promise<unknown>, after: number): Promise<void> {
  const wait = new AbortController();
  const waited = delay(after, true, { signal: wait.signal, ref: false }).catch(() => false);
  const isSlow = await Promise.race([reading.then(() => false), waited]);
  wait.abort();
  if (!isSlow) return;
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin('Galley', undefined, 'reading prompts', false);
  await reading.finally(() => progress.done());
}
