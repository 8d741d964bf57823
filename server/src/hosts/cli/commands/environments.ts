import { Option } from 'commander';
import { fail, fault, ok } from '../../../base';
import type { WireDeployment } from '../../../protocol';
import { type Answer, command, integerOption, listOption } from '../command';
import { exitCodes } from '../faults';
import { deploymentText, environmentsText, historyText } from '../output/deployments';

interface MoveOptions {
  readonly reason?: string;
  readonly dryRun?: boolean;
}

interface DeployOptions extends MoveOptions {
  readonly override?: string[];
  readonly revision?: number;
}

const moveOptions = [
  new Option('--reason <text>', 'why, for the history'),
  new Option('--dry-run', 'run the gates and show the plan; change nothing'),
];

function deploymentAnswer(deployment: WireDeployment): Answer {
  const refused = deployment.gates.some((gate) => gate.outcome === 'failed');
  const unpublished = deployment.published === 'failed';
  return {
    json: deployment,
    text: (style) => deploymentText(deployment, style),
    exitCode: refused || unpublished ? exitCodes.failed : exitCodes.ok,
  };
}

const deploy = command<DeployOptions>({
  name: 'deploy',
  operands: [['<words...>', 'prompts or versions, such as acknowledge or triage@1.4.0, and last the environment']],
  usage: '<selector...> <environment>',
  summary: 'Deploy versions to an environment',
  details:
    'A name without @ means its newest version, and is refused when the draft differs from that. The gates of the environment are run first; a refusal changes nothing.',
  examples: [
    'galley deploy acknowledge development',
    'galley deploy triage@1.4.0 reply@#7 production --reason "New queue"',
    'galley deploy triage production --override tests --reason "The provider is down"',
  ],
  options: [
    ...moveOptions,
    listOption('--override <gate>', 'go on although this gate fails, with a reason; repeatable, for those who may'),
    integerOption('--revision <number>', 'fail unless the environment is at this revision', 0),
  ],
  run: async ({ operands, options, session, signal, printer }) => {
    const selectors = operands.slice(0, -1);
    const environment = operands.at(-1) ?? '';
    if (selectors.length === 0) {
      const help = `For example: galley deploy ${environment} development. galley env names the environments.`;
      return fail(fault('invalid-input', 'galley deploy needs a prompt and, last, the environment.', { help }));
    }
    const onProgress = (message: string): void => printer.err.status(message);
    const made = await session.call('deploy', { selectors, environment, ...options }, { signal, onProgress });
    return made.ok ? ok(deploymentAnswer(made.value)) : made;
  },
});

const rollback = command<MoveOptions>({
  name: 'rollback',
  operands: [
    ['<environment>', 'the environment'],
    ['[prompts...]', 'the prompts; all of the last deployment when absent'],
  ],
  summary: 'Deploy again what an environment held before',
  examples: ['galley rollback development', 'galley rollback production triage --reason "Wrong queue"'],
  options: moveOptions,
  run: async ({ operands: [environment = '', ...prompts], options, session, signal, printer }) => {
    const input = { environment, ...(prompts.length === 0 ? {} : { prompts }), ...options };
    const onProgress = (message: string): void => printer.err.status(message);
    const made = await session.call('rollback', input, { signal, onProgress });
    return made.ok ? ok(deploymentAnswer(made.value)) : made;
  },
});

const publish = command({
  name: 'publish',
  operands: [['<environment>', 'the environment']],
  summary: 'Write the target of an environment again',
  details: 'For a target that could not be written when it was deployed, or that was lost.',
  examples: ['galley publish production'],
  run: async ({ operands: [environment = ''], session, signal }) => {
    const made = await session.call('publish', { environment }, { signal });
    if (!made.ok) return made;
    const { target, revision } = made.value;
    return ok({
      json: made.value,
      text: (style) => `${style.bold(environment)} revision ${revision} published to ${target}\n`,
    });
  },
});

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

const env = command({
  name: 'env',
  summary: 'List the environments and what they hold',
  examples: ['galley env', 'galley env history production'],
  commands: [history],
  run: async ({ session, signal }) => {
    const found = await session.call('env', {}, { signal });
    return found.ok ? ok({ json: found.value, text: (style) => environmentsText(found.value, style) }) : found;
  },
});

/** Commands about environments. */
export const environmentCommands = [deploy, rollback, publish, env];
