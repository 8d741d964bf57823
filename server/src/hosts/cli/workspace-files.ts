import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fail, fault, ok, type Result } from '../../base';
import type { CliSession } from './session';
import { readStandardInput } from './standard-input';

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

/** What a word that may be the new file of a prompt is in the workspace: a file is given from here, a name is a name. */
export function placeInWorkspace(word: string, session: CliSession): Result<string> {
  const isFile = /^\.{1,2}\/|\.(?:prompty?|ya?ml|md|hbs|handlebars|mustache|j2|jinja2?|txt)$/i.test(word);
  return isFile ? fileInWorkspace(word, session, 'to') : ok(word);
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

/**
 * The files that a command line names, or standard input as the text of the file `stdin`, which need not be there yet.
 */
export async function filesOrStandardInput(
  words: readonly string[],
  stdin: string | undefined,
  session: CliSession,
): Promise<Result<{ readonly files?: string[]; readonly text?: string }>> {
  if (stdin === undefined) return filesInWorkspace(words, session);
  if (words.length > 0)
    return fail(fault('invalid-input', 'Standard input stands for one file: name no others.', { key: 'files' }));
  const file = fileInWorkspace(stdin, session, 'stdin');
  if (!file.ok) return file;
  const text = await readStandardInput();
  return text.ok ? ok({ files: [file.value], text: text.value }) : text;
}

/** A path of the workspace as it is called in the folder of the process: what a terminal can open and a build knows. */
export function fromHere<T extends { readonly file: string }>(place: T, { root }: CliSession): T {
  const file = path.relative(process.cwd(), path.join(root, place.file));
  return { ...place, file: file.split(path.sep).join('/') };
}
