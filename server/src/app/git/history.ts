import { ok, type Result } from '../../base';
import type { Author } from '../../domain';
import { askGit } from './git';

/** A commit that changed a file. */
export interface FileCommit {
  readonly commit: string;
  readonly author: Author;
  /** ISO 8601, UTC; undefined when the commit has a time that is none. */
  readonly time: string | undefined;
  readonly message: string;
  /** What the file was called, from the top of the repository. */
  readonly path: string;
  /** The object that holds its text. */
  readonly blob: string;
}

/** How a commit is printed: fields end in NUL, and no message can hold one. */
const format = '%x01%H%x00%an%x00%ae%x00%aI%x00%B';

/**
 * The commits of the first-parent line that changed a file, oldest first, through renames. A merge stands for all that it
 * brought.
 * @param path from the folder
 */
export async function historyOf(
  root: string,
  path: string,
  limit: number,
  signal: AbortSignal | undefined,
): Promise<Result<readonly FileCommit[]>> {
  const words = ['log', '--follow', '--first-parent', '--diff-merges=first-parent', '-z', '--raw', '--no-abbrev', '-M'];
  const plain = ['--no-ext-diff', '--no-textconv', '--no-color', '--no-notes', '--no-mailmap', '--encoding=UTF-8'];
  const printed = await askGit(root, [...words, ...plain, `--max-count=${limit}`, `--format=${format}`, '--', path], {
    signal,
  });
  return printed.ok ? ok(commitsIn(printed.value.toString('utf8')).reverse()) : printed;
}

/** Files that are no links. */
const change = /^\n?:\d{6} 100\d{3} [0-9a-f]+ ([0-9a-f]+) [A-Z]\d*$/;

function commitsIn(printed: string): FileCommit[] {
  const commits: FileCommit[] = [];
  for (const record of printed.split('\u0001').slice(1)) {
    const [commit = '', name = '', email = '', time = '', message = '', raw = '', ...paths] = record.split('\0');
    const blob = change.exec(raw)?.[1];
    const path = paths.filter((one) => one !== '').at(-1);
    if (blob === undefined || path === undefined) continue;
    commits.push({
      commit,
      author: authorOf(name, email),
      time: timeOf(time),
      message: messageOf(message),
      path,
      blob,
    });
  }
  return commits;
}

function authorOf(name: string, email: string): Author {
  const known = name.trim() === '' ? 'unknown' : name.trim().slice(0, 200);
  return email.trim() === '' ? { name: known } : { name: known, email: email.trim().slice(0, 200) };
}

function timeOf(text: string): string | undefined {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

function messageOf(text: string): string {
  const message = text.trim().slice(0, 5000);
  return message === '' ? 'No message' : message;
}

/** The texts of objects. What is not there, or too long, has none. */
export async function textsOf(
  root: string,
  blobs: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Result<ReadonlyMap<string, string>>> {
  const texts = new Map<string, string>();
  if (blobs.length === 0) return ok(texts);
  const input = `${[...new Set(blobs)].join('\n')}\n`;
  const printed = await askGit(root, ['cat-file', '--batch'], { signal, input });
  if (!printed.ok) return printed;
  const { value: bytes } = printed;
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) break;
    const [name = '', kind, size = '0'] = bytes.toString('latin1', at, end).split(' ');
    at = end + 1;
    if (kind !== 'blob') continue;
    const length = Number(size);
    if (length <= maxText) texts.set(name, bytes.toString('utf8', at, at + length).replace(/^\uFEFF/, ''));
    at += length + 1;
  }
  return ok(texts);
}

/** A longer file is no prompt, in bytes. */
const maxText = 5_000_000;

/** The files below a folder of the repository as they were at a commit: objects by path, from the top. */
export async function filesAt(
  root: string,
  commit: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Result<ReadonlyMap<string, string>>> {
  const below = folder === '' ? [] : ['--', folder];
  const printed = await askGit(root, ['ls-tree', '-r', '-z', '--full-tree', commit, ...below], { signal });
  if (!printed.ok) return printed;
  const files = new Map<string, string>();
  for (const line of printed.value.toString('utf8').split('\0')) {
    const found = /^100\d{3} blob ([0-9a-f]+)\t([^]+)$/.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) files.set(found[2], found[1]);
  }
  return ok(files);
}

/** Where a folder is in its repository: empty at the top, else with a final `/`. */
export async function folderInRepository(root: string, signal: AbortSignal | undefined): Promise<Result<string>> {
  const printed = await askGit(root, ['rev-parse', '--show-prefix'], { signal });
  return printed.ok ? ok(printed.value.toString('utf8').replace(/\n$/, '')) : printed;
}
