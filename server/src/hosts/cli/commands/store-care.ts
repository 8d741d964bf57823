import path from 'node:path';
import { Option } from 'commander';
import { ok } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { type CommandFactory, command, commandGroup, integerOption, type Invocation } from '../command';
import { serverCommands } from './store-server';

const compact = command({
  name: 'compact',
  summary: 'Write the database anew and drop old files of the journal',
  examples: ['galley store compact'],
  run: async ({ session, signal }) => {
    const done = await session.call('store.compact', {}, { signal });
    if (!done.ok) return done;
    const { bytesBefore, bytesAfter } = done.value;
    return ok({ json: done.value, text: () => `${kilobytes(bytesBefore)} before, ${kilobytes(bytesAfter)} after\n` });
  },
});

const backup = command({
  name: 'backup',
  operands: [['<file>', 'a new file']],
  summary: 'Write everything the store holds into one file, and check it',
  details: 'Others may write meanwhile. The file is read again and compared; one that is there is never written over.',
  examples: ['galley store backup ../triage.galley.gz'],
  run: async (invocation) => {
    const { session, operands, signal } = invocation;
    const file = fileOf(invocation);
    const made = await session.call('store.backup', { file }, { signal, onProgress: progressOn(invocation) });
    if (!made.ok) return made;
    const { facts, bytes } = made.value;
    const text = `${facts} facts in ${operands[0] ?? file}, ${kilobytes(bytes)}, read again and compared\n`;
    return ok({ json: made.value, text: () => text });
  },
});

const restore = command<{ readonly replace?: boolean }>({
  name: 'restore',
  operands: [['<file>', 'a backup']],
  summary: 'Bring back what a backup holds',
  details: 'The backup is checked as a whole before anything changes. The store must be empty, or is set aside first.',
  examples: ['galley store restore ../triage.galley.gz', 'galley store restore ../triage.galley.gz --replace'],
  options: [new Option('--replace', 'set the present store aside first; nothing is deleted')],
  run: async (invocation) => {
    const { session, options, signal } = invocation;
    const input = { file: fileOf(invocation), ...options };
    const done = await session.call('store.restore', input, { signal, onProgress: progressOn(invocation) });
    if (!done.ok) return done;
    const { made, facts, aside } = done.value;
    const before = aside === undefined ? '' : `the store that was there is in ${aside}\n`;
    return ok({ json: done.value, text: () => `${facts} facts restored as of ${made}, and compared\n${before}` });
  },
});

/** As commander makes them. */
interface PruneOptions {
  readonly olderThan?: string;
  readonly keep?: number;
  readonly dryRun?: boolean;
}

const prune = command<PruneOptions>({
  name: 'prune',
  summary: 'Let old test runs go',
  details:
    'Runs of versions that were deployed, or that a tag or an alias points to, stay: gates rest on them. Without options, as galley.yaml says under store.keepRuns.',
  examples: ['galley store prune --older-than 90d --keep 10 --dry-run', 'galley store prune'],
  options: [
    new Option('--older-than <age>', 'younger runs stay: 36h, 90d, 12w'),
    integerOption('--keep <count>', 'so many of each prompt stay', 0),
    new Option('--dry-run', 'only show what would go'),
  ],
  run: async ({ session, options, signal }) => {
    const done = await session.call('store.prune', options, { signal });
    return done.ok ? ok({ json: done.value, text: () => pruneText(done.value) }) : done;
  },
});

function pruneText({ prompts, runs, bytes, kept, protected: spared, dryRun }: OperationOutput<'store.prune'>): string {
  const lines = prompts.map(
    (one) => `${one.prompt}  ${one.runs} runs, ${one.results} results, ${kilobytes(one.bytes)}`,
  );
  const because = spared === 0 ? '' : `, ${spared} of them for a deployment, a tag or an alias`;
  const end = `${runs} runs ${dryRun ? 'would go' : 'went'}, ${kilobytes(bytes)}; ${kept} stay${because}`;
  return `${[...lines, end].join('\n')}\n`;
}

function fileOf({ operands: [file = ''], session }: Pick<Invocation<never>, 'operands' | 'session'>): string {
  return path.resolve(session.folder, file);
}

function progressOn({ printer }: Pick<Invocation<never>, 'printer'>): (message: string) => void {
  return (message) => printer.err.status(message);
}

function kilobytes(bytes: number): string {
  return `${Math.ceil(bytes / 1000)} kB`;
}

/** Commands that look after the store. */
export const storeCareCommands: readonly CommandFactory[] = [
  commandGroup({
    name: 'store',
    summary: 'Look after the store, or move it',
    examples: ['galley store backup ../triage.galley.gz', 'galley store copy --to postgres://db.example.com/galley'],
    commands: [backup, compact, ...serverCommands, prune, restore],
  }),
];
