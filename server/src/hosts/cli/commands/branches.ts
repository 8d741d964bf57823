import { Option } from 'commander';
import { ok, type Result } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { type Answer, command, commandGroup } from '../command';
import { exitCodes } from '../faults';
import { branchesText, draftText, mergeText, squashText } from '../output/branches';
import { versionText } from '../output/versions';

const promptOperand = ['<prompt>', 'the name of a prompt'] as const;
const branchOperand = ['<branch>', 'the name of a branch'] as const;
const versionOperand = ['<selector>', 'a version, such as acknowledge@#3'] as const;

interface DiscardOptions {
  readonly discard?: boolean;
}

const discardOption = new Option('--discard', 'give up changes of the draft that are in no version');

const list = command({
  name: 'list',
  operands: [promptOperand],
  summary: 'List the branches of a prompt',
  examples: ['galley branch list acknowledge'],
  run: async ({ operands: [prompt = ''], session, signal }) => {
    const found = await session.call('branch.list', { prompt }, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => branchesText(found.value, style) }) : found;
  },
});

interface CreateOptions {
  readonly from?: string;
}

const create = command<CreateOptions>({
  name: 'create',
  operands: [promptOperand, branchOperand],
  summary: 'Start a branch of a prompt',
  details: 'The draft stays on its branch until you switch.',
  examples: ['galley branch create acknowledge shorter', 'galley branch create acknowledge fix --from production'],
  options: [new Option('--from <version>', 'the version it starts from (the head of the current branch)')],
  run: async ({ operands: [prompt = '', branch = ''], options, session, signal }) => {
    const made = await session.call('branch.create', { prompt, branch, ...options }, { signal });
    if (!made.ok) return made;
    const from = versionText(made.value.from);
    return ok({ json: made.value, text: (style) => `${style.bold(branch)} of ${prompt} starts from ${from}\n` });
  },
});

interface SwitchOptions extends DiscardOptions {
  readonly keep?: boolean;
}

const switchTo = command<SwitchOptions>({
  name: 'switch',
  operands: [promptOperand, branchOperand],
  summary: 'Work on a branch: its head becomes the draft',
  examples: ['galley branch switch acknowledge shorter', 'galley branch switch acknowledge main --discard'],
  options: [discardOption, new Option('--keep', 'leave the draft as it is: its changes go along').conflicts('discard')],
  run: async ({ operands: [prompt = '', branch = ''], options, session, signal }) => {
    const made = await session.call('branch.switch', { prompt, branch, ...options }, { signal });
    if (!made.ok) return made;
    const { head, draft } = made.value;
    const text = `${prompt} is on ${branch}, ${versionText(head)}\n${draftText(draft)}\n`;
    return ok({ json: made.value, text: () => text });
  },
});

interface DeleteOptions {
  readonly force?: boolean;
}

const remove = command<DeleteOptions>({
  name: 'delete',
  operands: [promptOperand, branchOperand],
  summary: 'Take a branch out of the lists; its versions stay',
  examples: ['galley branch delete acknowledge shorter'],
  options: [new Option('--force', 'also when it holds versions that main does not have')],
  run: async ({ operands: [prompt = '', branch = ''], options, session, signal }) => {
    const gone = await session.call('branch.delete', { prompt, branch, ...options }, { signal });
    if (!gone.ok) return gone;
    return ok({
      json: gone.value,
      text: () => `${branch} of ${prompt} is gone; it was at ${versionText(gone.value.head)}\n`,
    });
  },
});

interface MergeOptions {
  readonly message?: string;
  readonly bump?: 'major' | 'minor' | 'patch';
  readonly reason?: string;
  readonly draft?: boolean;
}

const mergeOptions = [
  new Option('-m, --message <text>', 'another message than the usual one'),
  new Option('--bump <part>', 'another part of the label than the proposed one').choices(['major', 'minor', 'patch']),
  new Option('--reason <text>', 'why the bump differs from the proposed one'),
  new Option('--draft', 'with conflicts: write the text with marks into the draft'),
];

