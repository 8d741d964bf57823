import type { Fault } from '../../../server/src/protocol';
import type { Environment } from '../folders';
import type { Answer } from '../call';
import { changesText, gateLine, type PastDeployment, sourceLines } from '../deploy/model';
import { problemRow, type TreeModel, type TreeRow } from '../tree';
import { ago, agoBy, counted, escapeMarkdown } from '../words';

type Held = Environment['prompts'][string];

/** A node of the Environments view. Menus and commands get it as their argument. */
export type EnvironmentNode =
  | { readonly kind: 'environment'; readonly environment: Environment }
  | { readonly kind: 'held'; readonly environment: Environment; readonly prompt: string; readonly version: Held }
  | { readonly kind: 'history'; readonly environment: Environment }
  | { readonly kind: 'deployment'; readonly deployment: PastDeployment }
  | { readonly kind: 'more-deployments'; readonly environment: Environment }
  | { readonly kind: 'problem'; readonly id: string; readonly what: string; readonly fault: Fault };

/** What the Environments view asks of the server. */
export interface EnvironmentSource {
  list(): Promise<Answer<readonly Environment[]>>;
  /** Newest first. */
  history(environment: string, limit: number): Promise<Answer<readonly PastDeployment[]>>;
  now(): number;
}

const pageSize = 20;

/** Environments, what each holds, and how it came to that. */
export class EnvironmentTree implements TreeModel<EnvironmentNode> {
  readonly #source: EnvironmentSource;
  readonly #pages = new Map<string, number>();

  constructor(source: EnvironmentSource) {
    this.#source = source;
  }

  /** Shows another page of the history of an environment from now on. */
  showMore(environment: string): void {
    this.#pages.set(environment, (this.#pages.get(environment) ?? 1) + 1);
  }

  async children(node: EnvironmentNode | undefined): Promise<readonly EnvironmentNode[]> {
    if (node === undefined) return this.#environments();
    if (node.kind === 'environment') return heldBy(node.environment);
    if (node.kind === 'history') return this.#history(node.environment);
    return [];
  }

  row(node: EnvironmentNode): TreeRow {
    const now = this.#source.now();
    switch (node.kind) {
      case 'environment':
        return environmentRow(node.environment, now);
      case 'held':
        return heldRow(node.environment, node.prompt, node.version, now);
      case 'history':
        return {
          id: `history:${node.environment.name}`,
          label: 'History',
          description: counted(node.environment.revision, 'deployment'),
          icon: 'history',
          children: 'folded',
          context: 'history',
        };
      case 'deployment':
        return deploymentRow(node.deployment, now);
      case 'more-deployments':
        return {
          id: `more:${node.environment.name}`,
          label: 'Show more deployments',
          icon: 'ellipsis',
          children: 'none',
          command: { id: 'galley.showMoreDeployments', title: 'Show more deployments' },
        };
      case 'problem':
        return problemRow(node.id, node.what, node.fault);
    }
  }

  async #environments(): Promise<readonly EnvironmentNode[]> {
    const answer = await this.#source.list();
    if (!answer.ok)
      return [{ kind: 'problem', id: 'problem', what: 'Cannot list the environments', fault: answer.fault }];
    return answer.value.map((environment) => ({ kind: 'environment', environment }));
  }

  async #history(environment: Environment): Promise<readonly EnvironmentNode[]> {
    const limit = (this.#pages.get(environment.name) ?? 1) * pageSize;
    const answer = await this.#source.history(environment.name, limit + 1);
    if (!answer.ok) {
      const id = `problem:${environment.name}`;
      return [{ kind: 'problem', id, what: 'Cannot list the deployments', fault: answer.fault }];
    }
    const shown = answer.value.slice(0, limit).map((deployment) => ({ kind: 'deployment', deployment }) as const);
    return answer.value.length > limit ? [...shown, { kind: 'more-deployments', environment }] : shown;
  }
}

function heldBy(environment: Environment): readonly EnvironmentNode[] {
  const held = Object.entries(environment.prompts)
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([prompt, version]) => ({ kind: 'held', environment, prompt, version }) as const);
  return environment.revision > 0 ? [...held, { kind: 'history', environment }] : held;
}

