import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fail, fault, ok, type Result } from '../../base';
import type { CliSession } from './session';

/** What a file on the command line is in the workspace; a word that is no file is a prompt's name. */
export function inWorkspace(word: string, session: CliSession): Result<string> {
  return existsSync(path.resolve(session.folder, word)) ? fileInWorkspace(word, session, 'files') : ok(word);
}

/** The workspace-relative path of a file that the command line names under `key`, whether the file is there or not. */
export function fileInWorkspace(word: string, { root, folder }: CliSession, key: string): Result<string> {
  const absolute = path.resolve(folder, word);
  const relative = path.relative(root, absolute);
  const outside = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
  if (!outside) return ok(relative.split(path.sep).join('/'));
  return fail(fault('invalid-input', `${word} lies outside of the workspace ${root}.`, { key }));
}

/** The files that the words of a command line name; without words, none is named. */
export function filesInWorkspace(words: readonly string[], session: CliSession): Result<{ readonly files?: string[] }> {
  const files: string[] = [];
  for (const word of words) {
    const file = inWorkspace(word, session);
    if (!file.ok) return file;
    files.push(file.value);
  }
  return ok(files.length === 0 ? {} : { files });
}

/** A path of the workspace as it is called in the folder of the process: what a terminal can open and a build knows. */
export function fromHere<T extends { readonly file: string }>(place: T, { root }: CliSession): T {
  const file = path.relative(process.cwd(), path.join(root, place.file));
  return { ...place, file: file.split(path.sep).join('/') };
}
