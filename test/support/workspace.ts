import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { supportDesk } from './repo';

/** Text of files by workspace-relative path. */
export interface Files {
  readonly [file: string]: string;
}

/** A new folder with some files, removed when the test ends. Its path has no symbolic links. */
export function temporaryWorkspace(t: Pick<TestContext, 'after'>, files: Files = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'galley-test-')));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  writeFiles(folder, files);
  return folder;
}

/** A copy of the example workspace, removed when the test ends. */
export function copyOfSupportDesk(t: Pick<TestContext, 'after'>): string {
  const folder = temporaryWorkspace(t);
  cpSync(supportDesk, folder, { recursive: true, filter: (source) => !/[\\/](?:\.galley|releases)$/.test(source) });
  return folder;
}

/** Writes files, with the folders they are in. */
export function writeFiles(folder: string, files: Files): void {
  for (const [file, text] of Object.entries(files)) {
    const absolute = path.join(folder, file);
    mkdirSync(path.dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }
}