function mergeAnswer(made: Result<OperationOutput<'merge'>>, unfinished: string): Result<Answer> {
  if (!made.ok) return made;
  const isOpen = made.value.version === undefined;
  return ok({
    json: made.value,
    text: (style) => mergeText(made.value, style),
    ...(isOpen ? { exitCode: exitCodes.failed, notes: [unfinished] } : {}),
  });
}

const merge = command<MergeOptions>({
  name: 'merge',
  operands: [promptOperand, ['<source>', 'a branch, or a version such as #3 or 1.2.0']],
  summary: 'Merge a branch or version into the current branch',
  details: 'Headers are merged by key, bodies by line and word. With conflicts nothing is committed.',
  examples: ['galley merge acknowledge shorter', 'galley merge acknowledge shorter --draft'],
  options: mergeOptions,
  run: async ({ operands: [prompt = '', source = ''], options, session, signal }) => {
    const made = await session.call('merge', { prompt, source, ...options }, { signal });
    return mergeAnswer(
      made,
      options.draft === true
        ? `Decide each place, then: galley commit ${prompt} -m "..." --merges ${source}`
        : 'Write them into the draft with --draft.',
    );
  },
});

function change(name: 'cherry-pick' | 'revert', summary: string): ReturnType<typeof command> {
  return command<MergeOptions>({
    name,
    operands: [versionOperand],
    summary,
    examples: [`galley ${name} acknowledge@#3`],
    options: mergeOptions,
    run: async ({ operands: [selector = ''], options, session, signal }) => {
      const made = await session.call(name, { selector, ...options }, { signal });
      const unfinished =
        options.draft === true ? 'Decide each place, then commit.' : 'Write them into the draft with --draft.';
      return mergeAnswer(made, unfinished);
    },
  });
}

const restore = command<DiscardOptions>({
  name: 'restore',
  operands: [versionOperand],
  summary: 'Write a version into the draft',
  examples: ['galley restore acknowledge@#1', 'galley restore acknowledge@production --discard'],
  options: [discardOption],
  run: async ({ operands: [selector = ''], options, session, signal }) => {
    const made = await session.call('restore', { selector, ...options }, { signal });
    if (!made.ok) return made;
    const { prompt, version, draft } = made.value;
    return ok({ json: made.value, text: () => `${prompt} is as in ${versionText(version)}\n${draftText(draft)}\n` });
  },
});

interface SquashOptions {
  readonly message?: string;
  readonly since?: string;
  readonly dryRun?: boolean;
}

const squash = command<SquashOptions>({
  name: 'squash',
  operands: [promptOperand, ['[branch]', 'the name of a branch (the current one)']],
  summary: 'Make one version of the versions of a branch since its base',
  details: 'The earlier ones stay, under their numbers; galley log --all lists them.',
  examples: [
    'galley squash acknowledge shorter -m "Shorter"',
    'galley squash acknowledge main --since 1.0.0 -m "Tone"',
  ],
  options: [
    new Option('-m, --message <text>', 'what they do together').makeOptionMandatory(),
    new Option('--since <version>', 'the version before them (the base of the branch)'),
    new Option('--dry-run', 'say what would become one, and change nothing'),
  ],
  run: async ({ operands: [prompt = '', branch], options: { message = '', ...options }, session, signal }) => {
    const input = { prompt, message, ...options, ...(branch === undefined ? {} : { branch }) };
    const made = await session.call('squash', input, { signal });
    return made.ok ? ok({ json: made.value, text: (style) => squashText(made.value, style) }) : made;
  },
});

/** Commands about lines of versions. */
export const branchCommands = [
  commandGroup({
    name: 'branch',
    summary: 'Start, switch, list and delete branches of a prompt',
    examples: ['galley branch create acknowledge shorter'],
    commands: [list, create, switchTo, remove],
  }),
  merge,
  change('cherry-pick', 'Commit what one version changed to the current branch'),
  change('revert', 'Commit the opposite of what one version changed'),
  restore,
  squash,
];
