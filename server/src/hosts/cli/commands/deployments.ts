import { Option } from 'commander';
import { fail, fault, ok } from '../../../base';
import type { WireDeployment } from '../../../protocol';
import { type Answer, command, integerOption, listOption } from '../command';
import { exitCodes } from '../faults';
import { deploymentText } from '../output/deployments';

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

const gatedOptions = [
  ...moveOptions,
  listOption('--override <gate>', 'go on although this gate fails, with a reason; repeatable, for those who may'),
  integerOption('--revision <number>', 'fail unless the environment is at this revision', 0),
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
  options: gatedOptions,
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

interface PromoteOptions extends DeployOptions {
  readonly remove?: boolean;
}

const promote = command<PromoteOptions>({
  name: 'promote',
  operands: [
    ['<from>', 'the environment whose versions are taken over, or a revision of it such as staging@12'],
    ['<to>', 'the environment that is moved'],
    ['[prompts...]', 'the prompts; all that differ when absent'],
  ],
  summary: 'Bring into an environment what another one holds',
  details:
    'All of it is one deployment: the gates of the environment are run for each prompt, and a refusal changes nothing. What only the other environment lacks stays, unless with --remove.',
  examples: [
    'galley promote staging production --dry-run',
    'galley promote staging production triage reply --reason "Release 12"',
    'galley promote staging@12 production --remove',
  ],
  options: [...gatedOptions, new Option('--remove', 'also take out the prompts that the other one does not hold')],
  run: async ({ operands: [from = '', to = '', ...prompts], options, session, signal, printer }) => {
    const { remove, ...rest } = options;
    const input = {
      ...{ from, to, ...rest },
      ...(prompts.length === 0 ? {} : { prompts }),
      ...(remove === undefined ? {} : { removals: remove }),
    };
    const onProgress = (message: string): void => printer.err.status(message);
    const made = await session.call('promote', input, { signal, onProgress });
    return made.ok ? ok(deploymentAnswer(made.value)) : made;
  },
});

interface RollbackOptions extends MoveOptions {
  readonly to?: number;
}

const rollback = command<RollbackOptions>({
  name: 'rollback',
  operands: [
    ['<environment>', 'the environment'],
    ['[prompts...]', 'the prompts; all of the last deployment when absent'],
  ],
  summary: 'Deploy again what an environment held before',
  details: 'One step back for each prompt, or with --to all the way to a revision.',
  examples: [
    'galley rollback development',
    'galley rollback production triage --reason "Wrong queue"',
    'galley rollback production --to 12',
  ],
  options: [...moveOptions, integerOption('--to <revision>', 'the revision to go back to')],
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

/** Commands that move environments and write their targets. */
export const deploymentCommands = [deploy, promote, rollback, publish];
