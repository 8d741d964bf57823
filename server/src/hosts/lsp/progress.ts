import { setTimeout as delay } from 'node:timers/promises';
import type { Connection } from 'vscode-languageserver/node';

/** Shows in the editor that the files of a folder are being read, when that takes longer than `after` milliseconds; 0 shows it at once. */
export async function showReading(connection: Connection, reading: Promise<unknown>, after: number): Promise<void> {
  if (after > 0 && (await endsWithin(reading, after))) return;
  const progress = await connection.window.createWorkDoneProgress();
  progress.begin('Galley', undefined, 'reading prompts', false);
  await reading.finally(() => progress.done());
}

async function endsWithin(work: Promise<unknown>, time: number): Promise<boolean> {
  const wait = new AbortController();
  const waited = delay(time, false, { signal: wait.signal, ref: false }).catch(() => true);
  const ends = await Promise.race([work.then(() => true), waited]);
  wait.abort();
  return ends;
}
