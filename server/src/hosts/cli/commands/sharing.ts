import { Option } from 'commander';
import { ok } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { type CommandFactory, command } from '../command';
import { exitCodes } from '../faults';
import type { Style } from '../output/style';
import { table } from '../output/table';

const share = command({
  name: 'share',
  summary: 'Write what other clones do not know into a file for git',
  details:
    'Commit the file below .galley/facts with your work. Files never conflict; what clones pull is taken in by itself.',
  examples: ['galley share'],
  run: async ({ session, signal }) => {
    const shared = await session.call('share', {}, { signal });
    if (!shared.ok) return shared;
    const { file, facts } = shared.value;
    const text = file === undefined ? 'nothing to share\n' : `${facts} facts in ${file}\n`;
    return ok({ json: shared.value, text: () => text });
  },
});

const resolve = command<{ readonly reason?: string }>({
  name: 'resolve',
  operands: [['<name>', 'an environment, or prompt@alias']],
  summary: 'Keep what is in force in a fork of an environment or an alias',
  examples: ['galley forks resolve production --reason "Ada was first"'],
  options: [new Option('--reason <text>', 'why, for the history')],
  run: async ({ operands: [name = ''], options, session, signal }) => {
    const left = await session.call('forks.resolve', { name, ...options }, { signal });
    return left.ok ? ok({ json: left.value, text: (style) => forksText(left.value, style) }) : left;
  },
});

/** Takes no words itself but has a command below it. */
const forks: CommandFactory = command({
  name: 'forks',
  summary: 'Show what two clones did at the same time',
  details:
    'What was there first stays in force until a person decides; exit code 1 then. Labels that two versions have are told of, and need no decision.',
  examples: ['galley forks', 'galley forks resolve production'],
  commands: [resolve],
  run: async ({ session, signal }) => {
    const found = await session.call('forks', {}, { signal });
    if (!found.ok) return found;
    const isOpen = found.value.some(({ kind }) => kind !== 'label'); // nothing is left to do about a label
    return ok({
      json: found.value,
      text: (style) => forksText(found.value, style),
      exitCode: isOpen ? exitCodes.failed : exitCodes.ok,
    });
  },
});

function forksText(forks: OperationOutput<'forks'>, style: Style): string {
  if (forks.length === 0) return 'no forks\n';
  return forks
    .map(({ kind, prompt, name, stands, others, next }) => {
      const head = `${style.yellow('fork')}  ${kind} ${name}${prompt === undefined || kind === 'name' ? '' : ` of ${prompt}`}`;
      const lines = [`stands  ${stands ?? 'nothing'}`, ...others.map((other) => `other   ${other}`), `next    ${next}`];
      return `${[head, ...lines.map((line) => `  ${line}`)].join('\n')}\n`;
    })
    .join('');
}

const doctor = command<{ readonly repair?: boolean; readonly stats?: boolean }>({
  name: 'doctor',
  summary: 'Check the store, and repair it',
  details:
    'Compares the database with the journal and looks at files, warnings and what is not applied. Findings end with exit code 1. A repair deletes nothing: damaged files are set aside.',
  examples: ['galley doctor', 'galley doctor --repair', 'galley doctor --stats'],
  options: [
    new Option('--repair', 'mend what can be mended'),
    new Option('--stats', 'say what takes how much of the store'),
  ],
  run: async ({ options, session, signal }) => {
    const found = await session.call('doctor', options, { signal });
    if (!found.ok) return found;
    const exitCode = found.value.findings.length === 0 ? exitCodes.ok : exitCodes.failed;
    return ok({ json: found.value, text: (style) => doctorText(found.value, style), exitCode });
  },
});

function doctorText({ findings, repaired, facts, stats }: OperationOutput<'doctor'>, style: Style): string {
  const mended = repaired.map(({ why }) => `${style.green('repaired')}  ${why}\n`);
  const wrong = findings.map(
    ({ what, why, next }) => `${style.red('finding')}  ${what}\n  why   ${why}\n  next  ${next}\n`,
  );
  const end = findings.length === 0 ? `the store is sound: ${facts} facts\n` : '';
  return [...mended, ...wrong, end, stats === undefined ? '' : statsText(stats, style)].join('');
}

function statsText(
  { kinds, tables, largest, files }: NonNullable<OperationOutput<'doctor'>['stats']>,
  style: Style,
): string {
  const kilobytes = (bytes: number): string => `${Math.ceil(bytes / 1000)} kB`;
  const title = (text: string): string => style.bold(text);
  const parts = [
    table(
      ['kind', 'facts', 'size'],
      kinds.map((one) => [one.kind, `${one.facts}`, kilobytes(one.bytes)]),
      title,
    ),
    table(
      ['table', 'rows', 'size'],
      tables.map((one) => [one.name, `${one.rows}`, kilobytes(one.bytes)]),
      title,
    ),
    table(
      ['largest', 'version', 'size'],
      largest.map((one) => [one.prompt, `#${one.number} ${one.semver}`, kilobytes(one.bytes)]),
      title,
    ),
  ];
  if (files !== undefined) {
    const { generations, logBytes, checkpointed = 'never' } = files;
    parts.push(`journal: ${generations} files, ${kilobytes(logBytes)}; database last written: ${checkpointed}\n`);
  }
  return `\n${parts.join('\n')}`;
}

/** Commands about what clones share, and about the health of the store. */
export const sharingCommands: readonly CommandFactory[] = [share, forks, doctor];
