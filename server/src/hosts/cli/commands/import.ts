import { Option } from 'commander';
import { ok } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { command, commandGroup, integerOption } from '../command';
import { exitCodes } from '../faults';
import type { Style } from '../output/style';
import { aligned } from '../output/table';
import { count, shortTime } from '../output/words';

interface ImportOptions {
  readonly limit?: number;
  readonly dryRun?: boolean;
}

const git = command<ImportOptions>({
  name: 'git',
  operands: [['[prompts...]', 'names or files of prompts; all when absent']],
  summary: 'Make versions of the commits of git that changed prompts',
  details: 'Author, date and message are those of the commits. Done again, it adds only what is new.',
  examples: ['galley import git triage --dry-run', 'galley import git'],
  options: [
    integerOption('-n, --limit <number>', 'only so many of the newest commits of each prompt; else 1000'),
    new Option('--dry-run', 'say what would be imported, and import nothing'),
  ],
  run: async ({ operands, options, session, signal, printer }) => {
    const input = { ...(operands.length === 0 ? {} : { prompts: [...operands] }), ...options };
    const onProgress = (message: string): void => printer.err.status(message);
    const imported = await session.call('import.git', input, { signal, onProgress });
    if (!imported.ok) return imported;
    const { value } = imported;
    return ok({
      json: value,
      text: (style) => importedText(value, options.dryRun === true, style),
      exitCode: value.refused.length > 0 && value.prompts.length === 0 ? exitCodes.failed : exitCodes.ok,
    });
  },
});

function importedText({ prompts, refused }: OperationOutput<'import.git'>, isPlan: boolean, style: Style): string {
  const blocks = prompts.map(({ prompt, versions, known, unchanged, unreadable, limited }) => {
    const notes = [
      ...(known === 0 ? [] : [`${known} known`]),
      ...(unchanged === 0 ? [] : [`${unchanged} unchanged`]),
      ...(unreadable.length === 0 ? [] : [`${unreadable.length} unreadable`]),
      ...(limited ? ['older ones left out by the limit'] : []),
    ];
    const made = `${count(versions.length, 'version')}${isPlan ? ' (dry run)' : ''}`;
    const rows = versions.map(({ semver, commit, author, time, message }) => [
      ...['', style.green(semver), style.dim(commit.slice(0, 12)), time === undefined ? '' : shortTime(time)],
      ...[author.name, message.split('\n')[0] ?? ''],
    ]);
    const broken = unreadable.map(
      ({ commit, reason }) => `  ${style.yellow('left')} ${commit.slice(0, 12)}: ${reason}\n`,
    );
    return `${style.bold(prompt)} ${[made, ...notes].join(', ')}\n${aligned(rows)}${broken.join('')}`;
  });
  const left = refused.map(({ prompt, reason }) => `${style.yellow('left')} ${prompt}: ${reason}\n`);
  return [...blocks, ...left].join('') || 'there is no prompt to import\n';
}

/** Commands that take in what is kept elsewhere. */
export const importCommands = [
  commandGroup({
    name: 'import',
    summary: 'Take in what is kept elsewhere',
    examples: ['galley import git triage'],
    commands: [git],
  }),
];
