import { Option } from 'commander';
import { ok, type Result } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { type Answer, command } from '../command';
import { movedText } from '../output/prompts';
import { tagsText } from '../output/tags';
import { versionText } from '../output/versions';
import { placeInWorkspace } from '../workspace-files';

const promptOperand = ['<prompt>', 'the name of a prompt'] as const;
const taggedOperand = ['<selector>', 'the name of a prompt, or one of its versions'] as const;

function taggedAnswer(made: Result<OperationOutput<'tag'>>): Result<Answer> {
  if (!made.ok) return made;
  const { prompt, version, tags } = made.value;
  return ok({
    json: made.value,
    text: (style) => {
      const subject = version === undefined ? prompt : `${prompt} ${versionText(version)}`;
      return `${style.bold(subject)} ${tags.length === 0 ? 'has no tags' : tagsText(tags, style)}\n`;
    },
  });
}

const tag = command({
  name: 'tag',
  operands: [taggedOperand, ['<tags...>', 'each a key, or key=value']],
  summary: 'Tag a prompt or a version with keys and values',
  details: 'The key category says which group a prompt belongs to.',
  examples: ['galley tag acknowledge category=support reviewed', 'galley tag acknowledge@1.1.0 quality=gold'],
  run: async ({ operands: [selector = '', ...words], session, signal }) => {
    const tags = words.map((word) => {
      const equals = word.indexOf('=');
      return equals < 0 ? { key: word } : { key: word.slice(0, equals), value: word.slice(equals + 1) };
    });
    return taggedAnswer(await session.call('tag', { selector, tags }, { signal }));
  },
});

const untag = command({
  name: 'untag',
  operands: [taggedOperand, ['<keys...>', 'the keys of tags']],
  summary: 'Take tags from a prompt or a version',
  examples: ['galley untag acknowledge reviewed'],
  run: async ({ operands: [selector = '', ...keys], session, signal }) =>
    taggedAnswer(await session.call('untag', { selector, keys }, { signal })),
});

interface ArchiveOptions {
  readonly reason?: string;
  readonly force?: boolean;
}

const archive = command<ArchiveOptions>({
  name: 'archive',
  operands: [promptOperand],
  summary: 'Put a prompt out of use',
  details: 'It is not listed any more and gets no versions; its file and its history stay.',
  examples: ['galley archive acknowledge --reason "Replaced by reply"'],
  options: [
    new Option('--reason <text>', 'why'),
    new Option('--force', 'also while environments hold it; needs a reason'),
  ],
  run: async ({ operands: [prompt = ''], options, session, signal }) => {
    const made = await session.call('archive', { prompt, ...options }, { signal });
    if (!made.ok) return made;
    const { held } = made.value;
    const notes = held.length === 0 ? [] : [`It stays deployed to ${held.join(', ')}.`];
    return ok({ json: made.value, text: (style) => `${style.bold(made.value.prompt)} is archived\n`, notes });
  },
});

const unarchive = command<Pick<ArchiveOptions, 'reason'>>({
  name: 'unarchive',
  operands: [promptOperand],
  summary: 'Take a prompt into use again',
  examples: ['galley unarchive acknowledge'],
  options: [new Option('--reason <text>', 'why')],
  run: async ({ operands: [prompt = ''], options, session, signal }) => {
    const made = await session.call('unarchive', { prompt, ...options }, { signal });
    return made.ok
      ? ok({ json: made.value, text: (style) => `${style.bold(made.value.prompt)} is in use again\n` })
      : made;
  },
});

interface MoveOptions {
  readonly dryRun?: boolean;
}

const move = command<MoveOptions>({
  name: 'mv',
  operands: [promptOperand, ['<to>', 'its new name, or its new file']],
  summary: 'Give a prompt another name or file; its history goes along',
  details:
    'Cases, recorded answers and all that names it follow. If the file has moved already, only the history does.',
  examples: ['galley mv acknowledge support/acknowledge', 'galley mv acknowledge prompts/confirm.prompt'],
  options: [new Option('--dry-run', 'say what would change, and change nothing')],
  run: async ({ operands: [prompt = '', word = ''], options, session, signal }) => {
    const to = placeInWorkspace(word, session);
    if (!to.ok) return to;
    const made = await session.call('move', { prompt, to: to.value, ...options }, { signal });
    if (!made.ok) return made;
    const { held } = made.value;
    const notes =
      held.length === 0 ? [] : [`${held.join(', ')} publishes it under its old name until the next deployment.`];
    return ok({ json: made.value, text: (style) => movedText(made.value, options.dryRun === true, style), notes });
  },
});

/** Commands that keep the catalogue of prompts in order. */
export const catalogCommands = [move, tag, untag, archive, unarchive];
