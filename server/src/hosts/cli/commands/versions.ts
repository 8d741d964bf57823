import { Option } from 'commander';
import { ok } from '../../../base';
import { command, commandGroup, integerOption } from '../command';
import { logText, showText, versionText } from '../output/versions';
import { commitCommand } from './commit';
import { diffCommand } from './diff';
import { selectorHelp } from './operands';

interface LogOptions {
  readonly branch?: string;
  readonly limit?: number;
  readonly all?: boolean;
}

const log = command<LogOptions>({
  name: 'log',
  operands: [['<prompt>', 'the name of a prompt']],
  summary: 'List the versions of a prompt, newest first',
  examples: ['galley log acknowledge', 'galley log acknowledge --limit 5'],
  options: [
    new Option('--branch <name>', 'of this branch only'),
    integerOption('-n, --limit <number>', 'at most so many'),
    new Option('-a, --all', 'also versions that were squashed into another'),
  ],
  run: async ({ operands: [prompt = ''], options, session, signal }) => {
    const found = await session.call('log', { prompt, ...options }, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => logText(found.value, style) }) : found;
  },
});

interface ShowOptions {
  readonly source?: boolean;
}

const show = command<ShowOptions>({
  name: 'show',
  operands: [['<selector>', selectorHelp]],
  summary: 'Show a draft or a version',
  examples: ['galley show acknowledge@latest', 'galley show acknowledge@#1 --source > old.prompt'],
  options: [new Option('--source', 'print the file alone, byte for byte')],
  run: async ({ operands: [selector = ''], options, session, signal }) => {
    const shown = await session.call('show', { selector }, { signal });
    if (!shown.ok) return shown;
    const { value } = shown;
    return ok({ json: value, text: (style) => (options.source === true ? value.source : showText(value, style)) });
  },
});

interface AliasOptions {
  readonly expected?: number;
  readonly reason?: string;
}

const alias = command<AliasOptions>({
  name: 'alias',
  operands: [
    ['<alias>', 'the name to give, such as champion'],
    ['<selector>', selectorHelp],
  ],
  summary: 'Point an alias at a version',
  examples: ['galley alias champion acknowledge@1.1.0', 'galley alias champion acknowledge@latest --expected 3'],
  options: [
    integerOption('--expected <number>', 'fail unless it points at this version now'),
    new Option('--reason <text>', 'why it moves'),
  ],
  run: async ({ operands: [name = '', selector = ''], options, session, signal }) => {
    const moved = await session.call('alias', { alias: name, selector, ...options }, { signal });
    if (!moved.ok) return moved;
    const { prompt, from, to } = moved.value;
    const before = from === undefined ? '' : `, before ${versionText(from)}`;
    return ok({
      json: moved.value,
      text: (style) => `${style.bold(`${prompt}@${name}`)} is ${versionText(to)}${before}\n`,
    });
  },
});

interface DeleteOptions {
  readonly reason?: string;
}

const remove = command<DeleteOptions>({
  name: 'delete',
  operands: [['<selector>', 'a version, such as acknowledge@#3']],
  summary: 'Delete a version that nothing points to',
  details: 'Its number and label stay taken, and the log says who deleted it and why.',
  examples: ['galley version delete acknowledge@#3 --reason "Held a name"'],
  options: [new Option('--reason <text>', 'why; it has to be said')],
  run: async ({ operands: [selector = ''], options: { reason = '' }, session, signal }) => {
    const gone = await session.call('version.delete', { selector, reason }, { signal });
    if (!gone.ok) return gone;
    const { prompt, version, purged } = gone.value;
    const kept = 'Its text was shared before: it stays in the files of .galley/facts and in the history of git.';
    return ok({
      json: gone.value,
      text: (style) => `${style.bold(prompt)} ${versionText(version)} is deleted\n`,
      notes: purged ? [] : [kept],
    });
  },
});

/** Commands about versions. */
export const versionCommands = [
  commitCommand,
  log,
  show,
  diffCommand,
  alias,
  commandGroup({
    name: 'version',
    summary: 'Delete versions',
    examples: ['galley version delete acknowledge@#3 --reason "Held a name"'],
    commands: [remove],
  }),
];