function environmentRow(environment: Environment, now: number): TreeRow {
  const { name, revision, frozen } = environment;
  const trouble = troubleOf(environment);
  const [last] = Object.values(environment.prompts).sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const state = [
    ...(environment.protected ? ['protected'] : []),
    ...(frozen === undefined ? [] : ['frozen']),
    ...(trouble === undefined ? [] : [trouble.label]),
    last === undefined ? 'empty' : agoBy(last.time, last.author, now),
  ];
  return {
    // Another id once there is something to unfold: the editor remembers a row without children as folded.
    id: revision > 0 ? `environment:${name}` : `empty:${name}`,
    label: name,
    description: state.join(' · '),
    tooltip: environmentTooltip(environment, now),
    icon: environmentIcon(environment),
    ...(trouble === undefined ? {} : { color: 'list.warningForeground' }),
    children: revision > 0 ? 'unfolded' : 'none',
    context: `environment.${revision === 0 ? 'empty' : trouble === undefined ? 'used' : 'unpublished'}${frozen === undefined ? '' : '.frozen'}`,
  };
}

function environmentIcon(environment: Environment): string {
  if (troubleOf(environment) !== undefined) return 'warning';
  if (environment.frozen !== undefined) return 'lock';
  return environment.protected ? 'shield' : 'server-environment';
}

/** What is wrong with the target: it could not be written, or it is not as it was written. */
function troubleOf({
  publishError,
  drift,
}: Environment): { readonly label: string; readonly text: string } | undefined {
  if (publishError !== undefined) return { label: 'not published', text: `Publishing failed: ${publishError}` };
  return drift === undefined ? undefined : { label: 'target differs', text: drift.message };
}

function environmentTooltip(environment: Environment, now: number): string {
  const { name, gates, target, frozen } = environment;
  const trouble = troubleOf(environment);
  return [
    `**${escapeMarkdown(name)}**${environment.protected ? ', protected' : ''}`,
    escapeMarkdown(gates.length === 0 ? 'No gates' : `Gates: ${gates.join(', ')}`),
    ...(environment.revision === 0 ? [] : [`Revision ${environment.revision}`]),
    ...(target === undefined ? [] : [escapeMarkdown(`Published to ${target}`)]),
    ...(frozen === undefined
      ? []
      : [escapeMarkdown(`Frozen ${agoBy(frozen.time, frozen.author, now)}: ${frozen.reason}`)]),
    ...(trouble === undefined ? [] : [escapeMarkdown(trouble.text)]),
  ].join('\n\n');
}

function heldRow(environment: Environment, prompt: string, version: Held, now: number): TreeRow {
  return {
    id: `held:${environment.name}:${prompt}`,
    label: prompt,
    description: version.semver,
    tooltip: [
      `**${escapeMarkdown(`${prompt} ${version.semver}`)}** ${escapeMarkdown(`#${version.number}`)}`,
      escapeMarkdown(`In ${environment.name} since ${agoBy(version.time, version.author, now)}`),
    ].join('\n\n'),
    icon: 'git-commit',
    color: 'charts.green',
    children: 'none',
    context: 'held',
    command: { id: 'galley.compareWithDraft', title: 'Compare with draft' },
  };
}

function deploymentRow(deployment: PastDeployment, now: number): TreeRow {
  const failed = deployment.published === 'failed';
  return {
    id: `deployment:${deployment.environment}:${deployment.revision}`,
    label: `#${deployment.revision} ${changesText(deployment.changes)}`,
    description: ago(deployment.time, now),
    tooltip: [
      `**${deployment.kind === 'rollback' ? 'Rollback' : 'Deployment'} ${deployment.revision}** ${escapeMarkdown(agoBy(deployment.time, deployment.author, now))}`,
      ...sourceLines(deployment).map(escapeMarkdown),
      ...(deployment.reason === '' ? [] : [escapeMarkdown(deployment.reason)]),
      ...deployment.gates.map((gate) => escapeMarkdown(`${gate.prompt} ${gateLine(gate)}`)),
      ...(deployment.publishError === undefined
        ? []
        : [escapeMarkdown(`Publishing failed: ${deployment.publishError}`)]),
    ].join('\n\n'),
    icon: failed ? 'warning' : deployment.kind === 'rollback' ? 'discard' : 'rocket',
    ...(failed ? { color: 'list.warningForeground' } : {}),
    children: 'none',
    context: 'deployment',
    command: { id: 'galley.showDeployment', title: 'Show deployment' },
  };
}
