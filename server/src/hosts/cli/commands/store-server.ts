import { Option } from 'commander';
import path from 'node:path';
import { ok } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { type CommandFactory, command } from '../command';
import type { Style } from '../output/style';
import { aligned } from '../output/table';

const copy = command<{ readonly to: string; readonly dryRun?: boolean }>({
  name: 'copy',
  summary: 'Copy the whole history to PostgreSQL or to another folder, and compare both ends',
  details:
    'Nothing is changed here. The other store must be empty, or hold the beginning of the same history: a copy that was broken off goes on.',
  examples: ['galley store copy --to postgres://db.example.com/galley', 'galley store copy --to ../offline --dry-run'],
  options: [
    new Option('--to <place>', 'postgres://user@host/database, or the folder of a workspace').makeOptionMandatory(),
    new Option('--dry-run', 'only say what would be copied'),
  ],
  run: async ({ options: { to, dryRun = false }, session, signal, printer }) => {
    const place = /^postgres(?:ql)?:/.test(to) ? to : path.resolve(session.folder, to);
    const onProgress = (message: string): void => printer.err.status(message);
    const done = await session.call('store.copy', { to: place, dryRun }, { signal, onProgress });
    if (!done.ok) return done;
    return ok({ json: done.value, text: (style) => copyText(done.value, dryRun, style) });
  },
});

function copyText(
  { to, facts, copied, digest, refused }: OperationOutput<'store.copy'>,
  dryRun: boolean,
  style: Style,
): string {
  const said = dryRun ? `${copied} of ${facts} facts would be copied` : `${copied} of ${facts} facts copied`;
  const rows = [
    ['to', to],
    ['facts', said],
    ...(refused === 0 ? [] : [['left', `${refused} entries that were never accepted`]]),
    ['digest', dryRun ? digest : `${digest}, ${style.green('the same at both ends')}`],
  ];
  return aligned(rows.map(([name = '', value = '']) => [style.dim(name), value]));
}

const migrate = command<{ readonly to?: string }>({
  name: 'migrate',
  summary: 'Make the schema and the roles of a store on PostgreSQL, or bring them to the newest form',
  details: 'An administrator of the database runs it once, and again when a new version of Galley asks for it.',
  examples: ['galley store migrate', 'galley store migrate --to postgres://owner@db.example.com/galley'],
  options: [new Option('--to <address>', 'the database; the one in galley.yaml when absent')],
  run: async ({ options, session, signal }) => {
    const done = await session.call('store.migrate', options, { signal });
    return done.ok ? ok({ json: done.value, text: () => migrateText(done.value) }) : done;
  },
});

function migrateText({ store, from, to, roles }: OperationOutput<'store.migrate'>): string {
  const said = from === to ? `the schema is of form ${to} already` : `the schema is of form ${to} now`;
  const made = roles.length === 0 ? '' : `made the roles ${roles.join(', ')}\n`;
  return `${store}: ${said}\n${made}`;
}

/** Commands about stores on PostgreSQL. */
export const serverCommands: readonly CommandFactory[] = [copy, migrate];
