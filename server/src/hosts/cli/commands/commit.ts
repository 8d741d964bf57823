import { Option } from 'commander';
import { fail, fault, ok, type Result } from '../../../base';
import { type Answer, command, integerOption, type Invocation, listOption } from '../command';
import { commitText, dependentsText } from '../output/versions';

interface CommitOptions {
  readonly message: string;
  readonly bump?: 'major' | 'minor' | 'patch';
  readonly semver?: string;
  readonly reason?: string;
  readonly parent?: number;
  readonly merges?: readonly string[];
  readonly new?: boolean;
  readonly dependents?: boolean;
  readonly dryRun?: boolean;
}

/** Options that mean one version. */
const onePrompt = ['bump', 'semver', 'reason', 'parent', 'merges', 'new'];

/** `galley commit`, of one prompt or of all that partials have changed. */
export const commitCommand = command<CommitOptions>({
  name: 'commit',
  operands: [['[prompt]', 'the name of a prompt; with --dependents a partial, or nothing for all']],
  summary: 'Commit the draft of a prompt as a new version',
  details: 'The label follows from what callers notice: a change that breaks them is major.',
  examples: [
    'galley commit acknowledge -m "Shorter in the chat"',
    'galley commit triage -m "New queue" --bump minor',
    'galley commit house-style --dependents -m "Warmer"',
  ],
  options: [
    new Option('-m, --message <text>', 'what changed and why').makeOptionMandatory(),
    new Option('--bump <part>', 'another part of the label than the proposed one').choices(['major', 'minor', 'patch']),
    new Option('--semver <label>', 'an exact label, such as 2.0.0-beta.1').conflicts('bump'),
    new Option('--reason <text>', 'why the bump differs from the proposed one'),
    integerOption('--parent <number>', 'fail unless this is the newest version (0: there is none yet)', 0),
    listOption('--merges <version>', 'a branch or version that the draft takes in (repeatable)'),
    new Option('--new', 'start another history although it does what a prompt did whose file is gone'),
    new Option('--dependents', 'commit every prompt that has changed by its partials alone').conflicts(onePrompt),
    new Option('--dry-run', 'with --dependents: say what would be committed'),
  ],
  run: async (invocation) => {
    const { operands, options, session, signal } = invocation;
    if (options.dependents === true) return commitDependents(invocation);
    const { merges, new: anew, dependents: _, dryRun, ...rest } = options;
    const [prompt] = operands;
    if (prompt === undefined || dryRun === true) return fail(incomplete(prompt));
    const input = {
      ...{ prompt, ...rest },
      ...(merges === undefined ? {} : { merges: [...merges] }),
      ...(anew === undefined ? {} : { anew }),
    };
    const made = await session.call('commit', input, { signal });
    return made.ok ? ok({ json: made.value, text: (style) => commitText(made.value, style) }) : made;
  },
});

function incomplete(prompt: string | undefined): ReturnType<typeof fault> {
  const help = 'For example: galley commit acknowledge -m "Shorter in the chat"';
  if (prompt === undefined)
    return fault('invalid-input', 'commit needs the name of a prompt.', { key: 'prompt', help });
  return fault('invalid-input', '--dry-run goes with --dependents only.', { key: 'dry-run', help });
}

async function commitDependents(invocation: Invocation<CommitOptions>): Promise<Result<Answer>> {
  const { operands, options, session, signal, printer } = invocation;
  const input = {
    ...(operands.length === 0 ? {} : { of: [...operands] }),
    message: options.message,
    ...(options.dryRun === true ? { dryRun: true } : {}),
  };
  const onProgress = (message: string): void => printer.err.status(message);
  const made = await session.call('commit.dependents', input, { signal, onProgress });
  return made.ok ? ok({ json: made.value, text: (style) => dependentsText(made.value, style) }) : made;
}
