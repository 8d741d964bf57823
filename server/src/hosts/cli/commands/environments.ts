import { Option } from 'commander';
import { ok, type Result } from '../../../base';
import type { OperationOutput } from '../../../protocol';
import { type Answer, command, type Invocation, integerOption } from '../command';
import { exitCodes } from '../faults';
import { driftText, environmentDiffText, environmentsText, historyText, stateText } from '../output/environments';

interface HistoryOptions {
  readonly limit?: number;
}

const history = command<HistoryOptions>({
  name: 'history',
  operands: [['<environment>', 'the environment']],
  summary: 'List the deployments of an environment, newest first',
  examples: ['galley env history production --limit 5'],
  options: [integerOption('-n, --limit <number>', 'at most so many')],
  run: async ({ operands: [environment = ''], options, session, signal }) => {
    const found = await session.call('env.history', { environment, ...options }, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => historyText(found.value, style) }) : found;
  },
});

const show = command({
  name: 'show',
  operands: [['<environment>', 'the environment, or a revision of it such as production@12']],
  summary: 'Show what an environment holds, or held at a revision',
  examples: ['galley env show production', 'galley env show production@12'],
  run: async ({ operands: [environment = ''], session, signal }) => {
    const found = await session.call('env.show', { environment }, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => stateText(found.value, style) }) : found;
  },
});

const diff = command({
  name: 'diff',
  operands: [
    ['<from>', 'an environment, or a revision of it such as production@12'],
    ['<to>', 'another one'],
  ],
  summary: 'Compare what two environments hold, now or at their revisions',
  details: 'galley diff <prompt>@<environment> <prompt>@<environment> shows the texts.',
  examples: ['galley env diff production staging', 'galley env diff production@11 production'],
  run: async ({ operands: [from = '', to = ''], session, signal }) => {
    const found = await session.call('env.diff', { from, to }, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => environmentDiffText(found.value, style) }) : found;
  },
});

const drift = command({
  name: 'drift',
  operands: [['[environment]', 'the environment; all when absent']],
  summary: 'Compare the targets of environments with what the environments hold',
  details: 'Exit code 1 when one differs. galley publish writes it again.',
  examples: ['galley env drift', 'galley env drift production'],
  run: async ({ operands: [environment], session, signal }) => {
    const found = await session.call('env.drift', environment === undefined ? {} : { environment }, { signal });
    if (!found.ok) return found;
    const exitCode = found.value.some((one) => one.drift !== undefined) ? exitCodes.failed : exitCodes.ok;
    return ok({ json: found.value, text: (style) => driftText(found.value, style), exitCode });
  },
});

interface FreezeOptions {
  readonly reason?: string;
}

type Environment = OperationOutput<'env'>[number];

async function frozen(
  operation: 'freeze' | 'unfreeze',
  { operands: [environment = ''], options: { reason = '' }, session, signal }: Invocation<FreezeOptions>,
  words: (environment: Environment) => string,
): Promise<Result<Answer>> {
  const made = await session.call(operation, { environment, reason }, { signal });
  return made.ok ? ok({ json: made.value, text: () => `${words(made.value)}\n` }) : made;
}

const freeze = command<FreezeOptions>({
  name: 'freeze',
  operands: [['<environment>', 'the environment']],
  summary: 'Let nothing be moved in an environment for the time being',
  details: 'Deployments, promotions and rollbacks are refused with the reason until galley env unfreeze.',
  examples: ['galley env freeze production --reason "Holidays until 2 January"'],
  options: [new Option('--reason <text>', 'why; it is shown to everybody who is refused').makeOptionMandatory()],
  run: (invocation) => frozen('freeze', invocation, ({ name }) => `${name} is frozen`),
});

const unfreeze = command<FreezeOptions>({
  name: 'unfreeze',
  operands: [['<environment>', 'the environment']],
  summary: 'End the freeze of an environment',
  examples: ['galley env unfreeze production --reason "The holidays are over"'],
  options: [new Option('--reason <text>', 'why').makeOptionMandatory()],
  run: (invocation) => frozen('unfreeze', invocation, ({ name }) => `${name} can be moved again`),
});

const env = command({
  name: 'env',
  summary: 'List the environments and what they hold',
  examples: ['galley env', 'galley env diff production staging', 'galley env history production'],
  commands: [show, history, diff, drift, freeze, unfreeze],
  run: async ({ session, signal }) => {
    const found = await session.call('env', {}, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => environmentsText(found.value, style) }) : found;
  },
});

/** Commands that show environments and freeze them. */
export const environmentCommands = [env];
