import type { Fault, OperationOutput, VersionRef, WireDeployment, WireGateResult } from '../../../server/src/protocol';
import type { Environment } from '../folders';
import { listed } from '../words';

/** A deployment of the history, with who and when. */
export type PastDeployment = OperationOutput<'env.history'>[number];

/** An environment as a row of a quick pick. */
export interface EnvironmentChoice {
  readonly environment: Environment;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

/**
 * The environments to choose from, with what they hold of some prompts, or their revision when none are named. Protected ones come last: what the keyboard stands on first is never one of them, as
 * long as there is another.
 */
export function environmentChoices(
  environments: readonly Environment[],
  prompts: readonly string[],
): readonly EnvironmentChoice[] {
  const open = environments.filter((environment) => !environment.protected);
  const guarded = environments.filter((environment) => environment.protected);
  return [...open, ...guarded].map((environment) => ({
    environment,
    label: environment.name,
    description: [environment.protected ? 'protected' : '', holdsText(environment, prompts)].filter(Boolean).join(', '),
    detail: environment.gates.length === 0 ? 'No gates' : `Gates: ${environment.gates.join(', ')}`,
  }));
}

function holdsText({ prompts: held, revision }: Environment, prompts: readonly string[]): string {
  if (prompts.length === 0) return revision === 0 ? 'never deployed' : `revision ${revision}`;
  const versions = prompts.map((prompt) => (Object.hasOwn(held, prompt) ? held[prompt]?.semver : undefined));
  if (versions.every((version) => version === undefined)) return 'does not hold it yet';
  if (versions.length === 1) return `holds ${versions[0]}`;
  return prompts.map((prompt, index) => `${prompt} ${versions[index] ?? '–'}`).join(', ');
}

/** One prompt of a deployment: `triage 1.0.0 → 1.1.0`. */
export function changeText({ prompt, from, to }: WireDeployment['changes'][number]): string {
  if (to === undefined) return `${prompt} ${from?.semver ?? ''} → taken out`.replace('  ', ' ');
  return from === undefined ? `${prompt} ${to.semver}` : `${prompt} ${from.semver} → ${to.semver}`;
}

/** All prompts of a deployment. */
export function changesText(changes: WireDeployment['changes']): string {
  return listed(changes.map(changeText));
}

/** One gate on one line: `✓ lint: no findings`. */
export function gateLine(gate: Pick<WireGateResult, 'gate' | 'outcome' | 'summary' | 'override'>): string {
  return `${gateSigns[gate.outcome]} ${gate.gate}: ${summaryText(gate)}`;
}

/** What a gate found, and who went over it why. */
function summaryText({ summary, override }: Pick<WireGateResult, 'summary' | 'override'>): string {
  return override === undefined ? summary : `overridden by ${override.author.name}: ${override.reason} (${summary})`;
}

const gateSigns: Readonly<Record<WireGateResult['outcome'], string>> = {
  passed: '✓',
  failed: '✗',
  skipped: '–',
  overridden: '⚠',
};

/** Where the state comes from that a deployment brought: a line, or none. */
export function sourceLines({ promotes, restores }: WireDeployment): readonly string[] {
  if (promotes !== undefined) return [`As ${promotes.environment} was at revision ${promotes.revision}`];
  return restores === undefined ? [] : [`As it was at revision ${restores}`];
}

/** What a deployment that went through led to. */
export function successText(deployment: WireDeployment): string {
  const passed = deployment.gates.filter((gate) => gate.outcome === 'passed').map((gate) => gate.gate);
  const gates = passed.length === 0 ? '' : ` Passed: ${listed([...new Set(passed)])}.`;
  const written =
    deployment.published === 'done' && deployment.target !== undefined ? ` Wrote ${deployment.target}.` : '';
  const what =
    deployment.kind === 'rollback'
      ? `Rolled ${deployment.environment} back: ${changesText(deployment.changes)}.`
      : `Deployed ${changesText(deployment.changes)} to ${deployment.environment}.`;
  return `${what}${gates}${written}`;
}

/** Why a deployment was refused: the gates that failed. */
export function refusalText(what: string, gates: readonly WireGateResult[]): string {
  const failed = gates.filter((gate) => gate.outcome === 'failed');
  return `${what} was refused, and nothing has changed. ${failed.map((gate) => `${gate.gate}: ${gate.summary}`).join('. ')}`;
}

/** The gate results a refusal carries; empty when it carries none. */
export function refusedGates(fault: Fault): readonly WireGateResult[] {
  const { gates } = Object(fault.details) as { gates?: unknown };
  return Array.isArray(gates) ? gates.filter(isGateResult) : [];
}

/** The failed gates of a refusal, when whoever deployed may go over all of them. */
export function overridableGates(fault: Fault): readonly string[] {
  const { overridable } = Object(fault.details) as { overridable?: unknown };
  const allowed: readonly unknown[] = Array.isArray(overridable) ? overridable : [];
  const failed = refusedGates(fault).filter(({ outcome }) => outcome === 'failed');
  const names = [...new Set(failed.map(({ gate }) => gate))];
  return names.every((name) => allowed.includes(name)) ? names : [];
}

/** What stands in the question whether to go over gates: what they found, and that it is kept. */
export function overrideDetail(gates: readonly WireGateResult[]): string {
  const failed = gates.filter(({ outcome }) => outcome === 'failed');
  const found = failed.map(({ gate, prompt, summary }) => `${gate} of ${prompt}: ${summary}`);
  return [...found, '', 'Your name and your reason are kept with the deployment for ever.'].join('\n');
}

function isGateResult(value: unknown): value is WireGateResult {
  const { gate, prompt, outcome, summary } = Object(value) as Readonly<Record<string, unknown>>;
  return [gate, prompt, outcome, summary].every((member) => typeof member === 'string');
}

/** What helps with a gate that failed, as a command and its button. */
export interface GateRemedy {
  readonly label: string;
  readonly command: string;
  /** Whether the command wants to know the prompt. */
  readonly aboutPrompt: boolean;
  readonly prompt: string;
}

const remedies: ReadonlyMap<string, Omit<GateRemedy, 'prompt'>> = new Map([
  ['lint', { label: 'Open Problems', command: 'workbench.actions.view.problems', aboutPrompt: false }],
  ['interface', { label: 'Compare…', command: 'galley.compare', aboutPrompt: true }],
  ['tests', { label: 'Run cases', command: 'galley.runCases', aboutPrompt: true }],
  ['approval', { label: 'Request review', command: 'galley.requestReview', aboutPrompt: true }],
  ['security', { label: 'Compare…', command: 'galley.compare', aboutPrompt: true }],
  ['budget', { label: 'Run cases', command: 'galley.runCases', aboutPrompt: true }],
]);

/** The remedies of the gates that failed, each once. */
export function gateRemedies(gates: readonly WireGateResult[]): readonly GateRemedy[] {
  const found = new Map<string, GateRemedy>();
  for (const { gate, outcome, prompt } of gates) {
    const remedy = outcome === 'failed' ? remedies.get(gate) : undefined;
    if (remedy !== undefined && !found.has(remedy.command)) found.set(remedy.command, { ...remedy, prompt });
  }
  return [...found.values()];
}

/** A deployment with the evidence of its gates, as a Markdown text. */
export function deploymentReport(
  deployment: WireDeployment & Partial<Pick<PastDeployment, 'author' | 'time' | 'reason' | 'door'>>,
): string {
  const { environment, revision, kind, author, time, reason, door, target, publishError } = deployment;
  const facts = [
    ...sourceLines(deployment).map((line) => `- ${line}`),
    ...(author === undefined ? [] : [`- Who: ${author.name}${author.email === undefined ? '' : ` <${author.email}>`}`]),
    ...(time === undefined ? [] : [`- When: ${time}`]),
    ...(reason === undefined || reason === '' ? [] : [`- Why: ${reason}`]),
    ...(door === undefined ? [] : [`- By way of: ${door}`]),
    ...(target === undefined ? [] : [`- Target: ${target}, ${publishedWords[deployment.published]}`]),
    ...(publishError === undefined ? [] : [`- Publishing failed: ${publishError}`]),
  ];
  const title = `# ${kind === 'rollback' ? 'Rollback' : 'Deployment'} ${revision} of ${environment}`;
  const changes = deployment.changes.map((change) => `- ${changeText(change)}`);
  return [title, ...block('', facts), ...block('## Changes', changes), gatesReport(deployment.gates)].join('\n');
}

/** A deployment that was refused, as a Markdown text. */
export function refusalReport(what: string, gates: readonly WireGateResult[]): string {
  return [`# ${what}: refused`, '', 'Nothing has changed.', gatesReport(gates)].join('\n');
}

const publishedWords: Readonly<Record<WireDeployment['published'], string>> = {
  done: 'written',
  pending: 'not written yet',
  failed: 'could not be written',
  none: 'not written',
};

function gatesReport(gates: readonly WireGateResult[]): string {
  const parts = gates.map((gate) => {
    const evidence = JSON.stringify(gate.evidence, undefined, 2);
    const shown =
      evidence === undefined || evidence === 'null' || evidence === '{}' ? [] : ['', '```json', evidence, '```'];
    return ['', `### ${gateSigns[gate.outcome]} ${gate.gate}, ${gate.prompt}`, '', summaryText(gate), ...shown].join(
      '\n',
    );
  });
  return ['', '## Gates', ...(parts.length === 0 ? ['', 'The environment has no gates.'] : parts), ''].join('\n');
}

function block(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  return title === '' ? ['', ...lines] : ['', title, '', ...lines];
}

/** A version of a prompt that is to be deployed: its words and its selector. */
export function deploysText(
  items: readonly { readonly prompt: string; readonly version: Pick<VersionRef, 'semver'> }[],
): string {
  return listed(items.map(({ prompt, version }) => `${prompt} ${version.semver}`));
}
