import { Option } from 'commander';
import { fail, fault, ok, type Result } from '../../../base';
import type { AuditEntry, OperationInput } from '../../../protocol';
import { type Answer, command, integerOption, type Invocation, listOption } from '../command';
import { auditCsv, auditCsvHead, auditLines } from '../output/audit';

interface AuditOptions {
  readonly kind?: string[];
  readonly prompt?: string;
  readonly environment?: string;
  readonly author?: string;
  readonly since?: string;
  readonly until?: string;
  readonly before?: string;
  readonly limit?: number;
  readonly jsonl?: boolean;
  readonly csv?: boolean;
}

type Filter = Omit<OperationInput<'audit'>, 'limit'>;

/** So many entries are shown when nobody says how many. */
const shown = 50;

/** So many entries are in memory when all are written. */
const pageSize = 500;

const audit = command<AuditOptions>({
  name: 'audit',
  summary: 'List who did what, when, by which door and why, newest first',
  details:
    'Nothing in it is ever changed or taken out. It holds no text of a prompt, no value of an input and no comment.',
  examples: [
    'galley audit',
    'galley audit --environment production --since 2026-03-01',
    'galley audit --csv > audit.csv',
  ],
  options: [
    listOption('--kind <kind>', 'only this kind, such as environment-deployed or alias-moved; repeatable'),
    new Option('--prompt <name>', 'only what concerns this prompt'),
    new Option('--environment <name>', 'only what concerns this environment'),
    new Option('--author <name>', 'only what this person did: a name or a mail address'),
    new Option('--since <time>', 'from this day (UTC) or time on'),
    new Option('--until <time>', 'up to the end of this day (UTC), or before this time'),
    new Option('--before <id>', 'only what is older than this entry'),
    integerOption('-n, --limit <number>', `at most so many; ${shown} when absent, with --jsonl and --csv all`),
    new Option('--jsonl', 'print one line of JSON for each entry').conflicts('csv'),
    new Option('--csv', 'print comma-separated values with a line of titles'),
  ],
  run: async (invocation) => {
    const { options, session, signal, json } = invocation;
    const { kind: kinds, limit = shown, jsonl = false, csv = false, ...rest } = options;
    const filter: Filter = { ...rest, ...(kinds === undefined ? {} : { kinds }) };
    if (jsonl || csv) {
      if (json) return fail(fault('invalid-input', 'Choose one of --json, --jsonl and --csv.', { key: 'json' }));
      return exported(invocation, filter, csv);
    }
    const found = await session.call('audit', { ...filter, limit: Math.min(limit, 1000) }, { signal });
    if (!found.ok) return found;
    const { entries, next } = found.value;
    const more = next === undefined ? [] : [`There are older entries: --limit, or --before ${next}.`];
    return ok({
      json: found.value,
      text: (style) => (entries.length === 0 ? 'nothing has been done yet\n' : auditLines(entries, style)),
      notes: more,
    });
  },
});

/** Writes page by page, so that a long log takes no more memory than a short one. */
async function exported(
  { options, session, signal, printer: { out } }: Invocation<AuditOptions>,
  filter: Filter,
  csv: boolean,
): Promise<Result<Answer>> {
  const done: Answer = { json: undefined, text: () => '' };
  let left = options.limit ?? Number.POSITIVE_INFINITY;
  let before = filter.before;
  for (let first = true; left > 0; first = false) {
    const from = before === undefined ? {} : { before };
    const page = await session.call('audit', { ...filter, ...from, limit: Math.min(left, pageSize) }, { signal });
    if (!page.ok) return page;
    const { entries, next } = page.value;
    if (csv) out.write((first ? auditCsvHead() : '') + auditCsv(entries));
    else out.write(jsonLines(entries));
    left -= entries.length;
    if (next === undefined || !(await out.drained())) break;
    before = next;
  }
  return ok(done);
}

function jsonLines(entries: readonly AuditEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

/** What was done. */
export const auditCommands = [audit];
