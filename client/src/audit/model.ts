import type { AuditEntry, OperationOutput } from '../../../server/src/protocol';
import { counted } from '../words';

/** What of the audit log is shown. */
export interface AuditSubject {
  readonly environment?: string;
}

/** The audit log as a text: newest first, by days of the person who reads it. */
export function auditDocument({ environment }: AuditSubject, { entries, next }: OperationOutput<'audit'>): string {
  const of = environment === undefined ? '' : ` of ${environment}`;
  const option = environment === undefined ? '' : ` --environment ${environment}`;
  const title = `Audit log${of}, newest first: ${next === undefined ? '' : 'the last '}${counted(entries.length, 'entry', 'entries')}`;
  const older =
    next === undefined ? [] : ['', `Older entries: galley audit${option} --before ${next}; all: galley audit --csv`];
  if (entries.length === 0) return `${title}\n`;
  return `${[title, ...days(entries), ...older].join('\n')}\n`;
}

function days(entries: readonly AuditEntry[]): readonly string[] {
  const name = Math.max(...entries.map(({ author }) => author.name.length));
  const door = Math.max(...entries.map((entry) => entry.door.length));
  let last = '';
  return entries.flatMap((entry) => {
    const { day, time } = localTime(entry.time);
    const head = day === last ? [] : ['', day];
    last = day;
    return [...head, `${time}  ${entry.author.name.padEnd(name)}  ${entry.door.padEnd(door)}  ${entry.text}`];
  });
}

function localTime(iso: string): { readonly day: string; readonly time: string } {
  const at = new Date(iso);
  const two = (value: number): string => String(value).padStart(2, '0');
  return {
    day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}
