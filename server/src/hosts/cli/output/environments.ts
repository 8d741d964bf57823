import type { OperationOutput, WireEnvironment, WirePastDeployment } from '../../../protocol';
import { gateSummary, labelOf, sourceText } from './deployments';
import type { Style } from './style';
import { aligned } from './table';
import { indented, shortTime } from './words';
import { versionText } from './versions';

/** Environments with what they hold. */
export function environmentsText(environments: readonly WireEnvironment[], style: Style): string {
  return environments.map((environment) => environmentText(environment, style)).join('\n');
}

function environmentText(environment: WireEnvironment, style: Style): string {
  const { name, revision, gates, target, prompts } = environment;
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
  return `${style.bold(name)}  ${style.dim(facts.join('; '))}\n${aligned(rows)}${troubleText(environment, style)}`;
}

function troubleText({ name, frozen, publishError, drift }: WireEnvironment, style: Style): string {
  const why = frozen === undefined ? [] : [`${shortTime(frozen.time)}  ${frozen.author.name}  ${frozen.reason}`];
  return [
    ...why.map((text) => `  ${style.yellow('frozen')}  ${text}\n`),
    ...(publishError === undefined ? [] : [`  ${style.red('not published')}: ${publishError}\n`]),
    ...(drift === undefined || publishError !== undefined ? [] : [`  ${style.red('drift')}  ${drift.message}\n`]),
    ...(publishError === undefined && drift === undefined ? [] : [`  next  galley publish ${name}\n`]),
  ].join('');
}

/** What an environment holds or held, and the deployment that brought it there. */
export function stateText(state: OperationOutput<'env.show'>, style: Style): string {
  const { deployment } = state;
  return environmentText(state, style) + (deployment === undefined ? '' : `\n${entryText(deployment, style)}`);
}

/** What two environments hold, where that differs. */
export function environmentDiffText({ from, to, prompts }: OperationOutput<'env.diff'>, style: Style): string {
  const [left, right] = [from, to].map(({ environment, revision }) => `${environment}@${revision}`);
  if (prompts.length === 0) return `${left} and ${right} hold the same\n`;
  const head = ['', '', left ?? '', '', right ?? ''].map((text) => style.bold(text));
  const rows = prompts.map((one) => ['', one.prompt, labelOf(one.from), '→', labelOf(one.to), weightOf(one, style)]);
  const changes = prompts.flatMap((one) => one.interface.map((change) => ({ ...change, prompt: one.prompt })));
  const notices = changes.map(({ prompt, breaking, description }) => [
    '',
    breaking ? style.red('breaking') : style.green('compatible'),
    prompt,
    description,
  ]);
  return aligned([head, ...rows]) + (notices.length === 0 ? '' : `Interface\n${aligned(notices)}`);
}

function weightOf({ breaking }: OperationOutput<'env.diff'>['prompts'][number], style: Style): string {
  return breaking ? style.red('breaks callers') : '';
}

/** Each target, and whether it is as it was written. */
export function driftText(found: OperationOutput<'env.drift'>, style: Style): string {
  if (found.length === 0) return 'no environment has published to a target\n';
  return found
    .map(({ environment, revision, target, drift }) => {
      const name = style.bold(environment);
      if (drift === undefined) return `${style.green('same')}  ${name} revision ${revision}  ${target}\n`;
      return `${style.red('drift')}  ${name} revision ${revision}  ${drift.message}\n  next  galley publish ${environment}\n`;
    })
    .join('');
}

/** The deployments of an environment, the newest first. */
export function historyText(deployments: OperationOutput<'env.history'>, style: Style): string {
  if (deployments.length === 0) return 'no deployments yet\n';
  return deployments.map((entry) => entryText(entry, style)).join('');
}

function entryText(entry: WirePastDeployment, style: Style): string {
  const head = [`${entry.kind}${sourceText(entry)}`, shortTime(entry.time), entry.author.name, entry.reason].filter(
    (text) => text !== '',
  );
  const moves = entry.changes.map(({ prompt, from, to }) => `${prompt} ${labelOf(from)} → ${labelOf(to)}`);
  const overridden = entry.gates
    .filter(({ override }) => override !== undefined)
    .map((result) => `${style.yellow('!')} ${result.gate} of ${result.prompt} ${gateSummary(result)}`);
  const lines = indented([...moves, ...overridden].join('\n'), 2);
  return `${style.bold(`revision ${entry.revision}`)}  ${head.join('  ')}\n${lines}\n`;
}
