import type { OperationOutput, VersionRef, WireDeployment, WireEnvironment, WireGateResult } from '../../../protocol';
import type { Style } from './style';
import { aligned } from './table';
import { indented, shortTime } from './words';
import { versionText } from './versions';

/** What a deployment or rollback did, or would do, with the evidence of every gate. */
export function deploymentText(deployment: WireDeployment, style: Style): string {
  const { environment, revision, kind, changes, gates } = deployment;
  const planned = deployment.deployment === undefined;
  const verb = kind === 'deploy' ? ['deployed to', 'would deploy to'] : ['rolled back', 'would roll back'];
  const head = `${verb[planned ? 1 : 0]} ${style.bold(environment)}, revision ${revision}${planned ? '; nothing was changed' : ''}\n`;
  const moves = aligned(changes.map(({ prompt, from, to }) => ['', prompt, labelOf(from), '→', labelOf(to)]));
  return head + moves + gatesText(gates, style) + publishedText(deployment, style);
}

function labelOf(version: VersionRef | undefined): string {
  return version === undefined ? 'none' : versionText(version);
}

/** One line for each gate and prompt. */
export function gatesText(gates: readonly WireGateResult[], style: Style): string {
  if (gates.length === 0) return '';
  const symbols = {
    passed: style.green('✓'),
    failed: style.red('✗'),
    skipped: style.dim('-'),
    overridden: style.yellow('!'),
  };
  const rows = gates.map((result) => ['', symbols[result.outcome], result.gate, result.prompt, gateSummary(result)]);
  return `Gates\n${aligned(rows)}`;
}

function gateSummary({ summary, override }: WireGateResult): string {
  return override === undefined ? summary : `overridden by ${override.author.name}: ${override.reason} (${summary})`;
}

function publishedText({ published, target, publishError, environment }: WireDeployment, style: Style): string {
  if (published === 'failed') {
    const why = publishError === undefined ? '' : `: ${publishError}`;
    return `${style.red('not published')}${why}\n  next  galley publish ${environment}\n`;
  }
  return published === 'done' && target !== undefined ? `published to ${target}\n` : '';
}

/** Environments with what they hold. */
export function environmentsText(environments: readonly WireEnvironment[], style: Style): string {
  return environments.map((environment) => environmentText(environment, style)).join('\n');
}

function environmentText(environment: WireEnvironment, style: Style): string {
  const { name, revision, gates, target, prompts, publishError } = environment;
  const facts = [
    revision === 0 ? 'never deployed' : `revision ${revision}`,
    ...(environment.protected ? ['protected'] : []),
    gates.length === 0 ? 'no gates' : `gates: ${gates.join(', ')}`,
    ...(target === undefined ? [] : [`target: ${target}`]),
  ];
  const rows = Object.entries(prompts).map(([prompt, held]) => [
    '',
    prompt,
    versionText(held),
    held.author.name,
    shortTime(held.time),
  ]);
  const trouble = publishError === undefined ? '' : `  ${style.red('not published')}: ${publishError}\n`;
  return `${style.bold(name)}  ${style.dim(facts.join('; '))}\n${aligned(rows)}${trouble}`;
}

/** The deployments of an environment, the newest first. */
export function historyText(deployments: OperationOutput<'env.history'>, style: Style): string {
  if (deployments.length === 0) return 'no deployments yet\n';
  const blocks = deployments.map((entry) => {
    const head = [`revision ${entry.revision}`, entry.kind, shortTime(entry.time), entry.author.name, entry.reason];
    const moves = entry.changes.map(({ prompt, from, to }) => `${prompt} ${labelOf(from)} → ${labelOf(to)}`);
    const overridden = entry.gates
      .filter(({ override }) => override !== undefined)
      .map((result) => `${style.yellow('!')} ${result.gate} of ${result.prompt} ${gateSummary(result)}`);
    return `${style.bold(head[0] ?? '')}  ${head
      .slice(1)
      .filter((text) => text !== '')
      .join('  ')}\n${indented([...moves, ...overridden].join('\n'), 2)}\n`;
  });
  return blocks.join('');
}
