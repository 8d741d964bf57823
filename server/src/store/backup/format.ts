import { fault, type Fault } from '../../base';

/**
 * A backup is a gzip file of lines: what it is, a line for each fact in the order of all clones (as in the files that clones
 * share, local facts too), and how many there were with the SHA-256 of all lines before.
 */
export interface BackupHead {
  readonly galley: 'backup';
  /** Form of the file. */
  readonly form: number;
  /** ISO 8601, UTC. */
  readonly made: string;
}

/** The last line. */
export interface BackupEnd {
  readonly facts: number;
  /** Hex SHA-256 of the lines before. */
  readonly sha256: string;
}

/** The newest form. */
export const backupForm = 1;
/** A longer line is none of ours. Bytes. */
export const longestLine = 64 * 1024 * 1024;

/** The head of a backup; undefined when a line is none. */
export function headOf(line: string): BackupHead | undefined {
  const value = parsed(line) as Partial<BackupHead> | undefined;
  if (value?.galley !== 'backup' || !Number.isSafeInteger(value.form) || typeof value.made !== 'string')
    return undefined;
  return { galley: 'backup', form: value.form as number, made: value.made };
}

/** The end of a backup; undefined when a line is none. */
export function endOf(line: string): BackupEnd | undefined {
  const value = parsed(line) as Partial<BackupEnd> | undefined;
  if (!Number.isSafeInteger(value?.facts) || typeof value?.sha256 !== 'string') return undefined;
  return { facts: value.facts as number, sha256: value.sha256 };
}

function parsed(line: string): object | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** A file that cannot be restored from. */
export function badBackup(file: string, why: string, line?: number): Fault {
  const where = line === undefined ? file : `${file}:${line}`;
  const help = 'Nothing was changed. Take another backup, or get this one again from where it was copied.';
  return fault('damaged', `${where} is no backup that can be restored: ${why}.`, { file, key: 'file', help });
}

/** What the system says of a file. */
export function fileFault(file: string, error: unknown): Fault {
  const { code = 'error' } = error as NodeJS.ErrnoException;
  const known = { ENOENT: 'not-found', EEXIST: 'conflict' } as const;
  const why = {
    ENOENT: 'there is no such file or folder',
    EEXIST: 'there is a file of this name already',
    ENOSPC: 'the disk is full',
    EACCES: 'it is not permitted',
    EISDIR: 'it is a folder',
  };
  const what = why[code as keyof typeof why] ?? code;
  const help = code === 'EEXIST' ? 'A backup is never written over: name another file.' : 'Name another file.';
  return fault(known[code as keyof typeof known] ?? 'io', `${file} cannot be used: ${what}.`, {
    ...{ file, key: 'file', help },
  });
}
