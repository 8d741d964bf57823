import { ok } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { command } from '../command';
import type { Style } from '../output/style';
import { aligned } from '../output/table';

const status = command({
  name: 'status',
  summary: 'Say where the workspace is and how its store is doing',
  examples: ['galley status'],
  run: async ({ session, signal }) => {
    const found = await session.call('status', {}, { signal });
    if (!found.ok) return found;
    return ok({
      json: found.value,
      text: (style) => statusText(session.root, found.value, style),
      notes: [...found.value.warnings, ...movedNotes(found.value)],
    });
  },
});

function movedNotes({ moved = [] }: OperationOutput<'status'>): readonly string[] {
  return moved.map(
    ({ prompt, file, now }) =>
      `${file} of ${prompt} is gone, and ${now} does the same. If it was moved: galley mv ${prompt} ${now} keeps its history.`,
  );
}

function statusText(root: string, status: OperationOutput<'status'>, style: Style): string {
  const { author, readOnly } = status;
  const rows = [
    ['workspace', root],
    ['store', status.store],
    ['state', readOnly === undefined ? style.green('good') : style.red(`read-only: ${readOnly}`)],
    ['facts', String(status.facts)],
    ['size', sizeText(status)],
    ['you', author === undefined ? style.yellow('nobody is named') : nameOf(author)],
  ];
  return aligned(rows.map(([name = '', value = '']) => [style.dim(name), value]));
}

function sizeText({ store, databaseBytes, journalBytes }: OperationOutput<'status'>): string {
  if (store.startsWith('postgres:')) return `local copy ${kilobytes(databaseBytes)}`;
  return `database ${kilobytes(databaseBytes)}, journal ${kilobytes(journalBytes)}`;
}

function nameOf({ name, email }: NonNullable<OperationOutput<'status'>['author']>): string {
  return email === undefined ? name : `${name} <${email}>`;
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

/** Commands about the store. */
export const storeCommands = [status];
