import type { AuditEntry, VersionRef } from '../../../protocol';
import type { Style } from './style';
import { aligned } from './table';
import { shortTime } from './words';

/** One line for each entry, newest first. */
export function auditLines(entries: readonly AuditEntry[], style: Style): string {
  return aligned(
    entries.map(({ time, author, door, text }) => [style.dim(shortTime(time)), author.name, style.dim(door), text]),
  );
}

/** A spreadsheet takes what begins so for a formula; behind an apostrophe it is text. */
const formula = /^[=+\-@\t\r]/;

const columns: readonly (readonly [name: string, cell: (entry: AuditEntry) => string | number | undefined])[] = [
  ['id', ({ id }) => id],
  ['time', ({ time }) => time],
  ['kind', ({ kind }) => kind],
  ['author', ({ author }) => author.name],
  ['email', ({ author }) => author.email],
  ['door', ({ door }) => door],
  ['prompt', ({ prompt, changes }) => prompt ?? changes?.map((change) => change.prompt).join(' ')],
  ['environment', ({ environment }) => environment],
  ['revision', ({ revision }) => revision],
  ['from', ({ from, changes }) => label(from) ?? changes?.map((change) => label(change.from) ?? 'none').join(' ')],
  [
    'to',
    ({ to, version, changes }) =>
      label(to) ?? label(version) ?? changes?.map((change) => label(change.to) ?? 'none').join(' '),
  ],
  ['gates', ({ gates }) => gates?.map(({ gate, prompt, outcome }) => `${gate}(${prompt}):${outcome}`).join(' ')],
  [
    'overrides',
    ({ gates }) =>
      gates
        ?.flatMap(({ gate, override }) =>
          override === undefined ? [] : [`${gate} by ${override.author.name}: ${override.reason}`],
        )
        .join('; '),
  ],
  ['reason', ({ reason }) => reason],
  ['text', ({ text }) => text],
];

/** The line of titles, as RFC 4180 wants it. */
export function auditCsvHead(): string {
  return row(columns.map(([name]) => name));
}

/** One line of comma-separated values for each entry. */
export function auditCsv(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => row(columns.map(([, cell]) => String(cell(entry) ?? '')))).join('');
}

function row(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

function label(version: VersionRef | undefined): string | undefined {
  return version?.semver;
}
